"""Where each activity could stand by its own rules, and when people and venues are free."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from scheduling.solver.problem import (
    USUAL_HOURS,
    WORKING_DAYS,
    Activity,
    LeadingRole,
    Person,
    Placement,
    Problem,
    Venue,
)
from scheduling.working_days.layout import CLOSES, OPENS

Stretch = tuple[datetime, datetime]

DAY = timedelta(days=1)


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


@dataclass(frozen=True, order=True)
class Slot:
    starts: datetime
    ends: datetime

    @property
    def day(self) -> date:
        return self.starts.date()


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Of one session: when it could be, and in which of these slots each venue and each leader could be had."""

    slots: tuple[Slot, ...]
    venues: dict[str, frozenset[Slot]]
    people: dict[str, frozenset[Slot]]


class Candidates:
    """The choices of every activity of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.diaries = diaries(problem)
        self.venues = {venue.id: venue for venue in problem.venues}
        self._closed = {day for closed in problem.closed if closed.is_hard for day in days(closed.first, closed.last)}

    def of(self, activity: Activity) -> Choices:
        """What a session that is not fixed can choose from. A slot without a venue is none, if it needs one."""
        slots = list(self._slots(activity))
        venues = {each: self._free(each, slots) for each in activity.venues if fits(self.venues[each], activity)}
        if activity.venues:
            slots = [slot for slot in slots if any(slot in free for free in venues.values())]
        people = {person: self._free(person, slots) for person in leaders(activity)}
        return Choices(slots=tuple(slots), venues=venues, people=people)

    def settled(self, activity: Activity) -> Placement | None:
        """Where a fixed activity or a window stands; nowhere, if no day of its weeks is a working day."""
        if activity.is_fixed:
            return now(activity)
        working = self.working_days(activity.earliest, activity.latest)
        if not working:
            return None
        return Placement(
            activity=activity.id,
            starts=datetime.combine(working[0], OPENS),
            ends=datetime.combine(working[-1], CLOSES),
            facilitators=tuple(seated(activity, LeadingRole.FACILITATOR)),
            co_facilitators=tuple(seated(activity, LeadingRole.CO_FACILITATOR)),
        )

    def working_days(self, first: date, last: date) -> list[date]:
        return [day for day in days(first, last) if day.weekday() in WORKING_DAYS and day not in self._closed]

    def _slots(self, activity: Activity) -> Iterator[Slot]:
        required = [self.diaries[person] for person in activity.required]
        for day in self.working_days(activity.earliest, activity.latest):
            for clock in sorted(set(activity.starts)):
                starts = datetime.combine(day, clock)
                slot = Slot(starts, starts + timedelta(minutes=activity.minutes))
                if all_free(required, slot):
                    yield slot

    def _free(self, whose: str, slots: Iterable[Slot]) -> frozenset[Slot]:
        diary = self.diaries[whose]
        return frozenset(slot for slot in slots if diary.is_free(slot.starts, slot.ends))


def all_free(whose: Iterable[Diary], slot: Slot) -> bool:
    return all(diary.is_free(slot.starts, slot.ends) for diary in whose)


def fits(venue: Venue, activity: Activity) -> bool:
    """Whether it is big enough, and has what is needed."""
    return (venue.capacity is None or venue.capacity >= activity.people) and activity.equipment <= venue.equipment


def is_settled(activity: Activity) -> bool:
    """Whether there is nothing to choose."""
    return activity.is_fixed or activity.is_window


def now(activity: Activity) -> Placement:
    """Raises ValueError if an activity is to stay where it is, and is nowhere."""
    if activity.now is None:
        raise ValueError(f"{activity.id} is fixed, but has no place.")
    return activity.now


def leaders(activity: Activity) -> list[str]:
    """Everybody who may take a seat, once."""
    return list(dict.fromkeys(person for seats in activity.seats for person in seats.people))


def seated(activity: Activity, part: LeadingRole) -> list[str]:
    """Everybody who may take a seat of this part, once."""
    return list(dict.fromkeys(person for seats in activity.seats if seats.part is part for person in seats.people))


def days(first: date, last: date) -> list[date]:
    return [first + DAY * number for number in range((last - first).days + 1)]
