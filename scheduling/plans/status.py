"""The comparison of sessions with a plan, and the obstacles that keep a plan from being taken."""

from collections.abc import Iterable, Mapping

from people.conflicts import fingerprint
from people.words import listed
from scheduling.models import Plan, PlanningRun, Session
from scheduling.plans.problem_builder import placement_of
from scheduling.plans.questions import problem_for, question_of
from scheduling.plans.storage import placements_of, stored_problem
from scheduling.solver import validator
from scheduling.solver.problem import Placement, Problem
from scheduling.working_days.clock import to_wall_clock

CHANGED = "Something has changed since this plan was made. Ask for new plans."

MOST_FAULTS = 3


def draft_fingerprint(taken: Plan | None) -> str:
    """Return the fingerprint of the plan of a run that is the draft, or of none."""
    return fingerprint(taken.number if taken else None)


def has_moved(session: Session, at: Placement) -> bool:
    return (to_wall_clock(session.starts_at), to_wall_clock(session.ends_at)) != (at.starts, at.ends)


def is_elsewhere(session: Session, at: Placement) -> bool:
    """Whether the plan has the session at another time or in another venue."""
    return has_moved(session, at) or placement_of(session).venue != at.venue


def is_as_planned(session: Session, at: Placement) -> bool:
    """Whether the session is at this time, in this venue and with these people."""
    return not is_elsewhere(session, at) and set(placement_of(session).leaders) == set(at.leaders)


def obstacles(run: PlanningRun, plans: Iterable[Plan], sessions: Mapping[str, Session]) -> dict[int, list[str]]:
    """Return for each plan, by its key, why it cannot be taken, in words; an empty list if it can.

    `sessions` are those of its cohorts that take place, by the planner's ids.
    """
    undone = _changed_by_hand(run, sessions)
    now = problem_for(list(run.cohorts.all()), question_of(run))
    return {plan.pk: undone or _outdated(plan, sessions, now) for plan in plans}


def _changed_by_hand(run: PlanningRun, sessions: Mapping[str, Session]) -> list[str]:
    """Name the sessions that are neither where the question found them nor where the plan that was taken put them."""
    taken = run.plans.exclude(taken_at=None).first()
    known = placements_of(taken) if taken else [each.now for each in stored_problem(run).activities if each.now]
    there = [(sessions[each.activity], each) for each in known if each.activity in sessions]
    changed = [session.title for session, place in there if not is_as_planned(session, place)]
    if not changed:
        return []
    words = f"{listed(changed)} {'has' if len(changed) == 1 else 'have'} been changed since this plan was made."
    return [f"{words} The plan would undo that. Ask for new plans."]


def _outdated(plan: Plan, sessions: Mapping[str, Session], now: Problem) -> list[str]:
    """Check the plan again: the sessions, rooms and people that it was made for may have changed."""
    placements = placements_of(plan)
    if {placement.activity for placement in placements} != set(sessions):
        return [CHANGED]
    faults = validator.faults(now, placements)
    return [CHANGED, *faults[:MOST_FAULTS]] if faults else []
