"""Adding, changing and removing closed days and school holidays."""

from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

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
    """Asking twice for the same makes them once."""
    take_turns(organisation)
    known = stored_as(organisation, days)
    if known is not None and known.last_on == days["last_on"]:
        return known
    return _keep(ClosedDays(organisation=organisation), days)


@transaction.atomic
def change_closed_days(*, closed: ClosedDays, **days: Unpack[Days]) -> ClosedDays:
    take_turns(closed.organisation)
    return _keep(ClosedDays.objects.select_for_update(no_key=True, of=("self",)).get(pk=closed.pk), days)


def remove_closed_days(*, closed: ClosedDays) -> None:
    closed.delete()


def take_turns(organisation: Organisation) -> None:
    """Whoever changes closed days of one organisation waits until another has done so."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def stored_as(organisation: Organisation, days: Days) -> ClosedDays | None:
    """The days that would clash with these: of the same kind and name, with the same first day."""
    return ClosedDays.objects.filter(
        organisation=organisation, kind=days["kind"], name=days["name"], first_on=days["first_on"]
    ).first()


def _keep(closed: ClosedDays, days: Days) -> ClosedDays:
    known = stored_as(closed.organisation, days)
    if known is not None and known.pk != closed.pk:
        raise ValidationError({"name": THERE_ALREADY})
    for key, value in days.items():
        setattr(closed, key, value)
    closed.full_clean()
    closed.save()
    return closed
