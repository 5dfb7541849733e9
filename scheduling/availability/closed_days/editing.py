"""Closed days and school holidays: added, changed and removed."""

from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from people.locking import lock
from people.models import Organisation
from scheduling.models import ClosedDays

THERE_ALREADY = "Days of this name that begin on this day are there already."


class ClosedDaysFields(TypedDict):
    kind: str
    name: str
    first_on: date
    last_on: date


@transaction.atomic
def add_closed_days(*, organisation: Organisation, **days: Unpack[ClosedDaysFields]) -> ClosedDays:
    """Add days, once even if they are sent twice. Raises ValidationError if others have the same name and first day."""
    lock(organisation)
    known = find_stored(organisation, days)
    if known is not None and known.last_on == days["last_on"]:
        return known
    return _save(ClosedDays(organisation=organisation), days)


@transaction.atomic
def change_closed_days(*, closed: ClosedDays, **days: Unpack[ClosedDaysFields]) -> ClosedDays:
    lock(closed.organisation)
    return _save(lock(closed), days)


def remove_closed_days(*, closed: ClosedDays) -> None:
    closed.delete()


def find_stored(organisation: Organisation, days: ClosedDaysFields) -> ClosedDays | None:
    """Find stored days of the same kind, name and first day."""
    return ClosedDays.objects.filter(
        organisation=organisation, kind=days["kind"], name=days["name"], first_on=days["first_on"]
    ).first()


def _save(closed: ClosedDays, days: ClosedDaysFields) -> ClosedDays:
    known = find_stored(closed.organisation, days)
    if known is not None and known.pk != closed.pk:
        raise ValidationError({"name": THERE_ALREADY})
    for key, value in days.items():
        setattr(closed, key, value)
    closed.full_clean()
    closed.save()
    return closed
