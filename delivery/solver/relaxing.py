"""Letting a rule go, in part or altogether: a change is plain data, so that one click can ask for it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from delivery.solver.problem import WORKING_DAYS, Activity, Hours, Problem

Change = Mapping[str, Any]
AT_ANY_HOUR = tuple(Hours(weekday=weekday, starts=time.min, ends=time(23, 59)) for weekday in WORKING_DAYS)


def apply(problem: Problem, change: Change) -> Problem:
    """The problem with this change. Raises KeyError if its kind is not known; what it speaks of may be gone."""
    return CHANGES[change["kind"]](problem, change)


def _window(problem: Problem, change: Change) -> Problem:
    """Days that an activity may be before and after its weeks."""
    earlier, later = timedelta(days=change.get("earlier", 0)), timedelta(days=change.get("later", 0))
    return _activity(
        problem, change, lambda one: replace(one, earliest=one.earliest - earlier, latest=one.latest + later)
    )


def _people(problem: Problem, change: Change) -> Problem:
    return _activity(problem, change, lambda one: replace(one, people=0))


def _equipment(problem: Problem, change: Change) -> Problem:
    return _activity(problem, change, lambda one: replace(one, equipment=frozenset()))


def _seats(problem: Problem, change: Change) -> Problem:
    return _activity(problem, change, lambda one: replace(one, seats=()))


def _required(problem: Problem, change: Change) -> Problem:
    return _activity(problem, change, lambda one: replace(one, required=()))


def _fixed(problem: Problem, change: Change) -> Problem:
    return _activity(problem, change, lambda one: replace(one, is_fixed=False))


def _activity(problem: Problem, change: Change, changed: Callable[[Activity], Activity]) -> Problem:
    activities = tuple(changed(one) if one.id == change["id"] else one for one in problem.activities)
    return replace(problem, activities=activities)


def _gap(problem: Problem, change: Change) -> Problem:
    """Fewer days at least, or more at most; without either, no rule."""
    if "least" not in change and "most" not in change:
        return replace(problem, gaps=tuple(gap for gap in problem.gaps if gap.id != change["id"]))
    gaps = (
        replace(gap, least=change.get("least", gap.least), most=change.get("most", gap.most))
        if gap.id == change["id"]
        else gap
        for gap in problem.gaps
    )
    return replace(problem, gaps=tuple(gaps))


def _apart(problem: Problem, change: Change) -> Problem:
    return replace(problem, aparts=tuple(each for each in problem.aparts if each.id != change["id"]))


def _closed(problem: Problem, change: Change) -> Problem:
    return replace(problem, closed=tuple(each for each in problem.closed if each.id != change["id"]))


def _away(problem: Problem, change: Change) -> Problem:
    """A person or a venue is available although they are away."""
    return _whose(problem, change, {"away": ()})


def _hours(problem: Problem, change: Change) -> Problem:
    """A person or a venue is available at all hours."""
    return _whose(problem, change, {"hours": AT_ANY_HOUR})


def _whose(problem: Problem, change: Change, values: Mapping[str, Any]) -> Problem:
    people = tuple(replace(one, **values) if one.id == change["id"] else one for one in problem.people)
    venues = tuple(replace(one, **values) if one.id == change["id"] else one for one in problem.venues)
    return replace(problem, people=people, venues=venues)


CHANGES: dict[str, Callable[[Problem, Change], Problem]] = {
    "window": _window,
    "people": _people,
    "equipment": _equipment,
    "seats": _seats,
    "required": _required,
    "fixed": _fixed,
    "gap": _gap,
    "apart": _apart,
    "closed": _closed,
    "away": _away,
    "hours": _hours,
}
