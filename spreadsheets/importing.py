"""Rows of a list that is imported, its preview, and the error that refuses it: all of it is stored, or none."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from spreadsheets.columns import MORE_CELLS, Column, column_for, heading_mistakes, mistakes_in, values_of
from spreadsheets.reading import Line, Table


@dataclass
class ListRow:
    """A row of a list by the keys of its columns: what stops it from being stored, and what is good to know."""

    number: int
    values: dict[str, str]
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def mistakes(self, columns: Sequence[Column]) -> Iterator[str]:
        """Find what is wrong with the cells of these columns, without looking at what is stored."""
        for column in columns:
            yield from mistakes_in(column, self.values[column.key])


RowT = TypeVar("RowT", bound=ListRow)


def rows_of(table: Table, columns: Sequence[Column], row_class: Callable[[int, dict[str, str]], RowT]) -> list[RowT]:
    """Make a row of each line of the list, with what is wrong with its cells.

    A missing column is reported once, with the headings, and not again in each row.
    """
    headings = [column_for(name, columns) for name in table.heading.cells]
    there = [column for column in columns if column in headings]
    rows = []
    for line in table.lines:
        row = row_class(line.number, values_of(line, headings, columns))
        row.reasons.extend(_too_many_cells(line, headings))
        row.reasons.extend(row.mistakes(there))
        rows.append(row)
    return rows


def _too_many_cells(line: Line, headings: Sequence[Column | None]) -> list[str]:
    return [MORE_CELLS] if len(line.cells) > len(headings) else []


def mark_repeats(rows: Sequence[RowT], key: Callable[[RowT], Hashable], sentence: str) -> None:
    """Refuse a row whose key an earlier row has, naming that as `{row}` in the sentence. None is never a repeat."""
    first: dict[Hashable, int] = {}
    for row in rows:
        found = key(row)
        if found in first:
            row.reasons.append(sentence.format(row=first[found]))
        elif found is not None:
            first[found] = row.number


def checked_rows(
    table: Table, columns: Sequence[Column], read: Callable[[Table], list[RowT]], *, no_rows: str
) -> tuple[list[RowT], list[str]]:
    """Read the rows if the headings are right, and return them with the mistakes of the list as a whole."""
    mistakes = heading_mistakes(table.heading, columns)
    rows = [] if mistakes else read(table)
    if not rows and not mistakes:
        mistakes.append(no_rows)
    return rows, mistakes


@dataclass(frozen=True, kw_only=True)
class ListPreview(Generic[RowT]):
    """A checked list that can be imported unless anything is wrong with it."""

    rows: list[RowT]
    mistakes: list[str] = field(default_factory=list)

    @property
    def can_be_imported(self) -> bool:
        return bool(self.rows) and not self.mistakes and not any(row.reasons for row in self.rows)


PreviewT = TypeVar("PreviewT", bound=ListPreview[Any])


class RefusedError(Exception):
    """A list with something wrong with it; the preview says what."""

    def __init__(self, preview: ListPreview[Any]) -> None:
        super().__init__()
        self.preview = preview


def refuse_mistakes(preview: PreviewT) -> PreviewT:
    """Raise RefusedError unless the list can be imported as it is."""
    if not preview.can_be_imported:
        raise RefusedError(preview)
    return preview
