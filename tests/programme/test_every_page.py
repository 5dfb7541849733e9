"""Every page: just after midnight in summer time, when the day in UTC is still yesterday's, and the forms on it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.forms.formsets import ManagementForm
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests.clock import set_clock
from tests.conftest import ClientFor
from tests.programme.routes import ROUTES
from tests.programme.world import World, build, standing, visitor

pytestmark = pytest.mark.django_db

# Half past midnight on Tuesday 1 July 2025 in the United Kingdom, and an hour later: one day there, two in UTC.
HALF_PAST_MIDNIGHT = datetime(2025, 6, 30, 23, 30, tzinfo=UTC)
HALF_PAST_ONE = datetime(2025, 7, 1, 0, 30, tzinfo=UTC)

VISITORS = ("administrator", "participant", "coach", "executive", "rater", "signed out")
# Their secrets and codes are new each time, and no day stands on them.
OTHER_EVERY_TIME = ("mfa_", "account_")
PAGES = {name: [role for role in VISITORS if route.get[role] == 200] for name, route in ROUTES.items()}
# What is written anew each time that a page is asked for.
FRESH = re.compile(r'(csrfmiddlewaretoken|request_key)" value="[\w-]+"|nonce="[^"]+"|"X-CSRFToken": "\w+"')

# One long word, many lines, and many numbers: no two the same, for some fields leave out what comes twice.
NUMBERS = [str(number) for number in range(100_000)]
TOO_LONG = ("x" * 10**6, "\n".join(NUMBERS), " ".join(NUMBERS))
TOO_LARGE = ("9" * 12, "-" + "9" * 12)
# Of these the whole is read, and refused by its size where it is read.
LISTS = {"text"}
# Compared with the number of an invitation, or with a fingerprint, and never stored.
NEVER_STORED = {"seen", "sequence"}
# An address is looked up, passkeys have no model of ours, and the note of a release has no limit but that of its form.
LENGTHS_OF_THEIR_OWN = {
    ("AddressForm", "email"),
    ("PasskeyForm", "name"),
    ("PasskeyNameForm", "name"),
    ("ReleaseForm", "note"),
}


@pytest.fixture(scope="module")
def copies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], World]]:
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch, HALF_PAST_MIDNIGHT)
        with standing(build, django_db_blocker) as copy:
            yield copy


@pytest.fixture
def world(copies: Callable[[], World], db: None) -> World:
    return copies()


def read(response: Any) -> str:
    assert response.status_code == 200
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return FRESH.sub("", content.decode(errors="replace"))


def get(client: Client, name: str, world: World) -> Any:
    return client.get(reverse(name, args=[world.objects[key] for key in ROUTES[name].objects]))


@pytest.mark.parametrize(
    ("name", "role"),
    [(name, role) for name, roles in PAGES.items() for role in roles if not name.startswith(OTHER_EVERY_TIME)],
)
def test_a_page_says_the_same_all_night(
    name: str, role: str, world: World, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No session begins or ends within the hour, so that nothing can change but a day that was taken from UTC."""
    client = visitor(role, world, client_for)

    set_clock(monkeypatch, HALF_PAST_MIDNIGHT)
    first = read(get(client, name, world))
    set_clock(monkeypatch, HALF_PAST_ONE)

    assert read(get(client, name, world)) == first


@pytest.mark.parametrize("name", [name for name, roles in PAGES.items() if roles])
def test_what_is_typed_has_limits(name: str, world: World, client_for: ClientFor) -> None:
    """A field refuses what is too long or too large, and at the length that is stored under its name."""
    pages = [get(visitor(role, world, client_for), name, world) for role in PAGES[name]]

    fields = {(type(form).__name__, each): field for form in forms_on(pages) for each, field in form.fields.items()}

    assert [place for place, field in fields.items() if not limited(place[1], field)] == []
    stored = stored_lengths()
    assert {place for place, field in fields.items() if not agrees(stored[place[1]], field)} <= LENGTHS_OF_THEIR_OWN


def forms_on(pages: list[Any]) -> Iterator[Any]:
    """Give each form that a page was written from, but for those with which Django counts the forms of a set."""
    for value in (value for page in pages for value in values_of(page)):
        if isinstance(value, forms.BaseFormSet):
            yield from value
        elif isinstance(value, forms.BaseForm) and not isinstance(value, ManagementForm):
            yield value


def values_of(page: Any) -> Iterator[Any]:
    for layer in page.context or ():
        for part in getattr(layer, "dicts", [layer]):
            yield from part.values()


def limited(name: str, field: forms.Field) -> bool:
    if name in NEVER_STORED:
        return True
    if isinstance(field, forms.IntegerField):
        return all(refuses(field, value) for value in TOO_LARGE)
    if isinstance(field, forms.CharField):
        return name in LISTS or all(refuses(field, value) for value in TOO_LONG)
    return True


def refuses(field: forms.Field, value: str) -> bool:
    try:
        field.clean(value)
    except ValidationError:
        return True
    return False


def stored_lengths() -> defaultdict[str, set[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if length := getattr(field, "max_length", None):
                found[field.name].add(length)
    return found


def agrees(stored: set[int], field: forms.Field) -> bool:
    """Whether a text may be as long as some model stores it under this name, where any does."""
    length = getattr(field, "max_length", None)
    return not stored or length is None or length in stored
