"""The list of diaries, each with a summary of hours, time off and elements that the person may lead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from cohorts.models import Cohort, Element, Enrolment
from people.dates import weekdays_in_short
from people.models import Organisation, Person, Role, RoleGrant, User
from scheduling.models import Absence, Availability, DiaryImport, MayLead, Session
from scheduling.working_days.clock import clock_face

# The roles whose diaries planning reads.
PLANNED_ROLES = (Role.FACILITATOR, Role.COACH, Role.EXECUTIVE)
USUAL_HOURS = "All usual hours"


def own_diaries(user: User) -> QuerySet[Person]:
    """Find the account's own diaries, one in each organisation that plans its time."""
    enrolled = Exists(Enrolment.objects.filter(person=OuterRef("pk")))
    return Person.objects.filter(_is_planned() | Q(enrolled), user=user).select_related("organisation")


def _is_planned() -> Q:
    grants = RoleGrant.objects.filter(person=OuterRef("pk"), role__in=PLANNED_ROLES)
    return Q(Exists(grants)) | Q(Exists(MayLead.objects.filter(person=OuterRef("pk"))))


@dataclass(frozen=True)
class DiaryLine:
    """A person in the list of diaries."""

    person: Any
    words: str

    @property
    def week(self) -> list[str]:
        return week_in_short(self.person.availabilities.all())

    @property
    def diary(self) -> DiaryImport | None:
        return getattr(self.person, "diary_import", None)

    @property
    def leads(self) -> list[str]:
        return leads_in_short(self.person.leads.all())


def team_lines(organisation: Organisation) -> list[DiaryLine]:
    """List facilitators, coaches, executives and others who may lead something."""
    people = _for_list(Person.objects.filter(_is_planned(), organisation=organisation))
    return [DiaryLine(person, _roles(person)) for person in people.prefetch_related("grants")]


def _roles(person: Person) -> str:
    order = list(Role)
    held = sorted((Role(grant.role) for grant in person.grants.all()), key=order.index)
    return ", ".join(role.label for role in held)


def participant_lines(organisation: Organisation) -> list[DiaryLine]:
    """List people enrolled in cohorts that have sessions to come or have not begun."""
    running = Cohort.objects.filter(programme__organisation=organisation).filter(
        Exists(Session.objects.to_come().filter(cohort=OuterRef("pk"))) | Q(starts_on__gte=timezone.localdate())
    )
    enrolments = Enrolment.objects.filter(cohort__in=running).select_related("cohort")
    people = _for_list(Person.objects.filter(pk__in=enrolments.values("person")))
    people = people.prefetch_related(Prefetch("enrolments", queryset=enrolments, to_attr="running"))
    return [DiaryLine(person, ", ".join(one.cohort.name for one in person.running)) for person in people]


def _for_list(people: QuerySet[Person]) -> QuerySet[Person]:
    """Count the time off and busy times to come as `days_off` and `busy`."""
    to_come = Q(absences__ends_at__gt=timezone.now())
    return (
        people.select_related("diary_import")
        .prefetch_related("availabilities", "leads")
        .annotate(
            days_off=Count("absences", filter=to_come & Q(absences__source=Absence.Source.TYPED)),
            busy=Count("absences", filter=to_come & Q(absences__source=Absence.Source.DIARY)),
        )
        .order_by("name")
    )


def week_in_short(week: Iterable[Availability]) -> list[str]:
    """Describe the weekly hours, joining days with the same: Mon to Thu, 9am to 5pm."""
    by_day = {
        day: " and ".join(f"{clock_face(each.starts)} to {clock_face(each.ends)}" for each in stretches)
        for day, stretches in groupby(week, key=lambda each: each.weekday)
    }
    same = {hours: [day for day in by_day if by_day[day] == hours] for hours in by_day.values()}
    return [f"{weekdays_in_short(days)}, {hours}" for hours, days in same.items()] or [USUAL_HOURS]


def leads_in_short(leads: Sequence[MayLead] | QuerySet[MayLead]) -> list[str]:
    order = list(Element.Kind.values)
    named = sorted(leads, key=lambda each: (each.is_co_facilitator, order.index(each.kind)))
    return [f"{each.get_kind_display()}{' (helps)' if each.is_co_facilitator else ''}" for each in named]


@dataclass(frozen=True)
class BusySummary:
    """The number of busy times to come from a person's own diary, with the first start and the last end."""

    count: int
    first: datetime | None
    last: datetime | None

    @property
    def last_day(self) -> date | None:
        """The last busy day. A whole day ends at midnight, which is already part of the next day."""
        return timezone.localdate(self.last - timedelta(microseconds=1)) if self.last else None


def busy_summary(person: Person) -> BusySummary:
    found = person.absences.from_diary().to_come()
    return BusySummary(**found.aggregate(count=Count("pk"), first=Min("starts_at"), last=Max("ends_at")))
