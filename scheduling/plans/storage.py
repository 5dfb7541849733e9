"""Plans, problems and explanations as the database keeps them and as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduling.models import Plan, PlanningRun
from scheduling.solver import serialisation
from scheduling.solver.problem import Charge, Placement, Problem, WhyNot
from scheduling.solver.problem import Plan as Planned


def problem_asked(run: PlanningRun) -> Problem:
    return serialisation.thaw(Problem, run.problem)


def placements_of(plan: Plan) -> list[Placement]:
    return [serialisation.thaw(Placement, each) for each in plan.placements]


def sheet_of(plan: Plan) -> list[Charge]:
    return [serialisation.thaw(Charge, each) for each in plan.sheet]


def why_of(run: PlanningRun) -> WhyNot | None:
    return serialisation.thaw(WhyNot, run.why_not) if run.why_not else None


def store(run: PlanningRun, plans: Sequence[Planned]) -> None:
    for number, plan in enumerate(plans, start=1):
        frozen = serialisation.freeze(plan)
        Plan.objects.create(
            run=run, number=number, score=plan.score, placements=frozen["placements"], sheet=frozen["sheet"]
        )


@dataclass(frozen=True)
class Way:
    """Changes that together allow a plan; each keeps its words, so that the plans can say what they rest on."""

    words: list[str]
    changes: list[Mapping[str, Any]]


@dataclass(frozen=True)
class Explained:
    rules: list[str]
    ways: list[Way]


def explained(run: PlanningRun) -> Explained:
    """Nothing to say of a run that is not impossible."""
    why = why_of(run)
    if why is None:
        return Explained([], [])
    ways = [
        Way([each.words for each in way], [{**each.change, "words": each.words} for each in way])
        for way in why.relaxations
    ]
    return Explained(list(why.rules), ways)
