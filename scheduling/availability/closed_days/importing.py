"""The import of closed days and school holidays: every row is checked, then all are stored or none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from people.dates import month_number
from people.locking import lock
from people.models import Organisation
from people.text import shortened
from scheduling.models import ClosedDays
from scheduling.working_days.days import EARLIEST, latest
from spreadsheets import importing
from spreadsheets.columns import Column, normalised
from spreadsheets.importing import ListPreview, ListRow, checked_rows, refuse_mistakes
from spreadsheets.limits import Limits
from spreadsheets.preview import PreviewColumn
from spreadsheets.reading import Table

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

PREVIEW_COLUMNS = tuple(PreviewColumn(column.label, (column.key,)) for column in COLUMNS)

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

NO_ROWS = "There are no days below the first row. Add one row for each stretch of days."

Key = tuple[str, str, date | None]


@dataclass
class ClosedDaysRow(ListRow):
    """One stretch of days."""

    first_on: date | None = None
    last_on: date | None = None

    @property
    def kind(self) -> str:
        """One of the kinds, or "" if the text names none."""
        return KINDS.get(normalised(self.values["kind"]).removesuffix("s"), "")

    @property
    def key(self) -> Key:
        return self.kind, self.values["name"], self.first_on

    def mistakes(self, columns: Sequence[Column]) -> Iterator[str]:
        yield from super().mistakes(columns)
        if self.values["kind"] and not self.kind:
            yield f"“{shortened(self.values['kind'])}” is not a kind. Write Closed or School holiday."


def rows_of(table: Table, latest: date) -> list[ClosedDaysRow]:
    """Check every row by itself, without looking at stored days. No day may be after `latest`."""
    rows = importing.rows_of(table, COLUMNS, ClosedDaysRow)
    for row in rows:
        row.reasons.extend(_read_days(row, latest))
    importing.mark_repeats(
        rows, lambda row: row.key if all(row.key) else None, "These days are in row {row} already. Remove one of them."
    )
    return rows


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


@dataclass(frozen=True, kw_only=True)
class ClosedDaysPreview(ListPreview[ClosedDaysRow]):
    """A checked list of closed days, of which the new rows are not stored yet."""

    new: list[ClosedDaysRow]


def preview(*, organisation: Organisation, table: Table) -> ClosedDaysPreview:
    rows, mistakes = checked_rows(
        table, COLUMNS, lambda table: rows_of(table, latest(timezone.localdate())), no_rows=NO_ROWS
    )
    return ClosedDaysPreview(rows=rows, mistakes=mistakes, new=_mark_known(organisation, rows))


def _mark_known(organisation: Organisation, rows: list[ClosedDaysRow]) -> list[ClosedDaysRow]:
    """Return the rows that are not stored yet. Note those that are, and refuse those stored with another last day."""
    known: dict[Key, date] = {
        (each.kind, each.name, each.first_on): each.last_on for each in organisation.closed_days.all()
    }
    for row in rows:
        if row.key in known:
            _compare(row, known[row.key])
    return [row for row in rows if row.key not in known]


def _compare(row: ClosedDaysRow, last_on: date) -> None:
    if row.last_on == last_on:
        row.notes.append("These days are there already, and stay as they are.")
    elif not row.reasons:
        row.reasons.append(
            f"These days are there already, with {last_on:%-d %B %Y} as the last. Change them there, or remove the row."
        )


@transaction.atomic
def import_closed_days(*, organisation: Organisation, table: Table) -> list[ClosedDays]:
    """Store all rows, once even if the list is sent twice. Raises RefusedError, and then stores none."""
    lock(organisation)
    found = refuse_mistakes(preview(organisation=organisation, table=table))
    return [_store(organisation, row) for row in found.new]


def _store(organisation: Organisation, row: ClosedDaysRow) -> ClosedDays:
    closed = ClosedDays(organisation=organisation, kind=row.kind, name=row.values["name"])
    closed.first_on, closed.last_on = row.first_on, row.last_on  # type: ignore[assignment] # rows with mistakes are not stored
    closed.full_clean()
    closed.save()
    return closed
