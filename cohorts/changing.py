"""What was entered about a programme, a cohort or somebody's post, put right later."""

from typing import Any, TypeVar
from zlib import crc32

from django.core.exceptions import ValidationError
from django.db import models, transaction

from cohorts.enrolling import site_named
from cohorts.history import OVERTAKEN
from cohorts.models import Cohort, Enrolment, Programme

Row = TypeVar("Row", bound=models.Model)
MEANWHILE = "This was changed while you had it open. What you entered is still here: save again to keep it. Now it is: "
PLACES = {"capacity": "places"}


def state_of(row: models.Model, *names: str) -> int:
    """A number that is another one when any of these has been changed."""
    return crc32(repr([getattr(row, name) for name in sorted(names)]).encode())


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
def change_enrolment(*, enrolment: Enrolment, site: str, seen: int | None = None, **post: str) -> Enrolment:
    """Somebody's post and line manager. Raises ValidationError, also where it is no longer what the page showed."""
    found = Enrolment.objects.select_for_update(no_key=True, of=("self",)).get(pk=enrolment.pk)
    return _change(found, {"site": site_named(found.organisation, site), **post}, seen)


def _in_words(values: dict[str, Any]) -> str:
    return ", ".join(f"{PLACES.get(name, name.replace('_', ' '))} {value or 'empty'}" for name, value in values.items())


def _change(row: Row, values: dict[str, Any], seen: int | None) -> Row:
    before = {name: getattr(row, name) for name in values}
    if before == values:
        return row
    if seen is not None and seen != state_of(row, *values):
        raise ValidationError(f"{MEANWHILE}{_in_words(before)}.", code=OVERTAKEN)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    return row
