"""Taking a plan: the cohorts' draft becomes what it says. Nobody is told before the draft is released."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from delivery.booking import book_all
from delivery.models import Plan, PlanningRun, Session
from delivery.plans import ids
from delivery.plans.asking import problem_for, question_of
from delivery.plans.keeping import placements_of
from delivery.plans.times import moment
from delivery.solver import validating
from delivery.solver.problem import Placement
from people.models import Person

CHANGED = "Something has changed since this plan was made. Ask for new plans."


@transaction.atomic
def take(*, plan: Plan, by: Person | None) -> Plan:
    """Put every session where the plan says. Taken twice, it is taken once."""
    taken = Plan.objects.select_for_update(of=("self",)).select_related("run").get(pk=plan.pk)
    if taken.taken_at is not None:
        return taken
    placements = placements_of(taken)
    sessions = _sessions(taken.run)
    _refuse_outdated(taken.run, placements, sessions)
    for placement in placements:
        _place(sessions[placement.activity], placement)
    book_all(list(sessions.values()))
    taken.taken_at, taken.taken_by = timezone.now(), by
    taken.save(update_fields=["taken_at", "taken_by"])
    return taken


def _sessions(run: PlanningRun) -> dict[str, Session]:
    cohorts = run.cohorts.all()
    locked = Session.objects.select_for_update(of=("self",), no_key=True).filter(cohort__in=cohorts, is_cancelled=False)
    return {ids.of(session): session for session in locked.select_related("element", "cohort").order_by("pk")}


def _refuse_outdated(run: PlanningRun, placements: list[Placement], sessions: dict[str, Session]) -> None:
    """A plan is only good for the sessions, rooms and people that it was made for: the validator looks again."""
    if {placement.activity for placement in placements} != set(sessions):
        raise ValidationError(CHANGED)
    problem = problem_for(list(run.cohorts.all()), question_of(run))
    if faults := validating.faults(problem, placements):
        raise ValidationError([CHANGED, *faults[:3]])


def _place(session: Session, placement: Placement) -> None:
    session.starts_at, session.ends_at = moment(placement.starts), moment(placement.ends)
    session.venue_id = ids.key(placement.venue) if placement.venue else None
    session.full_clean()
    session.save()
    session.facilitators.set(ids.key(each) for each in (*placement.facilitators, *placement.co_facilitators))
