"""The times at which an entry of a diary, and its repetitions, keep somebody busy."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import recurring_ical_events
from icalendar import Calendar, vRecur
from icalendar import Event as ICalendarEvent

from scheduling.ics.parser import Component, Deadline, EntryError, Property
from scheduling.ics.time_zones import Zones
from scheduling.ics.values import NO_DATE, NOT_UNDERSTOOD, read_day_or_moment, read_duration, read_period, safe_rule
from scheduling.working_days.clock import LONDON
from scheduling.working_days.days import DAY

Span = tuple[datetime, datetime]
Moment = date | datetime
MOST_CHANGES = 500
MOST_DAYS = 2_000
MOST_RULES = 5
TOO_MANY_CHANGES = f"with more than {MOST_CHANGES} changes to its repetitions"
TOO_MANY_DAYS = f"repeating on a list of more than {MOST_DAYS:,} days"
NO_TIME = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class DiaryEvent:
    """The facts of an entry that matter: its times, whether they are busy, and how it repeats."""

    uid: str
    starts: Moment
    ends: Moment
    is_busy: bool
    sequence: int
    rules: list[str] = field(default_factory=list)
    days: list[Moment | Span] = field(default_factory=list)
    days_off: list[Moment] = field(default_factory=list)
    # The repetition that it changes, and whether it changes all later ones too.
    changes: Moment | None = None
    changes_later: bool = False

    @property
    def is_single(self) -> bool:
        return not self.rules and not self.days and self.changes is None


def busy_spans(
    entries: list[Component], zones: Zones, within: Span, skipped: Counter[str], deadline: Deadline
) -> Iterator[Span]:
    """Work out when an entry, with the changes to its repetitions, keeps somebody busy."""
    if len(entries) > MOST_CHANGES:
        skipped[TOO_MANY_CHANGES] += 1
        return
    understood = [entry for part in entries if (entry := _read_or_skip(part, zones, skipped, deadline))]
    if len(understood) == 1 and understood[0].is_single:
        occurrences = [(entry.starts, entry.ends) for entry in understood if entry.is_busy]
    else:
        occurrences = _repeat_or_skip(lambda: _busy_repetitions(understood, within), skipped)
    yield from (_span(starts, ends) for starts, ends in occurrences)


def _read_or_skip(part: Component, zones: Zones, skipped: Counter[str], deadline: Deadline) -> DiaryEvent | None:
    deadline.check()
    try:
        return _read_event(part, zones)
    except EntryError as reason:
        skipped[str(reason)] += 1
        return None


def _repeat_or_skip(
    repeated: Callable[[], list[tuple[Moment, Moment]]], skipped: Counter[str]
) -> list[tuple[Moment, Moment]]:
    """Expand the repetitions. If the library fails on a stranger's file, skip this one entry."""
    try:
        return repeated()
    except Exception:
        skipped[NOT_UNDERSTOOD] += 1
        return []


def _read_event(part: Component, zones: Zones) -> DiaryEvent:
    start = part.first("DTSTART")
    if start is None:
        raise EntryError(NO_DATE)
    zone = zones.named(start.parameter("TZID"))
    starts = read_day_or_moment(start.value.strip(), zone)
    change = part.first("RECURRENCE-ID")
    return DiaryEvent(
        uid=part.value("UID"),
        starts=starts,
        ends=_ends(part, starts, zones),
        is_busy=_is_busy(part),
        sequence=_sequence(part),
        rules=[safe_rule(rule.value, starts, zone) for rule in part.every("RRULE")[:MOST_RULES]],
        days=_read_list(part.every("RDATE"), zones),
        days_off=[day for day in _read_list(part.every("EXDATE"), zones) if not isinstance(day, tuple)],
        changes=read_day_or_moment(change.value.strip(), zones.named(change.parameter("TZID"))) if change else None,
        changes_later=bool(change and change.parameter("RANGE").upper() == "THISANDFUTURE"),
    )


def _ends(part: Component, starts: Moment, zones: Zones) -> Moment:
    """Read the end. Without one, a day lasts until its midnight and a moment has no length (RFC 5545, 3.6.1)."""
    if end := part.first("DTEND"):
        ends = read_day_or_moment(end.value.strip(), zones.named(end.parameter("TZID")))
    elif length := part.value("DURATION"):
        ends = starts + read_duration(length)
    else:
        ends = starts if isinstance(starts, datetime) else starts + DAY
    if isinstance(starts, datetime) != isinstance(ends, datetime):
        raise EntryError(NO_DATE)
    return ends


def _is_busy(part: Component) -> bool:
    is_off = part.value("STATUS").upper() == "CANCELLED" or part.value("TRANSP").upper() == "TRANSPARENT"
    return not is_off and part.value("X-MICROSOFT-CDO-BUSYSTATUS").upper() != "FREE"


def _sequence(part: Component) -> int:
    value = part.value("SEQUENCE")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def _read_list(lines: list[Property], zones: Zones) -> list[Moment | Span]:
    listed = [(value.strip(), line) for line in lines for value in line.value.split(",") if value.strip()]
    if len(listed) > MOST_DAYS:
        raise EntryError(TOO_MANY_DAYS)
    return [_day_or_span(value, zones.named(line.parameter("TZID"))) for value, line in listed]


def _day_or_span(value: str, zone: tzinfo) -> Moment | Span:
    return read_period(value, zone) if "/" in value else read_day_or_moment(value, zone)


def _busy_repetitions(entries: list[DiaryEvent], within: Span) -> list[tuple[Moment, Moment]]:
    """Expand the repetitions, with a day more on either side: whole days begin at London's midnight, not at UTC's."""
    calendar = Calendar()
    for entry in entries:
        calendar.add_component(_component(entry))
    found = recurring_ical_events.of(calendar).between(within[0] - DAY, within[1] + DAY)
    return [(each["DTSTART"].dt, each["DTEND"].dt) for each in found if str(each["TRANSP"]) == "OPAQUE"]


def _component(entry: DiaryEvent) -> ICalendarEvent:
    component = ICalendarEvent()
    component.add("uid", entry.uid)
    component.add("dtstart", entry.starts)
    component.add("dtend", entry.ends)
    component.add("sequence", entry.sequence)
    component.add("transp", "OPAQUE" if entry.is_busy else "TRANSPARENT")
    for rule in entry.rules:
        component.add("rrule", vRecur.from_ical(rule))
    for name, days in (("rdate", entry.days), ("exdate", entry.days_off)):
        for day in days:
            component.add(name, day)
    if entry.changes is not None:
        later = {"RANGE": "THISANDFUTURE"} if entry.changes_later else {}
        component.add("recurrence-id", entry.changes, parameters=later)
    return component


def _span(starts: Moment, ends: Moment) -> Span:
    return _to_utc(starts), _to_utc(ends)


def _to_utc(moment: Moment) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min, tzinfo=LONDON).astimezone(UTC)
    return moment.astimezone(UTC)
