"""Which days of the calendar somebody asks for: a month, a week, three months. A made-up address shows this month."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from people.dates import monday_of
from scheduling.working_days.clock import at
from scheduling.working_days.days import DAY, EARLIEST, latest
from scheduling.working_days.layout import WEEK

AGENDA = timedelta(weeks=13)

A_YEAR = 12

LARGEST_KEY = 2**63 - 1


class View(StrEnum):
    MONTH = "month"
    WEEK = "week"
    AGENDA = "agenda"
    TIMELINE = "timeline"


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if EARLIEST <= day <= latest(today) else today


def _number(text: str, most: int) -> int | None:
    """int would take too long over thousands of digits."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    return min(int(text), most) or None


@dataclass(frozen=True)
class Range:
    """Days, both included."""

    first: date
    last: date

    @property
    def overlapping(self) -> Q:
        return Q(starts_at__lt=at(self.last + DAY, time.min), ends_at__gte=at(self.first, time.min))


@dataclass(frozen=True)
class CalendarQuery:
    view: View
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
    def within(self) -> Range | None:
        """The days that are shown; a timeline shows all that there are."""
        match self.view:
            case View.MONTH:
                last = following_month(months_from(self.on, self.months)[-1]) - DAY
                return Range(self.on.replace(day=1), last)
            case View.WEEK:
                return Range(monday_of(self.on), monday_of(self.on) + WEEK - DAY)
            case View.AGENDA:
                return Range(self.on, self.on + AGENDA - DAY)
            case View.TIMELINE:
                return None

    @property
    def title(self) -> str:
        """October 2026; 5 October 2026 to 11 October 2026; all dates."""
        within = self.within
        if within is None:
            return "all dates"
        written = "%B %Y" if self.view == View.MONTH else "%-d %B %Y"
        ends = dict.fromkeys(f"{day:{written}}" for day in (within.first, within.last))
        return " to ".join(ends)

    @property
    def unit(self) -> str:
        return "13 weeks" if self.view == View.AGENDA else str(self.view)

    @property
    def is_table(self) -> bool:
        """Printed across the longer side of the paper."""
        return self.view in (View.MONTH, View.WEEK)

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
        return replace(self, months=A_YEAR)

    def seen_as(self, view: View) -> "CalendarQuery":
        return replace(self, view=view, months=1)

    def _step(self, way: int) -> date:
        if self.view == View.MONTH:
            return following_month(self.on) if way > 0 else month_before(self.on)
        return self.on + way * (WEEK if self.view == View.WEEK else AGENDA)

    def _at(self, day: date) -> "CalendarQuery | None":
        return replace(self, on=day) if EARLIEST <= day <= latest(self.today) else None


def query_in(query: QueryDict, today: date) -> CalendarQuery:
    view = query.get("view", "")
    return CalendarQuery(
        view=View(view) if view in list(View) else View.MONTH,
        on=_day(query.get("on", ""), today),
        today=today,
        cohort=_number(query.get("cohort", ""), LARGEST_KEY),
        months=_number(query.get("months", ""), A_YEAR) or 1,
    )


def months_from(first: date, count: int) -> list[date]:
    """The first days of so many months."""
    found = [first.replace(day=1)]
    while len(found) < count:
        found.append(following_month(found[-1]))
    return found


def following_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(day: date) -> date:
    return (day.replace(day=1) - DAY).replace(day=1)
