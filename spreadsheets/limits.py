"""Limits on the size of a list, and the error raised when a list cannot be read."""

from dataclasses import dataclass

MOST_BYTES = 2 * 1024 * 1024

MOST_ROWS = 2000

MOST_COLUMNS = 40


@dataclass(frozen=True)
class Limits:
    """The limits of a list, and the sentences that refuse one beyond them."""

    most_lines: int
    too_many: str
    empty: str
    too_big: str
    most_bytes: int = MOST_BYTES
    endings: tuple[str, ...] = (".csv", ".txt", ".tsv", ".xlsx")
    wrong_type: str = "The file must be a CSV file or an Excel workbook (.xlsx)."


class UnreadableError(Exception):
    """A list that cannot be read; the message says why, in words for the page."""
