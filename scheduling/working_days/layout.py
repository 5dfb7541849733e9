"""The layout of a cohort's sessions over its weeks. Plain values in, plain values out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cohorts.designs.placing_rules import days_of
from scheduling.working_days.clock import at
from scheduling.working_days.days import DAY, is_christmas_week, is_working_day, working_day_from, working_day_until

WEEK = timedelta(days=7)
# Minutes from which a session takes the whole day.
WHOLE_DAY = 300
STARTS = time(9, 30)
STARTS_WHOLE_DAY = time(9, 0)
OPENS = time(9, 0)
CLOSES = time(17, 0)


@dataclass(frozen=True)
class SessionToPlace:
    """A session without a date. `key` is its element's, `number` says which of the element's sessions it is."""

    key: str
    number: int
    position: int
    minutes: int
    is_window: bool
    first_week: int
    last_week: int

    @property
    def order(self) -> tuple[int, int, int]:
        """Sort key: by weeks, and within the same weeks by the order of their elements."""
        return self.first_week, self.last_week, self.position


@dataclass(frozen=True)
class PlacedSession:
    """A session with its times, which are aware and in London's zone."""

    session: SessionToPlace
    starts_at: datetime
    ends_at: datetime


def lay_out(sessions: Iterable[SessionToPlace], starts_on: date) -> list[PlacedSession]:
    """Place every session on working days of England.

    Sessions that take a day keep their order, never share a day, and fall on the weekday of `starts_on` where they can.
    A window opens on the first working day of its weeks and closes on the last. Week 1 begins on `starts_on`.
    """
    ordered = sorted(sessions, key=lambda session: session.order)
    dated = [session for session in ordered if not session.is_window]
    placed = [*_place_windows(ordered, starts_on), *_place_days(dated, starts_on)]
    return sorted(placed, key=lambda each: (each.starts_at, each.session.position))


def _place_windows(sessions: Sequence[SessionToPlace], starts_on: date) -> Iterator[PlacedSession]:
    for session in sessions:
        if session.is_window:
            first, last = _weeks(session, starts_on)
            yield PlacedSession(session, at(working_day_from(first), OPENS), at(working_day_until(last), CLOSES))


def _place_days(sessions: Sequence[SessionToPlace], starts_on: date) -> Iterator[PlacedSession]:
    earliest = starts_on
    for session in sessions:
        day = _best_day(session, starts_on, earliest)
        yield _placed_on(day, session)
        earliest = day + DAY


def _best_day(session: SessionToPlace, starts_on: date, earliest: date) -> date:
    """Find the free day nearest to the middle of the weeks, avoiding the days after Christmas where possible.

    If no day of the weeks is free, take the next working day after them.
    """
    first, last = _weeks(session, starts_on)
    middle = first + (last - first) // (2 * WEEK) * WEEK
    days = [first + DAY * number for number in range((last - first).days + 1)]
    free = [day for day in days if day >= earliest and is_working_day(day)]
    if not free:
        return working_day_from(max(earliest, last + DAY))
    return min(free, key=lambda day: (is_christmas_week(day), abs(day - middle), day < middle))


def _weeks(session: SessionToPlace, starts_on: date) -> tuple[date, date]:
    """Return the first and the last day of a session's weeks."""
    first, last = days_of((session.first_week, session.last_week))
    return starts_on + DAY * first, starts_on + DAY * last


def _placed_on(day: date, session: SessionToPlace) -> PlacedSession:
    starts = STARTS_WHOLE_DAY if session.minutes >= WHOLE_DAY else STARTS
    starts_at = at(day, starts)
    # Python adds to the time on the clock, and that is what a session's length means to those who attend.
    return PlacedSession(session, starts_at, starts_at + timedelta(minutes=session.minutes))
