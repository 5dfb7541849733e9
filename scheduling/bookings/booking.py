"""The rooms and people that sessions have to themselves. The database refuses a second session in either."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from people.models import Person
from scheduling.models import Booking, Session, Venue

JUST_TAKEN = "Somebody has just taken a room or a person. Try again."


@transaction.atomic
def book_all(sessions: Collection[Session], *, ignored_because: str = "") -> None:
    """Bookings as these sessions stand now, in place of those that they had: so that two may change places.

    A clash is refused in words, unless an administrator ignores it with a reason.
    """
    wanted = [booking for session in sessions for booking in _wanted(session)]
    _take_turns(wanted)
    try:
        with transaction.atomic():
            Booking.objects.filter(session__in=sessions).delete()
            _ignore(wanted, ignored_because)
            Booking.objects.bulk_create(wanted)
    except IntegrityError as error:
        raise ValidationError(_words(wanted, sessions) or JUST_TAKEN) from error


def _wanted(session: Session) -> Iterator[Booking]:
    """Nothing for what is off."""
    if session.is_cancelled:
        return
    yield from bookings_for(
        session, session.starts_at, session.ends_at, session.venue, session.facilitators.order_by("pk")
    )


def is_free_for(session: Session) -> bool:
    """Whether nobody else has the room and the people of a session at its time."""
    return not any(in_the_way_of(booking).exists() for booking in _wanted(session))


def bookings_for(
    session: Session, starts_at: datetime, ends_at: datetime, venue: Venue | None, people: Iterable[Person]
) -> Iterator[Booking]:
    """What the session would take. Nothing for a window; and a shared venue holds any number of sessions."""
    if session.is_window:
        return
    if venue is not None and not venue.is_shared:
        yield Booking(session=session, venue=venue, starts_at=starts_at, ends_at=ends_at)
    for person in people:
        yield Booking(session=session, person=person, starts_at=starts_at, ends_at=ends_at)


def _take_turns(wanted: Collection[Booking]) -> None:
    """Two who book the same at once would wait for each other, were it not for the order in which they ask."""
    venues = {booking.venue_id for booking in wanted if booking.venue_id}
    people = {booking.person_id for booking in wanted if booking.person_id}
    list(Venue.objects.select_for_update(no_key=True).filter(pk__in=venues).order_by("pk").values_list("pk"))
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))


def _ignore(wanted: Collection[Booking], because: str) -> None:
    """The reason is for what clashes alone: the rest stays protected."""
    for booking in wanted:
        if because and in_the_way_of(booking).exists():
            booking.ignored_because = because


def _words(wanted: Collection[Booking], sessions: Collection[Session]) -> list[str]:
    return [
        clash_in_words(booking, other)
        for booking in wanted
        for other in in_the_way_of(booking)
        if other.session not in sessions
    ]


def in_the_way_of(booking: Booking) -> QuerySet[Booking]:
    """What else is booked for the same room or person at an overlapping time."""
    same = Q(venue=booking.venue) if booking.venue else Q(person=booking.person)
    overlapping = Booking.objects.filter(same, starts_at__lt=booking.ends_at, ends_at__gt=booking.starts_at)
    others = overlapping.exclude(session=booking.session)
    return others.select_related("session__element", "session__cohort").prefetch_related("session__element__windows")


def clash_in_words(booking: Booking, other: Booking) -> str:
    what = f"{booking.venue} is taken" if booking.venue else f"{booking.person} leads another session"
    session = other.session
    return f"{what} on {session.opens_on:%-d %B %Y}, {session.times}: {session.title} of {session.cohort}"
