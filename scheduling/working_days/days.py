"""England's working days and bank holidays, and the days that may be planned. No database."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import holidays

EARLIEST = date(2000, 1, 1)

YEARS_AHEAD = 10

DAY = timedelta(days=1)

SATURDAY = 5

KNOWN_AS = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


@cache
def bank_holidays(year: int) -> dict[date, str]:
    """England's bank holidays of a year with the names that people know, substitute days among them."""
    found = holidays.country_holidays("GB", subdiv="ENG", years=[year])
    return {day: KNOWN_AS.get(name, name) for day, name in found.items()}


def why_not_working(day: date) -> str:
    """ "a Saturday", or "a bank holiday (Good Friday)"; nothing on a working day."""
    if day.weekday() >= SATURDAY:
        return f"a {day:%A}"
    name = bank_holidays(day.year).get(day)
    return f"a bank holiday ({name})" if name else ""


def is_working_day(day: date) -> bool:
    return not why_not_working(day)


def is_quiet(day: date) -> bool:
    """Whether it lies between Christmas Eve and New Year, when few can come though it may be a working day."""
    return day.month == 12 and day.day >= 24


def working_day_from(day: date) -> date:
    """The day itself if it is a working day, otherwise the first after it."""
    while not is_working_day(day):
        day += DAY
    return day


def working_day_until(day: date) -> date:
    """The day itself if it is a working day, otherwise the last before it."""
    while not is_working_day(day):
        day -= DAY
    return day


def bank_holidays_between(first: date, last: date) -> Iterator[tuple[date, str]]:
    """Bank holidays on weekdays, in order: the days that somebody might have planned on."""
    for year in range(first.year, last.year + 1):
        for day, name in sorted(bank_holidays(year).items()):
            if first <= day <= last and day.weekday() < SATURDAY:
                yield day, name


def latest(today: date) -> date:
    """The last day for which anything may be planned."""
    return date(today.year + YEARS_AHEAD, 12, 31)
