"""The preview of a list: the columns of its table, and the mistakes in the summary above it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from people.text import shortened
from spreadsheets.importing import ListPreview, ListRow

MOST_MISTAKES = 20


@dataclass(frozen=True)
class PreviewColumn:
    """A column of the table: the values that it shows, and an email address below each."""

    heading: str
    keys: tuple[str, ...]
    email_key: str = ""
    # The end of a long heading, which is read aloud and not seen.
    unseen: str = ""
    is_number: bool = False

    def cell(self, values: dict[str, str]) -> "PreviewCell":
        text = ", ".join(shortened(values[key]) for key in self.keys if values[key])
        return PreviewCell(text, shortened(values.get(self.email_key, "")), self.is_number)


@dataclass(frozen=True)
class PreviewCell:
    text: str
    email: str
    is_number: bool


@dataclass(frozen=True)
class PreviewRow:
    """A row of the table, with its cells in the order of the columns."""

    row: ListRow
    cells: list[PreviewCell]


def preview_rows(preview: ListPreview[Any], columns: Sequence[PreviewColumn]) -> Iterator[PreviewRow]:
    for row in preview.rows:
        yield PreviewRow(row, [column.cell(row.values) for column in columns])


def mistakes_of(preview: ListPreview[Any]) -> list[dict[str, str]]:
    """List the mistakes for the summary at the top of the page, each with a link to its row."""
    about_rows = [
        {"text": f"Row {row.number}: {reason}", "id": f"row-{row.number}"}
        for row in preview.rows
        for reason in row.reasons
    ]
    return first_mistakes([{"text": mistake, "id": "id_text"} for mistake in preview.mistakes] + about_rows)


def first_mistakes(mistakes: list[dict[str, str]]) -> list[dict[str, str]]:
    """Cut the list short: nobody reads hundreds, and those about a row are also beside that row."""
    more = len(mistakes) - MOST_MISTAKES
    return mistakes if more <= 0 else [*mistakes[:MOST_MISTAKES], {"text": f"and {more} more"}]
