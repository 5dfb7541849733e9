"""A year of closed days, with England's bank holidays among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from delivery.calendar import EARLIEST, bank_holidays_between, latest
from delivery.models import ClosedDays

BANK_HOLIDAY = "Bank holiday"
COLOURS = {BANK_HOLIDAY: "grey", ClosedDays.Kind.CLOSED.label: "red", ClosedDays.Kind.SCHOOL_HOLIDAY.label: "yellow"}


@dataclass(frozen=True)
class Entry:
    """A row of the table. A bank holiday is nobody's, and nobody changes it."""

    name: str
    kind: str
    first_on: date
    last_on: date
    closed: ClosedDays | None = None

    @property
    def colour(self) -> str:
        return COLOURS[self.kind]

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1


def entries_of(year: int, closed: Iterable[ClosedDays]) -> list[Entry]:
    """All that falls into the year, in order; days that reach over New Year are in both years."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    holidays = [Entry(name, BANK_HOLIDAY, day, day) for day, name in bank_holidays_between(first, last)]
    own = [
        Entry(each.name, each.get_kind_display(), each.first_on, each.last_on, each)
        for each in closed
        if each.first_on <= last and each.last_on >= first
    ]
    return sorted([*holidays, *own], key=lambda entry: (entry.first_on, entry.last_on, entry.name))


def year_asked_for(text: str, today: date) -> int:
    """The year in an address, or this year when it is none that can be shown."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year
    return year if EARLIEST.year <= year <= latest(today).year else today.year
