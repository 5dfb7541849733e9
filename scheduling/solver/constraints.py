"""The rules of a problem as a model for CP-SAT.

Importing this module loads OR-Tools, which takes a second and 100 MB: only the worker may do so, never a web process.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import combinations
from typing import Any, TypeAlias

from ortools.sat.python import cp_model

from people.dates import monday_of
from scheduling.solver.candidates import (
    Candidates,
    Choices,
    Slot,
    Stretch,
    current_placement,
    is_settled,
    merge_stretches,
)
from scheduling.solver.pricing import sessions_of
from scheduling.solver.problem import Activity, Apart, Gap, LeadingRole, Placement, Problem

Literal = cp_model.IntVar
# A number or a linear expression. OR-Tools' own type includes numpy's numbers, whose sums mypy does not accept.
Linear: TypeAlias = Any
Seat = tuple[int, str]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A session in the model. A literal that is true chooses its slot, its venue or somebody for a seat."""

    activity: Activity
    slots: dict[Slot, Literal]
    venues: dict[str, Literal]
    seats: dict[Seat, Literal]
    leads: dict[str, Literal]
    # `starts` is in minutes since the problem's first moment, `day` an ordinal.
    starts: cp_model.IntVar
    day: cp_model.IntVar

    def on(self, some: Iterable[date]) -> Linear:
        """Return an expression that is 1 if the session takes place on one of these days, and otherwise 0."""
        wanted = set(some)
        return cp_model.LinearExpr.sum([literal for slot, literal in self.slots.items() if slot.day in wanted])


class Model:
    """The model of every rule that binds a plan. `objective` adds the wishes."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.cp = cp_model.CpModel()
        self.candidates = Candidates(problem)
        self.activities = {activity.id: activity for activity in problem.activities}
        self.settled = {each.id: self._settled(each) for each in problem.activities if is_settled(each)}
        self.drafts = {each.id: self._draft(each) for each in problem.activities if not is_settled(each)}
        self._add_rules()

    @cached_property
    def _origin(self) -> datetime:
        return datetime.combine(min(activity.earliest for activity in self.problem.activities), datetime.min.time())

    def _settled(self, activity: Activity) -> Placement | None:
        placement = self.candidates.settled(activity)
        if placement is None:
            self.cp.add_bool_or([])
        return placement

    def minutes(self, moment: datetime) -> int:
        return (moment - self._origin) // MINUTE

    def _draft(self, activity: Activity) -> Draft:
        choices = self.candidates.choices_for(activity)
        slots = {slot: self._literal(f"{activity.id} {slot.starts}") for slot in choices.slots}
        venues = {venue: self._literal(f"{activity.id} at {venue}") for venue in choices.venues}
        self.cp.add_exactly_one(slots.values())
        if activity.venues:
            self.cp.add_exactly_one(venues.values())
        self._only_when_free(slots, venues, choices.venues)
        seats, leads = self._seats(activity, slots, choices)
        starts = self._number(slots, [self.minutes(slot.starts) for slot in slots])
        day = self._number(slots, [slot.day.toordinal() for slot in slots])
        return Draft(activity=activity, slots=slots, venues=venues, seats=seats, leads=leads, starts=starts, day=day)

    def _literal(self, name: str) -> Literal:
        return self.cp.new_bool_var(name)

    def _number(self, slots: dict[Slot, Literal], values: list[int]) -> cp_model.IntVar:
        """Return a variable that takes the value belonging to the chosen slot."""
        number = self.cp.new_int_var_from_domain(cp_model.Domain.from_values(values or [0]), "")
        self.cp.add(number == cp_model.LinearExpr.weighted_sum(list(slots.values()), values))
        return number

    def _only_when_free(
        self, slots: dict[Slot, Literal], some: dict[str, Literal], free: dict[str, frozenset[Slot]]
    ) -> None:
        for each, literal in some.items():
            for slot, chosen in slots.items():
                if slot not in free[each]:
                    self.cp.add_implication(chosen, literal.negated())

    def _seats(
        self, activity: Activity, slots: dict[Slot, Literal], choices: Choices
    ) -> tuple[dict[Seat, Literal], dict[str, Literal]]:
        """Return literals for each person in each seat and for each person who leads; nobody takes two seats."""
        seats: dict[Seat, Literal] = {}
        taken: dict[str, list[Literal]] = defaultdict(list)
        for number, each in enumerate(activity.seats):
            for person in dict.fromkeys(each.people):
                seats[number, person] = self._literal(f"{person} in seat {number} of {activity.id}")
                taken[person].append(seats[number, person])
            self.cp.add(sum(seats[number, person] for person in dict.fromkeys(each.people)) == each.count)
        leads = {person: self._literal(f"{person} leads {activity.id}") for person in taken}
        for person, literal in leads.items():
            self.cp.add(sum(taken[person]) == literal)
        self._only_when_free(slots, leads, choices.people)
        return seats, leads

    def _add_rules(self) -> None:
        for gap in self.problem.gaps:
            if gap.is_hard and self.is_open(gap.first, gap.then):
                self._add_gap(gap)
        for apart in self.problem.aparts:
            if apart.is_hard:
                self._add_apart(apart)
        self._add_one_at_a_time()
        self._add_shared_participants()

    def is_open(self, *activities: str) -> bool:
        """Whether a rule between these activities binds: not all of them are fixed."""
        return self.is_placed(*activities) and any(not self.activities[each].is_fixed for each in activities)

    def is_placed(self, *activities: str) -> bool:
        """Whether every window among them has a placement. Without one there is no plan already."""
        return all(each in self.drafts or self.settled[each] is not None for each in activities)

    def days_between(self, gap: Gap) -> Linear:
        return self._day(gap.then, is_first=False) - self._day(gap.first, is_first=True)

    def _day(self, activity: str, *, is_first: bool) -> Linear:
        placement = self.settled.get(activity)
        if placement is None:
            return self.drafts[activity].day
        return (placement.ends if is_first else placement.starts).toordinal()

    def _add_gap(self, gap: Gap) -> None:
        between = self.days_between(gap)
        if gap.least is not None:
            self._require(between >= gap.least)
        if gap.most is not None:
            self._require(between <= gap.most)

    def _require(self, what: cp_model.BoundedLinearExpression | bool) -> None:
        """Add a constraint. Between two windows it is a plain bool, and False leaves no plan."""
        if isinstance(what, bool):
            self.cp.add_bool_or([what])
        else:
            self.cp.add(what)

    def weeks_of(self, apart: Apart) -> dict[date, list[Linear]]:
        """Return, for each week by its Monday, an expression for each session: 1 if it is in that week, otherwise 0."""
        weeks: dict[date, list[Linear]] = defaultdict(list)
        for each in sessions_of(apart, self.activities):
            if each.is_fixed:
                weeks[monday_of(current_placement(each).starts.date())].append(1)
                continue
            mondays: dict[date, list[Literal]] = defaultdict(list)
            for slot, literal in self.drafts[each.id].slots.items():
                mondays[monday_of(slot.day)].append(literal)
            for monday, literals in mondays.items():
                weeks[monday].append(cp_model.LinearExpr.sum(literals))
        return weeks

    def _add_apart(self, apart: Apart) -> None:
        for sessions in self.weeks_of(apart).values():
            open_ones = [each for each in sessions if not isinstance(each, int)]
            if open_ones:
                room = 0 if len(open_ones) < len(sessions) else 1
                self.cp.add(cp_model.LinearExpr.sum(open_ones) <= room)

    def _add_one_at_a_time(self) -> None:
        taken: dict[str, list[cp_model.IntervalVar]] = defaultdict(list)
        shared = {venue.id for venue in self.problem.venues if venue.is_shared}
        for draft in self.drafts.values():
            for whose, literal in {**draft.venues, **draft.leads}.items():
                if whose not in draft.activity.required:
                    taken[whose].append(self._interval(draft, literal))
            for person in dict.fromkeys(draft.activity.required):
                taken[person].append(self._interval(draft))
        for whose, intervals in taken.items():
            if whose not in shared:
                self.cp.add_no_overlap([*intervals, *self._blocks(self.busy(whose))])

    def _interval(self, draft: Draft, literal: Literal | None = None) -> cp_model.IntervalVar:
        minutes = draft.activity.minutes
        if literal is None:
            return self.cp.new_fixed_size_interval_var(draft.starts, minutes, "")
        return self.cp.new_optional_fixed_size_interval_var(draft.starts, minutes, literal, "")

    def _blocks(self, stretches: Iterable[Stretch]) -> list[cp_model.IntervalVar]:
        """Return fixed intervals. Fixed sessions may overlap each other, so their stretches are merged."""
        return [
            self.cp.new_fixed_size_interval_var(self.minutes(starts), (ends - starts) // MINUTE, "")
            for starts, ends in merge_stretches(stretches)
        ]

    def busy(self, whose: str) -> Iterator[Stretch]:
        """Yield the times at which fixed sessions take a person or a venue."""
        for activity in self.problem.activities:
            if activity.is_fixed and not activity.is_window:
                placement = current_placement(activity)
                if whose in {placement.venue, *placement.leaders, *activity.required}:
                    yield placement.starts, placement.ends

    def _add_shared_participants(self) -> None:
        for one, other in combinations(self.problem.activities, 2):
            if share_participants(one, other):
                stretches = [self._when(one), self._when(other)]
                self.cp.add_no_overlap(stretches)

    def _when(self, activity: Activity) -> cp_model.IntervalVar:
        if activity.is_fixed:
            return self._blocks([(current_placement(activity).starts, current_placement(activity).ends)])[0]
        return self._interval(self.drafts[activity.id])

    def placements(self, solver: cp_model.CpSolver) -> tuple[Placement, ...]:
        """Read the placements from a solution, in the problem's order."""
        return tuple(self._placement(activity, solver) for activity in self.problem.activities)

    def _placement(self, activity: Activity, solver: cp_model.CpSolver) -> Placement:
        settled = self.settled.get(activity.id)
        if settled is not None:
            return settled
        draft = self.drafts[activity.id]
        slot = next(slot for slot, literal in draft.slots.items() if solver.boolean_value(literal))
        return Placement(
            activity=activity.id,
            starts=slot.starts,
            ends=slot.ends,
            venue=next((venue for venue, literal in draft.venues.items() if solver.boolean_value(literal)), ""),
            facilitators=people_seated(draft, LeadingRole.FACILITATOR, solver),
            co_facilitators=people_seated(draft, LeadingRole.CO_FACILITATOR, solver),
        )


def people_seated(draft: Draft, part: LeadingRole, solver: cp_model.CpSolver) -> tuple[str, ...]:
    seats = draft.activity.seats
    return tuple(
        person
        for (number, person), literal in draft.seats.items()
        if seats[number].part is part and solver.boolean_value(literal)
    )


def share_participants(one: Activity, other: Activity) -> bool:
    """Whether two sessions share participants, so that they cannot be at the same time."""
    if one.cohort != other.cohort or one.is_window or other.is_window or (one.is_fixed and other.is_fixed):
        return False
    if not one.is_fixed and not other.is_fixed and (one.latest < other.earliest or other.latest < one.earliest):
        return False
    return not (one.attendees and other.attendees) or bool(set(one.attendees) & set(other.attendees))
