"""The layout of entries in weeks of a month, hours of a week and lists of days, without the database."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from scheduling.calendars.entries import DayItem, Mark, marks_on
from scheduling.working_days.days import DAY, SATURDAY

HALF_HOUR = 30

HOUR = 60

OPENS, CLOSES = 8 * HOUR, 18 * HOUR


@dataclass(frozen=True)
class Day:
    """A day of the calendar. Outside days belong to the month before or after."""

    date: date
    items: list[DayItem]
    marks: list[Mark]
    is_today: bool = False
    is_outside: bool = False

    @property
    def is_weekend(self) -> bool:
        return self.date.weekday() >= SATURDAY

    @property
    def is_closed(self) -> bool:
        return any(not mark.is_quiet for mark in self.marks)


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Day]]

    @property
    def days(self) -> list[Day]:
        """The days that have items, for the list on a narrow screen."""
        return [day for week in self.weeks for day in week if day.items]


def lay_out_month(first: date, items: Sequence[DayItem], marks: Sequence[Mark], today: date) -> Month:
    """Lay items out in whole weeks from Monday to Sunday. Days of other months are empty."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(first, [[_day_of_month(first.month, day, items, marks, today) for day in week] for week in weeks])


def _day_of_month(month: int, day: date, items: Sequence[DayItem], marks: Sequence[Mark], today: date) -> Day:
    if day.month != month:
        return Day(day, [], [], is_outside=True)
    return lay_out_day(day, items, marks, today)


def lay_out_day(day: date, items: Iterable[DayItem], marks: Iterable[Mark], today: date) -> Day:
    return Day(day, [item for item in items if item.day == day], marks_on(day, marks), is_today=day == today)


def group_by_day(items: Iterable[DayItem], marks: Sequence[Mark], today: date) -> list[Day]:
    return [
        Day(day, list(run), marks_on(day, marks), is_today=day == today)
        for day, run in groupby(items, key=lambda item: item.day)
    ]


@dataclass(frozen=True)
class Cell:
    """One free half hour of a day, or an item that takes several half hours."""

    day: date
    minute: int
    item: DayItem | None = None
    rows: int = 1

    @property
    def at(self) -> str:
        return f"{self.minute // HOUR:02}:{self.minute % HOUR:02}"


@dataclass(frozen=True)
class HalfHour:
    """A row of the week. The words of an hour are on the row of its first half."""

    words: str
    cells: list[Cell]


@dataclass(frozen=True)
class Column:
    """A day of the week, with a lane for each of several sessions at the same time."""

    day: Day
    lanes: list[list[DayItem]]

    @property
    def width(self) -> int:
        return len(self.lanes)

    @property
    def all_day(self) -> list[DayItem]:
        return [item for item in self.day.items if item.entry.is_window]


@dataclass(frozen=True)
class Week:
    columns: list[Column]
    rows: list[HalfHour]

    @property
    def days(self) -> list[Day]:
        return [column.day for column in self.columns if column.day.items]

    @property
    def has_windows(self) -> bool:
        return any(column.all_day for column in self.columns)


def lay_out_week(monday: date, items: Sequence[DayItem], marks: Sequence[Mark], today: date) -> Week:
    """Lay items out from Monday to Friday, and on days of the weekend that have any."""
    days = [lay_out_day(monday + DAY * number, items, marks, today) for number in range(7)]
    shown = [day for day in days if not day.is_weekend or day.items]
    columns = [Column(day, _lanes([item for item in day.items if not item.entry.is_window])) for day in shown]
    return Week(columns, _rows(columns))


def _lanes(items: Iterable[DayItem]) -> list[list[DayItem]]:
    """Share items out over as few lanes as possible, but at least one."""
    lanes: list[list[DayItem]] = [[]]
    for item in sorted(items, key=lambda item: item.entry.starts_at):
        free = next((lane for lane in lanes if not lane or last_minute(lane[-1]) <= first_minute(item)), None)
        if free is None:
            lanes.append([item])
        else:
            free.append(item)
    return lanes


def first_minute(item: DayItem) -> int:
    """Return the minutes from midnight to the start of the half hour in which it starts."""
    return _minutes(item.entry.starts_at) // HALF_HOUR * HALF_HOUR


def last_minute(item: DayItem) -> int:
    """Return the minutes from midnight to the end of the half hour in which it ends."""
    return -(-_minutes(item.entry.ends_at) // HALF_HOUR) * HALF_HOUR


def _minutes(moment: datetime) -> int:
    local = timezone.localtime(moment)
    return local.hour * HOUR + local.minute


def _rows(columns: Sequence[Column]) -> list[HalfHour]:
    """Lay out the usual hours, and earlier or later ones if there are items then."""
    items = [item for column in columns for lane in column.lanes for item in lane]
    first = min([OPENS, *(first_minute(item) // HOUR * HOUR for item in items)])
    last = max([CLOSES, *(-(-last_minute(item) // HOUR) * HOUR for item in items)])
    return [_row(minute, columns) for minute in range(first, last, HALF_HOUR)]


def _row(minute: int, columns: Sequence[Column]) -> HalfHour:
    cells = [cell for column in columns for lane in column.lanes for cell in _cells_at(minute, column, lane)]
    return HalfHour(_hour_in_words(minute) if minute % HOUR == 0 else "", cells)


def _cells_at(minute: int, column: Column, lane: Iterable[DayItem]) -> list[Cell]:
    """Return the cell that begins at this minute, or none inside an item that began earlier."""
    for item in lane:
        if first_minute(item) == minute:
            return [Cell(column.day.date, minute, item, (last_minute(item) - minute) // HALF_HOUR)]
        if first_minute(item) < minute < last_minute(item):
            return []
    return [Cell(column.day.date, minute)]


def _hour_in_words(minute: int) -> str:
    hour = minute // HOUR
    return "midday" if hour == 12 else f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}"
