"""Dates, times and durations as iCalendar writes them (RFC 5545, 3.3)."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from delivery.ics.unreadable import EntryError

DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
DATE_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z?)", re.ASCII)
DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?", re.ASCII
)
# Far enough for every diary, and near enough for every sum of dates.
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST = timedelta(days=3660)
LEAP_SECOND = 60

NO_DATE = "without a date that Cadre can read"
NO_LENGTH = "without a length that Cadre can read"


def moment(value: str, zone: tzinfo) -> datetime:
    """A date and time; in the zone, unless it says that it is UTC."""
    found = DATE_TIME.fullmatch(value)
    if found is None:
        raise EntryError(NO_DATE)
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    _refuse_far_off(year)
    try:
        return datetime(year, month, day, hour, minute, min(second, LEAP_SECOND - 1), tzinfo=UTC if found[7] else zone)
    except ValueError:
        raise EntryError(NO_DATE) from None


def day(value: str) -> date:
    found = DATE.fullmatch(value)
    if found is None:
        raise EntryError(NO_DATE)
    _refuse_far_off(int(found[1]))
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise EntryError(NO_DATE) from None


def day_or_moment(value: str, zone: tzinfo) -> date | datetime:
    return day(value) if DATE.fullmatch(value) else moment(value, zone)


def duration(value: str) -> timedelta:
    found = DURATION.fullmatch(value)
    if found is None or not any(found.groups()[1:]):
        raise EntryError(NO_LENGTH)
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length > LONGEST:
        raise EntryError(NO_LENGTH)
    return -length if found[1] == "-" else length


def period(value: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """From a moment to another one, or for some time."""
    starts, _, ends = value.partition("/")
    starts_at = moment(starts, zone)
    return starts_at, starts_at.astimezone(UTC) + duration(ends) if "P" in ends else moment(ends, zone)


def _refuse_far_off(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise EntryError(NO_DATE)
