"""Where sessions stand now, beside where a plan or a question has them."""

from delivery.models import Session
from delivery.plans.problems import placement_of
from delivery.plans.times import wall_clock
from delivery.solver.problem import Placement


def people_at(place: Placement) -> frozenset[str]:
    return frozenset((*place.facilitators, *place.co_facilitators))


def has_moved(session: Session, at: Placement) -> bool:
    return (wall_clock(session.starts_at), wall_clock(session.ends_at)) != (at.starts, at.ends)


def is_elsewhere(session: Session, at: Placement) -> bool:
    """At another time or in another venue."""
    return has_moved(session, at) or placement_of(session).venue != at.venue


def stands(session: Session, at: Placement) -> bool:
    """Just so: at this time, in this venue and with these people."""
    return not is_elsewhere(session, at) and people_at(placement_of(session)) == people_at(at)
