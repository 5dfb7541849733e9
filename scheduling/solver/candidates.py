"""Candidate slots, venues and people of each activity by its own rules, and the diaries that they follow from."""

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
    """The hours and absences of a person or a venue."""

    def __init__(self, whose: Person | Venue) -> None:
        self.hours = whose.hours or USUAL_HOURS
        self._away = merge_stretches((span.starts, span.ends) for span in whose.away)
        self._days: dict[date, list[Stretch]] = {}

    def is_free(self, starts: datetime, ends: datetime) -> bool:
        """Whether the person or venue is available all the time from `starts` to `ends`."""
        return self.is_within_hours(starts, ends) and not self.is_away(starts, ends)

    def is_within_hours(self, starts: datetime, ends: datetime) -> bool:
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
            self._days[day] = merge_stretches(
                (datetime.combine(day, hours.starts), datetime.combine(day, hours.ends)) for hours in on
            )
        return self._days[day]

    def free_minutes_on(self, day: date, busy: Iterable[Stretch] = ()) -> int:
        """Count the minutes of a day's hours that are neither away nor busy."""
        hours = self.hours_on(day)
        taken = merge_stretches([*self._away, *busy])
        return total_minutes(hours) - total_minutes(overlaps(hours, taken))


def diaries(problem: Problem) -> dict[str, Diary]:
    """Return the diary of each person and each venue, by id."""
    everything: list[Person | Venue] = [*problem.people, *problem.venues]
    return {whose.id: Diary(whose) for whose in everything}


def merge_stretches(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Sort stretches of time, and join those that overlap or touch."""
    found: list[Stretch] = []
    for starts, ends in sorted(stretches):
        if found and starts <= found[-1][1]:
            found[-1] = found[-1][0], max(ends, found[-1][1])
        else:
            found.append((starts, ends))
    return found


def overlaps(ones: Iterable[Stretch], others: list[Stretch]) -> Iterator[Stretch]:
    for starts, ends in ones:
        for begin, end in others:
            if starts < end and begin < ends:
                yield max(starts, begin), min(ends, end)


def total_minutes(stretches: Iterable[Stretch]) -> int:
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
    """The slots of one session, and those of them in which each venue and each leader is free."""

    slots: tuple[Slot, ...]
    venues: dict[str, frozenset[Slot]]
    people: dict[str, frozenset[Slot]]


class Candidates:
    """The candidates for every activity of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.diaries = diaries(problem)
        self.venues = {venue.id: venue for venue in problem.venues}
        self._closed = {
            day for closed in problem.closed if closed.is_hard for day in dates_between(closed.first, closed.last)
        }

    def choices_for(self, activity: Activity) -> Choices:
        """Return the choices of a session that is not fixed.

        If it needs a venue, slots in which none is free are left out.
        """
        slots = list(self._slots(activity))
        venues = {each: self._free(each, slots) for each in activity.venues if fits(self.venues[each], activity)}
        if activity.venues:
            slots = [slot for slot in slots if any(slot in free for free in venues.values())]
        people = {person: self._free(person, slots) for person in leaders(activity)}
        return Choices(slots=tuple(slots), venues=venues, people=people)

    def settled(self, activity: Activity) -> Placement | None:
        """Place a fixed activity or a window. Returns None if no day of its weeks is a working day."""
        if activity.is_fixed:
            return current_placement(activity)
        working = self.working_days(activity.earliest, activity.latest)
        if not working:
            return None
        return Placement(
            activity=activity.id,
            starts=datetime.combine(working[0], OPENS),
            ends=datetime.combine(working[-1], CLOSES),
            facilitators=tuple(people_for(activity, LeadingRole.FACILITATOR)),
            co_facilitators=tuple(people_for(activity, LeadingRole.CO_FACILITATOR)),
        )

    def working_days(self, first: date, last: date) -> list[date]:
        return [day for day in dates_between(first, last) if day.weekday() in WORKING_DAYS and day not in self._closed]

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
    """Whether the venue is big enough and has the equipment."""
    return (venue.capacity is None or venue.capacity >= activity.people) and activity.equipment <= venue.equipment


def is_settled(activity: Activity) -> bool:
    """Whether a plan has nothing to choose: the activity is fixed or a window."""
    return activity.is_fixed or activity.is_window


def current_placement(activity: Activity) -> Placement:
    """Return the placement in which a fixed activity stays. Raises ValueError if it has none."""
    if activity.now is None:
        raise ValueError(f"{activity.id} is fixed, but has no place.")
    return activity.now


def leaders(activity: Activity) -> list[str]:
    """List the people who may take a seat, each once."""
    return list(dict.fromkeys(person for seats in activity.seats for person in seats.people))


def people_for(activity: Activity, part: LeadingRole) -> list[str]:
    """List the people who may take a seat of this part, each once."""
    return list(dict.fromkeys(person for seats in activity.seats if seats.part is part for person in seats.people))


def dates_between(first: date, last: date) -> list[date]:
    return [first + DAY * number for number in range((last - first).days + 1)]
