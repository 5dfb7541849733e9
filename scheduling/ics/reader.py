"""Read the busy times of a diary, or the reply to an invitation, from an iCalendar file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as clock

from scheduling.ics.events import spans_of
from scheduling.ics.parser import Component, Deadline, EntryError, Property, UnreadableDiaryError, read
from scheduling.ics.time_zones import Zones
from scheduling.ics.values import period
from scheduling.working_days.clock import LONDON
from scheduling.working_days.days import DAY

ANSWERS = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}

LONGEST_UID = 255

__all__ = ["BusyTimes", "Reply", "UnreadableDiaryError", "busy_times", "reply"]

Span = tuple[datetime, datetime]

NOT_BUSY = "FREE"


@dataclass(frozen=True)
class Reply:
    """`answer` is "accepted", "tentative" or "declined"; `email` is the attendee's, in small letters."""

    uid: str
    sequence: int
    email: str
    answer: str


def reply(data: bytes) -> Reply | None:
    """The answer that a file holds, or nothing when it holds something else. Raises UnreadableDiaryError."""
    for calendar in read(data):
        if calendar.value("METHOD").upper() == "REPLY":
            for entry in calendar.all_parts("VEVENT"):
                if found := _answered(entry):
                    return found
    return None


def _answered(entry: Component) -> Reply | None:
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
    """`spans` are aware, in UTC, in order and do not touch each other; `skipped` says what could not be read."""

    spans: tuple[Span, ...]
    skipped: tuple[str, ...]


def busy_times(data: bytes, first: date, last: date) -> BusyTimes:
    """The busy times from the first day to the last, as London counts days. Raises UnreadableDiaryError."""
    within = (_midnight(first), _midnight(last + DAY))
    skipped: Counter[str] = Counter()
    found = list(_all_spans(read(data), within, skipped))
    return BusyTimes(tuple(_merged(_clipped(found, within))), tuple(_in_words(skipped)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, clock.min, tzinfo=LONDON).astimezone(UTC)


def _all_spans(calendars: list[Component], within: Span, skipped: Counter[str]) -> Iterator[Span]:
    deadline = Deadline()
    for calendar in calendars:
        zones = Zones(calendar)
        for entries in _by_uid(calendar.all_parts("VEVENT")):
            yield from spans_of(entries, zones, within, skipped, deadline)
        for free_busy in calendar.all_parts("VFREEBUSY"):
            yield from _given(free_busy, zones, skipped, deadline)


def _by_uid(entries: list[Component]) -> Iterable[list[Component]]:
    """An entry together with what was changed in its repetitions. Without a name, each stands for itself."""
    found: dict[str, list[Component]] = {}
    for place, entry in enumerate(entries):
        found.setdefault(entry.value("UID") or f"\n{place}", []).append(entry)
    return found.values()


def _given(free_busy: Component, zones: Zones, skipped: Counter[str], deadline: Deadline) -> Iterator[Span]:
    """What a free/busy file says of itself; busy, unless it says that the time is free."""
    for line in free_busy.every("FREEBUSY"):
        if line.parameter("FBTYPE").upper() == NOT_BUSY:
            continue
        for value in line.value.split(","):
            deadline.check()
            try:
                yield period(value.strip(), zones.named(line.parameter("TZID")))
            except EntryError as reason:
                skipped[str(reason)] += 1


def _clipped(spans: Iterable[Span], within: Span) -> Iterator[Span]:
    for starts_at, ends_at in spans:
        clipped = max(starts_at.astimezone(UTC), within[0]), min(ends_at.astimezone(UTC), within[1])
        if clipped[0] < clipped[1]:
            yield clipped


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for starts_at, ends_at in sorted(spans):
        if merged and starts_at <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends_at))
        else:
            merged.append((starts_at, ends_at))
    return merged


def _in_words(skipped: Counter[str]) -> list[str]:
    """No entry is named: what somebody has in their diary is theirs."""
    return [f"{count} {'entry' if count == 1 else 'entries'} {reason}" for reason, count in sorted(skipped.items())]
