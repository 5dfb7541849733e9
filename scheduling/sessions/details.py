"""The details of a session that people are told: those of the draft, and those released."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from people.models import Person
from scheduling.models import ReleasedSession, Session
from scheduling.models.sessions import place_of
from scheduling.working_days.clock import clock


@dataclass(frozen=True)
class SessionDetails:
    """The time, place and facilitators of a session, and whether it is cancelled."""

    starts_at: datetime
    ends_at: datetime
    venue: str
    address: str
    facilitators: tuple[Person, ...]
    is_cancelled: bool
    is_window: bool

    @property
    def place(self) -> str:
        return place_of(self.venue, self.address)

    @property
    def when(self) -> str:
        """The time, such as Tuesday 6 October 2026, 9:30am to 1pm; or the first and the last day of a window."""
        first, last = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        if self.is_window:
            return f"{first:%-d %B %Y} to {last:%-d %B %Y}"
        return f"{first:%A %-d %B %Y}, {clock(first)} to {clock(last)}"

    @property
    def words(self) -> str:
        return ", ".join(filter(None, (self.when, self.place)))

    @property
    def names(self) -> str:
        return ", ".join(person.name for person in self.facilitators)


def draft_details(session: Session) -> SessionDetails:
    return SessionDetails(
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        venue=session.venue.name if session.venue else "",
        address=session.venue.address if session.venue else "",
        facilitators=_sorted(session.facilitators.all()),
        is_cancelled=session.is_cancelled,
        is_window=session.is_window,
    )


def released_details(known: ReleasedSession | None) -> SessionDetails | None:
    if known is None:
        return None
    return SessionDetails(
        starts_at=known.starts_at,
        ends_at=known.ends_at,
        venue=known.venue,
        address=known.address,
        facilitators=_sorted(known.facilitators.all()),
        is_cancelled=known.is_cancelled,
        is_window=known.session.is_window,
    )


def _sorted(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(sorted(people, key=lambda person: (person.name, person.pk)))
