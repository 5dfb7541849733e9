"""The dates, times, lengths and recurrence rules of iCalendar."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dateutil.rrule import rrulestr

from scheduling.ics.parser import EntryError

DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)

DATE_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z?)", re.ASCII)

DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?", re.ASCII
)

# Wide enough for every diary, and narrow enough that no sum of dates overflows.
FIRST_YEAR, LAST_YEAR = 1900, 2200

LONGEST = timedelta(days=3660)

LEAP_SECOND = 60

NO_DATE = "without a date that Cadre can read"

NO_LENGTH = "without a length that Cadre can read"

FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}

# Parts of a rule that choose days; their values are lists of numbers and days of the week.
DAY_PARTS = {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "WKST"}

DAY_PART = re.compile(r"[0-9A-Z,+-]{1,200}", re.ASCII)

HIGHEST_NUMBERS = {"INTERVAL": 1_000, "COUNT": 1_000_000}

NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)

# After this many years every date falls on the same day of the week again: 146,097 days are 20,871 weeks.
CYCLE = 400

LAST_CYCLE = 9600

TOO_OFTEN = "repeating every hour or more often"

NOT_UNDERSTOOD = "repeating by a rule that Cadre cannot read"

NEVER = "repeating by a rule that names no day"


def read_moment(value: str, zone: tzinfo) -> datetime:
    """Read a date and time: in UTC if it says so, otherwise in the zone. Raises EntryError."""
    found = DATE_TIME.fullmatch(value)
    if found is None:
        raise EntryError(NO_DATE)
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    _refuse_far_off(year)
    try:
        return datetime(year, month, day, hour, minute, min(second, LEAP_SECOND - 1), tzinfo=UTC if found[7] else zone)
    except ValueError:
        raise EntryError(NO_DATE) from None


def read_day(value: str) -> date:
    found = DATE.fullmatch(value)
    if found is None:
        raise EntryError(NO_DATE)
    _refuse_far_off(int(found[1]))
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise EntryError(NO_DATE) from None


def read_day_or_moment(value: str, zone: tzinfo) -> date | datetime:
    return read_day(value) if DATE.fullmatch(value) else read_moment(value, zone)


def read_duration(value: str) -> timedelta:
    found = DURATION.fullmatch(value)
    if found is None or not any(found.groups()[1:]):
        raise EntryError(NO_LENGTH)
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length > LONGEST:
        raise EntryError(NO_LENGTH)
    return -length if found[1] == "-" else length


def read_period(value: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """Read a start followed by an end or a length. Raises EntryError."""
    starts, _, ends = value.partition("/")
    starts_at = read_moment(starts, zone)
    return starts_at, starts_at.astimezone(UTC) + read_duration(ends) if "P" in ends else read_moment(ends, zone)


def _refuse_far_off(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise EntryError(NO_DATE)


def safe_rule(value: str, starts: date | datetime, zone: tzinfo | None = None) -> str:
    """Return the recurrence rule of an entry that begins at `starts`, if it is safe to expand. Raises EntryError."""
    parts = _split_rule(value)
    if parts.get("FREQ") in {"HOURLY", "MINUTELY", "SECONDLY"}:
        raise EntryError(TOO_OFTEN)
    if parts.get("FREQ") not in FREQUENCIES or not all(_is_supported(name, said) for name, said in parts.items()):
        raise EntryError(NOT_UNDERSTOOD)
    until = parts.pop("UNTIL", "")
    _refuse_endless_search(_join_rule({name: said for name, said in parts.items() if name != "COUNT"}), starts)
    if until:
        parts.pop("COUNT", "")
        parts["UNTIL"] = _until(until, starts, zone)
    return _join_rule(parts)


def _split_rule(value: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in value.upper().strip().strip(";").split(";")]
    return {name.strip(): said.strip() for name, _, said in pairs}


def _join_rule(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={said}" for name, said in parts.items())


def _is_supported(name: str, said: str) -> bool:
    if most := HIGHEST_NUMBERS.get(name):
        return NUMBER.fullmatch(said) is not None and 1 <= int(said) <= most
    if name in DAY_PARTS:
        return DAY_PART.fullmatch(said) is not None
    return name in {"FREQ", "UNTIL"}


def _refuse_endless_search(rule: str, starts: date | datetime) -> None:
    """Raise EntryError for a rule that never comes true, such as 30 February.

    The library would search for it until the year 9999, so the search begins close to that end.
    """
    cycles = (LAST_CYCLE - starts.year) // CYCLE + 1
    late = datetime(starts.year + cycles * CYCLE, starts.month, starts.day)  # noqa: DTZ001
    try:
        if next(iter(rrulestr(rule, dtstart=late)), None) is None:
            raise EntryError(NEVER)
    except (ValueError, TypeError, ArithmeticError, LookupError):
        raise EntryError(NOT_UNDERSTOOD) from None


def _until(value: str, starts: date | datetime, zone: tzinfo | None) -> str:
    """Write the end of a rule in the form of its start, as libraries demand. A last day counts to its end."""
    if not isinstance(starts, datetime):
        return f"{read_day(value[:8]):%Y%m%d}"
    if starts.tzinfo is None or zone is None:
        return value
    last = read_day_or_moment(value, zone) if not DATE.fullmatch(value) else _end_of(value, zone)
    return f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}" if isinstance(last, datetime) else value


def _end_of(value: str, zone: tzinfo) -> datetime:
    return datetime.combine(read_day(value), time(23, 59, 59), tzinfo=zone)
