"""People, venues and days that have dropped out since a plan was made, and how they are entered.

A run never keeps why a person is away: runs are kept for good, and people may take their reasons back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from people.models import Organisation
from people.models import Person as PersonRow
from scheduling.availability.closed_days.editing import add_closed_days, change_closed_days, find_stored
from scheduling.availability.diaries.editing import add_time_off
from scheduling.availability.venues.editing import close_venue
from scheduling.models import ClosedDays, PlanningRun
from scheduling.models import Venue as VenueRow
from scheduling.plans import ids
from scheduling.solver.problem import Closed, Person, Problem, Span, Venue
from scheduling.working_days.clock import at
from scheduling.working_days.days import DAY

Dropout = TypeVar("Dropout", Person, Venue)

LOST_DAYS = "Lost days"


def apply_loss(problem: Problem, loss: Mapping[str, Any]) -> Problem:
    """Return the problem without a person or venue (`id`), or without any session, on the days of a loss.

    These are from `first` to `last`, both included.
    """
    first, last = date.fromisoformat(loss["first"]), date.fromisoformat(loss["last"])
    if loss["what"] == "days":
        lost = Closed(id=_closed_id(loss), name=loss.get("why") or LOST_DAYS, first=first, last=last)
        return replace(problem, closed=(*problem.closed, lost))
    why = "" if loss["what"] == "person" else loss.get("why", "")
    span = Span(starts=datetime.combine(first, time.min), ends=datetime.combine(last + DAY, time.min), why=why)
    people = tuple(_away(each, loss["id"], span) for each in problem.people)
    venues = tuple(_away(each, loss["id"], span) for each in problem.venues)
    return replace(problem, people=people, venues=venues)


def losses_of(run: PlanningRun) -> list[dict[str, Any]]:
    """Return the losses that a repair was asked for, with their days as dates for the page."""
    return [
        {**loss, "first_day": date.fromisoformat(loss["first"]), "last_day": date.fromisoformat(loss["last"])}
        for loss in run.request["losses"]
    ]


def is_waived(run: PlanningRun, loss: Mapping[str, Any]) -> bool:
    """Whether a change of the question takes the loss back: the person comes, or sessions are held on these days."""
    taken_back = ("closed", _closed_id(loss)) if loss["what"] == "days" else ("away", loss["id"])
    return any((change["kind"], change["id"]) == taken_back for change in run.request["changes"])


def _closed_id(days: Mapping[str, Any]) -> str:
    return f"lost-{days['first']}-{days['last']}"


def _away(one: Dropout, lost: str, span: Span) -> Dropout:
    return replace(one, away=(*one.away, span)) if one.id == lost else one


@dataclass(frozen=True)
class Loss:
    """A loss to be entered; `key` is that of its person or venue."""

    organisation: Organisation
    key: int
    first: date
    last: date
    why: str


def enter_losses(run: PlanningRun) -> list[str]:
    """Enter each loss in its person's diary, as a closure of its venue or as closed days, and say so in words.

    Losses that are entered already are not entered again, and those that are waived are left out.
    Raises ValidationError if a diary is full.
    """
    return [words for loss in run.request["losses"] if not is_waived(run, loss) for words in _enter(run, loss)]


def _enter(run: PlanningRun, loss: Mapping[str, Any]) -> Iterator[str]:
    entered = Loss(
        organisation=run.organisation,
        key=ids.key(loss["id"]) if "id" in loss else 0,
        first=date.fromisoformat(loss["first"]),
        last=date.fromisoformat(loss["last"]),
        why=loss.get("why", ""),
    )
    yield from ENTER[loss["what"]](entered)


def _enter_person(loss: Loss) -> Iterator[str]:
    """Enter time off without a reason: only the person may give one."""
    person = PersonRow.objects.filter(organisation=loss.organisation, pk=loss.key).first()
    if person is None:
        return
    starts, ends = _moments(loss)
    if not person.absences.typed().filter(starts_at__lte=starts, ends_at__gte=ends).exists():
        _take_off(person, starts, ends)
    yield f"The time off is in the diary of {person.name}."


def _take_off(person: PersonRow, starts: datetime, ends: datetime) -> None:
    try:
        add_time_off(person=person, starts_at=starts, ends_at=ends, reason="")
    except ValidationError as refusal:
        raise ValidationError([f"{person.name}: {words}" for words in refusal.messages]) from refusal


def _moments(loss: Loss) -> tuple[datetime, datetime]:
    return at(loss.first, time.min), at(loss.last + DAY, time.min)


def _enter_venue(loss: Loss) -> Iterator[str]:
    venue = VenueRow.objects.filter(organisation=loss.organisation, pk=loss.key).first()
    if venue is None:
        return
    if not venue.closures.filter(first_on__lte=loss.first, last_on__gte=loss.last).exists():
        close_venue(venue=venue, first_on=loss.first, last_on=loss.last, reason=loss.why)
    yield f"{venue.name} is entered as closed on these days."


def _enter_days(loss: Loss) -> Iterator[str]:
    closed = ClosedDays.objects.filter(organisation=loss.organisation, kind=ClosedDays.Kind.CLOSED)
    if not closed.filter(first_on__lte=loss.first, last_on__gte=loss.last).exists():
        _close(loss)
    yield "The days are among your closed days."


def _close(loss: Loss) -> None:
    """Add closed days, or extend those of the same name that begin on the same day."""
    days: Any = {
        "kind": ClosedDays.Kind.CLOSED,
        "name": loss.why or LOST_DAYS,
        "first_on": loss.first,
        "last_on": loss.last,
    }
    known = find_stored(loss.organisation, days)
    if known is None:
        add_closed_days(organisation=loss.organisation, **days)
    else:
        change_closed_days(closed=known, **days)


ENTER: dict[str, Callable[[Loss], Iterator[str]]] = {
    "person": _enter_person,
    "venue": _enter_venue,
    "days": _enter_days,
}
