"""Weekdays, first days of weeks, and dates and durations in words."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from people.words import counted, listed

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def date_words(day: date) -> str:
    """Write a date, for example 8 September 2026."""
    return f"{day:%-d %B %Y}"


def weekday_and_date(day: date) -> str:
    """Write a date with its weekday, for example Tuesday 8 September 2026."""
    return f"{day:%A %-d %B %Y}"


def weekday_words(weekdays: Iterable[int]) -> str:
    """List weekdays, for example Monday, Tuesday and Friday."""
    return listed(WEEKDAYS[number] for number in weekdays)


def weekdays_words(weekdays: Iterable[int]) -> str:
    """List weekdays in the plural, for example Tuesdays and Wednesdays."""
    return listed(f"{WEEKDAYS[number]}s" for number in sorted(weekdays))


def time_words(minutes: int) -> str:
    """Write a number of minutes, for example 7 hours 30 minutes."""
    hours, rest = divmod(minutes, 60)
    return " ".join(counted(count, unit) for count, unit in ((hours, "hour"), (rest, "minute")) if count)


def month_number(text: str) -> int:
    """Read a month, for example 3, 03, mar or March. Raises ValueError."""
    if text.isdigit():
        return int(text)
    for number in range(1, 13):
        if text.lower() in (calendar.month_abbr[number].lower(), calendar.month_name[number].lower()):
            return number
    raise ValueError(text)


def weekdays_in_short(weekdays: Iterable[int]) -> str:
    """List weekdays in short, for example Mon to Fri; Mon, Wed and Sat; Every day."""
    ordered = sorted(set(weekdays))
    names = [WEEKDAYS[number][:3] for number in ordered]
    if len(names) == len(WEEKDAYS):
        return "Every day"
    if len(names) > 2 and ordered[-1] - ordered[0] == len(names) - 1:
        return f"{names[0]} to {names[-1]}"
    return listed(names)
