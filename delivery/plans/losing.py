"""What has dropped out since a plan was made: a person, a venue or days."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, TypeVar

from delivery.calendar import DAY
from delivery.models import PlanningRun
from delivery.solver.problem import Closed, Person, Problem, Span, Venue

Taken = TypeVar("Taken", Person, Venue)


def lose(problem: Problem, loss: Mapping[str, Any]) -> Problem:
    """The problem without a person or venue (`id`) from `first` to `last`, both included, or without these days."""
    first, last = date.fromisoformat(loss["first"]), date.fromisoformat(loss["last"])
    if loss["what"] == "days":
        lost = Closed(id=f"lost-{first}-{last}", name=loss.get("why") or "Lost days", first=first, last=last)
        return replace(problem, closed=(*problem.closed, lost))
    span = Span(
        starts=datetime.combine(first, time.min), ends=datetime.combine(last + DAY, time.min), why=loss.get("why", "")
    )
    people = tuple(_without(each, loss["id"], span) for each in problem.people)
    venues = tuple(_without(each, loss["id"], span) for each in problem.venues)
    return replace(problem, people=people, venues=venues)


def losses_of(run: PlanningRun) -> list[dict[str, Any]]:
    """What had dropped out when repairs were asked for, with days that a page can write."""
    return [
        {**loss, "first_day": date.fromisoformat(loss["first"]), "last_day": date.fromisoformat(loss["last"])}
        for loss in run.request["losses"]
    ]


def _without(one: Taken, lost: str, span: Span) -> Taken:
    return replace(one, away=(*one.away, span)) if one.id == lost else one
