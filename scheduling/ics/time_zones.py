"""Time zones by the names that diaries use: IANA's, those of Windows and Outlook, or the file's own."""

import re
from datetime import datetime, tzinfo
from functools import cache
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from scheduling.ics.parser import Component, EntryError
from scheduling.ics.values import DATE_TIME, FIRST_YEAR, read_moment, safe_rule
from scheduling.working_days.clock import LONDON

UNKNOWN = "in a time zone that Cadre does not know"
OFFSET = re.compile(r"[+-](?:0\d|1\d|2[0-3])[0-5]\d(?:[0-5]\d)?", re.ASCII)
# How Windows displays a zone: the offset from UTC, then the names of cities.
SHOWN = re.compile(r"\((?:UTC|GMT)[^)]{0,10}\)\s*(.+)")
MOST_CHANGES = 50
# Every rule is worked out for every repetition of every entry. A zone that is not IANA's usually has two.
MOST_RULES = 10


class Zones:
    """The time zones of one file. Nothing is kept for the next file."""

    def __init__(self, calendar: Component) -> None:
        self._definitions = {zone.value("TZID").strip('"'): zone for zone in calendar.all_parts("VTIMEZONE")}
        self._found: dict[str, tzinfo | None] = {}

    def named(self, name: str) -> tzinfo:
        """Return the zone of this name, or London's if there is no name. Raises EntryError."""
        if not name:
            return LONDON
        if name not in self._found:
            self._found[name] = self._find(name)
        found = self._found[name]
        if found is None:
            raise EntryError(UNKNOWN)
        return found

    def _find(self, name: str) -> tzinfo | None:
        definition = self._definitions.get(name)
        if definition is None:
            return zone_named(name) or _zone_by_city(name)
        return (
            zone_named(name)
            or zone_named(definition.value("X-LIC-LOCATION"))
            or _zone_defined_by(definition)
            or _zone_by_city(name)
        )


def zone_named(name: str) -> ZoneInfo | None:
    """Find a zone by its IANA name, also where a program's name comes before it, or by its Windows name."""
    parts = name.strip("/").split("/")
    candidates = [WINDOWS_TO_OLSON.get(name, ""), *("/".join(parts[first:]) for first in range(min(len(parts), 10)))]
    return next((ZoneInfo(candidate) for candidate in candidates if candidate in _names()), None)


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _cities() -> dict[str, str]:
    return {name.rpartition("/")[2].replace("_", " ").lower(): name for name in sorted(_names()) if "/" in name}


def _zone_by_city(name: str) -> ZoneInfo | None:
    """Find the zone of the first city in a name as Outlook displays it that has a zone of its own."""
    shown = SHOWN.fullmatch(name)
    cities = [city.strip().lower() for city in shown[1].split(",")] if shown else []
    return next((ZoneInfo(_cities()[city]) for city in cities if city in _cities()), None)


def _zone_defined_by(definition: Component) -> tzinfo | None:
    """Build a zone from the file's definition, if it has few enough rules to be worked out quickly."""
    changes = [part for part in definition.parts if part.name in ("STANDARD", "DAYLIGHT")][:MOST_CHANGES]
    if sum(bool(change.every("RRULE")) for change in changes) > MOST_RULES:
        return None
    try:
        lines = [line for change in changes for line in _change_lines(change)]
        found = tzical(StringIO("\n".join(["BEGIN:VTIMEZONE", "TZID:Own", *lines, "END:VTIMEZONE"]))).get()
    except (EntryError, ValueError, TypeError, LookupError):
        return None
    return found if isinstance(found, tzinfo) else None


def _change_lines(change: Component) -> list[str]:
    starts = _start_of_change(change.value("DTSTART"))
    offsets = {name: change.value(name) for name in ("TZOFFSETFROM", "TZOFFSETTO")}
    if not all(OFFSET.fullmatch(offset) for offset in offsets.values()):
        raise EntryError(UNKNOWN)
    rules = [f"RRULE:{_yearly_rule(rule.value, starts)}" for rule in change.every("RRULE")[:1]]
    listed = [value for line in change.every("RDATE") for value in line.value.split(",")]
    days = [f"RDATE:{value}" for value in listed[: MOST_CHANGES * 4] if DATE_TIME.fullmatch(value)]
    said = [f"{name}:{offset}" for name, offset in offsets.items()]
    begin = [f"BEGIN:{change.name}", f"DTSTART:{starts:%Y%m%dT%H%M%S}"]
    return [*begin, *said, *rules, *days, f"END:{change.name}"]


def _start_of_change(value: str) -> datetime:
    """Read when a clock change first happened; Windows writes 1601, which is moved to 1900."""
    return read_moment(str(max(int(value[:4] or 0), FIRST_YEAR)) + value[4:].rstrip("Z"), LONDON).replace(tzinfo=None)


def _yearly_rule(rule: str, starts: datetime) -> str:
    if "FREQ=YEARLY" not in rule.upper():
        raise EntryError(UNKNOWN)
    return safe_rule(rule, starts)
