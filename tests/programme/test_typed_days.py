"""Forms with days: just after midnight in summer time they take today for the same day as later in the morning."""

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from people.fields import PARTS, DateField
from programme.packages import PACKAGES
from tests.clock import set_clock
from tests.conftest import ClientFor
from tests.programme.routes import ROUTES
from tests.programme.world import World, build, standing, visitor

# Half past midnight on Tuesday 1 July 2025 in the United Kingdom, and an hour later: one day there, two in UTC.
HALF_PAST_MIDNIGHT = datetime(2025, 6, 30, 23, 30, tzinfo=UTC)
HALF_PAST_ONE = datetime(2025, 7, 1, 0, 30, tzinfo=UTC)
YESTERDAY, TODAY = date(2025, 6, 30), date(2025, 7, 1)

NOWS = {"timezone.now()", "now()"}

# Those that say whether a day is over, or still to come, and who fills them in.
FORMS = {
    "cohort_new": "administrator",
    "diary_take_off": "participant",
    "import_scores": "administrator",
    "open_reassessment": "administrator",
    "round_dates": "administrator",
    "subject_extend": "administrator",
}


@pytest.fixture(scope="module")
def copies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], World]]:
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch, HALF_PAST_MIDNIGHT)
        with standing(build, django_db_blocker) as copy:
            yield copy


@pytest.mark.django_db
@pytest.mark.parametrize("day", [YESTERDAY, TODAY])
@pytest.mark.parametrize("name", FORMS)
def test_a_day_is_taken_or_refused_alike_all_night(
    name: str,
    day: date,
    copies: Callable[[], World],
    client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = copies()
    client = visitor(FORMS[name], world, client_for)
    address = reverse(name, args=[world.objects[key] for key in ROUTES[name].objects])
    set_clock(monkeypatch, HALF_PAST_MIDNIGHT)
    filled_in = [form for form in forms_of(client.get(address)) if has_days(form)]
    typed = {name: value for form in filled_in for name, value in filled(form, day)}

    first = outcome(client, address, typed)
    set_clock(monkeypatch, HALF_PAST_ONE)

    assert filled_in != []
    assert outcome(client, address, typed) == first


def outcome(client: Client, address: str, typed: dict[str, Any]) -> Any:
    """Send a form, note where it led or what was wrong with it, and take back what it did."""
    with transaction.atomic():
        response = client.post(address, typed)
        transaction.set_rollback(True)
    return response.status_code, [form.errors for form in forms_of(response)]


def forms_of(response: Any) -> list[forms.BaseForm]:
    values = [value for layer in response.context or () for part in layer.dicts for value in part.values()]
    return [value for value in values if isinstance(value, forms.BaseForm)]


def has_days(form: forms.BaseForm) -> bool:
    return any(isinstance(field, DateField) for field in form.fields.values())


def filled(form: forms.BaseForm, day: date) -> Iterator[tuple[str, Any]]:
    """Type the day wherever one is asked for, and leave the rest as it is shown, or at the first of the choices."""
    for name, field in form.fields.items():
        if isinstance(field, DateField):
            yield from zip((f"{form.add_prefix(name)}_{part}" for part in PARTS), dates(day), strict=True)
        elif (shown := value_of(form, name, field)) not in (None, ""):
            yield form.add_prefix(name), shown


def dates(day: date) -> tuple[int, int, int]:
    return day.day, day.month, day.year


def value_of(form: forms.BaseForm, name: str, field: forms.Field) -> Any:
    value = form[name].value()
    if value in (None, "") and isinstance(field, forms.ChoiceField):
        return next((key for key, _ in field.choices if key), None)
    if value in (None, "") and field.required:
        return "Fenmoor"
    return field.prepare_value(value)


def test_nothing_of_ours_takes_the_day_or_the_hour_of_now_in_utc() -> None:
    """Django's now is in UTC: today is `timezone.localdate()`, the hour that of `timezone.localtime()`."""
    files = [path for package in PACKAGES for path in (Path(settings.BASE_DIR) / package).rglob("*.py")]
    found = [f"{path}:{node.lineno}" for path in files for node in parts_of_now(ast.parse(path.read_text()))]

    assert len(files) > 100
    assert found == []


def parts_of_now(tree: ast.AST) -> Iterator[ast.Attribute]:
    parts = {"date", "time", "timetz", "hour", "day", "weekday", "year", "month"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in parts and ast.unparse(node.value) in NOWS:
            yield node


def test_such_a_day_would_be_found() -> None:
    assert [node.lineno for node in parts_of_now(ast.parse("timezone.localdate()\ntimezone.now().date()"))] == [2]
