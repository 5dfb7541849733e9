"""The refusal to overwrite what somebody else has just changed in a design, saying who changed what."""

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from cohorts.designs.history import change_words
from cohorts.models import DesignChange, Programme
from people.conflicts import CONFLICT, SeenMixin, seen_in
from people.models import Person

MOST_SHOWN = 5

Mistake = dict[str, str]

LOOKED = "The working copy was changed while you looked at it. Look at it again before you publish it."

DISCARDS = "The working copy was changed while you had this open. Look at it again before you discard it."

BEGINS = "The working copy was changed while you had this open. Look at it before you replace it."

TYPED = "This was changed while you had it open. What you entered is still here: check it, and save again to keep it."


class ConflictError(Exception):
    """Changes that somebody else has made meanwhile to the same thing; the latest comes last."""

    def __init__(self, changes: Sequence[DesignChange]) -> None:
        super().__init__(" ".join(map(str, changes)))
        self.changes = list(changes)

    @property
    def now(self) -> str:
        """The number of the last change that the person is told of, as a page holds it."""
        return str(self.changes[-1].pk)


def seen_change(request: HttpRequest) -> int | None:
    """Read the number of the last change that the page showed, or None if it held none."""
    seen = seen_in(request)
    return int(seen) if seen.isdigit() else None


def refuse_conflict(*, programme: Programme, seen: int | None, about: Collection[str] | None = None) -> None:
    """Raise ConflictError if the design has changed since the page was shown.

    With `about`, only changes of these elements and rules count. Without `seen`, nothing is refused.
    """
    if seen is None:
        return
    since = programme.design_changes.filter(pk__gt=seen).select_related("by")
    if about is not None:
        since = since.filter(about__overlap=[*about, DesignChange.EVERYTHING])
    if found := list(since):
        raise ConflictError(found)


def conflict_words(changes: Sequence[DesignChange], by: Person | None) -> list[str]:
    """Say who changed what, to the person who came second."""
    left_out = len(changes) - MOST_SHOWN
    before = [f"There are {left_out} earlier changes."] if left_out > 0 else []
    return [*before, *(change_words(change, by) for change in changes[-MOST_SHOWN:])]


def conflict_mistakes(first: str, error: ConflictError, by: Person | None) -> list[Mistake]:
    """List the changes for the summary of a page on which nothing is entered."""
    return [{"text": sentence} for sentence in (first, *conflict_words(error.changes, by))]


def add_conflict(form: SeenMixin, error: ConflictError, by: Person | None, first: str = TYPED) -> None:
    said = [first, *conflict_words(error.changes, by)]
    form.add_error(None, [ValidationError(sentence, code=CONFLICT) for sentence in said])
    form.hold(error.now)
