"""Redis is disposable: while it is away people sign in, and guesses are still counted."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from people.models import Person
from programme.cache import DisposableCache
from tests.programme.test_second_factor import SECOND, give_emailed_code
from tests.programme.test_sign_in import CODE, SIGN_IN, code_in, is_signed_in
from tests.second_factor import code_now, set_up_app
from tests.service import free_port

pytestmark = pytest.mark.django_db


def point_at(settings: Settings, port: int) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{port}/0"}}


@pytest.fixture
def dead_redis(settings: Settings) -> Iterator[None]:
    point_at(settings, free_port())
    yield
    cache.clear()


@pytest.fixture
def silent_redis(settings: Settings) -> Iterator[list[socket.socket]]:
    """Something that takes connections, which it notes, and never says a word."""
    taken: list[socket.socket] = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        Thread(target=take_all, args=(listener, taken), daemon=True).start()
        point_at(settings, listener.getsockname()[1])
        yield taken
        cache.clear()
        listener.shutdown(socket.SHUT_RDWR)
    for connection in taken:
        connection.close()


def take_all(listener: socket.socket, taken: list[socket.socket]) -> None:
    with suppress(OSError):
        while True:
            taken.append(listener.accept()[0])


def test_somebody_signs_in_by_code(
    dead_redis: None, client: Client, participant: Person, mailoutbox: list[EmailMessage]
) -> None:
    client.post(SIGN_IN, {"email": participant.email})
    client.post(CODE, {"code": code_in(mailoutbox[-1])})

    assert is_signed_in(client)


def test_an_administrator_gives_the_second_factor(
    dead_redis: None, client: Client, administrator: Person, mailoutbox: list[EmailMessage]
) -> None:
    set_up_app(administrator.user)
    give_emailed_code(client, administrator, mailoutbox)
    client.post(SECOND, {"code": code_now()})

    assert is_signed_in(client)


def test_three_wrong_codes_still_end_it(
    dead_redis: None, client: Client, participant: Person, mailoutbox: list[EmailMessage]
) -> None:
    client.post(SIGN_IN, {"email": participant.email})
    for _ in range(3):
        client.post(CODE, {"code": "0000-0000"})
    client.post(CODE, {"code": code_in(mailoutbox[-1])})

    assert not is_signed_in(client)


def test_five_wrong_second_factors_are_still_enough(
    dead_redis: None, client: Client, administrator: Person, mailoutbox: list[EmailMessage]
) -> None:
    set_up_app(administrator.user)
    give_emailed_code(client, administrator, mailoutbox)

    answers = [client.post(SECOND, {"code": "12"}).content.decode() for _ in range(6)]

    assert "That code is not right" in answers[4]
    assert "You have tried too many times" in answers[5]


def test_a_redis_that_never_answers_holds_nobody_up(
    silent_redis: list[socket.socket], client: Client, participant: Person, mailoutbox: list[EmailMessage]
) -> None:
    client.post(SIGN_IN, {"email": participant.email})

    # Each is given up after a second. However often the page asks, it is tried once and once more.
    assert len(silent_redis) == 2
    assert len(mailoutbox) == 1


def test_each_failure_is_one_line_that_tells_no_address(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": f"redis://:hidden@127.0.0.1:{free_port()}/0"}
    }

    for number in range(10):
        cache.set(f"key{number}", number)

    assert [record.name for record in caplog.records] == ["programme.cache"]
    assert "Redis is away" in caplog.text
    assert "hidden" not in caplog.text


@pytest.mark.usefixtures("dead_redis")
def test_every_way_of_asking_goes_on_from_memory() -> None:
    assert cache.add("a", 1)
    assert not cache.add("a", 2)
    cache.set_many({"b": 2, "c": 3})
    assert cache.get_many(["a", "b", "nothing"]) == {"a": 1, "b": 2}
    assert cache.incr("a") == 2
    assert cache.touch("a", 60)
    assert cache.delete("a")
    assert "a" not in cache
    cache.delete_many(["b"])
    assert cache.get("b", "gone") == "gone"
    assert cache.get("c") == 3
    cache.clear()
    assert cache.get("c") is None


def test_all_threads_of_a_process_count_together(dead_redis: None) -> None:
    def count() -> None:
        cache.add("count", 0)
        cache.incr("count")

    for thread in [Thread(target=count) for _ in range(3)]:
        thread.start()
        thread.join()

    assert cache.get("count") == 3


def test_while_redis_answers_it_is_what_counts() -> None:
    cache.set("kept", "in Redis")

    assert DisposableCache("redis://127.0.0.1:1/0", {}).get("kept") is None
    assert cache.get("kept") == "in Redis"
