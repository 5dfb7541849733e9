"""When somebody or something is available."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cached_property

from delivery.solver.problem import USUAL_HOURS, Person, Problem, Venue

Stretch = tuple[datetime, datetime]


class Diary:
    """The hours of a person or a venue, and when they are away."""

    def __init__(self, whose: Person | Venue) -> None:
        self.hours = whose.hours or USUAL_HOURS
        self._away = joined((span.starts, span.ends) for span in whose.away)
        self._days: dict[date, list[Stretch]] = {}

    def is_free(self, starts: datetime, ends: datetime) -> bool:
        """Whether they are available all the time from `starts` to `ends`."""
        return self.is_at_hand(starts, ends) and not self.is_away(starts, ends)

    def is_at_hand(self, starts: datetime, ends: datetime) -> bool:
        return any(opens <= starts and ends <= closes for opens, closes in self.hours_on(starts.date()))

    def is_away(self, starts: datetime, ends: datetime) -> bool:
        after = bisect_right(self._ends, starts)
        return after < len(self._away) and self._away[after][0] < ends

    @cached_property
    def _ends(self) -> list[datetime]:
        return [ends for _, ends in self._away]

    def hours_on(self, day: date) -> list[Stretch]:
        if day not in self._days:
            on = [hours for hours in self.hours if hours.weekday == day.weekday()]
            self._days[day] = joined(
                (datetime.combine(day, hours.starts), datetime.combine(day, hours.ends)) for hours in on
            )
        return self._days[day]

    def free_minutes_on(self, day: date, busy: Iterable[Stretch] = ()) -> int:
        """Minutes of that day's hours without those away, nor those that are busy."""
        hours = self.hours_on(day)
        taken = joined([*self._away, *busy])
        return minutes_of(hours) - minutes_of(common(hours, taken))


def diaries(problem: Problem) -> dict[str, Diary]:
    """Of each person and each venue."""
    everything: list[Person | Venue] = [*problem.people, *problem.venues]
    return {whose.id: Diary(whose) for whose in everything}


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time in order, without overlaps; stretches that touch are one."""
    found: list[Stretch] = []
    for starts, ends in sorted(stretches):
        if found and starts <= found[-1][1]:
            found[-1] = found[-1][0], max(ends, found[-1][1])
        else:
            found.append((starts, ends))
    return found


def common(ones: Iterable[Stretch], others: list[Stretch]) -> Iterator[Stretch]:
    for starts, ends in ones:
        for begin, end in others:
            if starts < end and begin < ends:
                yield max(starts, begin), min(ends, end)


def minutes_of(stretches: Iterable[Stretch]) -> int:
    return sum(int((ends - starts).total_seconds()) // 60 for starts, ends in stretches)
