"""The planner's problem, built from the database: sessions, rooms, people, and who may lead what."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import chain

from django.db.models import Q
from django.utils import timezone

from cohorts.models import Cohort, Element, Enrolment, PlacingRule
from people.models import Organisation, Role, RoleGrant
from people.models import Person as PersonRow
from people.words import counted
from scheduling import models
from scheduling.bookings.equipment import common_spelling, in_common_spelling
from scheduling.clashes.design_rules import DesignRules, weeks_of
from scheduling.models import Booking, ClosedDays, MayLead, Session
from scheduling.plans import ids
from scheduling.solver.problem import (
    Activity,
    Apart,
    Closed,
    Gap,
    Hours,
    LeadingRole,
    Person,
    Placement,
    Problem,
    Seats,
    Span,
    Venue,
)
from scheduling.working_days.clock import to_wall_clock
from scheduling.working_days.days import DAY, bank_holidays_between
from scheduling.working_days.layout import STARTS, STARTS_WHOLE_DAY, WEEK, WHOLE_DAY

KINDS = set(Element.Kind.values)

# Coaches lead one-to-one elements; facilitators lead everything else.
BY_ROLE = {Role.COACH: {str(Element.Kind.COACHING)}, Role.FACILITATOR: KINDS - {str(Element.Kind.COACHING)}}

AFTER_LUNCH = time(13, 30)

# Coaches, facilitators and venues may be needed somewhat before the first week and after the last.
MARGIN = timedelta(days=28)


def people_who_may_lead(organisation: Organisation) -> dict[tuple[str, LeadingRole], list[int]]:
    """Return the keys of the people, in order, for each kind of element and part of its lead.

    An entry for a person replaces what follows from their roles.
    """
    found: dict[tuple[str, LeadingRole], set[int]] = defaultdict(set)
    entered = set()
    for each in MayLead.objects.filter(person__organisation=organisation):
        entered.add(each.person_id)
        part = LeadingRole.CO_FACILITATOR if each.is_co_facilitator else LeadingRole.FACILITATOR
        found[each.kind, part].add(each.person_id)
    for grant in RoleGrant.objects.filter(person__organisation=organisation, role__in=BY_ROLE):
        if grant.person_id not in entered:
            for kind in BY_ROLE[Role(grant.role)]:
                found[kind, LeadingRole.FACILITATOR].add(grant.person_id)
    return {which: sorted(people) for which, people in found.items()}


@dataclass(frozen=True)
class Scope:
    """The cohorts that are planned together, all of one organisation, and the days that matter to them."""

    organisation: Organisation
    cohorts: tuple[Cohort, ...]
    sessions: tuple[Session, ...]
    keeps_known: bool

    @property
    def first(self) -> date:
        return min(cohort.starts_on for cohort in self.cohorts) - MARGIN

    @property
    def last(self) -> date:
        return max(cohort.starts_on + WEEK * cohort.design.weeks for cohort in self.cohorts) + MARGIN

    @cached_property
    def spelling(self) -> dict[str, str]:
        """The designs' spelling of each piece of equipment; venues may spell it differently."""
        return common_spelling(thing for session in self.sessions for thing in session.element.equipment)

    @cached_property
    def rooms(self) -> list[models.Venue]:
        return list(self.organisation.venues.order_by("pk").prefetch_related("closures"))

    @cached_property
    def lists_equipment(self) -> bool:
        """Whether any venue's equipment is entered. Without any, the planner cannot ask for equipment."""
        return any(venue.equipment for venue in self.rooms)

    @cached_property
    def participants(self) -> dict[int, list[int]]:
        """The keys of each cohort's participants, by the cohort's key."""
        found: dict[int, list[int]] = defaultdict(list)
        enrolments = Enrolment.objects.filter(cohort__in=self.cohorts).order_by("person_id")
        for cohort, person in enrolments.values_list("cohort_id", "person_id"):
            found[cohort].append(person)
        return found

    @cached_property
    def executives(self) -> list[int]:
        people = PersonRow.objects.filter(organisation=self.organisation, grants__role=Role.EXECUTIVE)
        return sorted(set(people.values_list("pk", flat=True)))

    def sessions_of(self, cohort: Cohort) -> list[Session]:
        return [session for session in self.sessions if session.cohort_id == cohort.pk]

    def places(self, cohort: Cohort) -> int:
        return max(cohort.capacity, len(self.participants[cohort.pk]))

    def wished_venue(self, cohort: Cohort) -> str:
        """Return the venue that the cohort names as its own, "" if there is none of that name."""
        named = (venue for venue in self.rooms if venue.name.casefold() == cohort.venue.casefold())
        return next((ids.of(venue) for venue in named), "")


def scope_of(cohorts: Sequence[Cohort], *, keeps_known: bool = False) -> Scope:
    found = Session.objects.filter(cohort__in=cohorts, is_cancelled=False)
    sessions = found.for_list().select_related("cohort", "released").prefetch_related("element__windows")
    return Scope(cohorts[0].organisation, tuple(cohorts), tuple(sessions), keeps_known)


def problem_of(scope: Scope) -> Problem:
    """Build the problem from everything as it is now. The same database makes the same problem."""
    leading = people_who_may_lead(scope.organisation)
    rules = {cohort: DesignRules(cohort.design, scope.sessions_of(cohort)) for cohort in scope.cohorts}
    return Problem(
        activities=tuple(_activity(scope, session, leading) for session in scope.sessions),
        venues=tuple(_venues(scope)),
        people=tuple(_people(scope, leading)),
        gaps=tuple(gap for cohort in rules for gap in _gaps(cohort, rules[cohort])),
        aparts=tuple(apart for cohort in rules for apart in _aparts(cohort, rules[cohort])),
        closed=tuple(_closed(scope)),
        cohorts={ids.of(cohort): cohort.name for cohort in scope.cohorts},
    )


def _activity(scope: Scope, session: Session, leading: dict[tuple[str, LeadingRole], list[int]]) -> Activity:
    element, cohort = session.element, session.cohort
    weeks = weeks_of(session)
    several = f"{cohort.name}: {session.title}" if len(scope.cohorts) > 1 else session.title
    return Activity(
        id=ids.of(session),
        cohort=ids.of(cohort),
        element=element.key,
        number=session.number,
        name=several,
        earliest=weeks.first,
        latest=weeks.last,
        minutes=element.minutes,
        people=scope.places(cohort),
        starts=_starts(element),
        is_window=element.is_window,
        seats=() if session.ends_at <= timezone.now() else tuple(_seats(element, leading)),
        venues=() if element.is_window else tuple(ids.of(venue) for venue in scope.rooms),
        equipment=in_common_spelling(element.equipment, scope.spelling) if scope.lists_equipment else frozenset(),
        attendees=() if element.is_window else tuple(ids.person(pk) for pk in scope.participants[cohort.pk]),
        required=tuple(ids.person(pk) for pk in scope.executives) if element.executives_attend else (),
        weekdays=frozenset(element.weekdays or [cohort.starts_on.weekday()]),
        half_day=element.half_day,
        wished_venue="" if element.is_window else scope.wished_venue(cohort),
        now=placement_of(session),
        is_fixed=_is_fixed(scope, session),
    )


def _starts(element: Element) -> tuple[time, ...]:
    return (STARTS_WHOLE_DAY,) if element.minutes >= WHOLE_DAY else (STARTS, AFTER_LUNCH)


def _is_fixed(scope: Scope, session: Session) -> bool:
    """Whether the session stays: it has begun, or it was released and known dates are kept."""
    return session.starts_at <= timezone.now() or (scope.keeps_known and hasattr(session, "released"))


def placement_of(session: Session) -> Placement:
    leads = sorted(ids.of(person) for person in session.facilitators.all())
    needed = session.element.facilitators_needed
    return Placement(
        activity=ids.of(session),
        starts=to_wall_clock(session.starts_at),
        ends=to_wall_clock(session.ends_at),
        venue=ids.of(session.venue) if session.venue else "",
        facilitators=tuple(leads if session.is_window else leads[:needed]),
        co_facilitators=() if session.is_window else tuple(leads[needed:]),
    )


def _seats(element: Element, leading: dict[tuple[str, LeadingRole], list[int]]) -> Iterator[Seats]:
    """Ask for as many people as the design does, or for those there are: an empty seat is better than no plan."""
    for part, count in _wanted(element).items():
        people = leading.get((element.kind, part), [])
        shared = len(people) if element.format == Element.Format.ONE_TO_ONE else count
        seated = min(shared, len(people))
        if seated and element.format != Element.Format.ONLINE:
            yield Seats(part=part, count=seated, people=tuple(ids.person(pk) for pk in people))


def _wanted(element: Element) -> dict[LeadingRole, int]:
    return {
        LeadingRole.FACILITATOR: element.facilitators_needed,
        LeadingRole.CO_FACILITATOR: element.co_facilitators_needed,
    }


def unfilled_seats(scope: Scope) -> list[str]:
    """Say in words which seats of the design nobody in the organisation may take."""
    leading = people_who_may_lead(scope.organisation)
    lacking = []
    for element in {session.element_id: session.element for session in scope.sessions}.values():
        if element.format == Element.Format.ONLINE:
            continue
        for part, count in _wanted(element).items():
            have = len(leading.get((element.kind, part), []))
            if have < count:
                lacking.append(_lack(element, part, count, have))
    return lacking


def _lack(element: Element, part: LeadingRole, count: int, have: int) -> str:
    those = {0: "nobody", 1: "only 1 person"}.get(have, f"only {have} people")
    does = "help to lead it" if part == LeadingRole.CO_FACILITATOR else "lead it"
    places = "place" if count - have == 1 else "places"
    needs = f"{element.name} needs {_who(element, part, count)}, and {those} may {does}."
    return f"{needs} The plan leaves the {places} empty."


def _who(element: Element, part: LeadingRole, count: int) -> str:
    if part == LeadingRole.CO_FACILITATOR:
        return counted(count, "co-facilitator")
    return (
        counted(count, "coach", "coaches") if element.kind == Element.Kind.COACHING else counted(count, "facilitator")
    )


def _venues(scope: Scope) -> Iterator[Venue]:
    taken = _taken_by_others(scope, "venue")
    for venue in scope.rooms:
        closures = [_days(each.first_on, each.last_on, each.reason or "closed") for each in venue.closures.all()]
        yield Venue(
            id=ids.of(venue),
            name=venue.name,
            capacity=venue.capacity,
            equipment=in_common_spelling(venue.equipment, scope.spelling),
            hours=tuple(Hours(weekday=day, starts=venue.opens, ends=venue.closes) for day in sorted(venue.weekdays)),
            away=(*closures, *taken.get(venue.pk, ())),
            is_shared=venue.is_shared,
        )


def _people(scope: Scope, leading: dict[tuple[str, LeadingRole], list[int]]) -> Iterator[Person]:
    asked = {pk for people in leading.values() for pk in people} | set(scope.executives)
    enrolled = {pk for people in scope.participants.values() for pk in people}
    already = {person.pk for session in scope.sessions for person in session.facilitators.all()}
    taken = _taken_by_others(scope, "person")
    found = PersonRow.objects.filter(pk__in=asked | enrolled | already).order_by("pk")
    for person in found.prefetch_related("availabilities", "absences"):
        yield Person(
            id=ids.of(person),
            name=person.name,
            hours=tuple(
                Hours(weekday=each.weekday, starts=each.starts, ends=each.ends) for each in person.availabilities.all()
            ),
            away=(*_absences(scope, person), *taken.get(person.pk, ())),
        )


def _absences(scope: Scope, person: PersonRow) -> Iterator[Span]:
    """List absences without reasons: runs are kept for good, and people may take their reasons back."""
    for each in person.absences.all():
        starts, ends = to_wall_clock(each.starts_at), to_wall_clock(each.ends_at)
        if ends.date() >= scope.first and starts.date() <= scope.last:
            yield Span(starts=starts, ends=ends)


def _taken_by_others(scope: Scope, of: str) -> dict[int, tuple[Span, ...]]:
    """Return when sessions of other cohorts take each venue or person (`of`), by their keys."""
    bookings = Booking.objects.filter(**{f"{of}__isnull": False, "session__is_cancelled": False})
    others = bookings.exclude(session__cohort__in=scope.cohorts).order_by("starts_at", "pk")
    found: dict[int, tuple[Span, ...]] = {}
    for booking in others.select_related("session__cohort", "session__element"):
        key = getattr(booking, f"{of}_id")
        why = f"{booking.session.element.name} of {booking.session.cohort.name}"
        span = Span(starts=to_wall_clock(booking.starts_at), ends=to_wall_clock(booking.ends_at), why=why)
        found[key] = (*found.get(key, ()), span)
    return found


def _days(first: date, last: date, why: str) -> Span:
    return Span(starts=datetime.combine(first, time.min), ends=datetime.combine(last + DAY, time.min), why=why)


def _gaps(cohort: Cohort, rules: DesignRules) -> Iterator[Gap]:
    for limit in chain(rules.own_gaps, rules.rule_gaps):
        yield Gap(
            id=_id(limit.rule, cohort) if limit.rule else f"between-{ids.of(limit.first)}",
            first=ids.of(limit.first),
            then=ids.of(limit.then),
            least=limit.gap.least,
            most=limit.gap.most,
            is_hard=limit.rule is None or limit.rule.is_hard,
        )


def _aparts(cohort: Cohort, rules: DesignRules) -> Iterator[Apart]:
    for apart in rules.kept_apart:
        yield Apart(
            id=_id(apart.rule, cohort),
            activities=tuple(ids.of(each) for each in apart.sessions),
            is_hard=apart.rule.is_hard,
        )


def _id(rule: PlacingRule, cohort: Cohort) -> str:
    return f"rule{rule.pk}-{ids.of(cohort)}"


def _closed(scope: Scope) -> Iterator[Closed]:
    for day, name in bank_holidays_between(scope.first, scope.last):
        yield Closed(id=f"bank-{day}", name=name, first=day, last=day)
    theirs = ClosedDays.objects.filter(organisation=scope.organisation)
    for each in theirs.filter(Q(last_on__gte=scope.first) & Q(first_on__lte=scope.last)):
        is_hard = each.kind == ClosedDays.Kind.CLOSED
        yield Closed(id=ids.of(each), name=each.name, first=each.first_on, last=each.last_on, is_hard=is_hard)
