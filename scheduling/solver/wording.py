"""How the planner says things, to somebody who runs a ward rather than a solver."""

from people.dates import WEEKDAYS
from scheduling.solver.problem import Activity, Problem


def called(problem: Problem, activity: Activity) -> str:
    """Its name, and its cohort's where there are several."""
    several = len({each.cohort for each in problem.activities}) > 1
    cohort = problem.cohorts.get(activity.cohort, activity.cohort)
    return f"{activity.name} ({cohort})" if several else activity.name


def a_weekday(weekday: int) -> str:
    return f"a {WEEKDAYS[weekday]}"
