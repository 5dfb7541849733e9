"""Redis is disposable: whatever it loses, the sweep publishes again, and a real worker sends it."""

import pytest
import redis
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.db import transaction
from kombu import pools
from pytest_django import Settings

from messaging import letters, tasks
from messaging.models import Message, MessageState
from people.models import Organisation
from programme.celery import app
from tests.messaging.conftest import owe_greeting
from tests.post_office import PostOffice
from tests.service import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trust_with_letters() -> Organisation:
    letters.writes("test_greeting")(lambda message: letters.Letter(subject="Hello", greeting="Hello,", paragraphs=[]))
    return Organisation.objects.create(name="Fenmoor Trust")


@pytest.fixture
def broker() -> "redis.Redis[bytes]":
    server = redis.Redis.from_url(settings.REDIS_URL)
    server.flushdb()
    return server


def work_until_sent(count: int) -> None:
    """Run a real worker on the real broker until so many messages are sent."""
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        wait_for(lambda: Message.objects.filter(state=MessageState.SENT).count() == count, seconds=20)


def test_what_is_owed_is_published_after_commit_and_not_before(
    trust_with_letters: Organisation, broker: "redis.Redis[bytes]"
) -> None:
    with transaction.atomic():
        owe_greeting(trust_with_letters)
        assert broker.llen("celery") == 0
    assert broker.llen("celery") == 1


def test_nothing_is_owed_when_its_cause_is_rolled_back(
    trust_with_letters: Organisation, broker: "redis.Redis[bytes]"
) -> None:
    def fail_after_owing() -> None:
        with transaction.atomic():
            owe_greeting(trust_with_letters)
            raise LookupError

    with pytest.raises(LookupError):
        fail_after_owing()
    assert broker.llen("celery") == 0
    assert not Message.objects.exists()


def test_messages_lost_from_redis_are_sent_all_the_same(
    trust_with_letters: Organisation, broker: "redis.Redis[bytes]", post_office: PostOffice
) -> None:
    for number in range(5):
        owe_greeting(trust_with_letters, key=f"greeting:{number}")
    broker.flushdb()

    tasks.sweep()
    work_until_sent(5)

    assert len(post_office.mails) == 5


def test_owing_succeeds_while_redis_is_down(trust_with_letters: Organisation, settings: Settings) -> None:
    kept = app.conf.broker_url
    publish_to("redis://127.0.0.1:1/0")
    try:
        with transaction.atomic():
            message = owe_greeting(trust_with_letters)
    finally:
        publish_to(kept)
    assert Message.objects.due().get() == message


def publish_to(broker_url: str) -> None:
    """From now on, by no connection that was open. A pool that is closed would be found again by its address."""
    app.conf.broker_url = broker_url
    pools.reset()
    app._after_fork()


def test_the_sweep_leaves_alone_what_is_not_yet_due(
    trust_with_letters: Organisation, broker: "redis.Redis[bytes]"
) -> None:
    owe_greeting(trust_with_letters)
    Message.objects.update(due_at="2999-01-01T00:00Z")
    broker.flushdb()

    tasks.sweep()

    assert broker.llen("celery") == 0
