"""What has dropped out since a plan was made: a person, a venue or days.

Of a person, a run never keeps why: it is kept for good, and why somebody is away is theirs to take back.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, TypeVar

from scheduling.models import PlanningRun
from scheduling.solver.problem import Closed, Person, Problem, Span, Venue
from scheduling.working_days.days import DAY

Taken = TypeVar("Taken", Person, Venue)
LOST_DAYS = "Lost days"


def lose(problem: Problem, loss: Mapping[str, Any]) -> Problem:
    """The problem without a person or venue (`id`) from `first` to `last`, both included, or without these days."""
    first, last = date.fromisoformat(loss["first"]), date.fromisoformat(loss["last"])
    if loss["what"] == "days":
        lost = Closed(id=_name_of(loss), name=loss.get("why") or LOST_DAYS, first=first, last=last)
        return replace(problem, closed=(*problem.closed, lost))
    why = "" if loss["what"] == "person" else loss.get("why", "")
    span = Span(starts=datetime.combine(first, time.min), ends=datetime.combine(last + DAY, time.min), why=why)
    people = tuple(_without(each, loss["id"], span) for each in problem.people)
    venues = tuple(_without(each, loss["id"], span) for each in problem.venues)
    return replace(problem, people=people, venues=venues)


def losses_of(run: PlanningRun) -> list[dict[str, Any]]:
    """What had dropped out when repairs were asked for, with days that a page can write."""
    return [
        {**loss, "first_day": date.fromisoformat(loss["first"]), "last_day": date.fromisoformat(loss["last"])}
        for loss in run.request["losses"]
    ]


def is_let_go(run: PlanningRun, loss: Mapping[str, Any]) -> bool:
    """Whether a change of the question takes it back: they come all the same, or sessions are held on these days."""
    taken_back = ("closed", _name_of(loss)) if loss["what"] == "days" else ("away", loss["id"])
    return any((change["kind"], change["id"]) == taken_back for change in run.request["changes"])


def _name_of(days: Mapping[str, Any]) -> str:
    return f"lost-{days['first']}-{days['last']}"


def _without(one: Taken, lost: str, span: Span) -> Taken:
    return replace(one, away=(*one.away, span)) if one.id == lost else one
