"""The history of a programme's design, by which nobody overwrites unseen what another has just changed.

A page says which change of the design was its last; whoever saves from it is refused if the same has changed since.
"""

from collections.abc import Collection, Sequence

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format

from cohorts.models import DesignChange, Programme
from people.models import Person

MOST_SHOWN = 5
MOST_LISTED = 50
# The code of what is refused for that reason.
OVERTAKEN = "overtaken"


class OvertakenError(Exception):
    """Somebody has changed the same meanwhile; the latest of the changes come last."""

    def __init__(self, changes: Sequence[DesignChange]) -> None:
        super().__init__(" ".join(map(str, changes)))
        self.changes = list(changes)


def note(*, programme: Programme, by: Person | None, about: Collection[str], said: Sequence[str]) -> None:
    change = DesignChange(programme=programme, by=by, about=sorted(about), said=list(said))
    change.full_clean()
    change.save()


def last_change(programme: Programme) -> int:
    """The number of the latest change, 0 before the first."""
    found: int | None = programme.design_changes.aggregate(last=Max("pk"))["last"]
    return found or 0


def has_known(programme: Programme, key: str) -> bool:
    """Whether there has been an element or a rule of this key."""
    return programme.design_changes.filter(about__contains=[key]).exists()


def refuse_overtaken(*, programme: Programme, seen: int | None, about: Collection[str] | None = None) -> None:
    """Whatever it is about, unless that is said. Raises OvertakenError; never where nothing is known of the page."""
    if seen is None:
        return
    since = programme.design_changes.filter(pk__gt=seen).select_related("by")
    if about is not None:
        since = since.filter(about__overlap=[*about, DesignChange.EVERYTHING])
    if found := list(since):
        raise OvertakenError(found)


def overtaken_words(changes: Sequence[DesignChange], by: Person | None) -> list[str]:
    """Who changed what, for the person who came second."""
    left_out = len(changes) - MOST_SHOWN
    before = [f"There are {left_out} earlier changes."] if left_out > 0 else []
    return [*before, *(change_words(change, by) for change in changes[-MOST_SHOWN:])]


def history_words(programme: Programme, reader: Person | None) -> list[str]:
    """The latest steps, the last first."""
    changes = programme.design_changes.select_related("by").order_by("-pk")[:MOST_LISTED]
    return [change_words(change, reader) for change in changes]


def change_words(change: DesignChange, reader: Person | None) -> str:
    """Sam Okafor, 3 March 2026, 9:30am: The design is now called Leading."""
    who = "You" if change.by and change.by == reader else change.by or "Somebody"
    at = timezone.localtime(change.at)
    return f"{who}, {date_format(at)}, {date_format(at, 'g:iA').lower()}: {change}"
