"""The score sheet of a plan: a line for each wish that it does not meet.

Prices are in points. Only sessions are charged, fixed ones included; a window has nothing to choose.

- `weekday`: once for a session on a weekday that is not among those wished for, if any were.
- `half_day`: once for a session that begins in the other half of the day than was wished for; afternoon is from 12:00.
- `avoided_day`: once for a session on a day of a `Closed` that is not hard, of however many.
- `participant_away`: for each attendee of a session who is not available for all of it, because they are away or it is
  outside their hours.
- `gap`: once for each `Gap` that is not hard and not kept, by however many days.
- `apart`: for each `Apart` that is not hard and each week in which it has k sessions, k > 1: k - 1 times.
- `off_centre_week`: for each week by which a session is off the middle of its weeks. These are counted from `earliest`,
  seven days each; the middle of three weeks is the second, that of four the second and the third.
- `other_venue`: once for a session that is not in the venue that was wished for, if one was.
- `change_of_venue`: once for each two successive sessions of a cohort that both have a venue, but not the same.
- `change_of_weekday`: once for each two successive sessions of a cohort on different weekdays.
- `uneven_load`: for each session that somebody leads beyond an even share. Each part (facilitator, co-facilitator) is
  shared by the people named for its seats; an even share is the number of places that they take in all sessions,
  divided by the number of these people and rounded up.

Successive sessions of a cohort are neighbours in the order of their weeks in the design: by `earliest`, `latest` and
their place in the problem.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import pairwise
from typing import TypeVar

from people.dates import WEEKDAYS, monday_of, weekday_and_date, weekdays_words
from people.words import counted, listed
from scheduling.solver.candidates import Diary, diaries
from scheduling.solver.problem import Activity, Apart, Charge, Closed, Gap, LeadingRole, Placement, Problem

MIDDAY = time(12)

Rule = TypeVar("Rule", Gap, Apart, Closed)

HALVES = {"morning": "afternoon", "afternoon": "morning"}


def score_sheet(problem: Problem, placements: Iterable[Placement]) -> tuple[Charge, ...]:
    """List every charge of a plan: those of each session in the problem's order, then those of gaps, weeks and load."""
    prices = Pricing(problem)
    placed = {placement.activity: placement for placement in placements}
    return tuple(charge for charge in prices.charges(placed) if charge.points)


class Pricing:
    """The prices of the wishes of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.prices = problem.prices
        self.diaries: dict[str, Diary] = diaries(problem)
        self.names = {each.id: each.name for each in problem.people} | {each.id: each.name for each in problem.venues}
        self.activities = {activity.id: activity for activity in problem.activities}

    def charges(self, placed: dict[str, Placement]) -> Iterator[Charge]:
        for activity in self.problem.activities:
            if not activity.is_window:
                yield from self.session_charges(activity, placed[activity.id].starts, placed[activity.id].ends)
                yield from self._venue_charges(activity, placed[activity.id].venue)
        for gap in soft_rules(self.problem.gaps):
            yield from self._gap_charges(gap, placed)
        for apart in soft_rules(self.problem.aparts):
            yield from self._apart_charges(apart, placed)
        for one, other in successive(self.problem):
            yield from self._change_charges(one, other, placed)
        for part in LeadingRole:
            yield from self._load_charges(part, placed)

    def session_charges(self, activity: Activity, starts: datetime, ends: datetime) -> Iterator[Charge]:
        """Yield the charges that depend only on when a session is."""
        yield from self._weekday_charges(activity, starts)
        yield from self._half_day_charges(activity, starts)
        yield from self._avoided_day_charges(activity, starts.date())
        yield from self._absence_charges(activity, starts, ends)
        yield from self._week_charges(activity, starts.date())

    def _venue_charges(self, activity: Activity, venue: str) -> Iterator[Charge]:
        if misses_venue(activity, venue):
            where = f"is at {self.names[venue]}; {self.names[activity.wished_venue]} was wished for"
            yield self._charge("other_venue", activity, where)

    def _weekday_charges(self, activity: Activity, starts: datetime) -> Iterator[Charge]:
        if activity.weekdays and starts.weekday() not in activity.weekdays:
            wished = f"{weekdays_words(activity.weekdays)} were wished for"
            yield self._charge("weekday", activity, f"is on {a_weekday(starts.weekday())}; {wished}")

    def _half_day_charges(self, activity: Activity, starts: datetime) -> Iterator[Charge]:
        if activity.half_day and activity.half_day != half_of(starts):
            other = HALVES[activity.half_day]
            yield self._charge("half_day", activity, f"is in the {other}; the {activity.half_day} was wished for")

    def _avoided_day_charges(self, activity: Activity, day: date) -> Iterator[Charge]:
        avoided = [each.name for each in soft_rules(self.problem.closed) if each.first <= day <= each.last]
        if avoided:
            yield self._charge("avoided_day", activity, f"is on {weekday_and_date(day)}: {listed(avoided)}")

    def _absence_charges(self, activity: Activity, starts: datetime, ends: datetime) -> Iterator[Charge]:
        away = [each for each in activity.attendees if not self.diaries[each].is_free(starts, ends)]
        if away:
            names = listed([self.names[each] for each in away])
            words = f"is on {weekday_and_date(starts.date())}, when {names} {'is' if len(away) == 1 else 'are'} away"
            yield self._charge("participant_away", activity, words, len(away))

    def _week_charges(self, activity: Activity, day: date) -> Iterator[Charge]:
        off = weeks_off_centre(activity, day)
        if off:
            yield self._charge(
                "off_centre_week", activity, f"is {counted(off, 'week')} off the middle of its weeks", off
            )

    def _gap_charges(self, gap: Gap, placed: dict[str, Placement]) -> Iterator[Charge]:
        between = days_between(placed[gap.first], placed[gap.then])
        if not keeps_gap(gap, between):
            first = self.problem.name_of(self.activities[gap.first])
            words = f"begins {days_after(between)} {first}; {wish_words(gap)} wished for"
            yield self._charge("gap", self.activities[gap.then], words)

    def _apart_charges(self, apart: Apart, placed: dict[str, Placement]) -> Iterator[Charge]:
        weeks: dict[date, list[Activity]] = defaultdict(list)
        for each in sessions_of(apart, self.activities):
            weeks[monday_of(placed[each.id].starts.date())].append(each)
        for monday, together in sorted(weeks.items()):
            if len(together) > 1:
                names = listed([self.problem.name_of(each) for each in together])
                words = f"{names} are in the week of {weekday_and_date(monday)}; different weeks were wished for"
                yield self._line("apart", words, len(together) - 1)

    def _change_charges(self, one: Activity, other: Activity, placed: dict[str, Placement]) -> Iterator[Charge]:
        first, then, after = placed[one.id], placed[other.id], self.problem.name_of(one)
        if first.venue and then.venue and first.venue != then.venue:
            where = f"is at {self.names[then.venue]}, {after} at {self.names[first.venue]}"
            yield self._charge("change_of_venue", other, where)
        if first.starts.weekday() != then.starts.weekday():
            when = f"is on {a_weekday(then.starts.weekday())}, {after} on {a_weekday(first.starts.weekday())}"
            yield self._charge("change_of_weekday", other, when)

    def _load_charges(self, part: LeadingRole, placed: dict[str, Placement]) -> Iterator[Charge]:
        sharing = people_who_share(self.problem, part)
        load = Counter(
            person
            for activity in self.problem.activities
            if not activity.is_window
            for person in people_in_role(placed[activity.id], part)
        )
        share = even_share(sum(load[person] for person in sharing), len(sharing))
        for person in sharing:
            if load[person] > share:
                does = "leads" if part is LeadingRole.FACILITATOR else "helps to lead"
                words = f"{self.names[person]} {does} {counted(load[person], 'session')}; an even share is {share}"
                yield self._line("uneven_load", words, load[person] - share)

    def _charge(self, kind: str, activity: Activity, words: str, times: int = 1) -> Charge:
        return self._line(kind, f"{self.problem.name_of(activity)} {words}", times, activity.id)

    def _line(self, kind: str, words: str, times: int, activity: str = "") -> Charge:
        points = times * int(getattr(self.prices, kind))
        return Charge(kind=kind, words=f"{words}: {counted(points, 'point')}", points=points, activity=activity)


def half_of(starts: datetime) -> str:
    return "morning" if starts.time() < MIDDAY else "afternoon"


def misses_venue(activity: Activity, venue: str) -> bool:
    """Whether the session has a venue, and not the one that was wished for."""
    return bool(venue and activity.wished_venue and venue != activity.wished_venue)


def weeks_off_centre(activity: Activity, day: date) -> int:
    weeks = (activity.latest - activity.earliest).days // 7 + 1
    week = (day - activity.earliest).days // 7
    return abs(2 * week - (weeks - 1)) // 2


def days_between(first: Placement, then: Placement) -> int:
    return (then.starts.date() - first.ends.date()).days


def keeps_gap(gap: Gap, between: int) -> bool:
    return (gap.least is None or between >= gap.least) and (gap.most is None or between <= gap.most)


def days_after(between: int) -> str:
    if between == 0:
        return "on the day of"
    return f"{counted(abs(between), 'day')} {'after' if between > 0 else 'before'}"


def wish_words(gap: Gap) -> str:
    """Return words such as "at least 7 and at most 10 days after it were"; a least of 1 means a later day."""
    if gap.least == 1 and gap.most is None:
        return "a later day was"
    least = f"at least {gap.least}" if gap.least is not None else ""
    most = f"at most {gap.most}" if gap.most is not None else ""
    last = gap.least if gap.most is None else gap.most
    return f"{' and '.join(filter(None, (least, most)))} {'day' if last == 1 else 'days'} after it were"


def sessions_of(apart: Apart, activities: dict[str, Activity]) -> list[Activity]:
    named = dict.fromkeys(apart.activities)
    return [activities[each] for each in named if not activities[each].is_window]


def successive(problem: Problem) -> Iterator[tuple[Activity, Activity]]:
    """Yield each two successive sessions of a cohort, in the order of their weeks."""
    cohorts: dict[str, list[Activity]] = defaultdict(list)
    for activity in sorted(problem.activities, key=lambda each: (each.earliest, each.latest)):
        if not activity.is_window:
            cohorts[activity.cohort].append(activity)
    for sessions in cohorts.values():
        yield from pairwise(sessions)


def people_who_share(problem: Problem, part: LeadingRole) -> list[str]:
    """List the people named for the seats of a part, each once."""
    sessions = (activity for activity in problem.activities if not activity.is_window)
    seats = (seats for activity in sessions for seats in activity.seats if seats.part is part)
    return list(dict.fromkeys(person for each in seats for person in each.people))


def even_share(places: int, people: int) -> int:
    return -(-places // people) if people else 0


def people_in_role(placement: Placement, part: LeadingRole) -> tuple[str, ...]:
    return placement.facilitators if part is LeadingRole.FACILITATOR else placement.co_facilitators


def soft_rules(rules: Iterable[Rule]) -> list[Rule]:
    return [rule for rule in rules if not rule.is_hard]


def a_weekday(weekday: int) -> str:
    return f"a {WEEKDAYS[weekday]}"
