"""Plans and problems as the database keeps them."""

from collections.abc import Sequence

from delivery.models import Plan, PlanningRun
from delivery.solver import freezing
from delivery.solver.problem import Charge, Placement, Problem, WhyNot
from delivery.solver.problem import Plan as Planned


def problem_asked(run: PlanningRun) -> Problem:
    return freezing.thaw(Problem, run.problem)


def placements_of(plan: Plan) -> list[Placement]:
    return [freezing.thaw(Placement, each) for each in plan.placements]


def sheet_of(plan: Plan) -> list[Charge]:
    return [freezing.thaw(Charge, each) for each in plan.sheet]


def why_of(run: PlanningRun) -> WhyNot | None:
    return freezing.thaw(WhyNot, run.why_not) if run.why_not else None


def keep(run: PlanningRun, plans: Sequence[Planned]) -> None:
    for number, plan in enumerate(plans, start=1):
        frozen = freezing.freeze(plan)
        Plan.objects.create(
            run=run, number=number, score=plan.score, placements=frozen["placements"], sheet=frozen["sheet"]
        )
