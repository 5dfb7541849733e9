"""Laying out a cohort's sessions over its weeks: plain values in, plain values out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cohorts.designs.placing_rules import days_of
from scheduling.working_days.clock import at
from scheduling.working_days.days import DAY, is_quiet, is_working_day, working_day_from, working_day_until

WEEK = timedelta(days=7)
WHOLE_DAY = 300
STARTS = time(9, 30)
STARTS_WHOLE_DAY = time(9, 0)
OPENS = time(9, 0)
CLOSES = time(17, 0)


@dataclass(frozen=True)
class Occurrence:
    """One session to be placed: the key of its element, which of the element's sessions, how long, in which weeks."""

    key: str
    number: int
    position: int
    minutes: int
    is_window: bool
    first_week: int
    last_week: int

    @property
    def order(self) -> tuple[int, int, int]:
        """Sessions come in the order of their weeks; in the same weeks, in that of their elements."""
        return self.first_week, self.last_week, self.position


@dataclass(frozen=True)
class Slot:
    """Where an occurrence was placed; both ends are moments with London's wall clock."""

    occurrence: Occurrence
    starts_at: datetime
    ends_at: datetime


def lay_out(occurrences: Iterable[Occurrence], starts_on: date) -> list[Slot]:
    """Every occurrence on working days of England.

    Those on a day keep their order, never share a day, and meet on the weekday of `starts_on` where that is free.
    A window opens on the first and closes on the last working day of its weeks. Week 1 begins on `starts_on`.
    """
    ordered = sorted(occurrences, key=lambda occurrence: occurrence.order)
    dated = [occurrence for occurrence in ordered if not occurrence.is_window]
    slots = [*_windows(ordered, starts_on), *_days(dated, starts_on)]
    return sorted(slots, key=lambda slot: (slot.starts_at, slot.occurrence.position))


def _windows(occurrences: Sequence[Occurrence], starts_on: date) -> Iterator[Slot]:
    for occurrence in occurrences:
        if occurrence.is_window:
            first, last = _weeks(occurrence, starts_on)
            yield Slot(occurrence, at(working_day_from(first), OPENS), at(working_day_until(last), CLOSES))


def _days(occurrences: Sequence[Occurrence], starts_on: date) -> Iterator[Slot]:
    earliest = starts_on
    for occurrence in occurrences:
        day = _day(occurrence, starts_on, earliest)
        yield _on(day, occurrence)
        earliest = day + DAY


def _day(occurrence: Occurrence, starts_on: date, earliest: date) -> date:
    """The free day nearest to the middle of the weeks, and not after Christmas if that can be helped.

    If no day in the weeks is free, the next after them.
    """
    first, last = _weeks(occurrence, starts_on)
    middle = first + (last - first) // (2 * WEEK) * WEEK
    days = [first + DAY * number for number in range((last - first).days + 1)]
    free = [day for day in days if day >= earliest and is_working_day(day)]
    if not free:
        return working_day_from(max(earliest, last + DAY))
    return min(free, key=lambda day: (is_quiet(day), abs(day - middle), day < middle))


def _weeks(occurrence: Occurrence, starts_on: date) -> tuple[date, date]:
    """The first and the last day of the weeks of an occurrence."""
    first, last = days_of((occurrence.first_week, occurrence.last_week))
    return starts_on + DAY * first, starts_on + DAY * last


def _on(day: date, occurrence: Occurrence) -> Slot:
    starts = STARTS_WHOLE_DAY if occurrence.minutes >= WHOLE_DAY else STARTS
    starts_at = at(day, starts)
    # Python adds to what the wall clock shows, which is what a session's length means to those who attend.
    return Slot(occurrence, starts_at, starts_at + timedelta(minutes=occurrence.minutes))
