"""Storage of plans, problems and explanations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduling.models import Plan, PlanningRun
from scheduling.solver import serialisation
from scheduling.solver.problem import Charge, Infeasibility, Placement, Problem
from scheduling.solver.problem import Plan as SolverPlan


def stored_problem(run: PlanningRun) -> Problem:
    return serialisation.thaw(Problem, run.problem)


def placements_of(plan: Plan) -> list[Placement]:
    return [serialisation.thaw(Placement, each) for each in plan.placements]


def sheet_of(plan: Plan) -> list[Charge]:
    return [serialisation.thaw(Charge, each) for each in plan.sheet]


def infeasibility_of(run: PlanningRun) -> Infeasibility | None:
    return serialisation.thaw(Infeasibility, run.why_not) if run.why_not else None


def store_plans(run: PlanningRun, plans: Sequence[SolverPlan]) -> None:
    for number, plan in enumerate(plans, start=1):
        frozen = serialisation.freeze(plan)
        Plan.objects.create(
            run=run, number=number, score=plan.score, placements=frozen["placements"], sheet=frozen["sheet"]
        )


@dataclass(frozen=True)
class Way:
    """Changes that together allow a plan. Each keeps its words, which the plans made with it repeat."""

    words: list[str]
    changes: list[Mapping[str, Any]]


@dataclass(frozen=True)
class Explanation:
    rules: list[str]
    ways: list[Way]


def explanation_of(run: PlanningRun) -> Explanation:
    """Return the rules that clash and the ways out; both are empty for a run that is not impossible."""
    why = infeasibility_of(run)
    if why is None:
        return Explanation([], [])
    ways = [
        Way([each.words for each in way], [{**each.change, "words": each.words} for each in way])
        for way in why.relaxations
    ]
    return Explanation(list(why.rules), ways)
