"""England's working days and bank holidays, and the days that may be planned. No database."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import holidays

EARLIEST = date(2000, 1, 1)

YEARS_AHEAD = 10

DAY = timedelta(days=1)

SATURDAY = 5

# The library's names for bank holidays, and those that gov.uk uses.
USUAL_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


@cache
def bank_holidays(year: int) -> dict[date, str]:
    """Return England's bank holidays of a year, substitute days included, with the names that people use."""
    found = holidays.country_holidays("GB", subdiv="ENG", years=[year])
    return {day: USUAL_NAMES.get(name, name) for day, name in found.items()}


def why_not_working(day: date) -> str:
    """Say why nobody works on a day: "a Saturday" or "a bank holiday (Good Friday)"; "" on a working day."""
    if day.weekday() >= SATURDAY:
        return f"a {day:%A}"
    name = bank_holidays(day.year).get(day)
    return f"a bank holiday ({name})" if name else ""


def is_working_day(day: date) -> bool:
    return not why_not_working(day)


def is_christmas_week(day: date) -> bool:
    """Whether the day is between Christmas Eve and New Year: it may be a working day, but few people can come."""
    return day.month == 12 and day.day >= 24


def working_day_from(day: date) -> date:
    """Return the day itself if it is a working day, otherwise the next one."""
    while not is_working_day(day):
        day += DAY
    return day


def working_day_until(day: date) -> date:
    """Return the day itself if it is a working day, otherwise the one before it."""
    while not is_working_day(day):
        day -= DAY
    return day


def bank_holidays_between(first: date, last: date) -> Iterator[tuple[date, str]]:
    """List bank holidays on weekdays, in order: the days on which somebody might have planned a session."""
    for year in range(first.year, last.year + 1):
        for day, name in sorted(bank_holidays(year).items()):
            if first <= day <= last and day.weekday() < SATURDAY:
                yield day, name


def latest(today: date) -> date:
    """Return the last day on which anything may be planned."""
    return date(today.year + YEARS_AHEAD, 12, 31)
