"""The worker of a planning run: it claims the run, reports on it, and stops when it is asked to on the run's page."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from scheduling.models import PlanningRun
from scheduling.plans.storage import store_plans, stored_problem
from scheduling.solver import serialisation
from scheduling.solver.problem import Infeasibility, PlanningResult, Problem, Progress
from scheduling.solver.problem import Plan as SolverPlan

State = PlanningRun.State
Purpose = PlanningRun.Purpose
# A worker extends its claim about twice a second; one that is silent for so long has died.
CLAIM = timedelta(seconds=60)
TRIES = 3
SECONDS = 20.0


def stop(*, run: PlanningRun) -> None:
    """Stop a run that waits, or ask its worker to end with the plans found so far."""
    same = PlanningRun.objects.filter(pk=run.pk)
    same.filter(state=State.QUEUED).update(state=State.STOPPED, is_to_stop=True, ended_at=timezone.now())
    same.filter(state=State.RUNNING).update(is_to_stop=True)


def work_out(run_id: int) -> None:
    """Work a run out, unless another worker has claimed it."""
    run = _claim(run_id)
    if run is None:
        return
    problem = stored_problem(run)
    try:
        _solve(run, problem)
    except Exception:
        _set_outcome(run, state=State.FAILED if run.attempts >= TRIES else State.QUEUED)
        raise


@transaction.atomic
def _claim(run_id: int) -> PlanningRun | None:
    """Claim a run that is owed, or give it up once it has killed as many workers as it may."""
    # A row that another worker holds is that worker's: waiting for it, as `lock` does, would be of no use.
    run = PlanningRun.objects.owed().select_for_update(skip_locked=True, no_key=True).filter(pk=run_id).first()
    if run is None:
        return None
    run.state, run.claimed_until = State.RUNNING, timezone.now() + CLAIM
    run.attempts += 1
    if run.attempts > TRIES:
        run.state, run.ended_at = State.FAILED, timezone.now()
    run.save()
    return run if run.state == State.RUNNING else None


def _solve(run: PlanningRun, problem: Problem) -> None:
    # The solver takes a second to load, and pages have no use for it.
    from scheduling.solver import planner, repair  # noqa: PLC0415

    def on_progress(progress: Progress) -> bool:
        return _report(run, progress)

    if run.purpose == Purpose.REPAIR:
        repairs = repair.repair(problem, seconds=SECONDS, on_progress=on_progress)
        plans: Sequence[SolverPlan] = [each.plan for each in repairs]
        proof: dict[str, Any] = {}
    else:
        found = planner.plan(problem, seconds=SECONDS, on_progress=on_progress)
        plans, proof = found.plans, _proof(found)
    if plans:
        _finish(run, plans, proof)
    else:
        _explain(run, problem)


def _proof(found: PlanningResult) -> dict[str, Any]:
    return {"is_proved": found.is_proved, "bound": found.bound, "was_stopped": found.was_stopped}


def _report(run: PlanningRun, progress: Progress) -> bool:
    run.progress = asdict(progress)
    return _extend_claim(run)


def _extend_claim(run: PlanningRun) -> bool:
    """Store the progress and extend the claim. Returns False once somebody has asked the run to stop."""
    mine = _still_claimed(run)
    mine.update(progress=run.progress, claimed_until=timezone.now() + CLAIM)
    return mine.filter(is_to_stop=False).exists()


def _still_claimed(run: PlanningRun) -> QuerySet[PlanningRun]:
    """Return the run, or nothing if another worker has claimed it since."""
    return PlanningRun.objects.filter(pk=run.pk, attempts=run.attempts, state=State.RUNNING)


@transaction.atomic
def _finish(run: PlanningRun, plans: Sequence[SolverPlan], proof: Mapping[str, Any]) -> None:
    if _set_outcome(run, state=State.DONE, progress={**run.progress, **proof, "found": len(plans)}):
        store_plans(run, plans)


def _explain(run: PlanningRun, problem: Problem) -> None:
    """Store why no plan is possible. Without an explanation the run was stopped, or there was too little time."""
    from scheduling.solver import infeasibility  # noqa: PLC0415

    run.progress = {**run.progress, "is_explaining": True}
    try:
        why: Infeasibility | None = infeasibility.explain(problem, goes_on=lambda: _extend_claim(run))
    except infeasibility.StoppedError:
        why = None
    if why is None:
        _set_outcome(run, state=State.STOPPED)
    else:
        _set_outcome(run, state=State.IMPOSSIBLE, why_not=serialisation.freeze(why))


def _set_outcome(run: PlanningRun, **values: Any) -> bool:
    """Store how this attempt ended, and return whether it could: another worker may have claimed the run since."""
    if values["state"] != State.QUEUED:
        values["ended_at"] = timezone.now()
    return bool(_still_claimed(run).update(claimed_until=None, **values))
