"""Mistakes of a checked list for the summary of its preview page."""

from collections.abc import Sequence
from typing import Protocol

MOST_MISTAKES = 20


class CheckedList(Protocol):
    """A list that was read: what is wrong with all of it, and with each of its rows."""

    @property
    def mistakes(self) -> list[str]: ...

    @property
    def rows(self) -> Sequence["CheckedRow"]: ...


class CheckedRow(Protocol):
    number: int
    reasons: list[str]


def mistakes_of(preview: CheckedList) -> list[dict[str, str]]:
    """For the summary at the top of the page, each with a link to the row that it is about."""
    about_rows = [
        {"text": f"Row {row.number}: {reason}", "id": f"row-{row.number}"}
        for row in preview.rows
        for reason in row.reasons
    ]
    return first_mistakes([{"text": mistake, "id": "id_text"} for mistake in preview.mistakes] + about_rows)


def first_mistakes(mistakes: list[dict[str, str]]) -> list[dict[str, str]]:
    """Nobody reads hundreds; those that belong to a row stand beside it too."""
    more = len(mistakes) - MOST_MISTAKES
    return mistakes if more <= 0 else [*mistakes[:MOST_MISTAKES], {"text": f"and {more} more"}]
