"""The query of the calendar page: a month, a week or 13 weeks. A made-up query shows this month."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from people.dates import date_words, monday_of
from scheduling.working_days.clock import at
from scheduling.working_days.days import DAY, EARLIEST, latest
from scheduling.working_days.layout import WEEK

AGENDA = timedelta(weeks=13)

MONTHS_OF_YEAR = 12

LARGEST_KEY = 2**63 - 1


class CalendarView(StrEnum):
    MONTH = "month"
    WEEK = "week"
    AGENDA = "agenda"
    TIMELINE = "timeline"


def _parse_day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if EARLIEST <= day <= latest(today) else today


def _parse_number(text: str, most: int) -> int | None:
    """Read a number from 1 to `most`. Long texts are refused: `int` would take too long over thousands of digits."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    return min(int(text), most) or None


@dataclass(frozen=True)
class DayRange:
    """A first and a last day, both included."""

    first: date
    last: date

    @property
    def overlapping(self) -> Q:
        return Q(starts_at__lt=at(self.last + DAY, time.min), ends_at__gte=at(self.first, time.min))


@dataclass(frozen=True)
class CalendarQuery:
    view: CalendarView
    on: date
    today: date
    cohort: int | None = None
    months: int = 1

    @property
    def url(self) -> str:
        query: dict[str, object] = {"view": self.view, "on": self.on}
        if self.cohort:
            query["cohort"] = self.cohort
        if self.months > 1:
            query["months"] = self.months
        return f"{reverse('calendar')}?{urlencode(query)}"

    @property
    def within(self) -> DayRange | None:
        """The days that are shown, or None for a timeline, which shows all dates."""
        match self.view:
            case CalendarView.MONTH:
                last = following_month(months_from(self.on, self.months)[-1]) - DAY
                return DayRange(self.on.replace(day=1), last)
            case CalendarView.WEEK:
                return DayRange(monday_of(self.on), monday_of(self.on) + WEEK - DAY)
            case CalendarView.AGENDA:
                return DayRange(self.on, self.on + AGENDA - DAY)
            case CalendarView.TIMELINE:
                return None

    @property
    def title(self) -> str:
        """The title: October 2026; 5 October 2026 to 11 October 2026; all dates."""
        within = self.within
        if within is None:
            return "all dates"
        ends = (within.first, within.last)
        if self.view == CalendarView.MONTH:
            # One month is named once.
            return " to ".join(dict.fromkeys(f"{day:%B %Y}" for day in ends))
        return " to ".join(map(date_words, ends))

    @property
    def unit(self) -> str:
        return "13 weeks" if self.view == CalendarView.AGENDA else str(self.view)

    @property
    def is_table(self) -> bool:
        """Whether it is shown as a table, which is printed in landscape."""
        return self.view in (CalendarView.MONTH, CalendarView.WEEK)

    @property
    def before(self) -> "CalendarQuery | None":
        return self._at(self._step(-1))

    @property
    def after(self) -> "CalendarQuery | None":
        return self._at(self._step(1))

    @property
    def now(self) -> "CalendarQuery":
        return replace(self, on=self.today, months=1)

    @property
    def year(self) -> "CalendarQuery":
        return replace(self, months=MONTHS_OF_YEAR)

    def seen_as(self, view: CalendarView) -> "CalendarQuery":
        return replace(self, view=view, months=1)

    def _step(self, way: int) -> date:
        if self.view == CalendarView.MONTH:
            return following_month(self.on) if way > 0 else month_before(self.on)
        return self.on + way * (WEEK if self.view == CalendarView.WEEK else AGENDA)

    def _at(self, day: date) -> "CalendarQuery | None":
        return replace(self, on=day) if EARLIEST <= day <= latest(self.today) else None


def parse_query(query: QueryDict, today: date) -> CalendarQuery:
    view = query.get("view", "")
    return CalendarQuery(
        view=CalendarView(view) if view in list(CalendarView) else CalendarView.MONTH,
        on=_parse_day(query.get("on", ""), today),
        today=today,
        cohort=_parse_number(query.get("cohort", ""), LARGEST_KEY),
        months=_parse_number(query.get("months", ""), MONTHS_OF_YEAR) or 1,
    )


def months_from(first: date, count: int) -> list[date]:
    """List the first days of `count` months, beginning with the month of `first`."""
    found = [first.replace(day=1)]
    while len(found) < count:
        found.append(following_month(found[-1]))
    return found


def following_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(day: date) -> date:
    return (day.replace(day=1) - DAY).replace(day=1)
