"""The history of changes to a programme's design."""

from collections.abc import Collection, Sequence

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format

from cohorts.models import DesignChange, Programme
from people.models import Person

MOST_LISTED = 50


def record_change(*, programme: Programme, by: Person | None, about: Collection[str], said: Sequence[str]) -> None:
    change = DesignChange(programme=programme, by=by, about=sorted(about), said=list(said))
    change.full_clean()
    change.save()


def last_change(programme: Programme) -> int:
    """Find the number of the latest change, 0 before the first."""
    found: int | None = programme.design_changes.aggregate(last=Max("pk"))["last"]
    return found or 0


def key_was_used(programme: Programme, key: str) -> bool:
    """Whether there has been an element or a rule of this key."""
    return programme.design_changes.filter(about__contains=[key]).exists()


def history_words(programme: Programme, reader: Person | None) -> list[str]:
    """List the latest changes in words, newest first."""
    changes = programme.design_changes.select_related("by").order_by("-pk")[:MOST_LISTED]
    return [change_words(change, reader) for change in changes]


def change_words(change: DesignChange, reader: Person | None) -> str:
    """Say who changed what and when: Sam Okafor, 3 March 2026, 9:30am: The design is now called Leading."""
    who = "You" if change.by and change.by == reader else change.by or "Somebody"
    at = timezone.localtime(change.at)
    return f"{who}, {date_format(at)}, {date_format(at, 'g:iA').lower()}: {change}"
