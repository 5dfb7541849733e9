"""The validator of plans, written from the rules alone: it shares no code with the planner."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import combinations

from people.dates import weekday_and_date
from people.words import counted, listed
from scheduling.solver.problem import USUAL_HOURS, Activity, LeadingRole, Person, Placement, Problem, Seats, Venue

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
# A coach and a day, whose minutes windows draw on; a step is a window that draws on an offer.
Offer = tuple[str, date]
Step = tuple[str, Offer]


def faults(problem: Problem, placements: Iterable[Placement]) -> list[str]:
    """Return a sentence for each rule that the plan breaks."""
    given = list(placements)
    wrong = list(_not_one_place_each(problem, given))
    return wrong or list(_PlanCheck(problem, {each.activity: each for each in given}).faults())


def _not_one_place_each(problem: Problem, placements: list[Placement]) -> Iterator[str]:
    placed = [placement.activity for placement in placements]
    known = {activity.id for activity in problem.activities}
    for activity in problem.activities:
        if placed.count(activity.id) != 1:
            yield f"{problem.name_of(activity)} is placed {counted(placed.count(activity.id), 'time')}, not once."
    for each in placed:
        if each not in known:
            yield f"{each} is placed, but is no activity of this problem."


class _PlanCheck:
    """The check of a plan in which every activity has one placement."""

    def __init__(self, problem: Problem, placed: dict[str, Placement]) -> None:
        self.problem = problem
        self.placed = placed
        self.activities = {each.id: each for each in problem.activities}
        self.people = {each.id: each for each in problem.people}
        self.venues = {each.id: each for each in problem.venues}
        self.closed = [each for each in problem.closed if each.is_hard]

    def faults(self) -> Iterator[str]:
        for activity in self.problem.activities:
            yield from self._activity_faults(activity, self.placed[activity.id])
        yield from self._gap_faults()
        yield from self._apart_faults()
        for one, other in combinations(self.problem.activities, 2):
            if not ((one.is_fixed and other.is_fixed) or one.is_window or other.is_window):
                yield from self._clash_faults(one, other)
        yield from self._coaching_faults()

    def _activity_faults(self, activity: Activity, placement: Placement) -> Iterator[str]:
        if activity.is_fixed:
            if placement != activity.now:
                yield f"{self._called(activity)} must stay where it is."
        elif activity.is_window:
            yield from self._window_faults(activity, placement)
        else:
            yield from self._day_faults(activity, placement)
            yield from self._venue_faults(activity, placement)
            yield from self._seat_faults(activity, placement)
            yield from self._people_faults(activity, placement)

    def _window_faults(self, window: Activity, placement: Placement) -> Iterator[str]:
        working = list(self._working_days(window.earliest, window.latest))
        if not working:
            yield f"{self._called(window)} has no working day in its weeks."
        elif (placement.starts, placement.ends) != (_at(working[0], time(9)), _at(working[-1], time(17))):
            yield f"{self._called(window)} is not open from the first to the last working day of its weeks."
        if placement.venue:
            yield f"{self._called(window)} takes no room, but has one."
        if [set(_people_in_part(placement, part)) for part in LeadingRole] != [
            set(_people_for(window, part)) for part in LeadingRole
        ]:
            yield f"{self._called(window)} is not led by all of its people."

    def _day_faults(self, activity: Activity, placement: Placement) -> Iterator[str]:
        name, day = self._called(activity), placement.starts.date()
        if not activity.earliest <= day <= activity.latest:
            between = f"{weekday_and_date(activity.earliest)} and {weekday_and_date(activity.latest)}"
            yield f"{name} is on {weekday_and_date(day)}, but must be between {between}."
        if day.weekday() > 4:
            yield f"{name} is on a weekend: {weekday_and_date(day)}."
        for closed in self.closed:
            if closed.first <= day <= closed.last:
                yield f"{name} is on {weekday_and_date(day)}, which is closed: {closed.name}."
        if placement.starts.time() not in activity.starts:
            yield f"{name} begins at {placement.starts:%H:%M}, which is none of the times at which it may."
        if placement.ends - placement.starts != activity.minutes * ONE_MINUTE:
            yield f"{name} does not take {counted(activity.minutes, 'minute')}."

    def _venue_faults(self, activity: Activity, placement: Placement) -> Iterator[str]:
        if not placement.venue and not activity.venues:
            return
        name, venue = self._called(activity), self.venues.get(placement.venue)
        if venue is None or venue.id not in activity.venues:
            yield f"{name} is in none of the venues in which it may be."
            return
        if venue.capacity is not None and venue.capacity < activity.people:
            yield f"{venue.name} is too small for {name}: it holds {venue.capacity} of {activity.people}."
        if not activity.equipment <= venue.equipment:
            yield f"{venue.name} lacks {listed(sorted(activity.equipment - venue.equipment))} for {name}."
        if not _is_available(venue, placement.starts, placement.ends):
            yield f"{venue.name} is closed when {name} is there, on {weekday_and_date(placement.starts.date())}."

    def _seat_faults(self, activity: Activity, placement: Placement) -> Iterator[str]:
        name = self._called(activity)
        for part in LeadingRole:
            taken = list(_people_in_part(placement, part))
            for seats in (each for each in activity.seats if each.part is part):
                here, taken = taken[: seats.count], taken[seats.count :]
                if len(here) < seats.count or not set(here) <= set(seats.people):
                    yield f"{name} lacks {_seats_words(seats)}: not all are of those who may."
            if taken:
                yield f"{name} has more people than it needs."
        everybody = _leading(placement)
        if len(set(everybody)) < len(everybody):
            yield f"Somebody takes two seats at {name}."

    def _people_faults(self, activity: Activity, placement: Placement) -> Iterator[str]:
        for person in dict.fromkeys([*_leading(placement), *activity.required]):
            if person not in self.people:
                yield f"Somebody who would lead {self._called(activity)} cannot be asked any more."
            elif not _is_available(self.people[person], placement.starts, placement.ends):
                when = weekday_and_date(placement.starts.date())
                yield f"{self.people[person].name} is not available for {self._called(activity)} on {when}."

    def _gap_faults(self) -> Iterator[str]:
        for gap in self.problem.gaps:
            first, then = self.activities[gap.first], self.activities[gap.then]
            if not gap.is_hard or (first.is_fixed and then.is_fixed):
                continue
            days = (self.placed[then.id].starts.date() - self.placed[first.id].ends.date()).days
            words = f"{self._called(then)} is {counted(days, 'day')} after {self._called(first)}"
            if gap.least is not None and days < gap.least:
                yield f"{words}: less than {gap.least}."
            if gap.most is not None and days > gap.most:
                yield f"{words}: more than {gap.most}."

    def _apart_faults(self) -> Iterator[str]:
        for apart in self.problem.aparts:
            sessions = [self.activities[each] for each in dict.fromkeys(apart.activities)]
            for one, other in combinations([each for each in sessions if not each.is_window], 2):
                both_fixed = one.is_fixed and other.is_fixed
                if apart.is_hard and not both_fixed and self._week(one) == self._week(other):
                    yield f"{self._called(one)} and {self._called(other)} are in the same week."

    def _clash_faults(self, one: Activity, other: Activity) -> Iterator[str]:
        first, second = self.placed[one.id], self.placed[other.id]
        if first.ends <= second.starts or second.ends <= first.starts:
            return
        both = f"{self._called(one)} and {self._called(other)} at the same time"
        venue = self.venues.get(first.venue)
        if venue and first.venue == second.venue and not venue.is_shared:
            yield f"{venue.name} holds {both}."
        both_need = {*_leading(first), *one.required} & {*_leading(second), *other.required}
        for person in sorted(both_need & self.people.keys()):
            yield f"{self.people[person].name} is needed at {both}."
        if one.cohort == other.cohort and _share_participants(one, other):
            yield f"The same participants have {both}."

    def _coaching_faults(self) -> Iterator[str]:
        """Name the windows that together find too little time: those that the largest flow leaves short."""
        windows = [each for each in self.problem.activities if each.is_window and each.seats]
        wanting = _short_windows({each.id: each.minutes * each.people for each in windows}, self._offers(windows))
        if wanting:
            short = [each for each in windows if each.id in wanting]
            needed = sum(each.minutes * each.people for each in short)
            names = listed([self._called(each) for each in short])
            yield f"{names}: {counted(needed, 'minute')} are needed, more than those who coach have free."

    def _offers(self, windows: list[Activity]) -> dict[Offer, tuple[int, set[str]]]:
        """Return, for each coach and day, the free minutes and the windows that may draw on them."""
        offers: dict[Offer, tuple[int, set[str]]] = {}
        for window in windows:
            placement = self.placed[window.id]
            for day in self._working_days(placement.starts.date(), placement.ends.date()):
                for coach in {person for seats in window.seats for person in seats.people}:
                    if (coach, day) not in offers:
                        offers[coach, day] = self._free_minutes(coach, day), set()
                    offers[coach, day][1].add(window.id)
        return offers

    def _free_minutes(self, coach: str, day: date) -> int:
        person, morning = self.people[coach], _at(day, time(0))
        minutes = [False] * (24 * 60)
        for hours in person.hours or USUAL_HOURS:
            if hours.weekday == day.weekday():
                _mark(minutes, morning, _at(day, hours.starts), _at(day, hours.ends), True)
        for span in person.away:
            _mark(minutes, morning, span.starts, span.ends, False)
        for activity in self.problem.activities:
            placement = self.placed[activity.id]
            if not activity.is_window and coach in {*_leading(placement), *activity.required}:
                _mark(minutes, morning, placement.starts, placement.ends, False)
        return sum(minutes)

    def _working_days(self, first: date, last: date) -> Iterator[date]:
        for number in range((last - first).days + 1):
            day = first + number * ONE_DAY
            if day.weekday() <= 4 and not any(each.first <= day <= each.last for each in self.closed):
                yield day

    def _week(self, activity: Activity) -> tuple[int, int]:
        return self.placed[activity.id].starts.isocalendar()[:2]

    def _called(self, activity: Activity) -> str:
        return self.problem.name_of(activity)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock)


def _people_in_part(placement: Placement, part: LeadingRole) -> tuple[str, ...]:
    return {LeadingRole.FACILITATOR: placement.facilitators, LeadingRole.CO_FACILITATOR: placement.co_facilitators}[
        part
    ]


def _people_for(activity: Activity, part: LeadingRole) -> list[str]:
    return [person for seats in activity.seats if seats.part is part for person in seats.people]


def _leading(placement: Placement) -> tuple[str, ...]:
    return placement.facilitators + placement.co_facilitators


def _seats_words(seats: Seats) -> str:
    return counted(seats.count, seats.part.replace("_", "-"))


def _share_participants(one: Activity, other: Activity) -> bool:
    if not one.attendees or not other.attendees:
        return True
    return not set(one.attendees).isdisjoint(other.attendees)


def _is_available(whose: Person | Venue, starts: datetime, ends: datetime) -> bool:
    """Whether every minute lies within the hours, and in no absence."""
    if any(span.starts < ends and starts < span.ends for span in whose.away):
        return False
    there = starts
    for hours in sorted(whose.hours or USUAL_HOURS, key=lambda each: each.starts):
        if hours.weekday == starts.weekday() and _at(starts.date(), hours.starts) <= there:
            there = max(there, _at(starts.date(), hours.ends))
    return there >= ends


def _mark(minutes: list[bool], morning: datetime, starts: datetime, ends: datetime, is_free: bool) -> None:
    first = max(0, (starts - morning) // ONE_MINUTE)
    last = min(len(minutes), (ends - morning) // ONE_MINUTE)
    for minute in range(first, last):
        minutes[minute] = is_free


def _short_windows(needs: dict[str, int], offers: dict[Offer, tuple[int, set[str]]]) -> set[str]:
    """Find the windows that lack minutes, by the largest flow from offers to windows (Ford and Fulkerson).

    Returns a window that cannot draw enough, with the others that use its offers, or an empty set if none is short.
    """
    left = {offer: minutes for offer, (minutes, _) in offers.items()}
    drawn: dict[str, dict[Offer, int]] = {window: defaultdict(int) for window in needs}
    for window, need in needs.items():
        lacking = need
        while lacking > 0:
            path = _find_path(window, offers, left, drawn)
            if isinstance(path, set):
                return path
            lacking -= _draw_along(path, lacking, left, drawn)
    return set()


def _find_path(
    window: str,
    offers: dict[Offer, tuple[int, set[str]]],
    left: dict[Offer, int],
    drawn: dict[str, dict[Offer, int]],
) -> list[Step] | set[str]:
    """Find a path from a window to an offer with minutes left; each window on it draws on what the next gives up.

    Returns the windows visited if there is no path.
    """
    paths: dict[str, list[Step]] = {window: []}
    waiting = deque([window])
    while waiting:
        here = waiting.popleft()
        for offer in (offer for offer, (_, windows) in offers.items() if here in windows):
            path = [*paths[here], (here, offer)]
            if left[offer] > 0:
                return path
            for other in offers[offer][1]:
                if other not in paths and drawn[other][offer] > 0:
                    paths[other] = path
                    waiting.append(other)
    return set(paths)


def _draw_along(path: list[Step], need: int, left: dict[Offer, int], drawn: dict[str, dict[Offer, int]]) -> int:
    """Draw as many minutes along a path as it allows, and return how many."""
    givers = [(path[number + 1][0], path[number][1]) for number in range(len(path) - 1)]
    minutes = min([need, left[path[-1][1]], *(drawn[window][offer] for window, offer in givers)])
    for window, offer in path:
        drawn[window][offer] += minutes
    for window, offer in givers:
        drawn[window][offer] -= minutes
    left[path[-1][1]] -= minutes
    return minutes
