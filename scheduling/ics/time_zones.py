"""Time zones by whatever name a diary gives them: the world's, Windows's, Outlook's, or one of the file's own."""

import re
from datetime import datetime, tzinfo
from functools import cache
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from scheduling.ics.parser import Component, EntryError
from scheduling.ics.values import DATE_TIME, FIRST_YEAR, moment, vetted
from scheduling.working_days.clock import LONDON

UNKNOWN = "in a time zone that Cadre does not know"
OFFSET = re.compile(r"[+-](?:0\d|1\d|2[0-3])[0-5]\d(?:[0-5]\d)?", re.ASCII)
# As Windows shows a zone: how far from UTC, then the names of cities.
SHOWN = re.compile(r"\((?:UTC|GMT)[^)]{0,10}\)\s*(.+)")
MOST_CHANGES = 50
# Each is gone through for each repetition of each entry. Zones that the world has no name for have two.
MOST_RULES = 10


class Zones:
    """The time zones of one file. Nothing of it is remembered for the next."""

    def __init__(self, calendar: Component) -> None:
        self._definitions = {zone.value("TZID").strip('"'): zone for zone in calendar.all_parts("VTIMEZONE")}
        self._found: dict[str, tzinfo | None] = {}

    def named(self, name: str) -> tzinfo:
        """Without a name, London's. Raises EntryError."""
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
            return known(name) or _by_city(name)
        return known(name) or known(definition.value("X-LIC-LOCATION")) or _defined(definition) or _by_city(name)


def known(name: str) -> ZoneInfo | None:
    """The world's name of a zone, also behind the name of a programme; or Windows's."""
    parts = name.strip("/").split("/")
    candidates = [WINDOWS_TO_OLSON.get(name, ""), *("/".join(parts[first:]) for first in range(min(len(parts), 10)))]
    return next((ZoneInfo(candidate) for candidate in candidates if candidate in _names()), None)


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _cities() -> dict[str, str]:
    return {name.rpartition("/")[2].replace("_", " ").lower(): name for name in sorted(_names()) if "/" in name}


def _by_city(name: str) -> ZoneInfo | None:
    """The zone of the first city that Outlook shows in a zone's name and that has a zone of its own."""
    shown = SHOWN.fullmatch(name)
    cities = [city.strip().lower() for city in shown[1].split(",")] if shown else []
    return next((ZoneInfo(_cities()[city]) for city in cities if city in _cities()), None)


def _defined(definition: Component) -> tzinfo | None:
    """The file's own definition, if each of its changes can be worked out in a short time."""
    changes = [part for part in definition.parts if part.name in ("STANDARD", "DAYLIGHT")][:MOST_CHANGES]
    if sum(bool(change.every("RRULE")) for change in changes) > MOST_RULES:
        return None
    try:
        lines = [line for change in changes for line in _change(change)]
        found = tzical(StringIO("\n".join(["BEGIN:VTIMEZONE", "TZID:Own", *lines, "END:VTIMEZONE"]))).get()
    except (EntryError, ValueError, TypeError, LookupError):
        return None
    return found if isinstance(found, tzinfo) else None


def _change(change: Component) -> list[str]:
    starts = _start(change.value("DTSTART"))
    offsets = {name: change.value(name) for name in ("TZOFFSETFROM", "TZOFFSETTO")}
    if not all(OFFSET.fullmatch(offset) for offset in offsets.values()):
        raise EntryError(UNKNOWN)
    rules = [f"RRULE:{_yearly(rule.value, starts)}" for rule in change.every("RRULE")[:1]]
    listed = [value for line in change.every("RDATE") for value in line.value.split(",")]
    days = [f"RDATE:{value}" for value in listed[: MOST_CHANGES * 4] if DATE_TIME.fullmatch(value)]
    said = [f"{name}:{offset}" for name, offset in offsets.items()]
    begin = [f"BEGIN:{change.name}", f"DTSTART:{starts:%Y%m%dT%H%M%S}"]
    return [*begin, *said, *rules, *days, f"END:{change.name}"]


def _start(value: str) -> datetime:
    """Windows begins in 1601, when its calendar does."""
    return moment(str(max(int(value[:4] or 0), FIRST_YEAR)) + value[4:].rstrip("Z"), LONDON).replace(tzinfo=None)


def _yearly(rule: str, starts: datetime) -> str:
    if "FREQ=YEARLY" not in rule.upper():
        raise EntryError(UNKNOWN)
    return vetted(rule, starts)
