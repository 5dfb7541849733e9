"""Importing a list of closed days and school holidays: what would be stored, and then all of it or nothing."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from cohorts.checking import heading_mistakes
from cohorts.importing import Table
from delivery.calendar import latest
from delivery.closed_days.files import COLUMNS, Row, rows_of
from delivery.closed_days.keeping import take_turns
from delivery.models import ClosedDays
from people.models import Organisation

NOTHING = "There are no days below the first row. Add one row for each stretch of days."
Key = tuple[str, str, date | None]


@dataclass(frozen=True)
class Preview:
    """What importing the list would do. Nothing is done while anything is wrong."""

    rows: list[Row]
    new: list[Row]
    mistakes: list[str] = field(default_factory=list)

    @property
    def can_be_imported(self) -> bool:
        return bool(self.rows) and not self.mistakes and not any(row.reasons for row in self.rows)


class ClosedDaysError(Exception):
    """Something is wrong with the list; the preview says what."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview


def preview(*, organisation: Organisation, table: Table) -> Preview:
    mistakes = heading_mistakes(table.heading, COLUMNS)
    rows = [] if mistakes else rows_of(table, latest(timezone.localdate()))
    if not rows and not mistakes:
        mistakes.append(NOTHING)
    return Preview(rows=rows, new=_mark_known(organisation, rows), mistakes=mistakes)


def _mark_known(organisation: Organisation, rows: list[Row]) -> list[Row]:
    """Those that are not stored yet. What is stored just so stays; what is stored otherwise is refused."""
    known: dict[Key, date] = {
        (each.kind, each.name, each.first_on): each.last_on for each in organisation.closed_days.all()
    }
    new = [row for row in rows if _key(row) not in known]
    for row in rows:
        if _key(row) in known:
            _compare(row, known[_key(row)])
    return new


def _compare(row: Row, last_on: date) -> None:
    if row.last_on == last_on:
        row.notes.append("These days are there already, and stay as they are.")
    elif not row.reasons:
        row.reasons.append(
            f"These days are there already, with {last_on:%-d %B %Y} as the last. Change them there, or remove the row."
        )


def _key(row: Row) -> Key:
    return row.kind, row.values["name"], row.first_on


@transaction.atomic
def import_closed_days(*, organisation: Organisation, table: Table) -> list[ClosedDays]:
    """All of the list, or nothing and ClosedDaysError. The same list sent twice stores it once."""
    take_turns(organisation)
    found = preview(organisation=organisation, table=table)
    if not found.can_be_imported:
        raise ClosedDaysError(found)
    return [_store(organisation, row) for row in found.new]


def _store(organisation: Organisation, row: Row) -> ClosedDays:
    closed = ClosedDays(organisation=organisation, kind=row.kind, name=row.values["name"])
    closed.first_on, closed.last_on = row.first_on, row.last_on  # type: ignore[assignment] # rows with mistakes are not stored
    closed.full_clean()
    closed.save()
    return closed
