"""What a cohort's draft says that people do not know yet: session by session, in words, and whom it concerns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from cohorts.models import Cohort
from people.conflicts import fingerprint
from people.models import Person
from scheduling.bookings.attendees import Attendees, attendees_of
from scheduling.models import Invitee, ReleasedSession, Session
from scheduling.sessions.facts import Facts, drafted, released

NOWHERE = "no venue yet"


@dataclass(frozen=True)
class Change:
    """What is new about a session, and for whom: whom it invites, whose dates it changes, and whose it takes away."""

    session: Session
    now: Facts
    was: Facts | None
    invited: list[Person]
    updated: list[Person]
    cancelled: list[Person]

    @property
    def is_news(self) -> bool:
        """Whether the session itself changes, and not only who belongs to it."""
        return self.now != self.was

    @property
    def concerned(self) -> list[Person]:
        return [*self.invited, *self.updated, *self.cancelled]

    @property
    def tells(self) -> bool:
        """What is over when it is released is put right in silence."""
        return any(facts.ends_at > timezone.now() for facts in (self.now, self.was) if facts)

    @cached_property
    def lines(self) -> list[str]:
        return list(_lines(self.was, self.now, self.because))

    @property
    def because(self) -> str:
        """Why it is off, for everybody who is told so."""
        return self.session.cancelled_because if self.now.is_cancelled else ""

    def frozen(self) -> dict[str, Any]:
        """As a release keeps it, in words: whoever reads it later may know the session by another name."""
        told = {name: [person.pk for person in getattr(self, name)] for name in ("invited", "updated", "cancelled")}
        return {
            "session": self.session.pk,
            "title": self.session.title,
            "is_off": self.now.is_cancelled,
            "because": self.because,
            "lines": self.lines,
            "was": self.was.words if self.was else "",
            "now": self.now.words,
            **(told if self.tells else {name: [] for name in told}),
        }


def _lines(was: Facts | None, now: Facts, because: str) -> Iterator[str]:
    if was is None:
        yield f"New: {now.words}" + (f", with {now.names}" if now.names else "")
    elif now.is_cancelled:
        if not was.is_cancelled:
            yield f"Cancelled. It was {was.words}"
            if because:
                yield f"Reason: {because}"
    else:
        yield from _differences(was, now)


def _differences(was: Facts, now: Facts) -> Iterator[str]:
    if was.is_cancelled:
        yield f"Takes place after all: {now.when}"
    elif was.when != now.when:
        yield f"Moved from {was.when} to {now.when}"
    if was.place != now.place:
        yield f"Venue: {now.place or NOWHERE}, instead of {was.place or NOWHERE}"
    if was.facilitators != now.facilitators:
        yield f"Facilitators: {now.names or 'nobody yet'}, instead of {was.names or 'nobody'}"


@dataclass(frozen=True)
class Draft:
    """All that a release would change, and all whom it would tell."""

    changes: list[Change]
    is_first: bool
    joined: list[Person] = field(default_factory=list)
    left: list[Person] = field(default_factory=list)
    new_executives: list[Person] = field(default_factory=list)
    former_executives: list[Person] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def news(self) -> list[Change]:
        return [change for change in self.changes if change.is_news]

    @property
    def count(self) -> int:
        people = (self.joined, self.left, self.new_executives, self.former_executives)
        return len(self.news) + sum(map(len, people))

    @cached_property
    def told(self) -> list[Person]:
        """Everybody who gets an email: those whose own dates change, and nobody else."""
        people = {person for change in self.changes if change.tells for person in change.concerned}
        return sorted(people, key=lambda person: (person.name, person.pk))

    def frozen(self) -> list[dict[str, Any]]:
        people = [
            *(f"{person.name} joins" for person in self.joined),
            *(f"{person.name} leaves" for person in self.left),
            *(f"{person.name} is invited to what executives attend" for person in self.new_executives),
            *(f"{person.name} is no longer an executive" for person in self.former_executives),
        ]
        entries = [change.frozen() for change in self.changes]
        return [*entries, {"title": "People", "lines": people}] if people else entries

    @cached_property
    def fingerprint(self) -> str:
        """The same for two people who are shown the same."""
        return fingerprint(self.frozen())


def draft_of(cohort: Cohort) -> Draft:
    """In a number of queries that neither sessions nor people change."""
    sessions = list(_sessions(cohort))
    circle = attendees_of(cohort)
    changes = [change for session in sessions if (change := _change(session, circle)) is not None]
    joined, left = _joined(changes, circle.participants), _left(changes, circle.participants)
    return Draft(
        changes=changes,
        is_first=not any(session.as_released for session in sessions),
        joined=joined,
        left=left,
        new_executives=[person for person in _joined(changes, circle.executives) if person not in joined],
        former_executives=_let_go(changes, [*circle.participants, *circle.executives, *left]),
    )


def _sessions(cohort: Cohort) -> Iterable[Session]:
    released = ReleasedSession.objects.prefetch_related("facilitators")
    invitees = Invitee.objects.select_related("person__user", "person__organisation")
    return cohort.sessions.for_list().prefetch_related(
        Prefetch("released", queryset=released), Prefetch("invitees", queryset=invitees)
    )


def _joined(changes: Iterable[Change], people: list[Person]) -> list[Person]:
    """Which of these are new to sessions that others know already. Facilitators stand in the words about them."""
    going_on = [change for change in changes if change.was and not change.was.is_cancelled]
    invited = {person for change in going_on for person in change.invited if person not in change.now.facilitators}
    return [person for person in people if person in invited]


def _left(changes: Iterable[Change], participants: list[Person]) -> list[Person]:
    """Who is no longer in the cohort. A former executive was expected at nothing but what executives attend."""
    return _let_go((change for change in changes if not change.session.element.executives_attend), participants)


def _let_go(changes: Iterable[Change], staying: list[Person]) -> list[Person]:
    """A facilitator who gives a session up stands in the words about it."""
    leaving: dict[Person, None] = {}
    for change in changes:
        leads = change.was.facilitators if change.was else ()
        leaving |= dict.fromkeys(person for person in change.cancelled if person not in [*staying, *leads])
    return list(leaving)


def _change(session: Session, circle: Attendees) -> Change | None:
    compared = _compared(session)
    if compared is None:
        return None
    was, now = compared
    belong = [] if now.is_cancelled else list(dict.fromkeys([*circle.at(session), *now.facilitators]))
    invitees = {row.person: row for row in session.invitees.all() if not row.is_cancelled}
    change = Change(
        session=session,
        now=now,
        was=was,
        invited=[person for person in belong if person not in invitees],
        updated=[person for person in belong if person in invitees and _differs(invitees[person], now)],
        cancelled=[person for person in invitees if person not in belong],
    )
    return change if change.is_news or change.concerned else None


def untold(session: Session) -> list[str]:
    """What people do not know yet of this session, in words."""
    compared = _compared(session)
    return [] if compared is None or compared[0] == compared[1] else list(_lines(*compared, session.cancelled_because))


def _compared(session: Session) -> tuple[Facts | None, Facts] | None:
    """What people know, and what the draft says; nothing of a session that is off before anybody knew of it."""
    was, now = released(session.as_released), drafted(session)
    if not now.is_cancelled:
        return was, now
    # Whatever else the draft says of a session that is off, nobody need know it.
    return None if was is None else (was, replace(was, is_cancelled=True))


def _differs(told: Invitee, now: Facts) -> bool:
    return (told.starts_at, told.ends_at, told.place) != (now.starts_at, now.ends_at, now.place)
