"""The reading of a list from pasted text, a CSV file or an Excel workbook. No database."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from people.text import one_line
from spreadsheets.limits import MOST_COLUMNS, MOST_ROWS, Limits, UnreadableError
from spreadsheets.workbooks import is_workbook, rows_of_workbook

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))

OLD_EXCEL = b"\xd0\xcf\x11\xe0"

TOO_WIDE = f"Row {{number}} has more than {MOST_COLUMNS} columns. Keep only those of this list."

TOO_LONG = f"The list goes on below row {MOST_ROWS:,}. Remove the empty rows, and paste or upload it again."

NOT_UTF_8 = "The file is not UTF-8 text. In Excel choose Save As, then “CSV UTF-8 (Comma delimited)”, and upload that."

OLD = "This Excel file is of an old kind, or has a password. In Excel choose Save As, then “Excel Workbook (.xlsx)”."


@dataclass(frozen=True)
class Line:
    """A row as it was given; its number is the one that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    heading: Line
    lines: tuple[Line, ...]


def read_text(text: str, limits: Limits) -> Table:
    """Read lines separated by tabs, commas or semicolons, as copied from a spreadsheet. Raises UnreadableError."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        return _table(reader, limits)
    except csv.Error as error:
        raise UnreadableError(
            f"Row {reader.line_num} cannot be read. Look for a quotation mark that is opened and not closed."
        ) from error


def read_file(file: BinaryIO, name: str, limits: Limits) -> Table:
    """Read a CSV file in UTF-8 or an Excel workbook. Raises UnreadableError."""
    data = bytes_of(file, name, limits)
    return _table(rows_of_workbook(data), limits) if is_workbook(data) else read_text(decoded(data), limits)


def bytes_of(file: BinaryIO, name: str, limits: Limits) -> bytes:
    """Read the bytes of a file of the right type and size. Raises UnreadableError."""
    if not name.lower().endswith(limits.endings):
        raise UnreadableError(OLD if name.lower().endswith(".xls") else limits.wrong_type)
    data = file.read(limits.most_bytes + 1)
    if data.startswith(OLD_EXCEL):
        raise UnreadableError(OLD)
    if len(data) > limits.most_bytes:
        raise UnreadableError(limits.too_big)
    return data


def as_text(table: Table) -> str:
    """Write the table separated by tabs. Empty lines are kept, so that rows keep their numbers."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    below = 1
    for line in (table.heading, *table.lines):
        written.write("\n" * (line.number - below))
        writer.writerow(line.cells)
        below = line.number + 1
    return written.getvalue()


def tidy(value: object) -> str:
    """Convert a cell to text: white space of every kind becomes one space, and 7.0 becomes 7."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value)
    return one_line(text.translate(INVISIBLE))


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t,;", key=first.count)


def decoded(data: bytes) -> str:
    if b"\0" in data:
        raise UnreadableError(NOT_UTF_8)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(NOT_UTF_8) from error


def _table(rows: Iterable[Sequence[object]], limits: Limits) -> Table:
    """Collect the lines, stopping at the first line or column beyond the limits."""
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        _refuse_vast(number, row)
        cells = tuple(tidy(value) for value in row[:MOST_COLUMNS])
        if any(cells):
            lines.append(Line(number, _without_tail(cells)))
        if len(lines) > limits.most_lines + 1:
            raise UnreadableError(limits.too_many)
    if not lines:
        raise UnreadableError(limits.empty)
    return Table(heading=lines[0], lines=tuple(lines[1:]))


def _refuse_vast(number: int, row: Sequence[object]) -> None:
    if number > MOST_ROWS:
        raise UnreadableError(TOO_LONG)
    if any(row[MOST_COLUMNS:]):
        raise UnreadableError(TOO_WIDE.format(number=number))


def _without_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    length = max(index for index, cell in enumerate(cells, start=1) if cell)
    return cells[:length]
