"""The entries of an account's calendar, and its marked days: bank holidays, closed days and school holidays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from cohorts.models import Cohort, Element
from people.models import Organisation, Role, User
from scheduling.models import ClosedDays, ReleasedSession, Session
from scheduling.releases.changes import unreleased_changes
from scheduling.working_days.calendar_query import DayRange
from scheduling.working_days.days import bank_holidays_between

NOT_RELEASED = "Not released"

CHANGED = "Changed since release"

CANCELLED = "Cancelled"

BANK_HOLIDAY = "Bank holiday"

KINDS = {ClosedDays.Kind.CLOSED: "Closed", ClosedDays.Kind.SCHOOL_HOLIDAY: "School holidays"}


@dataclass(frozen=True)
class CalendarEntry:
    """A session in the calendar: the draft for administrators, the released version for everybody else."""

    session: Session
    starts_at: datetime
    ends_at: datetime
    times: str
    place: str
    people: str
    state: str = ""
    is_cancelled: bool = False
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
class DayItem:
    """An entry on one day. A window is on two days: when it opens and when it closes."""

    entry: CalendarEntry
    day: date
    words: str
    is_first: bool = True


def list_items(entries: Iterable[CalendarEntry]) -> list[DayItem]:
    found = [item for entry in entries for item in _items(entry)]
    return sorted(found, key=lambda item: (item.day, not item.entry.is_window, item.entry.starts_at))


def _items(entry: CalendarEntry) -> Iterator[DayItem]:
    if not entry.is_window:
        yield DayItem(entry, entry.first, entry.times)
    else:
        yield DayItem(entry, entry.first, "Opens")
        yield DayItem(entry, entry.last, "Closes", is_first=False)


def cohorts_in_calendar(user: User) -> QuerySet[Cohort]:
    """Find the cohorts that the account runs, and those of which sessions have been released to it."""
    released = ReleasedSession.objects.released_to(user).values("session__cohort")
    mine = Cohort.objects.filter(Q(pk__in=Cohort.objects.run_by(user)) | Q(pk__in=released))
    return mine.select_related("programme").order_by("-starts_on", "name")


def entries_for(user: User, *, within: DayRange | None = None, cohort: Cohort | None = None) -> list[CalendarEntry]:
    """Find entries in the order of their days. The number of queries does not grow with rows."""
    chosen = Q(session__cohort=cohort) if cohort else Q()
    days = within.overlapping if within else Q()
    found = [*_draft_entries(user, days, cohort), *_released_entries(user, days & chosen)]
    return sorted(found, key=lambda entry: (entry.starts_at, entry.session.element.position, entry.session.pk))


def _draft_entries(user: User, days: Q, cohort: Cohort | None) -> Iterator[CalendarEntry]:
    run = Cohort.objects.run_by(user)
    sessions = Session.objects.filter(days, cohort__in=run.filter(pk=cohort.pk) if cohort else run)
    for session in (
        sessions.for_list().select_related("cohort__programme", "released").prefetch_related("released__facilitators")
    ):
        yield CalendarEntry(
            session=session,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            times=session.times,
            place=str(session.venue or ""),
            people=_names(session),
            state=_state(session),
            is_cancelled=session.is_cancelled,
            may_move=not session.is_cancelled,
        )


def _released_entries(user: User, wanted: Q) -> Iterator[CalendarEntry]:
    others = ReleasedSession.objects.released_to(user).exclude(session__cohort__in=Cohort.objects.run_by(user))
    for released in others.filter(wanted).for_list().select_related("session__cohort__programme"):
        yield CalendarEntry(
            session=released.session,
            starts_at=released.starts_at,
            ends_at=released.ends_at,
            times=released.times,
            place=released.place,
            people=_names(released),
            state=CANCELLED if released.is_cancelled else "",
            is_cancelled=released.is_cancelled,
        )


def _names(session: Session | ReleasedSession) -> str:
    return ", ".join(person.name for person in session.facilitators.all())


def _state(session: Session) -> str:
    """Say how the draft differs from the released version."""
    if session.is_cancelled:
        return f"{CANCELLED}, not released" if unreleased_changes(session) else CANCELLED
    if session.as_released is None:
        return NOT_RELEASED
    return CHANGED if unreleased_changes(session) else ""


def organisations_in_calendar(user: User) -> QuerySet[Organisation]:
    """Find the organisations whose closed days are marked in this calendar."""
    enrolled = Q(people__enrolments__isnull=False) | Q(people__grants__role__in=list(Role))
    return Organisation.objects.filter(enrolled, people__user=user).distinct()


@dataclass(frozen=True)
class Mark:
    """Marked days from the first to the last, both included."""

    kind: str
    name: str
    first: date
    last: date

    @property
    def is_quiet(self) -> bool:
        """Whether sessions can still take place on these days, as they can in school holidays."""
        return self.kind == KINDS[ClosedDays.Kind.SCHOOL_HOLIDAY]

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def marks_for(user: User, within: DayRange) -> list[Mark]:
    bank = [Mark(BANK_HOLIDAY, name, day, day) for day, name in bank_holidays_between(within.first, within.last)]
    closed = ClosedDays.objects.filter(
        organisation__in=organisations_in_calendar(user), first_on__lte=within.last, last_on__gte=within.first
    )
    own = [Mark(KINDS[ClosedDays.Kind(each.kind)], each.name, each.first_on, each.last_on) for each in closed]
    return sorted({*bank, *own}, key=lambda mark: (mark.first, mark.kind, mark.name))


def marks_on(day: date, marks: Iterable[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.covers(day)]
