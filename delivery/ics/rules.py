"""Rules by which entries repeat, let through only when they can be worked out in a short time (RFC 5545, 3.3.10)."""

import re
from datetime import UTC, date, datetime, time, tzinfo

from dateutil.rrule import rrulestr

from delivery.ics.moments import DATE, day, day_or_moment
from delivery.ics.unreadable import EntryError

OFTEN_ENOUGH = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
# What chooses days, in the characters of numbers and days of the week.
CHOOSING = {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "WKST"}
CHOICE = re.compile(r"[0-9A-Z,+-]{1,200}", re.ASCII)
COUNTED = {"INTERVAL": 1_000, "COUNT": 1_000_000}
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
# After so many years every date falls on the same day of the week again: 146,097 days are 20,871 weeks.
CYCLE = 400
LAST_CYCLE = 9600

TOO_OFTEN = "repeating every hour or more often"
NOT_UNDERSTOOD = "repeating by a rule that Cadre cannot read"
NEVER = "repeating by a rule that names no day"


def vetted(value: str, starts: date | datetime, zone: tzinfo | None = None) -> str:
    """The rule in a form that is safe to work out for an entry that starts then. Raises EntryError."""
    parts = _parts(value)
    if parts.get("FREQ") in {"HOURLY", "MINUTELY", "SECONDLY"}:
        raise EntryError(TOO_OFTEN)
    if parts.get("FREQ") not in OFTEN_ENOUGH or not all(_is_plain(name, said) for name, said in parts.items()):
        raise EntryError(NOT_UNDERSTOOD)
    until = parts.pop("UNTIL", "")
    _refuse_never(_written({name: said for name, said in parts.items() if name != "COUNT"}), starts)
    if until:
        parts.pop("COUNT", "")
        parts["UNTIL"] = _until(until, starts, zone)
    return _written(parts)


def _parts(value: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in value.upper().strip().strip(";").split(";")]
    return {name.strip(): said.strip() for name, _, said in pairs}


def _written(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={said}" for name, said in parts.items())


def _is_plain(name: str, said: str) -> bool:
    if most := COUNTED.get(name):
        return NUMBER.fullmatch(said) is not None and 1 <= int(said) <= most
    if name in CHOOSING:
        return CHOICE.fullmatch(said) is not None
    return name in {"FREQ", "UNTIL"}


def _refuse_never(rule: str, starts: date | datetime) -> None:
    """Whoever looks for 30 February looks until the end of time: so it is asked close to that end."""
    cycles = (LAST_CYCLE - starts.year) // CYCLE + 1
    late = datetime(starts.year + cycles * CYCLE, starts.month, starts.day)  # noqa: DTZ001
    try:
        if next(iter(rrulestr(rule, dtstart=late)), None) is None:
            raise EntryError(NEVER)
    except (ValueError, TypeError, ArithmeticError, LookupError):
        raise EntryError(NOT_UNDERSTOOD) from None


def _until(value: str, starts: date | datetime, zone: tzinfo | None) -> str:
    """A last moment must be written as the first one is. A last day includes all of it."""
    if not isinstance(starts, datetime):
        return f"{day(value[:8]):%Y%m%d}"
    if starts.tzinfo is None or zone is None:
        return value
    last = day_or_moment(value, zone) if not DATE.fullmatch(value) else _end_of(value, zone)
    return f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}" if isinstance(last, datetime) else value


def _end_of(value: str, zone: tzinfo) -> datetime:
    return datetime.combine(day(value), time(23, 59, 59), tzinfo=zone)
