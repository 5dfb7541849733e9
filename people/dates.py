"""Weekdays, first days of weeks, and dates and durations in words."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from people.words import counted, listed

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def monday_of(day: date) -> date:
    """The Monday of the week."""
    return day - timedelta(days=day.weekday())


def date_words(day: date) -> str:
    """8 September 2026."""
    return f"{day:%-d %B %Y}"


def weekday_and_date(day: date) -> str:
    """Tuesday 8 September 2026."""
    return f"{day:%A %-d %B %Y}"


def weekday_words(weekdays: Iterable[int]) -> str:
    """Monday, Tuesday and Friday."""
    return listed(WEEKDAYS[number] for number in weekdays)


def weekdays_words(weekdays: Iterable[int]) -> str:
    """Tuesdays and Wednesdays."""
    return listed(f"{WEEKDAYS[number]}s" for number in sorted(weekdays))


def time_words(minutes: int) -> str:
    """7 hours 30 minutes."""
    hours, rest = divmod(minutes, 60)
    return " ".join(counted(count, unit) for count, unit in ((hours, "hour"), (rest, "minute")) if count)


def month_number(text: str) -> int:
    """3, 03, mar and March are all March."""
    if text.isdigit():
        return int(text)
    for number in range(1, 13):
        if text.lower() in (calendar.month_abbr[number].lower(), calendar.month_name[number].lower()):
            return number
    raise ValueError(text)


def weekdays_in_short(weekdays: Iterable[int]) -> str:
    """Mon to Fri; Mon, Wed and Sat; Every day."""
    ordered = sorted(set(weekdays))
    names = [WEEKDAYS[number][:3] for number in ordered]
    if len(names) == len(WEEKDAYS):
        return "Every day"
    if len(names) > 2 and ordered[-1] - ordered[0] == len(names) - 1:
        return f"{names[0]} to {names[-1]}"
    return listed(names)
