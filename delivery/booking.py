"""The rooms and people that sessions have to themselves. The database refuses a second session in either."""

from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from delivery.models import Booking, Session


def book_all(sessions: Collection[Session], *, ignored_because: str = "") -> None:
    """Bookings as these sessions stand now, in place of those that they had: so that two may change places.

    A clash is refused in words, unless an administrator ignores it with a reason.
    """
    wanted = [booking for session in sessions for booking in _wanted(session, ignored_because)]
    try:
        with transaction.atomic():
            Booking.objects.filter(session__in=sessions).delete()
            Booking.objects.bulk_create(wanted)
    except IntegrityError as error:
        raise ValidationError(_words(wanted) or "Somebody has just taken a room or a person. Try again.") from error


def _wanted(session: Session, ignored_because: str) -> Iterator[Booking]:
    """Nothing for what has no day of its own, or is off. A shared venue holds any number of sessions."""
    if session.is_window or session.is_cancelled:
        return
    when = {"starts_at": session.starts_at, "ends_at": session.ends_at, "ignored_because": ignored_because}
    if session.venue is not None and not session.venue.is_shared:
        yield Booking(session=session, venue=session.venue, **when)
    for person in session.facilitators.all():
        yield Booking(session=session, person=person, **when)


def _words(wanted: Collection[Booking]) -> list[str]:
    return [clash_in_words(booking, other) for booking in wanted for other in in_the_way_of(booking)]


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
