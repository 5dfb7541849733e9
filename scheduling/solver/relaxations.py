"""Rules that could be relaxed: their words, the prices of gentler ways, and changes applied to a problem."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from people.dates import date_words, weekdays_words
from people.words import counted, listed
from scheduling.solver.problem import WORKING_DAYS, Activity, Gap, Hours, Person, Problem, Relaxation, Span, Venue

Change = Mapping[str, Any]

AT_ANY_HOUR = tuple(Hours(weekday=weekday, starts=time.min, ends=time(23, 59)) for weekday in WORKING_DAYS)

# The cost of each change in points, a guess at how much trouble it makes. The cheapest are offered first.
WEEK_MORE, TWO_WEEKS_MORE, FOUR_WEEKS_MORE = 2, 3, 5

FEWER_DAYS, NO_GAP, NO_APART = 3, 6, 5

SMALLER_ROOM, NO_EQUIPMENT, MOVE_KNOWN = 7, 6, 6

COME_ALL_THE_SAME, AT_OTHER_HOURS, OPEN_ALL_THE_SAME = 8, 7, 10

WITHOUT_LEADER, WITHOUT_EXECUTIVES = 9, 9

SPANS_NAMED = 3

# A session freed from its weeks may be anywhere in those of all cohorts, and this long before or after.
FAR = timedelta(weeks=4)


def apply(problem: Problem, change: Change) -> Problem:
    """Return the problem with this change. Raises KeyError if its kind is not known.

    A change of something that is gone has no effect.
    """
    return CHANGES[change["kind"]](problem, change)


def _change_weeks(problem: Problem, change: Change) -> Problem:
    """Allow an activity some days before and after its weeks."""
    earlier, later = timedelta(days=change.get("earlier", 0)), timedelta(days=change.get("later", 0))
    return _change_activity(
        problem, change, lambda one: replace(one, earliest=one.earliest - earlier, latest=one.latest + later)
    )


def _ignore_capacity(problem: Problem, change: Change) -> Problem:
    return _change_activity(problem, change, lambda one: replace(one, people=0))


def _ignore_equipment(problem: Problem, change: Change) -> Problem:
    return _change_activity(problem, change, lambda one: replace(one, equipment=frozenset()))


def _remove_seats(problem: Problem, change: Change) -> Problem:
    return _change_activity(problem, change, lambda one: replace(one, seats=()))


def _ignore_required(problem: Problem, change: Change) -> Problem:
    return _change_activity(problem, change, lambda one: replace(one, required=()))


def _let_move(problem: Problem, change: Change) -> Problem:
    return _change_activity(problem, change, lambda one: replace(one, is_fixed=False))


def _change_activity(problem: Problem, change: Change, changed: Callable[[Activity], Activity]) -> Problem:
    activities = tuple(changed(one) if one.id == change["id"] else one for one in problem.activities)
    return replace(problem, activities=activities)


def _change_gap(problem: Problem, change: Change) -> Problem:
    """Set the least or the most days of a gap; without either, remove the gap."""
    if "least" not in change and "most" not in change:
        return replace(problem, gaps=tuple(gap for gap in problem.gaps if gap.id != change["id"]))
    gaps = (
        replace(gap, least=change.get("least", gap.least), most=change.get("most", gap.most))
        if gap.id == change["id"]
        else gap
        for gap in problem.gaps
    )
    return replace(problem, gaps=tuple(gaps))


def _remove_apart(problem: Problem, change: Change) -> Problem:
    return replace(problem, aparts=tuple(each for each in problem.aparts if each.id != change["id"]))


def _remove_closed(problem: Problem, change: Change) -> Problem:
    return replace(problem, closed=tuple(each for each in problem.closed if each.id != change["id"]))


def _ignore_absences(problem: Problem, change: Change) -> Problem:
    """Ignore the absences of a person or a venue."""
    return _change_diary(problem, change, {"away": ()})


def _ignore_hours(problem: Problem, change: Change) -> Problem:
    """Make a person or a venue available at all hours."""
    return _change_diary(problem, change, {"hours": AT_ANY_HOUR})


CHANGES: dict[str, Callable[[Problem, Change], Problem]] = {
    "window": _change_weeks,
    "people": _ignore_capacity,
    "equipment": _ignore_equipment,
    "seats": _remove_seats,
    "required": _ignore_required,
    "fixed": _let_move,
    "gap": _change_gap,
    "apart": _remove_apart,
    "closed": _remove_closed,
    "away": _ignore_absences,
    "hours": _ignore_hours,
}


def _change_diary(problem: Problem, change: Change, values: Mapping[str, Any]) -> Problem:
    people = tuple(replace(one, **values) if one.id == change["id"] else one for one in problem.people)
    venues = tuple(replace(one, **values) if one.id == change["id"] else one for one in problem.venues)
    return replace(problem, people=people, venues=venues)


@dataclass(frozen=True, kw_only=True)
class Rule:
    id: str
    words: str
    removal: Change
    ways: tuple[Relaxation, ...]


def rules_of(problem: Problem, about: Sequence[Activity] | None = None) -> list[Rule]:
    """List the rules in the order of an explanation: the design's own, then closed days, rooms and people.

    The rules of diaries name only absences in the weeks of the activities in `about`, by default of all activities.
    """
    weeks = problem.activities if about is None else about
    return [
        *_activity_rules(problem),
        *_gap_rules(problem),
        *_apart_rules(problem),
        *_closed_rules(problem),
        *_diary_rules(problem.venues, weeks),
        *_diary_rules(problem.people, weeks),
    ]


def _rule(what: str, name: str, words: str, removal: Change, ways: Sequence[Relaxation]) -> Rule:
    return Rule(id=f"{what} {name}", words=words, removal={"kind": what, "id": name, **removal}, ways=tuple(ways))


def _way(words: str, cost: int, kind: str, name: str, **more: object) -> Relaxation:
    return Relaxation(words=words, cost=cost, change={"kind": kind, "id": name, **more})


def _activity_rules(problem: Problem) -> Iterator[Rule]:
    for activity in problem.activities:
        name = problem.name_of(activity)
        if activity.is_fixed:
            yield _fixed_rule(activity, name)
        # More weeks would only keep a window open longer, which relaxes nothing.
        if not activity.is_window:
            # While a session is fixed these rules do not bind it, but they do as soon as it may move.
            yield _weeks_rule(problem, activity, name)
            yield from _room_rules(problem, activity, name)
        yield from _people_rules(problem, activity, name)


def _fixed_rule(activity: Activity, name: str) -> Rule:
    on = f" on {date_words(activity.now.starts.date())}" if activity.now else ""
    way = _way(f"Let {name} move", MOVE_KNOWN, "fixed", activity.id)
    return _rule("fixed", activity.id, f"{name} stays where it is{on}.", {}, [way])


def _weeks_rule(problem: Problem, activity: Activity, name: str) -> Rule:
    first = min(each.earliest for each in problem.activities) - FAR
    last = max(each.latest for each in problem.activities) + FAR
    removal = {"earlier": (activity.earliest - first).days, "later": (last - activity.latest).days}
    ways = []
    for weeks, cost in ((1, WEEK_MORE), (2, TWO_WEEKS_MORE), (4, FOUR_WEEKS_MORE)):
        later, earlier = activity.latest + timedelta(weeks=weeks), activity.earliest - timedelta(weeks=weeks)
        ways.append(_way(f"Let {name} be as late as {date_words(later)}", cost, "window", activity.id, later=7 * weeks))
        ways.append(
            _way(f"Let {name} be as early as {date_words(earlier)}", cost, "window", activity.id, earlier=7 * weeks)
        )
    words = (
        f"{name} falls from {date_words(activity.earliest)} to {date_words(activity.latest)}, the weeks of the design."
    )
    return _rule("window", activity.id, words, removal, ways)


def _room_rules(problem: Problem, activity: Activity, name: str) -> Iterator[Rule]:
    venues = [venue for venue in problem.venues if venue.id in activity.venues]
    small = [venue for venue in venues if venue.capacity is not None and venue.capacity < activity.people]
    if small:
        held = listed([f"{venue.name} ({venue.capacity})" for venue in small])
        way = _way(f"Hold {name} in a venue for fewer than {activity.people}", SMALLER_ROOM, "people", activity.id)
        words = f"{name} needs a venue for {activity.people}, and {held} {'are' if len(small) > 1 else 'is'} too small."
        yield _rule("people", activity.id, words, {}, [way])
    if any(not activity.equipment <= venue.equipment for venue in venues):
        needed = listed(sorted(activity.equipment))
        way = _way(f"Hold {name} without {needed}", NO_EQUIPMENT, "equipment", activity.id)
        yield _rule("equipment", activity.id, f"{name} needs a venue with {needed}.", {}, [way])


def _people_rules(problem: Problem, activity: Activity, name: str) -> Iterator[Rule]:
    people = {person.id: person.name for person in problem.people}
    if activity.seats:
        may = listed(
            [people[each] for each in dict.fromkeys(one for seats in activity.seats for one in seats.people)], "or"
        )
        words = f"{name} is led by {may}."
        if activity.is_window:
            hours = counted(activity.minutes * activity.people // 60, "hour")
            words = f"{name} takes {hours} of {may} altogether."
        way = _way(f"Plan {name} without anybody to lead it yet", WITHOUT_LEADER, "seats", activity.id)
        yield _rule("seats", activity.id, words, {}, [way])
    if activity.required:
        those = listed([people[each] for each in activity.required])
        way = _way(f"Hold {name} although not all of them can come", WITHOUT_EXECUTIVES, "required", activity.id)
        yield _rule("required", activity.id, f"{name} needs {those}.", {}, [way])


def _gap_rules(problem: Problem) -> Iterator[Rule]:
    names = {activity.id: problem.name_of(activity) for activity in problem.activities}
    for gap in problem.gaps:
        if gap.is_hard:
            yield _gap_rule(gap, names[gap.first], names[gap.then])


def _gap_rule(gap: Gap, first: str, then: str) -> Rule:
    ways = [_way(f"Let {then} lie anywhere to {first}", NO_GAP, "gap", gap.id)]
    if gap.least is not None and gap.least > 7:
        words = f"Let {then} follow {first} after {counted(gap.least - 7, 'day')}, not {gap.least}"
        ways.append(_way(words, FEWER_DAYS, "gap", gap.id, least=gap.least - 7))
    if gap.most is not None:
        words = f"Let {then} follow {first} within {counted(gap.most + 7, 'day')}, not {gap.most}"
        ways.append(_way(words, FEWER_DAYS, "gap", gap.id, most=gap.most + 7))
    return _rule("gap", gap.id, f"{then} comes {_how_far(gap)} {first}.", {}, ways)


def _how_far(gap: Gap) -> str:
    least = f"at least {counted(gap.least, 'day')}" if gap.least is not None and gap.least != 1 else ""
    most = f"at most {counted(gap.most, 'day')}" if gap.most is not None else ""
    return " and ".join(each for each in (least, most) if each) + (" after" if least or most else "after")


def _apart_rules(problem: Problem) -> Iterator[Rule]:
    names = {activity.id: problem.name_of(activity) for activity in problem.activities}
    for apart in problem.aparts:
        if apart.is_hard:
            these = [names[each] for each in apart.activities if each in names]
            words = f"No two of {listed(these)} are in one week."
            way = _way("Let two sessions be in one week", NO_APART, "apart", apart.id)
            yield _rule("apart", apart.id, words, {}, [way])


def _closed_rules(problem: Problem) -> Iterator[Rule]:
    for closed in problem.closed:
        if closed.is_hard:
            words = f"Nothing takes place {_days(closed.first, closed.last)} ({closed.name})."
            way = _way(
                f"Hold sessions {_days(closed.first, closed.last)} all the same", OPEN_ALL_THE_SAME, "closed", closed.id
            )
            yield _rule("closed", closed.id, words, {}, [way])


def _diary_rules(some: Sequence[Venue] | Sequence[Person], weeks: Sequence[Activity]) -> Iterator[Rule]:
    for whose in some:
        if away := _within_weeks(whose.away, weeks):
            words = f"{whose.name} is not available {_spans(away, with_reasons=True)}."
            way = _way(f"Count on {whose.name} all the same {_spans(away)}", COME_ALL_THE_SAME, "away", whose.id)
            yield _rule("away", whose.id, words, {}, [way])
        if whose.hours:
            words = f"{whose.name} is available only on {_weekdays(whose)}, at the hours entered."
            way = _way(f"Count on {whose.name} at other hours too", AT_OTHER_HOURS, "hours", whose.id)
            yield _rule("hours", whose.id, words, {}, [way])


def _within_weeks(spans: Sequence[Span], weeks: Sequence[Activity]) -> list[Span]:
    """Return the spans within the weeks of any of these activities, in order."""
    return [
        span
        for span in sorted(spans, key=lambda span: span.starts)
        if any(span.starts.date() <= each.latest and span.ends.date() >= each.earliest for each in weeks)
    ]


def _spans(spans: Sequence[Span], *, with_reasons: bool = False) -> str:
    named = [
        _days(span.starts.date(), (span.ends - timedelta(minutes=1)).date())
        + (f" ({span.why})" if with_reasons and span.why else "")
        for span in spans[:SPANS_NAMED]
    ]
    more = len(spans) - SPANS_NAMED
    return listed([*named, f"{counted(more, 'more time')}"] if more > 0 else named)


def _weekdays(whose: Venue | Person) -> str:
    on = sorted({hours.weekday for hours in whose.hours})
    return weekdays_words(on)


def _days(first: date, last: date) -> str:
    return f"on {date_words(first)}" if first == last else f"from {date_words(first)} to {date_words(last)}"
