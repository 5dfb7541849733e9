"""Import a list of closed days and school holidays: check every row, then store all of them or none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from people.dates import month_number
from people.locking import lock
from people.models import Organisation
from people.text import shortened
from scheduling.models import ClosedDays
from scheduling.working_days.days import EARLIEST, latest
from spreadsheets.checking import MORE_CELLS, heading_mistakes, mistakes_in, values_of
from spreadsheets.columns import Column, column_for, normalised
from spreadsheets.limits import Limits
from spreadsheets.reading import Line, Table

MOST_LINES = 500

COLUMNS = (
    Column("name", "Name", 200, hint="For example Autumn half term.", also=("Holiday", "Description")),
    Column("kind", "Kind", 40, hint="Closed, or School holiday.", also=("Type",)),
    Column("first_on", "First day", 40, hint="For example 26/10/2026.", also=("From", "Start", "Start date", "First")),
    Column(
        "last_on",
        "Last day",
        40,
        required=False,
        hint="Leave it empty if it is one day.",
        also=("To", "End", "End date", "Last", "Until"),
    ),
)

EXAMPLE = (
    ("Autumn half term", "School holiday", "26/10/2026", "30/10/2026"),
    ("Board away day", "Closed", "12/11/2026", ""),
    ("Trust closed at Christmas", "Closed", "24/12/2026", "31/12/2026"),
)

WANTED = Limits(
    most_lines=MOST_LINES,
    too_many=f"The list has more than {MOST_LINES} rows. Import a few years at a time.",
    empty="The list is empty. Put the names of the columns in the first row, and one stretch of days in each row "
    "below it.",
    too_big="The file is bigger than 2 MB. Upload the list of days, and nothing else.",
)

KINDS = {normalised(name).removesuffix("s"): kind for kind in ClosedDays.Kind for name in (kind.value, kind.label)}

# 26/10/2026, 26.10.2026, 26-10-2026 or 26 October 2026, perhaps with the day of the week before it.
BRITISH = re.compile(r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[ /.-]([a-z]+|\d{1,2})[ /.,-]+(\d{2,4})", re.I | re.ASCII)

# A date in a workbook's cell, converted to text.
ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]00:00:00)?", re.ASCII)

NOTHING = "There are no days below the first row. Add one row for each stretch of days."

Key = tuple[str, str, date | None]


@dataclass
class ClosedDaysRow:
    """A row of the list, with the mistakes that stop it from being stored and notes for the administrator."""

    number: int
    values: dict[str, str]
    first_on: date | None = None
    last_on: date | None = None
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """One of the kinds, or "" if the text names none."""
        return KINDS.get(normalised(self.values["kind"]).removesuffix("s"), "")

    @property
    def cells(self) -> list[str]:
        return [self.values[column.key] for column in COLUMNS]


def rows_of(table: Table, latest: date) -> list[ClosedDaysRow]:
    """Check every row by itself, without looking at stored days. No day may be after `latest`."""
    columns = [column_for(name, COLUMNS) for name in table.heading.cells]
    rows = [_row(line, columns, latest) for line in table.lines]
    _mark_repeats(rows)
    return rows


def _row(line: Line, columns: Sequence[Column | None], latest: date) -> ClosedDaysRow:
    row = ClosedDaysRow(line.number, values_of(line, columns, COLUMNS))
    if len(line.cells) > len(columns):
        row.reasons.append(MORE_CELLS)
    for column in COLUMNS:
        row.reasons.extend(mistakes_in(column, row.values[column.key]))
    if row.values["kind"] and not row.kind:
        row.reasons.append(f"“{shortened(row.values['kind'])}” is not a kind. Write Closed or School holiday.")
    row.reasons.extend(_read_days(row, latest))
    return row


def _read_days(row: ClosedDaysRow, latest: date) -> Iterator[str]:
    row.first_on, row.last_on = day_in(row.values["first_on"]), day_in(row.values["last_on"])
    yield from _mistake_of("First day", row.values["first_on"], row.first_on, latest)
    yield from _mistake_of("Last day", row.values["last_on"], row.last_on, latest)
    if not row.values["last_on"]:
        row.last_on = row.first_on
    if row.first_on and row.last_on and row.last_on < row.first_on:
        yield "The last day is before the first."


def _mistake_of(label: str, given: str, day: date | None, latest: date) -> Iterator[str]:
    if given and day is None:
        yield f"{label}: “{shortened(given)}” is not a date. Write it like 26/10/2026."
    elif day is not None and not EARLIEST <= day <= latest:
        yield f"{label}: {day:%-d %B %Y} is not between {EARLIEST.year} and {latest.year}."


def day_in(text: str) -> date | None:
    """Read a date as people in Britain write it, or as a workbook stores it. The year needs four digits."""
    if iso := ISO.fullmatch(text):
        return _iso(iso[1])
    found = BRITISH.fullmatch(text)
    if found is None or len(found[3]) != 4:
        return None
    try:
        return date(int(found[3]), month_number(found[2]), int(found[1]))
    except ValueError:
        return None


def _iso(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 a day has no time zone
    except ValueError:
        return None


def _mark_repeats(rows: Sequence[ClosedDaysRow]) -> None:
    first: dict[tuple[str, str, date], int] = {}
    for row in rows:
        if row.first_on is None or not row.kind or not row.values["name"]:
            continue
        key = (row.kind, row.values["name"], row.first_on)
        if key in first:
            row.reasons.append(f"These days are in row {first[key]} already. Remove one of them.")
        else:
            first[key] = row.number


@dataclass(frozen=True)
class Preview:
    """The result that an import would have. Nothing is imported while there are mistakes."""

    rows: list[ClosedDaysRow]
    new: list[ClosedDaysRow]
    mistakes: list[str] = field(default_factory=list)

    @property
    def can_be_imported(self) -> bool:
        return bool(self.rows) and not self.mistakes and not any(row.reasons for row in self.rows)


class ClosedDaysError(Exception):
    """The list has mistakes, which the preview describes."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview


def preview(*, organisation: Organisation, table: Table) -> Preview:
    mistakes = heading_mistakes(table.heading, COLUMNS)
    rows = [] if mistakes else rows_of(table, latest(timezone.localdate()))
    if not rows and not mistakes:
        mistakes.append(NOTHING)
    return Preview(rows=rows, new=_mark_known(organisation, rows), mistakes=mistakes)


def _mark_known(organisation: Organisation, rows: list[ClosedDaysRow]) -> list[ClosedDaysRow]:
    """Return the rows that are not stored yet. Note those that are, and refuse those stored with another last day."""
    known: dict[Key, date] = {
        (each.kind, each.name, each.first_on): each.last_on for each in organisation.closed_days.all()
    }
    new = [row for row in rows if _key(row) not in known]
    for row in rows:
        if _key(row) in known:
            _compare(row, known[_key(row)])
    return new


def _compare(row: ClosedDaysRow, last_on: date) -> None:
    if row.last_on == last_on:
        row.notes.append("These days are there already, and stay as they are.")
    elif not row.reasons:
        row.reasons.append(
            f"These days are there already, with {last_on:%-d %B %Y} as the last. Change them there, or remove the row."
        )


def _key(row: ClosedDaysRow) -> Key:
    return row.kind, row.values["name"], row.first_on


@transaction.atomic
def import_closed_days(*, organisation: Organisation, table: Table) -> list[ClosedDays]:
    """Store all rows, once even if the list is sent twice. Raises ClosedDaysError, and then stores none."""
    lock(organisation)
    found = preview(organisation=organisation, table=table)
    if not found.can_be_imported:
        raise ClosedDaysError(found)
    return [_store(organisation, row) for row in found.new]


def _store(organisation: Organisation, row: ClosedDaysRow) -> ClosedDays:
    closed = ClosedDays(organisation=organisation, kind=row.kind, name=row.values["name"])
    closed.first_on, closed.last_on = row.first_on, row.last_on  # type: ignore[assignment] # rows with mistakes are not stored
    closed.full_clean()
    closed.save()
    return closed
