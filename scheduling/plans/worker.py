"""Working out a planning run: claimed by one worker, watched and stopped from its page."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from scheduling.models import PlanningRun
from scheduling.plans.storage import problem_asked, store
from scheduling.solver import serialisation
from scheduling.solver.problem import Found, Problem, Progress, WhyNot
from scheduling.solver.problem import Plan as Planned

State = PlanningRun.State
Purpose = PlanningRun.Purpose
CLAIM = timedelta(seconds=60)
TRIES = 3
SECONDS = 20.0


def stop(*, run: PlanningRun) -> None:
    """Ask whoever works on it to come to an end with what was found so far."""
    same = PlanningRun.objects.filter(pk=run.pk)
    same.filter(state=State.QUEUED).update(state=State.STOPPED, is_to_stop=True, ended_at=timezone.now())
    same.filter(state=State.RUNNING).update(is_to_stop=True)


def make(run_id: int) -> None:
    """Work a run out, unless somebody else is at it."""
    run = _claim(run_id)
    if run is None:
        return
    problem = problem_asked(run)
    try:
        _answer(run, problem)
    except Exception:
        _settle(run, state=State.FAILED if run.attempts >= TRIES else State.QUEUED)
        raise


@transaction.atomic
def _claim(run_id: int) -> PlanningRun | None:
    run = PlanningRun.objects.owed().select_for_update(skip_locked=True, no_key=True).filter(pk=run_id).first()
    if run is None:
        return None
    run.state, run.claimed_until = State.RUNNING, timezone.now() + CLAIM
    run.attempts += 1
    if run.attempts > TRIES:
        run.state, run.ended_at = State.FAILED, timezone.now()
    run.save()
    return run if run.state == State.RUNNING else None


def _answer(run: PlanningRun, problem: Problem) -> None:
    # The solver takes a second to load, and pages have no use for it.
    from scheduling.solver import planner, repair  # noqa: PLC0415

    def goes_on(progress: Progress) -> bool:
        return _tell(run, progress)

    if run.purpose == Purpose.REPAIR:
        repairs = repair.repair(problem, seconds=SECONDS, on_progress=goes_on)
        plans: Sequence[Planned] = [each.plan for each in repairs]
        proof: dict[str, Any] = {}
    else:
        found = planner.plan(problem, seconds=SECONDS, on_progress=goes_on)
        plans, proof = found.plans, _proof(found)
    if plans:
        _keep(run, plans, proof)
    else:
        _explain(run, problem)


def _proof(found: Found) -> dict[str, Any]:
    return {"is_proved": found.is_proved, "bound": found.bound, "was_stopped": found.was_stopped}


def _tell(run: PlanningRun, progress: Progress) -> bool:
    run.progress = asdict(progress)
    return _goes_on(run)


def _goes_on(run: PlanningRun) -> bool:
    """Say on the page how far it is, hold on to the claim, and hear whether somebody wants it to stop."""
    mine = _mine(run)
    mine.update(progress=run.progress, claimed_until=timezone.now() + CLAIM)
    return mine.filter(is_to_stop=False).exists()


def _mine(run: PlanningRun) -> QuerySet[PlanningRun]:
    """The run, unless another worker has taken it since."""
    return PlanningRun.objects.filter(pk=run.pk, attempts=run.attempts, state=State.RUNNING)


@transaction.atomic
def _keep(run: PlanningRun, plans: Sequence[Planned], proof: Mapping[str, Any]) -> None:
    if _settle(run, state=State.DONE, progress={**run.progress, **proof, "found": len(plans)}):
        store(run, plans)


def _explain(run: PlanningRun, problem: Problem) -> None:
    """Without an explanation it is not impossible: somebody stopped it, or there was too little time to find a plan."""
    from scheduling.solver import infeasibility  # noqa: PLC0415

    run.progress = {**run.progress, "is_explaining": True}
    try:
        why: WhyNot | None = infeasibility.why_not(problem, goes_on=lambda: _goes_on(run))
    except infeasibility.StoppedError:
        why = None
    if why is None:
        _settle(run, state=State.STOPPED)
    else:
        _settle(run, state=State.IMPOSSIBLE, why_not=serialisation.freeze(why))


def _settle(run: PlanningRun, **values: Any) -> bool:
    """Write the outcome, unless it is another worker's by now."""
    if values["state"] != State.QUEUED:
        values["ended_at"] = timezone.now()
    return bool(_mine(run).update(claimed_until=None, **values))
