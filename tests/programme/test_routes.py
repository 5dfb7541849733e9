"""Every address there is, asked for by everybody there is."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from programme.demonstration.urls import urlpatterns as demonstration
from tests.conftest import ClientFor
from tests.programme.routes import DEMONSTRATION, ELSEWHERE, ROLES, ROUTES, SIGN_IN, Answer, Route
from tests.programme.world import SECRETS, World, build, everything_stored, standing, visitor

REFUSALS = (404, 403, 405, SIGN_IN)


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str | None]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name


def test_every_address_has_its_line_in_the_table() -> None:
    assert set(names(get_resolver().url_patterns)) == set(ROUTES)


def test_the_demonstration_adds_nothing_else() -> None:
    assert set(names([*demonstration])) == DEMONSTRATION


@pytest.fixture(scope="module")
def copies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], World]]:
    with standing(build, django_db_blocker) as copy:
        yield copy


@pytest.fixture
def world(copies: Callable[[], World], db: None) -> World:
    return copies()


def address_of(name: str, world: World) -> str:
    return reverse(name, args=[world.objects[key] for key in ROUTES[name].objects])


def answer_of(response: Any) -> Answer:
    if response.status_code not in (301, 302):
        return int(response.status_code)
    return SIGN_IN if response.headers["Location"].startswith("/sign-in/") else ELSEWHERE


def written_in(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode(errors="replace"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROUTES)
def test_each_role_gets_the_answer_in_the_table(name: str, world: World, client_for: ClientFor) -> None:
    address = address_of(name, world)

    answers = {role: visitor(role, world, client_for).get(address) for role in ROLES}

    assert {role: answer_of(response) for role, response in answers.items()} == ROUTES[name].get
    for role, response in answers.items():
        if ROUTES[name].get[role] in REFUSALS:
            assert not [secret for secret in SECRETS if secret in written_in(response)], role


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROUTES)
def test_a_post_without_the_right_changes_nothing(name: str, world: World, client_for: ClientFor) -> None:
    address, expected = address_of(name, world), ROUTES[name].post
    clients = {role: visitor(role, world, client_for) for role in ROLES}
    refused = [role for role in ROLES if expected[role] in REFUSALS]
    before = everything_stored()

    answers = {role: clients[role].post(address) for role in refused}
    others = [getattr(Client(), method)(address) for method in ("put", "patch", "delete")]

    assert {role: answer_of(answers[role]) for role in refused} == {role: expected[role] for role in refused}
    assert {answer.status_code for answer in others} <= {200, 302, 403, 404, 405}
    assert everything_stored() == before
    assert not [role for role in refused for secret in SECRETS if secret in written_in(answers[role])]

    allowed = [role for role in ROLES if role not in refused]
    assert {role: answer_of(clients[role].post(address)) for role in allowed} == {
        role: expected[role] for role in allowed
    }


def test_a_page_without_a_line_in_the_table_would_be_noticed() -> None:
    extra = URLPattern(demonstration[0].pattern, demonstration[0].callback, name="a_new_page")

    assert "a_new_page" not in ROUTES
    assert set(names([*get_resolver().url_patterns, extra])) != set(ROUTES)


def test_every_line_says_something_of_every_role() -> None:
    incomplete = [
        name for name, route in ROUTES.items() for answers in (route.get, route.post) if set(answers) != set(ROLES)
    ]

    assert incomplete == []
    assert isinstance(ROUTES["home"], Route)
