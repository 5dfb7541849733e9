"""The planner's ids of rows: a letter for the kind, and the key."""

from typing import Any

from cohorts.models import Cohort
from people.models import Person
from scheduling.models import ClosedDays, Session, Venue

LETTERS: dict[type, str] = {Cohort: "c", Session: "s", Venue: "v", Person: "p", ClosedDays: "d"}


def of(row: Any) -> str:
    return f"{LETTERS[type(row)]}{row.pk}"


def person(pk: int) -> str:
    return f"{LETTERS[Person]}{pk}"


def key(name: str) -> int:
    """Return the key of the row that has this id."""
    return int(name[1:])
