"""Venues: where an organisation can hold sessions, and on which days it cannot."""

from datetime import date, time
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from people.models import Organisation
from scheduling.models import Venue, VenueClosure

TAKEN = "There is already a venue of this name. Choose another name."


class Details(TypedDict):
    """What is known of a venue. Weekdays are counted as Python counts them: 0 is Monday."""

    name: str
    address: str
    capacity: int | None
    equipment: list[str]
    weekdays: list[int]
    opens: time
    closes: time
    is_shared: bool


class VenueInUseError(Exception):
    """Sessions are in the venue, past ones included: without it nobody could say where they were."""

    def __init__(self, sessions: int) -> None:
        super().__init__()
        self.sessions = sessions


@transaction.atomic
def venue_named(*, organisation: Organisation, name: str) -> Venue | None:
    """The venue of this name. One that is new is taken to be shared: nothing is known of its rooms yet."""
    if not name:
        return None
    # Two who type the same new place at once take turns: the second finds it.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    known = Venue.objects.filter(organisation=organisation, name__iexact=name).first()
    if known is not None:
        return known
    venue = Venue(organisation=organisation, name=name, is_shared=True)
    venue.full_clean()
    venue.save()
    return venue


@transaction.atomic
def add_venue(*, organisation: Organisation, **details: Unpack[Details]) -> Venue:
    """A venue of a new name. Asking twice for the same makes one."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    known = Venue.objects.filter(organisation=organisation, name__iexact=details["name"]).first()
    if known is not None and all(getattr(known, key) == value for key, value in details.items()):
        return known
    return _keep(Venue(organisation=organisation), details)


@transaction.atomic
def change_venue(*, venue: Venue, **details: Unpack[Details]) -> Venue:
    Organisation.objects.select_for_update(no_key=True).get(pk=venue.organisation_id)
    return _keep(Venue.objects.get(pk=venue.pk), details)


def _keep(venue: Venue, details: Details) -> Venue:
    others = Venue.objects.filter(organisation=venue.organisation_id).exclude(pk=venue.pk)
    if others.filter(name__iexact=details["name"]).exists():
        raise ValidationError({"name": TAKEN})
    for key, value in details.items():
        setattr(venue, key, value)
    venue.full_clean()
    venue.save()
    return venue


@transaction.atomic
def remove_venue(*, venue: Venue) -> None:
    """Raises VenueInUseError while any session is there."""
    venue = Venue.objects.select_for_update().get(pk=venue.pk)
    if sessions := venue.sessions.count():
        raise VenueInUseError(sessions)
    venue.delete()


@transaction.atomic
def close_venue(*, venue: Venue, first_on: date, last_on: date, reason: str) -> VenueClosure:
    """Days, both included, on which it is not available. Asking twice for the same closes it once."""
    venue = Venue.objects.select_for_update(no_key=True).get(pk=venue.pk)
    known = venue.closures.filter(first_on=first_on, last_on=last_on, reason=reason).first()
    if known is not None:
        return known
    closure = VenueClosure(venue=venue, first_on=first_on, last_on=last_on, reason=reason)
    closure.full_clean()
    closure.save()
    return closure


def reopen_venue(*, venue: Venue, closure: int) -> None:
    """Asking again finds nothing left to do."""
    venue.closures.filter(pk=closure).delete()
