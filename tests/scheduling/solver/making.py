"""Short ways to write a problem by hand. Days are counted from Monday 7 September 2026."""

from datetime import date, datetime, time, timedelta
from typing import Any

from scheduling.solver.problem import Activity, Closed, LeadingRole, Person, Placement, Problem, Seats, Span, Venue

MONDAY = date(2026, 9, 7)
DAY = timedelta(days=1)


def day(number: int) -> date:
    return MONDAY + number * DAY


def session(name: str = "launch", first: int = 0, last: int = 20, **changes: Any) -> Activity:
    """Make a session of three and a half hours within three weeks that needs no people and no venue."""
    usual: dict[str, Any] = {
        "id": name,
        "cohort": "c1",
        "element": name,
        "number": 1,
        "name": name.title(),
        "earliest": day(first),
        "latest": day(last),
        "minutes": 210,
        "people": 20,
        "starts": (time(9, 30), time(13, 30)),
    }
    return Activity(**usual | changes)


def window(name: str = "coaching", first: int = 0, last: int = 4, *coaches: str, **changes: Any) -> Activity:
    seats = (Seats(part=LeadingRole.FACILITATOR, count=1, people=coaches),) if coaches else ()
    return session(name, first, last, **{"is_window": True, "minutes": 60, "seats": seats} | changes)


def led_by(*people: str, count: int = 1, part: LeadingRole = LeadingRole.FACILITATOR) -> tuple[Seats, ...]:
    return (Seats(part=part, count=count, people=people),)


def placed(name: str = "launch", on: int = 8, clock: time = time(9, 30), minutes: int = 210, **where: Any) -> Placement:
    """Place it on a Tuesday morning in the second of the three weeks, unless said otherwise."""
    starts = datetime.combine(day(on), clock)
    return Placement(activity=name, starts=starts, ends=starts + timedelta(minutes=minutes), **where)


def opened(name: str = "coaching", first: int = 0, last: int = 4, *coaches: str) -> Placement:
    starts, ends = datetime.combine(day(first), time(9)), datetime.combine(day(last), time(17))
    return Placement(activity=name, starts=starts, ends=ends, facilitators=coaches)


def away(first: int, last: int | None = None) -> tuple[Span, ...]:
    ends = day(first if last is None else last) + DAY
    return (Span(starts=datetime.combine(day(first), time()), ends=datetime.combine(ends, time())),)


def person(name: str, **changes: Any) -> Person:
    return Person(id=name, name=name.title(), **changes)


def room(name: str, **changes: Any) -> Venue:
    return Venue(id=name, name=name.title(), **changes)


def shut(first: int, last: int | None = None, name: str = "Board day", **changes: Any) -> Closed:
    return Closed(id=name, name=name, first=day(first), last=day(first if last is None else last), **changes)


def problem(*activities: Activity, **rest: Any) -> Problem:
    return Problem(activities=activities, **{"cohorts": {"c1": "Cohort 1", "c2": "Cohort 2"}} | rest)
