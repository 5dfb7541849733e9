"""A time, venue and leaders proposed for a session, and a clash with them."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from django.utils import timezone

from cohorts.models import Cohort, Element
from people.models import Organisation, Person
from scheduling.models import Session, Venue


class ClashKind(StrEnum):
    ROOM = "room"
    PERSON = "person"
    COHORT = "cohort"
    DAY = "day"
    VENUE = "venue"
    FACILITATOR = "facilitator"
    EXECUTIVE = "executive"
    PARTICIPANT = "participant"
    WEEKS = "weeks"
    PLACING = "placing"


@dataclass(frozen=True)
class Clash:
    """A reason against a proposal. Ignoring one that blocks takes a written reason; ignoring others, a tick."""

    kind: ClashKind
    words: str
    is_blocking: bool = False
    # The session that has the room, the person or the participants at that time.
    other: Session | None = None


@dataclass(frozen=True)
class Proposal:
    """A time, venue and leaders proposed for a session."""

    session: Session
    starts_at: datetime
    ends_at: datetime
    venue: Venue | None
    facilitators: Sequence[Person]

    @classmethod
    def as_it_stands(cls, session: Session) -> "Proposal":
        return cls(session, session.starts_at, session.ends_at, session.venue, list(session.facilitators.all()))

    @property
    def cohort(self) -> Cohort:
        return self.session.cohort

    @property
    def organisation(self) -> Organisation:
        return self.session.organisation

    @property
    def element(self) -> Element:
        return self.session.element

    @property
    def is_window(self) -> bool:
        return self.session.is_window

    @property
    def first(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def last(self) -> date:
        return timezone.localdate(self.ends_at)

    @property
    def ends(self) -> list[date]:
        """The day of the session, or the days on which its window opens and closes."""
        return sorted({self.first, self.last})

    @cached_property
    def moved(self) -> Session:
        """A copy of the session at the proposed time. It must not be saved."""
        moved = copy(self.session)
        moved.starts_at, moved.ends_at = self.starts_at, self.ends_at
        return moved

    @cached_property
    def others(self) -> list[Session]:
        """The other sessions of the cohort that take place."""
        others = self.cohort.sessions.filter(is_cancelled=False).exclude(pk=self.session.pk)
        return list(others.with_titles())
