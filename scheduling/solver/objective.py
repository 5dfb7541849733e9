"""The objective of the model: for every plan it equals the total of that plan's score sheet."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from ortools.sat.python import cp_model

from scheduling.solver.candidates import current_placement
from scheduling.solver.constraints import Linear, Model
from scheduling.solver.pricing import (
    Pricing,
    even_share,
    keeps_gap,
    misses_venue,
    people_in_role,
    people_who_share,
    soft_rules,
    successive,
)
from scheduling.solver.problem import Activity, Apart, Gap, LeadingRole

Bounded = cp_model.BoundedLinearExpression
Key = TypeVar("Key", str, int)


class Objective:
    """The terms of the objective, kind by kind, as `pricing` defines them."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.problem = model.problem
        self.pricing = Pricing(model.problem)
        self.prices = model.problem.prices

    def total(self) -> Linear:
        return sum(self._terms())

    def _terms(self) -> Iterator[Linear]:
        for activity in self.problem.activities:
            if not activity.is_window:
                yield self._session_points(activity)
                yield self.prices.other_venue * self._elsewhere(activity)
        for gap in soft_rules(self.problem.gaps):
            yield self.prices.gap * self._misses(gap)
        for apart in soft_rules(self.problem.aparts):
            yield self.prices.apart * self._crowding(apart)
        for one, other in successive(self.problem):
            yield self.prices.change_of_venue * self._changes(self._venues(one), self._venues(other))
            yield self.prices.change_of_weekday * self._changes(self._weekdays(one), self._weekdays(other))
        for part in LeadingRole:
            yield self.prices.uneven_load * self._unevenness(part)

    def _session_points(self, activity: Activity) -> Linear:
        if activity.is_fixed:
            return self._points(activity, current_placement(activity).starts, current_placement(activity).ends)
        slots = self.model.drafts[activity.id].slots
        points = [self._points(activity, slot.starts, slot.ends) for slot in slots]
        return cp_model.LinearExpr.weighted_sum(list(slots.values()), points)

    def _elsewhere(self, activity: Activity) -> Linear:
        """Return 1 if the session is not in the venue that was wished for."""
        return sum(taken for venue, taken in self._venues(activity).items() if misses_venue(activity, venue))

    def _points(self, activity: Activity, starts: datetime, ends: datetime) -> int:
        return sum(charge.points for charge in self.pricing.session_charges(activity, starts, ends))

    def _misses(self, gap: Gap) -> Linear:
        """Return 1 if the gap is not kept."""
        if not self.model.is_placed(gap.first, gap.then):
            return 0
        between = self.model.days_between(gap)
        if isinstance(between, int):
            return int(not keeps_gap(gap, between))
        if gap.least is not None and gap.most is not None and gap.least > gap.most:
            return 1
        early = 0 if gap.least is None else self._whether(between <= gap.least - 1, between >= gap.least)
        late = 0 if gap.most is None else self._whether(between >= gap.most + 1, between <= gap.most)
        return early + late

    def _whether(self, what: Bounded, otherwise: Bounded) -> cp_model.IntVar:
        literal = self.model.cp.new_bool_var("")
        self.model.cp.add(what).only_enforce_if(literal)
        self.model.cp.add(otherwise).only_enforce_if(literal.negated())
        return literal

    def _crowding(self, apart: Apart) -> Linear:
        """Sum over the weeks the number of sessions beyond the first."""
        return sum(self._beyond(sum(sessions), 1, len(sessions)) for sessions in self.model.weeks_of(apart).values())

    def _beyond(self, number: Linear, enough: int, most: int) -> Linear:
        """Return by how much a number from 0 to `most` exceeds `enough`, or 0."""
        if isinstance(number, int) or most <= enough:
            return max(0, number - enough) if isinstance(number, int) else 0
        beyond = self.model.cp.new_int_var(0, most - enough, "")
        self.model.cp.add_max_equality(beyond, [number - enough, 0])
        return beyond

    def _changes(self, one: dict[Key, Linear], other: dict[Key, Linear]) -> Linear:
        """Return 1 if two sessions choose different keys. Each chooses exactly one; 0 if either has none to choose."""
        if not (one and other):
            return 0
        return 1 - sum(self._both(one[key], other[key]) for key in one if key in other)

    def _both(self, one: Linear, other: Linear) -> Linear:
        if isinstance(one, int) or isinstance(other, int):
            return other if isinstance(one, int) else one
        both = self.model.cp.new_bool_var("")
        self.model.cp.add(both <= one)
        self.model.cp.add(both <= other)
        self.model.cp.add(both >= one + other - 1)
        return both

    def _venues(self, activity: Activity) -> dict[str, Linear]:
        if activity.is_fixed:
            venue = current_placement(activity).venue
            return {venue: 1} if venue else {}
        return dict(self.model.drafts[activity.id].venues)

    def _weekdays(self, activity: Activity) -> dict[int, Linear]:
        if activity.is_fixed:
            return {current_placement(activity).starts.weekday(): 1}
        weekdays: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for slot, literal in self.model.drafts[activity.id].slots.items():
            weekdays[slot.starts.weekday()].append(literal)
        return {weekday: cp_model.LinearExpr.sum(literals) for weekday, literals in weekdays.items()}

    def _unevenness(self, part: LeadingRole) -> Linear:
        sharing = people_who_share(self.problem, part)
        fixed = [current_placement(each) for each in self.problem.activities if each.is_fixed and not each.is_window]
        done = Counter(person for placement in fixed for person in people_in_role(placement, part) if person in sharing)
        loads = {person: self._seats(person, part) for person in sharing}
        share = even_share(done.total() + self._places(part), len(sharing))
        return sum(
            self._beyond(done[person] + sum(seats), share, done[person] + len(seats)) for person, seats in loads.items()
        )

    def _seats(self, person: str, part: LeadingRole) -> list[cp_model.IntVar]:
        return [
            literal
            for draft in self.model.drafts.values()
            for (number, who), literal in draft.seats.items()
            if who == person and draft.activity.seats[number].part is part
        ]

    def _places(self, part: LeadingRole) -> int:
        drafts = self.model.drafts.values()
        return sum(seats.count for draft in drafts for seats in draft.activity.seats if seats.part is part)
