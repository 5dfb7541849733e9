"""Repairs move the fewest people, then the fewest days, as every plan counted out shows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar

import pytest

from scheduling.solver.problem import (
    Activity,
    Closed,
    LeadingRole,
    Person,
    Placement,
    Problem,
    Repair,
    Seats,
    Span,
    Venue,
)
from scheduling.solver.repair import list_moves, repair
from scheduling.solver.validator import faults
from tests.scheduling.solver.brute import Brute
from tests.scheduling.solver.small import MONDAY, small

One = TypeVar("One", Person, Venue)
Cases = list[tuple[int, Problem, tuple[Repair, ...]]]
SEEDS = range(1, 70)
DAY = timedelta(days=1)


def broken(seed: int) -> Problem | None:
    """Take a problem whose sessions are where its best plan has them, and let a person, a room or a day drop out."""
    problem = small(seed)
    plans = Brute(problem).plans
    if not plans:
        return None
    best = {each.activity: each for each in min(plans, key=lambda each: each[0])[1]}
    standing = replace(problem, activities=tuple(replace(each, now=best[each.id]) for each in problem.activities))
    return lost(standing, Random(seed))


def lost(problem: Problem, random: Random) -> Problem:
    sessions = [each for each in problem.activities if not each.is_window and each.now]
    now = random.choice(sessions).now
    assert now
    day = datetime.combine(now.starts.date(), time.min)
    span = Span(starts=day, ends=day + DAY)
    choice = random.choice(("venue", "person", "day"))
    if choice == "venue" and now.venue:
        return replace(problem, venues=tuple(away(each, now.venue, span) for each in problem.venues))
    if choice == "person" and now.facilitators:
        return replace(problem, people=tuple(away(each, now.facilitators[0], span) for each in problem.people))
    return replace(problem, closed=(*problem.closed, Closed(id="lost", name="Lost", first=day.date(), last=day.date())))


def away(one: One, id: str, span: Span) -> One:
    return replace(one, away=(*one.away, span)) if one.id == id else one


def upset(problem: Problem, placements: tuple[Placement, ...]) -> tuple[int, int, int]:
    """Count the people moved, the days moved, and how often people are told of a session."""
    moved = list_moves(problem, placements)
    people = {person for each in moved for person in each.people}
    return len(people), sum(each.days for each in moved), sum(len(each.people) for each in moved)


@pytest.fixture(scope="module")
def cases() -> Cases:
    problems = {seed: broken(seed) for seed in SEEDS}
    return [(seed, problem, repair(problem, seconds=20)) for seed, problem in problems.items() if problem]


def test_no_plan_moves_fewer_people_or_the_same_by_fewer_days(cases: Cases) -> None:
    repaired = 0
    for seed, problem, repairs in cases:
        plans = Brute(problem).plans
        assert bool(repairs) == bool(plans), seed
        if repairs:
            fewest = min((*upset(problem, placements), score) for score, placements in plans)
            assert (*upset(problem, repairs[0].plan.placements), repairs[0].plan.score) == fewest, seed
            repaired += 1
    assert repaired >= 20


def test_every_repair_keeps_every_rule(cases: Cases) -> None:
    for seed, problem, repairs in cases:
        for each in repairs:
            assert not faults(problem, each.plan.placements), seed


def test_repairs_are_on_different_days(cases: Cases) -> None:
    for seed, _, repairs in cases:
        days = [tuple(each.starts.date() for each in one.plan.placements) for one in repairs]
        assert len(set(days)) == len(days), seed


# Who is moved, worked by hand: a session of two participants, led by Ann.


def session() -> Activity:
    starts = datetime(2026, 9, 8, 9, 30)
    now = Placement(activity="s", starts=starts, ends=starts + timedelta(hours=3), venue="room", facilitators=("ann",))
    return Activity(
        id="s",
        cohort="c",
        element="s",
        number=1,
        name="Session",
        earliest=MONDAY,
        latest=MONDAY + 4 * DAY,
        minutes=180,
        people=2,
        seats=(Seats(part=LeadingRole.FACILITATOR, count=1, people=("ann", "ben")),),
        venues=("room", "hall"),
        attendees=("pat", "quinn"),
        now=now,
    )


def moved(**values: object) -> Iterator[tuple[int, tuple[str, ...]]]:
    now = session().now
    assert now
    placement = replace(now, **values)  # type: ignore[arg-type]
    for each in list_moves(Problem(activities=(session(),)), [placement]):
        yield each.days, each.people


def test_a_session_left_alone_moves_nobody() -> None:
    assert list(moved()) == []


def test_another_leader_moves_the_two_of_them() -> None:
    assert list(moved(facilitators=("ben",))) == [(0, ("ann", "ben"))]


def test_another_room_moves_everybody_by_no_day() -> None:
    assert list(moved(venue="hall")) == [(0, ("ann", "pat", "quinn"))]


def test_another_day_moves_everybody_by_the_days_between() -> None:
    # From Tuesday 8 to Friday 11 September are three days.
    later = datetime(2026, 9, 11, 9, 30)
    assert list(moved(starts=later, facilitators=("ben",))) == [(3, ("ann", "ben", "pat", "quinn"))]


def test_who_falls_ill_is_replaced_where_somebody_else_can_lead() -> None:
    ill = Span(starts=datetime(2026, 9, 7), ends=datetime(2026, 9, 12))
    problem = Problem(
        activities=(session(),),
        venues=(Venue(id="room", name="Room"), Venue(id="hall", name="Hall")),
        people=(Person(id="ann", name="Ann", away=(ill,)), Person(id="ben", name="Ben"), *participants()),
    )
    best = repair(problem)[0]
    assert (best.people_moved, best.days_moved) == (2, 0)
    assert best.plan.placements[0].facilitators == ("ben",)


def test_a_lost_day_moves_the_session_to_the_nearest() -> None:
    tuesday = date(2026, 9, 8)
    problem = Problem(
        activities=(session(),),
        venues=(Venue(id="room", name="Room"), Venue(id="hall", name="Hall")),
        people=(Person(id="ann", name="Ann"), Person(id="ben", name="Ben"), *participants()),
        closed=(Closed(id="x", name="Strike", first=tuesday, last=tuesday),),
    )
    best = repair(problem)[0]
    # Ann keeps it, so that three are told: Ann, Pat and Quinn.
    assert (best.people_moved, best.days_moved) == (3, 1)


def participants() -> tuple[Person, ...]:
    return Person(id="pat", name="Pat"), Person(id="quinn", name="Quinn")
