"""Add, change and remove closed days and school holidays."""

from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from people.locking import lock
from people.models import Organisation
from scheduling.models import ClosedDays

THERE_ALREADY = "Days of this name that begin on this day are there already."


class Days(TypedDict):
    kind: str
    name: str
    first_on: date
    last_on: date


@transaction.atomic
def add_closed_days(*, organisation: Organisation, **days: Unpack[Days]) -> ClosedDays:
    """Add closed days. Asking twice for the same adds them once."""
    lock(organisation)
    known = stored_as(organisation, days)
    if known is not None and known.last_on == days["last_on"]:
        return known
    return _store(ClosedDays(organisation=organisation), days)


@transaction.atomic
def change_closed_days(*, closed: ClosedDays, **days: Unpack[Days]) -> ClosedDays:
    lock(closed.organisation)
    return _store(lock(closed), days)


def remove_closed_days(*, closed: ClosedDays) -> None:
    closed.delete()


def stored_as(organisation: Organisation, days: Days) -> ClosedDays | None:
    """Find the stored days of the same kind, name and first day, which these would repeat."""
    return ClosedDays.objects.filter(
        organisation=organisation, kind=days["kind"], name=days["name"], first_on=days["first_on"]
    ).first()


def _store(closed: ClosedDays, days: Days) -> ClosedDays:
    known = stored_as(closed.organisation, days)
    if known is not None and known.pk != closed.pk:
        raise ValidationError({"name": THERE_ALREADY})
    for key, value in days.items():
        setattr(closed, key, value)
    closed.full_clean()
    closed.save()
    return closed
