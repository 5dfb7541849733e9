"""Days that a calendar marks: bank holidays, closed days and school holidays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from delivery.calendar import bank_holidays_between
from delivery.calendars.entries import Range, organisations_of
from delivery.models import ClosedDays
from people.models import User

BANK_HOLIDAY = "Bank holiday"
KINDS = {ClosedDays.Kind.CLOSED: "Closed", ClosedDays.Kind.SCHOOL_HOLIDAY: "School holidays"}


@dataclass(frozen=True)
class Mark:
    """Days, both included."""

    kind: str
    name: str
    first: date
    last: date

    @property
    def is_quiet(self) -> bool:
        """Of school holidays people need only know; on other marked days nothing takes place."""
        return self.kind == KINDS[ClosedDays.Kind.SCHOOL_HOLIDAY]

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def marks_for(user: User, within: Range) -> list[Mark]:
    bank = [Mark(BANK_HOLIDAY, name, day, day) for day, name in bank_holidays_between(within.first, within.last)]
    closed = ClosedDays.objects.filter(
        organisation__in=organisations_of(user), first_on__lte=within.last, last_on__gte=within.first
    )
    theirs = [Mark(KINDS[ClosedDays.Kind(each.kind)], each.name, each.first_on, each.last_on) for each in closed]
    return sorted({*bank, *theirs}, key=lambda mark: (mark.first, mark.kind, mark.name))


def on(day: date, marks: Iterable[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.covers(day)]
