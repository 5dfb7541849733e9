"""What was entered about a programme, a cohort or a participant, put right later."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from zlib import crc32

from django.core.exceptions import ValidationError
from django.db import models, transaction

from cohorts.checking import as_kept, wrong_with
from cohorts.columns import COLUMNS, Column
from cohorts.enrolling import POST, site_named
from cohorts.history import OVERTAKEN
from cohorts.models import Cohort, Enrolment, Programme

Changed = TypeVar("Changed", bound=models.Model)
MEANWHILE = "This was changed while you had it open. What you entered is still here: save again to keep it. Now it is: "
PLACES = {"capacity": "places"}


def state_of(values: Mapping[str, Any]) -> int:
    """A number that is another one when any of these has been changed."""
    return crc32(repr(sorted(values.items())).encode())


@transaction.atomic
def change_programme(*, programme: Programme, name: str, aims: str, seen: int | None = None) -> Programme:
    """Raises ValidationError, also where it is no longer what the page showed."""
    found = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    return _change(found, {"name": name, "aims": aims}, seen)


@transaction.atomic
def change_cohort(*, cohort: Cohort, name: str, capacity: int, seen: int | None = None) -> Cohort:
    """Raises ValidationError, also where it is no longer what the page showed. Nobody loses their place."""
    found = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    enrolled = found.enrolments.count()
    if capacity < enrolled:
        raise ValidationError({"capacity": f"Places must be {enrolled} or more, as so many people are enrolled"})
    return _change(found, {"name": name, "capacity": capacity}, seen)


@transaction.atomic
def change_enrolment(*, enrolment: Enrolment, seen: int | None = None, **entered: str) -> Enrolment:
    """Somebody's name, post and line manager, by the keys of `entered_of`.

    Raises ValidationError, also where it is no longer what the page showed.
    """
    rows = Enrolment.objects.select_related("person__user", "site", "cohort__programme__organisation")
    found = rows.select_for_update(no_key=True, of=("self", "person")).get(pk=enrolment.pk)
    columns = [column for column in COLUMNS if column.key in entered]
    values = {column.key: as_kept(column, entered[column.key]) for column in columns}
    _refuse_wrong(found, values, columns)
    site = site_named(found.organisation, values["site"])
    before, after = entered_of(found), values | {"site": site.name}
    if before != after:
        _refuse_overtaken(before, seen)
        _set(found.person, {"name": after["name"]})
        _set(found, {name: after[name] for name in POST} | {"site": site})
    return found


def entered_of(enrolment: Enrolment) -> dict[str, str]:
    post = {name: getattr(enrolment, name) for name in POST}
    return {"name": enrolment.person.name, "site": enrolment.site.name} | post


def _refuse_wrong(enrolment: Enrolment, values: dict[str, str], columns: Sequence[Column]) -> None:
    """As a list of people is judged that is enrolled; a field's sentences have no full stop."""
    wrong: dict[str, list[str]] = {}
    for key, sentence in wrong_with(values | {"email": enrolment.person.email}, columns):
        wrong.setdefault(key, []).append(sentence.rstrip("."))
    if wrong:
        raise ValidationError(wrong)


def _in_words(values: dict[str, Any]) -> str:
    return ", ".join(f"{PLACES.get(name, name.replace('_', ' '))} {value or 'empty'}" for name, value in values.items())


def _change(row: Changed, values: dict[str, Any], seen: int | None) -> Changed:
    before = {name: getattr(row, name) for name in values}
    if before != values:
        _refuse_overtaken(before, seen)
        _set(row, values)
    return row


def _refuse_overtaken(before: dict[str, Any], seen: int | None) -> None:
    if seen is not None and seen != state_of(before):
        raise ValidationError(f"{MEANWHILE}{_in_words(before)}.", code=OVERTAKEN)


def _set(row: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
