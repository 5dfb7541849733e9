"""What stands in somebody's calendar: the draft for administrators, and what was released for everybody else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from cohorts.models import Cohort, Element
from delivery.calendar import DAY, at
from delivery.models import ReleasedSession, Session
from delivery.releases.changes import untold
from people.models import Organisation, Role, User

NOT_RELEASED = "Not released"
CHANGED = "Changed since release"
CANCELLED = "Cancelled"


@dataclass(frozen=True)
class Entry:
    """A session as whoever looks at the calendar may know it."""

    session: Session
    starts_at: datetime
    ends_at: datetime
    times: str
    place: str
    people: str
    state: str = ""
    is_off: bool = False
    may_move: bool = False

    @property
    def first(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def last(self) -> date:
        return timezone.localdate(self.ends_at)

    @property
    def cohort(self) -> Cohort:
        return self.session.cohort

    @property
    def element(self) -> Element:
        return self.session.element

    @property
    def is_window(self) -> bool:
        return self.session.is_window


@dataclass(frozen=True)
class Item:
    """An entry on one day. A window stands on the day on which it opens and on the day on which it closes."""

    entry: Entry
    day: date
    words: str
    is_first: bool = True


def items_of(entries: Iterable[Entry]) -> list[Item]:
    found = [item for entry in entries for item in _items(entry)]
    return sorted(found, key=lambda item: (item.day, not item.entry.is_window, item.entry.starts_at))


def _items(entry: Entry) -> Iterator[Item]:
    if not entry.is_window:
        yield Item(entry, entry.first, entry.times)
    else:
        yield Item(entry, entry.first, "Opens")
        yield Item(entry, entry.last, "Closes", is_first=False)


@dataclass(frozen=True)
class Range:
    """Days, both included."""

    first: date
    last: date

    @property
    def overlapping(self) -> Q:
        return Q(starts_at__lt=at(self.last + DAY, time.min), ends_at__gte=at(self.first, time.min))


def cohorts_in_calendar(user: User) -> QuerySet[Cohort]:
    """Those that the account runs, and those of which it knows released sessions."""
    known = ReleasedSession.objects.known_to(user).values("session__cohort")
    mine = Cohort.objects.filter(Q(pk__in=Cohort.objects.run_by(user)) | Q(pk__in=known))
    return mine.select_related("programme").order_by("-starts_on", "name")


def entries_for(user: User, *, within: Range | None = None, cohort: Cohort | None = None) -> list[Entry]:
    """In the order of their days, in a number of queries that rows do not change."""
    chosen = Q(session__cohort=cohort) if cohort else Q()
    days = within.overlapping if within else Q()
    found = [*_drafted(user, days, cohort), *_released(user, days & chosen)]
    return sorted(found, key=lambda entry: (entry.starts_at, entry.session.element.position, entry.session.pk))


def _drafted(user: User, days: Q, cohort: Cohort | None) -> Iterator[Entry]:
    run = Cohort.objects.run_by(user)
    sessions = Session.objects.filter(days, cohort__in=run.filter(pk=cohort.pk) if cohort else run)
    for session in (
        sessions.for_list().select_related("cohort__programme", "released").prefetch_related("released__facilitators")
    ):
        yield Entry(
            session=session,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            times=session.times,
            place=str(session.venue or ""),
            people=_names(session),
            state=_state(session),
            is_off=session.is_cancelled,
            may_move=not session.is_cancelled,
        )


def _released(user: User, wanted: Q) -> Iterator[Entry]:
    others = ReleasedSession.objects.known_to(user).exclude(session__cohort__in=Cohort.objects.run_by(user))
    for known in others.filter(wanted).for_list().select_related("session__cohort__programme"):
        yield Entry(
            session=known.session,
            starts_at=known.starts_at,
            ends_at=known.ends_at,
            times=known.times,
            place=known.place,
            people=_names(known),
            state=CANCELLED if known.is_cancelled else "",
            is_off=known.is_cancelled,
        )


def _names(session: Session | ReleasedSession) -> str:
    return ", ".join(person.name for person in session.facilitators.all())


def _state(session: Session) -> str:
    """What the draft is beside what people know."""
    if session.is_cancelled:
        return f"{CANCELLED}, not released" if untold(session) else CANCELLED
    if session.known is None:
        return NOT_RELEASED
    return CHANGED if untold(session) else ""


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Those whose closed days matter to this calendar."""
    enrolled = Q(people__enrolments__isnull=False) | Q(people__grants__role__in=list(Role))
    return Organisation.objects.filter(enrolled, people__user=user).distinct()
