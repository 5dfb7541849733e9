"""Venues: added, changed, closed and removed."""

from datetime import date, time
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from people.locking import lock
from people.models import Organisation
from scheduling.models import Venue, VenueClosure

TAKEN = "There is already a venue of this name. Choose another name."


class VenueFields(TypedDict):
    """The fields of a venue. Weekday 0 is Monday, as in Python."""

    name: str
    address: str
    capacity: int | None
    equipment: list[str]
    weekdays: list[int]
    opens: time
    closes: time
    is_shared: bool


class VenueInUseError(Exception):
    """A venue with sessions, perhaps past ones, whose place would be lost with it."""

    def __init__(self, sessions: int) -> None:
        super().__init__()
        self.sessions = sessions


@transaction.atomic
def get_or_create_venue(*, organisation: Organisation, name: str) -> Venue | None:
    """Return the venue of this name. A new one is shared, because nothing is known of its rooms; no name, no venue."""
    if not name:
        return None
    # Two requests with the same new place take turns, and the second finds the venue of the first.
    lock(organisation)
    known = Venue.objects.filter(organisation=organisation, name__iexact=name).first()
    if known is not None:
        return known
    venue = Venue(organisation=organisation, name=name, is_shared=True)
    venue.full_clean()
    venue.save()
    return venue


@transaction.atomic
def add_venue(*, organisation: Organisation, **details: Unpack[VenueFields]) -> Venue:
    """Add a venue, once even if it is sent twice. Raises ValidationError if the name is taken."""
    lock(organisation)
    known = Venue.objects.filter(organisation=organisation, name__iexact=details["name"]).first()
    if known is not None and all(getattr(known, key) == value for key, value in details.items()):
        return known
    return _save(Venue(organisation=organisation), details)


@transaction.atomic
def change_venue(*, venue: Venue, **details: Unpack[VenueFields]) -> Venue:
    lock(venue.organisation)
    return _save(Venue.objects.get(pk=venue.pk), details)


def _save(venue: Venue, details: VenueFields) -> Venue:
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
    """Remove a venue. Raises VenueInUseError if it has sessions."""
    # The full lock, so that no session can be put into the venue meanwhile.
    venue = Venue.objects.select_for_update().get(pk=venue.pk)
    if sessions := venue.sessions.count():
        raise VenueInUseError(sessions)
    venue.delete()


@transaction.atomic
def close_venue(*, venue: Venue, first_on: date, last_on: date, reason: str) -> VenueClosure:
    """Close a venue on some days, both included, once even if they are sent twice."""
    venue = lock(venue)
    known = venue.closures.filter(first_on=first_on, last_on=last_on, reason=reason).first()
    if known is not None:
        return known
    closure = VenueClosure(venue=venue, first_on=first_on, last_on=last_on, reason=reason)
    closure.full_clean()
    closure.save()
    return closure


def reopen_venue(*, venue: Venue, closure: int) -> None:
    """Remove a closure. Doing it again does nothing."""
    venue.closures.filter(pk=closure).delete()
