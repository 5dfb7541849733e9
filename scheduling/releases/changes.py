"""The changes in a cohort's draft since its last release: for each session, in words, with the people affected."""

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
from scheduling.sessions.details import SessionDetails, draft_details, released_details

NOWHERE = "no venue yet"


@dataclass(frozen=True)
class Change:
    """The changes of a session since its last release, and the people invited, told of it, or no longer invited."""

    session: Session
    now: SessionDetails
    was: SessionDetails | None
    invited: list[Person]
    updated: list[Person]
    cancelled: list[Person]

    @property
    def is_news(self) -> bool:
        """Whether the session itself changes, and not only its people."""
        return self.now != self.was

    @property
    def people(self) -> list[Person]:
        return [*self.invited, *self.updated, *self.cancelled]

    @property
    def needs_emails(self) -> bool:
        """Whether people are told: nobody is told of changes to a session that is over."""
        return any(details.ends_at > timezone.now() for details in (self.now, self.was) if details)

    @cached_property
    def lines(self) -> list[str]:
        return list(_change_lines(self.was, self.now, self.because))

    @property
    def because(self) -> str:
        """The reason for which it is cancelled, or "" if it is not."""
        return self.session.cancelled_because if self.now.is_cancelled else ""

    def freeze(self) -> dict[str, Any]:
        """Return what a release stores, in words that stay true when the session is renamed."""
        people = {name: [person.pk for person in getattr(self, name)] for name in ("invited", "updated", "cancelled")}
        return {
            "session": self.session.pk,
            "title": self.session.title,
            "is_off": self.now.is_cancelled,
            "because": self.because,
            "lines": self.lines,
            "was": self.was.words if self.was else "",
            "now": self.now.words,
            **(people if self.needs_emails else {name: [] for name in people}),
        }


def _change_lines(was: SessionDetails | None, now: SessionDetails, because: str) -> Iterator[str]:
    if was is None:
        yield f"New: {now.words}" + (f", with {now.names}" if now.names else "")
    elif now.is_cancelled:
        if not was.is_cancelled:
            yield f"Cancelled. It was {was.words}"
            if because:
                yield f"Reason: {because}"
    else:
        yield from _differences(was, now)


def _differences(was: SessionDetails, now: SessionDetails) -> Iterator[str]:
    if was.is_cancelled:
        yield f"Takes place after all: {now.when}"
    elif was.when != now.when:
        yield f"Moved from {was.when} to {now.when}"
    if was.place != now.place:
        yield f"Venue: {now.place or NOWHERE}, instead of {was.place or NOWHERE}"
    if was.facilitators != now.facilitators:
        yield f"Facilitators: {now.names or 'nobody yet'}, instead of {was.names or 'nobody'}"


@dataclass(frozen=True)
class PendingRelease:
    """The changes that the next release would make, and the people whom it would tell."""

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
    def recipients(self) -> list[Person]:
        """The people who get an email: those whose own dates change."""
        people = {person for change in self.changes if change.needs_emails for person in change.people}
        return sorted(people, key=lambda person: (person.name, person.pk))

    def freeze(self) -> list[dict[str, Any]]:
        """Return what a release stores of all its changes."""
        people = [
            *(f"{person.name} joins" for person in self.joined),
            *(f"{person.name} leaves" for person in self.left),
            *(f"{person.name} is invited to what executives attend" for person in self.new_executives),
            *(f"{person.name} is no longer an executive" for person in self.former_executives),
        ]
        entries = [change.freeze() for change in self.changes]
        return [*entries, {"title": "People", "lines": people}] if people else entries

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.freeze())


def pending_release(cohort: Cohort) -> PendingRelease:
    """Find what the next release of a cohort would change. The number of queries does not grow with rows."""
    sessions = list(_sessions(cohort))
    circle = attendees_of(cohort)
    changes = [change for session in sessions if (change := _find_change(session, circle)) is not None]
    joined, left = _joined(changes, circle.participants), _left(changes, circle.participants)
    return PendingRelease(
        changes=changes,
        is_first=not any(session.as_released for session in sessions),
        joined=joined,
        left=left,
        new_executives=[person for person in _joined(changes, circle.executives) if person not in joined],
        former_executives=_no_longer_invited(changes, [*circle.participants, *circle.executives, *left]),
    )


def _sessions(cohort: Cohort) -> Iterable[Session]:
    released = ReleasedSession.objects.prefetch_related("facilitators")
    invitees = Invitee.objects.select_related("person__user", "person__organisation")
    return cohort.sessions.for_list().prefetch_related(
        Prefetch("released", queryset=released), Prefetch("invitees", queryset=invitees)
    )


def _joined(changes: Iterable[Change], people: list[Person]) -> list[Person]:
    """Find the people who are new to released sessions. Facilitators are left out: the change itself names them."""
    going_on = [change for change in changes if change.was and not change.was.is_cancelled]
    invited = {person for change in going_on for person in change.invited if person not in change.now.facilitators}
    return [person for person in people if person in invited]


def _left(changes: Iterable[Change], participants: list[Person]) -> list[Person]:
    """Find the people who have left the cohort. Former executives were invited only to what executives attend."""
    return _no_longer_invited(
        (change for change in changes if not change.session.element.executives_attend), participants
    )


def _no_longer_invited(changes: Iterable[Change], staying: list[Person]) -> list[Person]:
    """Find the people who lose an invitation, without former facilitators: the change itself names them."""
    leaving: dict[Person, None] = {}
    for change in changes:
        leads = change.was.facilitators if change.was else ()
        leaving |= dict.fromkeys(person for person in change.cancelled if person not in [*staying, *leads])
    return list(leaving)


def _find_change(session: Session, circle: Attendees) -> Change | None:
    compared = _compare(session)
    if compared is None:
        return None
    was, now = compared
    belong = [] if now.is_cancelled else list(dict.fromkeys([*circle.at(session), *now.facilitators]))
    invitees = {each.person: each for each in session.invitees.all() if not each.is_cancelled}
    change = Change(
        session=session,
        now=now,
        was=was,
        invited=[person for person in belong if person not in invitees],
        updated=[person for person in belong if person in invitees and _was_told_otherwise(invitees[person], now)],
        cancelled=[person for person in invitees if person not in belong],
    )
    return change if change.is_news or change.people else None


def unreleased_changes(session: Session) -> list[str]:
    """Say in words what has changed in this session since it was last released."""
    compared = _compare(session)
    if compared is None or compared[0] == compared[1]:
        return []
    return list(_change_lines(*compared, session.cancelled_because))


def _compare(session: Session) -> tuple[SessionDetails | None, SessionDetails] | None:
    """Return the released details and those of the draft, or None if it was cancelled before its first release."""
    was, now = released_details(session.as_released), draft_details(session)
    if not now.is_cancelled:
        return was, now
    # Other changes of a cancelled session are of no interest to anybody.
    return None if was is None else (was, replace(was, is_cancelled=True))


def _was_told_otherwise(told: Invitee, now: SessionDetails) -> bool:
    return (told.starts_at, told.ends_at, told.place) != (now.starts_at, now.ends_at, now.place)
