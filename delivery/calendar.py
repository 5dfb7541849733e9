"""England's working days, and wall-clock time in Europe/London. No database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
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


def at(day: date, wall_clock: time) -> datetime:
    """The moment at which clocks in London show this time. An hour that comes twice is meant the first time."""
    return datetime.combine(day, wall_clock, tzinfo=LONDON)


def exists(moment: datetime) -> bool:
    """Whether clocks in London ever show this time: they leave an hour out in March."""
    return moment.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) == moment.replace(tzinfo=None)


def clock(moment: datetime) -> str:
    """The time in London as the NHS writes it: 9am, 4:30pm, midday."""
    return clock_face(moment.astimezone(LONDON).time())


def clock_face(local: time) -> str:
    if local.hour in (0, 12) and local.minute == 0:
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local:%-I}{minutes}{'am' if local.hour < 12 else 'pm'}"


def latest(today: date) -> date:
    """The last day for which anything may be planned."""
    return date(today.year + YEARS_AHEAD, 12, 31)
