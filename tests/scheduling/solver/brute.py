"""A planner that counts out every plan. It knows the rules from the validator and the prices from the sheet alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache, cached_property
from itertools import combinations, product

from scheduling.solver.pricing import score_sheet
from scheduling.solver.problem import Activity, LeadingRole, Placement, Problem
from scheduling.solver.validator import faults

DAY = timedelta(days=1)


class Brute:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.activities = {each.id: each for each in problem.activities}
        # Asked often, and only of this problem.
        self._agree, self._only = cache(self._whether_they_agree), cache(self._problem_of)

    @cached_property
    def plans(self) -> list[tuple[int, tuple[Placement, ...]]]:
        return list(self._plans())

    @property
    def has_plans(self) -> bool:
        """Whether there is a plan; the count ends at the first."""
        return next(self._plans(), None) is not None

    def _plans(self) -> Iterator[tuple[int, tuple[Placement, ...]]]:
        """Yield the score and the placements of every plan that keeps the rules."""
        options = [self._allowed(activity) for activity in self.problem.activities]
        for placements in self._together(options, ()):
            if not faults(self.problem, placements):
                yield sum(charge.points for charge in score_sheet(self.problem, placements)), placements

    def _together(
        self, options: list[list[Placement]], chosen: tuple[Placement, ...]
    ) -> Iterator[tuple[Placement, ...]]:
        if not options:
            yield chosen
            return
        for option in options[0]:
            if all(self._agree(option, each) for each in chosen):
                yield from self._together(options[1:], (*chosen, option))

    def _allowed(self, activity: Activity) -> list[Placement]:
        return [each for each in everywhere(activity) if not faults(self._only(activity.id), [each])]

    def _whether_they_agree(self, one: Placement, other: Placement) -> bool:
        return not faults(self._only(one.activity, other.activity), [one, other])

    def _problem_of(self, *ids: str) -> Problem:
        """Return the problem of these activities alone, in which windows need no minutes of their coaches."""
        return replace(
            self.problem,
            activities=tuple(replace(self.activities[each], people=self._people(each)) for each in ids),
            gaps=tuple(gap for gap in self.problem.gaps if {gap.first, gap.then} <= set(ids)),
            aparts=tuple(
                replace(apart, activities=tuple(each for each in apart.activities if each in ids))
                for apart in self.problem.aparts
            ),
        )

    def _people(self, activity: str) -> int:
        return 0 if self.activities[activity].is_window else self.activities[activity].people


def everywhere(activity: Activity) -> Iterator[Placement]:
    """Yield every placement on the days of its weeks, whether allowed or not."""
    if activity.is_fixed:
        assert activity.now
        yield activity.now
    elif activity.is_window:
        yield from openings(activity)
    else:
        days = [activity.earliest + DAY * number for number in range((activity.latest - activity.earliest).days + 1)]
        for day, clock, venue in product(days, activity.starts, activity.venues or ("",)):
            starts = datetime.combine(day, clock)
            for facilitators in people(activity, LeadingRole.FACILITATOR):
                for others in people(activity, LeadingRole.CO_FACILITATOR):
                    yield Placement(
                        activity=activity.id,
                        starts=starts,
                        ends=starts + timedelta(minutes=activity.minutes),
                        venue=venue,
                        facilitators=facilitators,
                        co_facilitators=others,
                    )


def openings(window: Activity) -> Iterator[Placement]:
    days = [window.earliest + DAY * number for number in range((window.latest - window.earliest).days + 1)]
    coaches = tuple(dict.fromkeys(person for seats in window.seats for person in seats.people))
    for first, last in product(days, repeat=2):
        starts, ends = datetime.combine(first, time(9)), datetime.combine(last, time(17))
        yield Placement(activity=window.id, starts=starts, ends=ends, facilitators=coaches)


def people(activity: Activity, part: LeadingRole) -> Iterator[tuple[str, ...]]:
    """Yield every way to fill the seats of a part; the order within one does not matter."""
    ways = [combinations(seats.people, seats.count) for seats in activity.seats if seats.part is part]
    for chosen in product(*ways):
        yield tuple(person for seat in chosen for person in seat)


def days_moved(one: tuple[Placement, ...], other: tuple[Placement, ...]) -> int:
    return sum(first.starts.date() != second.starts.date() for first, second in zip(one, other, strict=True))
