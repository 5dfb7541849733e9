"""Columns of a list: recognise them by their headings, and check the cells in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from people.text import is_address, is_unstorable, shortened
from spreadsheets.reading import Line


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    longest: int
    required: bool = True
    hint: str = ""
    also: tuple[str, ...] = ()

    @property
    def is_email(self) -> bool:
        return self.key.endswith("email")

    def answers_to(self, heading: str) -> bool:
        return normalised(heading) in {normalised(name) for name in (self.label, *self.also)}


LONGEST_HEADING = 200

MORE_CELLS = "There are more cells than columns. Put quotation marks around a value with a comma."


def normalised(heading: str) -> str:
    """Strip a heading to its letters and digits in lower case. "Line manager's" counts as "line manager"."""
    return "".join(sign for sign in heading.lower() if sign.isalnum()).replace("managers", "manager")


def column_for(heading: str, columns: Sequence[Column]) -> Column | None:
    if len(heading) > LONGEST_HEADING:
        return None
    return next((column for column in columns if column.answers_to(heading)), None)


def heading_mistakes(heading: Line, columns: Sequence[Column]) -> list[str]:
    """List what is wrong with the names of the columns."""
    found = [column_for(name, columns) for name in heading.cells]
    unknown = [name for name, column in zip(heading.cells, found, strict=True) if column is None]
    missing = [column.label for column in columns if column.required and column not in found]
    twice = [column.label for column in columns if found.count(column) > 1]
    return [
        *(_unknown(name) for name in unknown),
        *(f"There is no column “{label}”. Add it to the first row." for label in missing),
        *(f"The column “{label}” is there twice. Remove one of them." for label in twice),
    ]


def _unknown(name: str) -> str:
    if not name:
        return "There is a column without a name. Give it a name, or remove it."
    return f"“{shortened(name)}” is not a column of this list. Remove it, or give it one of the names below."


def values_of(line: Line, columns: Sequence[Column | None], known: Sequence[Column]) -> dict[str, str]:
    """Return the cells of a line by the keys of the columns, "" for a column that is missing."""
    values = {column.key: "" for column in known}
    for column, cell in zip(columns, line.cells, strict=False):
        if column is not None:
            values[column.key] = cell_value(column, cell)
    return values


def cell_value(column: Column, cell: str) -> str:
    return cell.lower() if column.is_email else cell


def mistakes_in(column: Column, value: str) -> Iterator[str]:
    if not value:
        if column.required:
            yield f"{column.label} is missing."
    elif len(value) > column.longest:
        yield f"{column.label} is longer than {column.longest} characters."
    elif is_unstorable(value):
        yield f"{column.label} has a character that cannot be stored. Type it again."
    elif column.is_email and not is_address(value):
        yield f"{column.label} is not an email address, for example name@trust.nhs.uk."
