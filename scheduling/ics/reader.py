"""The busy times of a diary, or the reply to an invitation, read from an iCalendar file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from people.words import counted
from scheduling.ics.events import busy_spans
from scheduling.ics.parser import Component, Deadline, EntryError, Property, UnreadableDiaryError, parse
from scheduling.ics.time_zones import Zones
from scheduling.ics.values import read_period
from scheduling.working_days.clock import LONDON
from scheduling.working_days.days import DAY

ANSWERS = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}

LONGEST_UID = 255

__all__ = ["BusyTimes", "Reply", "UnreadableDiaryError", "read_busy_times", "read_reply"]

Span = tuple[datetime, datetime]

NOT_BUSY = "FREE"


@dataclass(frozen=True)
class Reply:
    """A reply to an invitation. `answer` is "accepted", "tentative" or "declined"; `email` is in lower case."""

    uid: str
    sequence: int
    email: str
    answer: str


def read_reply(data: bytes) -> Reply | None:
    """Read the reply in a file, or return None if it holds something else. Raises UnreadableDiaryError."""
    for calendar in parse(data):
        if calendar.value("METHOD").upper() == "REPLY":
            for entry in calendar.all_parts("VEVENT"):
                if found := _reply_in(entry):
                    return found
    return None


def _reply_in(entry: Component) -> Reply | None:
    attendees = entry.every("ATTENDEE")
    uid, sequence = entry.value("UID"), entry.value("SEQUENCE") or "0"
    if len(attendees) != 1 or not 0 < len(uid) <= LONGEST_UID or not _is_number(sequence):
        return None
    answer = ANSWERS.get(attendees[0].parameter("PARTSTAT").upper())
    return Reply(uid, int(sequence), _email(attendees[0]), answer) if answer else None


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 6


def _email(attendee: Property) -> str:
    return attendee.value.strip().lower()


@dataclass(frozen=True)
class BusyTimes:
    """Busy times as aware pairs in UTC, in order and not touching, and sentences about what could not be read."""

    spans: tuple[Span, ...]
    skipped: tuple[str, ...]


def read_busy_times(data: bytes, first: date, last: date) -> BusyTimes:
    """Read the busy times from the first day to the last, in London's days. Raises UnreadableDiaryError."""
    within = (_midnight(first), _midnight(last + DAY))
    skipped: Counter[str] = Counter()
    found = list(_all_spans(parse(data), within, skipped))
    return BusyTimes(tuple(_merge(_clip(found, within))), tuple(_skipped_words(skipped)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC)


def _all_spans(calendars: list[Component], within: Span, skipped: Counter[str]) -> Iterator[Span]:
    deadline = Deadline()
    for calendar in calendars:
        zones = Zones(calendar)
        for entries in _by_uid(calendar.all_parts("VEVENT")):
            yield from busy_spans(entries, zones, within, skipped, deadline)
        for free_busy in calendar.all_parts("VFREEBUSY"):
            yield from _free_busy_spans(free_busy, zones, skipped, deadline)


def _by_uid(entries: list[Component]) -> Iterable[list[Component]]:
    """Group each entry with the changes to its repetitions. An entry without a UID is a group of its own."""
    found: dict[str, list[Component]] = {}
    for place, entry in enumerate(entries):
        found.setdefault(entry.value("UID") or f"\n{place}", []).append(entry)
    return found.values()


def _free_busy_spans(free_busy: Component, zones: Zones, skipped: Counter[str], deadline: Deadline) -> Iterator[Span]:
    """Read the periods of a free/busy entry, except those marked as free."""
    for line in free_busy.every("FREEBUSY"):
        if line.parameter("FBTYPE").upper() == NOT_BUSY:
            continue
        for value in line.value.split(","):
            deadline.check()
            try:
                yield read_period(value.strip(), zones.named(line.parameter("TZID")))
            except EntryError as reason:
                skipped[str(reason)] += 1


def _clip(spans: Iterable[Span], within: Span) -> Iterator[Span]:
    for starts_at, ends_at in spans:
        clipped = max(starts_at.astimezone(UTC), within[0]), min(ends_at.astimezone(UTC), within[1])
        if clipped[0] < clipped[1]:
            yield clipped


def _merge(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for starts_at, ends_at in sorted(spans):
        if merged and starts_at <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends_at))
        else:
            merged.append((starts_at, ends_at))
    return merged


def _skipped_words(skipped: Counter[str]) -> list[str]:
    """Count the skipped entries by reason. None is named, because a diary is private."""
    return [f"{counted(count, 'entry', 'entries')} {reason}" for reason, count in sorted(skipped.items())]
