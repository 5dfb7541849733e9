"""Rooms and people booked for sessions. The database refuses to book either of them for two sessions at once."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from people.dates import date_words
from people.locking import lock_rows
from people.models import Person
from scheduling.models import Booking, Session, Venue

JUST_TAKEN = "Somebody has just taken a room or a person. Try again."


@transaction.atomic
def book_all(sessions: Collection[Session], *, ignored_because: str = "") -> None:
    """Replace the bookings of these sessions, all together so that two sessions can swap places.

    Raises ValidationError with the clashes in words, unless an administrator ignores them with a reason.
    """
    wanted = [booking for session in sessions for booking in _bookings_of(session)]
    _lock_rooms_and_people(wanted)
    try:
        with transaction.atomic():
            Booking.objects.filter(session__in=sessions).delete()
            _note_why_ignored(wanted, ignored_because)
            Booking.objects.bulk_create(wanted)
    except IntegrityError as error:
        raise ValidationError(_clashes_in_words(wanted, sessions) or JUST_TAKEN) from error


def _bookings_of(session: Session) -> Iterator[Booking]:
    """List the bookings that a session needs; none if it is cancelled."""
    if session.is_cancelled:
        return
    yield from bookings_for(
        session, session.starts_at, session.ends_at, session.venue, session.facilitators.order_by("pk")
    )


def is_free_for(session: Session) -> bool:
    """Whether the room and the people of a session are free at its time."""
    return not any(overlapping_bookings(booking).exists() for booking in _bookings_of(session))


def bookings_for(
    session: Session, starts_at: datetime, ends_at: datetime, venue: Venue | None, people: Iterable[Person]
) -> Iterator[Booking]:
    """List the bookings that a session would need. A window needs none, and a shared venue is never booked."""
    if session.is_window:
        return
    if venue is not None and not venue.is_shared:
        yield Booking(session=session, venue=venue, starts_at=starts_at, ends_at=ends_at)
    for person in people:
        yield Booking(session=session, person=person, starts_at=starts_at, ends_at=ends_at)


def _lock_rooms_and_people(wanted: Collection[Booking]) -> None:
    """Lock venues before people, each in order of their keys, so that two transactions cannot deadlock."""
    venues = {booking.venue_id for booking in wanted if booking.venue_id}
    people = {booking.person_id for booking in wanted if booking.person_id}
    list(lock_rows(Venue.objects.filter(pk__in=venues).order_by("pk")))
    list(lock_rows(Person.objects.filter(pk__in=people).order_by("pk")))


def _note_why_ignored(wanted: Collection[Booking], because: str) -> None:
    """Note the reason on the bookings that clash, and only on those: the others stay protected."""
    for booking in wanted:
        if because and overlapping_bookings(booking).exists():
            booking.ignored_because = because


def _clashes_in_words(wanted: Collection[Booking], sessions: Collection[Session]) -> list[str]:
    return [
        clash_in_words(booking, other)
        for booking in wanted
        for other in overlapping_bookings(booking)
        if other.session not in sessions
    ]


def overlapping_bookings(booking: Booking) -> QuerySet[Booking]:
    """Find other sessions' bookings of the same room or person at an overlapping time."""
    same = Q(venue=booking.venue) if booking.venue else Q(person=booking.person)
    overlapping = Booking.objects.filter(same, starts_at__lt=booking.ends_at, ends_at__gt=booking.starts_at)
    others = overlapping.exclude(session=booking.session)
    return others.select_related("session__element", "session__cohort").prefetch_related("session__element__windows")


def clash_in_words(booking: Booking, other: Booking) -> str:
    what = f"{booking.venue} is taken" if booking.venue else f"{booking.person} leads another session"
    session = other.session
    return f"{what} on {date_words(session.opens_on)}, {session.times}: {session.title} of {session.cohort}"
