"""Realistic problems, made from the case study's design."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import cohorts
from scheduling.solver.problem import (
    Activity,
    Apart,
    Closed,
    Gap,
    Hours,
    LeadingRole,
    Person,
    Problem,
    Seats,
    Span,
    Venue,
)
from scheduling.working_days.days import bank_holidays_between

DESIGN = Path(cohorts.__file__).parent / "designs" / "leading_for_change.toml"
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONDAY = date(2026, 9, 7)
STARTS = (time(9, 30), time(13, 30))
ROOMS = ("Fenmoor House", "Riverside Centre", "Larch Room")
LEADERS = ("Ann Pereira", "Ben Osei", "Cara Whitlock", "Dev Anand")
COACHES = ("Ann Pereira", "Ben Osei", "Ella Marsh", "Finn Daly")


def whole_day(first: date, last: date | None = None, why: str = "Leave") -> Span:
    ends = datetime.combine((last or first) + DAY, time())
    return Span(starts=datetime.combine(first, time()), ends=ends, why=why)


def realistic(seed: int, cohorts: int = 1) -> Problem:
    """Cohorts of twenty with the case study's design, four facilitators, three venues and a year of closed days."""
    random = Random(seed)
    starts = [working(MONDAY + random.randrange(40) * WEEK + random.randrange(5) * DAY)]
    for _ in range(cohorts - 1):
        starts.append(starts[-1] + random.randint(2, 4) * WEEK)
    first, last = starts[0], starts[-1] + 36 * WEEK
    people = list(staff(random, first, last))
    activities: list[Activity] = []
    for number, start in enumerate(starts, start=1):
        participants = [
            Person(id=f"p{number}-{each}", name=f"Participant {number}.{each}", away=leave(random, first, last, 2))
            for each in range(20)
        ]
        people += participants
        activities += sessions(random, f"c{number}", start, [each.id for each in participants])
    return Problem(
        activities=tuple(activities),
        venues=tuple(rooms(random, first, last)),
        people=tuple(people),
        gaps=tuple(order(activities)),
        aparts=tuple(weeks_apart(activities)),
        closed=tuple(closed_days(random, first, last)),
        cohorts={f"c{number}": f"Cohort {number}" for number in range(1, cohorts + 1)},
    )


def working(day: date) -> date:
    while day.weekday() > 4 or any(True for _ in bank_holidays_between(day, day)):
        day += DAY
    return day


def staff(random: Random, first: date, last: date) -> Iterator[Person]:
    for number, name in enumerate(LEADERS):
        yield Person(id=f"f{number}", name=name, hours=week_of(random), away=leave(random, first, last, 6))
    for number, name in enumerate(COACHES[2:]):
        yield Person(id=f"k{number}", name=name, hours=week_of(random), away=leave(random, first, last, 6))
    yield Person(id="h", name="Hana Lund", away=leave(random, first, last, 4))
    yield Person(id="e0", name="Chief Executive", away=leave(random, first, last, 8))
    yield Person(id="e1", name="Chief Nurse", away=leave(random, first, last, 8))


def week_of(random: Random) -> tuple[Hours, ...]:
    """Draw four or five days of a week, or now and then the usual hours."""
    if random.random() < 0.3:
        return ()
    on = sorted(random.sample(range(5), random.choice((4, 4, 5))))
    return tuple(Hours(weekday=each, starts=time(8), ends=time(18)) for each in on)


def leave(random: Random, first: date, last: date, times: int) -> tuple[Span, ...]:
    """Draw so many absences of one day to a week."""
    found = []
    for _ in range(times):
        day = first + random.randrange((last - first).days) * DAY
        found.append(whole_day(day, day + random.choice((0, 0, 1, 4)) * DAY))
    return tuple(found)


def rooms(random: Random, first: date, last: date) -> Iterator[Venue]:
    for number, name in enumerate(ROOMS):
        capacity = (40, 24, 20)[number]
        equipment = frozenset({"projector"} if number < 2 else set())
        yield Venue(
            id=f"v{number}", name=name, capacity=capacity, equipment=equipment, away=leave(random, first, last, 10)
        )


def closed_days(random: Random, first: date, last: date) -> Iterator[Closed]:
    for day, name in bank_holidays_between(first, last):
        yield Closed(id=f"b{day}", name=name, first=day, last=day)
    for number in range(3):
        day = first + random.randrange((last - first).days) * DAY
        yield Closed(id=f"o{number}", name="Board away day", first=day, last=day)
    for number in range(5):
        day = first + number * 7 * WEEK
        yield Closed(id=f"s{number}", name="School holiday", first=day, last=day + 4 * DAY, is_hard=False)


def design() -> dict[str, Any]:
    with DESIGN.open("rb") as file:
        return tomllib.load(file)


def sessions(random: Random, cohort: str, start: date, participants: list[str]) -> Iterator[Activity]:
    for element in design()["elements"]:
        for number, (first, last) in enumerate(element["windows"], start=1):
            earliest, latest = start + WEEK * (first - 1), start + WEEK * last - DAY
            if element["key"] == "launch":
                latest = max(earliest + 2 * DAY, earliest)
            yield session(random, cohort, element, number, earliest, latest, participants)


def session(  # noqa: PLR0917
    random: Random, cohort: str, element: dict[str, Any], number: int, earliest: date, latest: date, them: list[str]
) -> Activity:
    kind, is_window = element["kind"], element["format"] in ("one_to_one", "online")
    return Activity(
        id=f"{cohort}-{element['key']}-{number}",
        cohort=cohort,
        element=element["key"],
        number=number,
        name=element["name"] + (f" {number}" if len(element["windows"]) > 1 else ""),
        earliest=earliest,
        latest=latest,
        minutes=element["minutes"],
        people=20,
        starts=(time(9),) if element["minutes"] >= 300 else STARTS,
        is_window=is_window,
        seats=tuple(seats_of(kind)),
        venues=() if is_window else ("v0", "v1", "v2"),
        equipment=frozenset({"projector"} if kind == "conference" else set()),
        attendees=() if is_window else tuple(them),
        required=("e0", "e1") if kind == "conference" else (),
        weekdays=frozenset() if is_window else frozenset({1, 2, 3}),
        half_day=random.choice(("", "morning")) if kind == "masterclass" else "",
    )


def seats_of(kind: str) -> Iterator[Seats]:
    if kind == "coaching":
        yield Seats(part=LeadingRole.FACILITATOR, count=1, people=("f0", "f1", "k0", "k1"))
    elif kind != "assessment":
        yield Seats(part=LeadingRole.FACILITATOR, count=2 if kind == "launch" else 1, people=("f0", "f1", "f2", "f3"))
    if kind == "patient_engagement":
        yield Seats(part=LeadingRole.CO_FACILITATOR, count=1, people=("h", "f3"))


def order(activities: list[Activity]) -> Iterator[Gap]:
    """Each session comes after the one before it, and the first coaching after the first masterclass."""
    by_id = {each.id: each for each in activities}
    for cohort in dict.fromkeys(each.cohort for each in activities):
        dated = sorted((e for e in activities if e.cohort == cohort and not e.is_window), key=lambda e: e.earliest)
        for one, other in pairwise(dated):
            yield Gap(id=f"{other.id}-after", first=one.id, then=other.id, least=2)
            yield Gap(id=f"{other.id}-soon", first=one.id, then=other.id, least=7, most=42, is_hard=False)
        first, then = f"{cohort}-masterclass-self-1", f"{cohort}-coaching-1"
        assert {first, then} <= by_id.keys()
        yield Gap(id=f"{cohort}-coaching-after", first=first, then=then)


def weeks_apart(activities: list[Activity]) -> Iterator[Apart]:
    for cohort in dict.fromkeys(each.cohort for each in activities):
        dated = tuple(each.id for each in activities if each.cohort == cohort and not each.is_window)
        yield Apart(id=f"{cohort}-apart", activities=dated)
