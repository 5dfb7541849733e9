"""Writing what has dropped out where it belongs, so that whatever is planned next knows of it too."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError

from people.models import Organisation, Person
from scheduling.availability.closed_days.editing import add_closed_days, change_closed_days, find_stored
from scheduling.availability.diaries.editing import add_time_off
from scheduling.availability.venues.editing import close_venue
from scheduling.models import ClosedDays, PlanningRun, Venue
from scheduling.plans import ids
from scheduling.plans.dropouts import LOST_DAYS, is_let_go
from scheduling.working_days.clock import at
from scheduling.working_days.days import DAY


@dataclass(frozen=True)
class Lost:
    """A loss of a question, with what it is about as the database knows it."""

    organisation: Organisation
    key: int
    first: date
    last: date
    why: str


def enter_losses(run: PlanningRun) -> list[str]:
    """Each in the diary of its person, among the closures of its venue, or with the closed days; then in words.

    What is there already is not entered again, and what the question takes back is not lost. Raises ValidationError
    where a diary holds no more.
    """
    return [words for loss in run.request["losses"] if not is_let_go(run, loss) for words in _enter(run, loss)]


def _enter(run: PlanningRun, loss: Mapping[str, Any]) -> Iterator[str]:
    lost = Lost(
        organisation=run.organisation,
        key=ids.key(loss["id"]) if "id" in loss else 0,
        first=date.fromisoformat(loss["first"]),
        last=date.fromisoformat(loss["last"]),
        why=loss.get("why", ""),
    )
    yield from ENTERED[loss["what"]](lost)


def _person(lost: Lost) -> Iterator[str]:
    """Without a reason: that is for the person to give."""
    person = Person.objects.filter(organisation=lost.organisation, pk=lost.key).first()
    if person is None:
        return
    starts, ends = _moments(lost)
    if not person.absences.typed().filter(starts_at__lte=starts, ends_at__gte=ends).exists():
        _take_off(person, starts, ends)
    yield f"The time off is in the diary of {person.name}."


def _take_off(person: Person, starts: datetime, ends: datetime) -> None:
    try:
        add_time_off(person=person, starts_at=starts, ends_at=ends, reason="")
    except ValidationError as refusal:
        raise ValidationError([f"{person.name}: {words}" for words in refusal.messages]) from refusal


def _moments(lost: Lost) -> tuple[datetime, datetime]:
    return at(lost.first, time.min), at(lost.last + DAY, time.min)


def _venue(lost: Lost) -> Iterator[str]:
    venue = Venue.objects.filter(organisation=lost.organisation, pk=lost.key).first()
    if venue is None:
        return
    if not venue.closures.filter(first_on__lte=lost.first, last_on__gte=lost.last).exists():
        close_venue(venue=venue, first_on=lost.first, last_on=lost.last, reason=lost.why)
    yield f"{venue.name} is entered as closed on these days."


def _days(lost: Lost) -> Iterator[str]:
    closed = ClosedDays.objects.filter(organisation=lost.organisation, kind=ClosedDays.Kind.CLOSED)
    if not closed.filter(first_on__lte=lost.first, last_on__gte=lost.last).exists():
        _close(lost)
    yield "The days are among your closed days."


def _close(lost: Lost) -> None:
    """Days of the same name that begin on the same day last longer from now on."""
    days: Any = {
        "kind": ClosedDays.Kind.CLOSED,
        "name": lost.why or LOST_DAYS,
        "first_on": lost.first,
        "last_on": lost.last,
    }
    known = find_stored(lost.organisation, days)
    if known is None:
        add_closed_days(organisation=lost.organisation, **days)
    else:
        change_closed_days(closed=known, **days)


ENTERED: dict[str, Callable[[Lost], Iterator[str]]] = {"person": _person, "venue": _venue, "days": _days}
