"""Questions to the planner: each is stored with everything as it is now, and owed to a worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.models import Cohort
from people.locking import lock
from people.models import Person
from scheduling.models import PlanningRun
from scheduling.plans.dropouts import apply_loss
from scheduling.plans.problem_builder import problem_of, scope_of
from scheduling.solver import relaxations, serialisation
from scheduling.solver.problem import Problem
from scheduling.tasks import work_out

# Each keeps a worker busy, and all organisations share the workers.
MOST_UNDER_WAY = 3
ALL_BEGUN = "Every session of {cohort} has begun or is over, so there is nothing left to plan."
TOO_MANY = "There are 3 searches for plans under way already. Wait until one of them is done, or stop one."


@dataclass(frozen=True, kw_only=True)
class Question:
    """The parts of a question beyond its cohorts: whether known dates stay, rules let go, and losses."""

    keeps_known: bool = False
    changes: tuple[Mapping[str, Any], ...] = ()
    losses: tuple[Mapping[str, Any], ...] = ()

    def relaxed(self, changes: Sequence[Mapping[str, Any]]) -> "Question":
        return replace(self, changes=(*self.changes, *changes))

    def frozen(self) -> dict[str, Any]:
        return {"keeps_known": self.keeps_known, "changes": list(self.changes), "losses": list(self.losses)}


def question_of(run: PlanningRun) -> Question:
    asked = run.request
    return Question(keeps_known=asked["keeps_known"], changes=tuple(asked["changes"]), losses=tuple(asked["losses"]))


def problem_for(cohorts: Sequence[Cohort], question: Question) -> Problem:
    """Build the problem from everything as it is now, with the question's losses and then its changes."""
    problem = problem_of(scope_of(cohorts, keeps_known=question.keeps_known))
    for loss in question.losses:
        problem = apply_loss(problem, loss)
    for change in question.changes:
        problem = relaxations.apply(problem, change)
    return problem


def why_nothing_to_plan(cohort: Cohort) -> str:
    """Return the reason in a sentence, or "" while a session is to come."""
    return "" if cohort.sessions.not_begun().exists() else ALL_BEGUN.format(cohort=cohort.name)


@transaction.atomic
def ask(*, cohorts: Sequence[Cohort], by: Person | None, question: Question | None = None) -> PlanningRun:
    """Ask for plans for these cohorts of one organisation. The same question, while it is worked on, is one run.

    Raises ValidationError if the organisation has as many runs under way as it may, or if nothing is left to plan.
    """
    if refusal := why_nothing_to_plan(cohorts[0]):
        raise ValidationError(refusal)
    question = question or Question()
    organisation = lock(cohorts[0].organisation)
    run = PlanningRun(
        organisation=organisation,
        asked_by=by,
        purpose=PlanningRun.Purpose.REPAIR if question.losses else PlanningRun.Purpose.PLAN,
        request=question.frozen(),
        problem=serialisation.freeze(problem_for(cohorts, question)),
    )
    under_way = PlanningRun.objects.filter(organisation=organisation, state__in=PlanningRun.UNDER_WAY)
    same = under_way.filter(purpose=run.purpose, problem=run.problem).first()
    if same is not None:
        return same
    if under_way.count() >= MOST_UNDER_WAY:
        raise ValidationError(TOO_MANY)
    return _queue(run, cohorts)


def _queue(run: PlanningRun, cohorts: Sequence[Cohort]) -> PlanningRun:
    run.full_clean()
    run.save()
    run.cohorts.set(cohorts)
    work_out.delay_on_commit(run.pk)  # type: ignore[attr-defined]
    return run
