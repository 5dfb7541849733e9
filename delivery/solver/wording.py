"""How the planner says things, to somebody who runs a ward rather than a solver."""

from collections.abc import Iterable
from datetime import date

from delivery.solver.problem import Activity, Problem

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def called(problem: Problem, activity: Activity) -> str:
    """Its name, and its cohort's where there are several."""
    several = len({each.cohort for each in problem.activities}) > 1
    cohort = problem.cohorts.get(activity.cohort, activity.cohort)
    return f"{activity.name} ({cohort})" if several else activity.name


def a_weekday(weekday: int) -> str:
    return f"a {WEEKDAYS[weekday]}"


def weekdays(some: Iterable[int]) -> str:
    """ "Tuesdays and Wednesdays"."""
    return listed([f"{WEEKDAYS[each]}s" for each in sorted(some)])


def day_in_words(day: date) -> str:
    """ "Tuesday 8 September 2026"."""
    return f"{day:%A %-d %B %Y}"


def listed(some: list[str], last: str = "and") -> str:
    """ "Ann, Bob and Cara"."""
    return f" {last} ".join([", ".join(some[:-1]), some[-1]]) if len(some) > 1 else "".join(some)


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 day", "2 days"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
