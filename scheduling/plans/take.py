"""A plan taken as the draft of its cohorts. Nobody is told before the draft is released."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.conflicts import refuse_unseen
from people.locking import lock, lock_rows
from people.models import Person
from scheduling.bookings.booking import book_all
from scheduling.models import Plan, PlanningRun, Session
from scheduling.plans import ids
from scheduling.plans.dropouts import enter_losses
from scheduling.plans.status import draft_fingerprint, is_as_planned, obstacles
from scheduling.plans.storage import placements_of
from scheduling.solver.problem import Placement
from scheduling.working_days.clock import from_wall_clock


@dataclass(frozen=True)
class Taken:
    """The plan that is now the draft, and sentences about the losses that were entered."""

    plan: Plan
    entered: list[str]


@transaction.atomic
def take(*, plan: Plan, by: Person | None, seen: str = "") -> Taken:
    """Move every session to where the plan has it. Taking a plan twice changes nothing the second time.

    Another plan of the same run replaces the one taken before. The first plan that is taken of a repair also enters
    the losses, such as time off in a diary.

    `seen` is the fingerprint of the plan that the administrator saw as the draft. Raises ValidationError if another
    was taken meanwhile, or if the plan would undo changes made since.
    """
    run = lock(plan.run)
    plans = {each.pk: each for each in run.plans.select_related("taken_by")}
    taken, before = plans[plan.pk], next((each for each in plans.values() if each.taken_at), None)
    if taken == before:
        return Taken(taken, [])
    if before is not None:
        refuse_unseen(seen=seen, now=draft_fingerprint(before), sentence=_just_taken(before))
    placements, sessions = placements_of(taken), _sessions(run)
    if found := obstacles(run, [taken], sessions)[taken.pk]:
        raise ValidationError(found)
    moved = [each for each in placements if not is_as_planned(sessions[each.activity], each)]
    for placement in moved:
        _place(sessions[placement.activity], placement)
    book_all([sessions[placement.activity] for placement in moved])
    run.plans.exclude(pk=taken.pk).update(taken_at=None, taken_by=None)
    taken.taken_at, taken.taken_by = timezone.now(), by
    taken.save(update_fields=["taken_at", "taken_by"])
    return Taken(taken, [] if before else enter_losses(run))


def _just_taken(plan: Plan) -> str:
    who = f"{plan.taken_by} has" if plan.taken_by else "Somebody else has"
    return f"{who} taken plan {plan.number} as the draft since you opened this page. Look at the plans again."


def _sessions(run: PlanningRun) -> dict[str, Session]:
    found = Session.objects.filter(cohort__in=run.cohorts.all(), is_cancelled=False).with_titles()
    with_people = found.select_related("cohort").prefetch_related("facilitators")
    return {ids.of(session): session for session in lock_rows(with_people.order_by("pk"))}


def _place(session: Session, placement: Placement) -> None:
    session.starts_at, session.ends_at = from_wall_clock(placement.starts), from_wall_clock(placement.ends)
    session.venue_id = ids.key(placement.venue) if placement.venue else None
    session.full_clean()
    session.save()
    session.facilitators.set(ids.key(each) for each in (*placement.facilitators, *placement.co_facilitators))
