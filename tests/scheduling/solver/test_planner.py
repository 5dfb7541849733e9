"""The planner finds what counting out finds, keeps every rule, and finds it again."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from scheduling.solver.planner import min_different, plan
from scheduling.solver.problem import Gap, Placement, Plan, PlanningResult, Problem, Progress
from scheduling.solver.validator import faults
from tests.scheduling.solver.brute import Brute, days_moved
from tests.scheduling.solver.instances import realistic
from tests.scheduling.solver.making import day, led_by, opened, person, placed, problem, room, session, shut, window
from tests.scheduling.solver.small import small

SMALL = range(240)
REALISTIC = range(30)


def scores(found: PlanningResult) -> list[int]:
    return [each.score for each in found.plans]


@pytest.mark.parametrize("seed", SMALL)
def test_it_agrees_with_counting_out(seed: int) -> None:
    """They agree on whether there is a plan, on the best score, and on the score of each further plan."""
    asked = small(seed)
    found, counted = plan(asked), Brute(asked).plans
    assert found.is_proved
    assert all(each.placements in [placements for _, placements in counted] for each in found.plans)
    assert found.bound == (scores(found) or [0])[0]
    assert scores(found) == best_of(counted, found, asked)


def best_of(counted: list[tuple[int, tuple[Placement, ...]]], found: PlanningResult, asked: Problem) -> list[int]:
    """Return the best score of all plans, then of those unlike the first plan found, then unlike the second too."""
    movable = sum(not (each.is_window or each.is_fixed) for each in asked.activities)
    best: list[int] = []
    for before in (None, *found.plans)[:3]:
        if before:
            moved = ((score, each) for score, each in counted if days_moved(each, before.placements) >= min(2, movable))
            counted = list(moved) if movable else []
        best += [min(score for score, _ in counted)] if counted else []
    return best


def test_many_small_problems_have_a_plan_and_many_have_none() -> None:
    """Else there would be little to agree on."""
    possible = [bool(plan(small(seed), plans=1).plans) for seed in SMALL]
    assert 60 < sum(possible) < 180


@pytest.mark.parametrize("seed", REALISTIC)
def test_a_plan_of_a_real_programme_keeps_the_rules(seed: int) -> None:
    asked = realistic(seed)
    found = plan(asked)
    assert found.is_proved
    assert [faults(asked, each.placements) for each in found.plans] == [[] for _ in found.plans]
    assert scores(found) == sorted(scores(found))


def test_most_real_programmes_have_three_plans() -> None:
    assert sum(len(plan(realistic(seed)).plans) == 3 for seed in range(10)) >= 7


def test_three_cohorts_share_people_and_rooms() -> None:
    asked = realistic(1, cohorts=3)
    [made] = plan(asked, plans=1).plans
    assert faults(asked, made.placements) == []


def test_three_plans_are_on_other_days() -> None:
    """Ten sessions: four of them, a third rounded up, are on other days in each two plans."""
    first, second, third = plan(realistic(1)).plans
    for one, other in ((first, second), (first, third), (second, third)):
        assert days_moved(one.placements, other.placements) >= 4


@pytest.mark.parametrize(("sessions", "different"), [(0, 0), (1, 1), (2, 2), (6, 2), (7, 3), (10, 4), (110, 37)])
def test_how_many_sessions_differ(sessions: int, different: int) -> None:
    assert min_different(sessions) == different


def test_the_same_problem_has_the_same_plans() -> None:
    assert plan(realistic(2)) == plan(realistic(2))


def test_progress_is_told_and_comes_nearer() -> None:
    told: list[Progress] = []
    found = plan(realistic(1), on_progress=lambda progress: not told.append(progress))
    assert [each.found for each in told] == sorted(each.found for each in told)
    assert told[-1].found == 3
    assert (told[-1].score, told[-1].bound) == (found.plans[0].score, found.bound)
    assert not found.was_stopped


def test_it_stops_when_told_and_keeps_what_it_found() -> None:
    found = plan(realistic(1), on_progress=lambda progress: progress.found == 0)
    assert found.was_stopped
    assert 1 <= len(found.plans) <= 2


def test_it_can_be_stopped_before_it_finds_anything() -> None:
    found = plan(realistic(2, cohorts=6), on_progress=lambda progress: False)
    assert found.was_stopped
    assert not (found.is_proved and not found.plans)


def test_one_plan_is_enough_if_one_is_asked_for() -> None:
    assert len(plan(realistic(1), plans=1).plans) == 1


def test_no_plan_is_proved_where_none_can_be() -> None:
    asked = problem(session(last=4), closed=(shut(0, 4),))
    assert plan(asked) == PlanningResult(plans=(), is_proved=True, bound=0)


def test_nothing_to_place_is_a_plan() -> None:
    assert plan(problem()) == PlanningResult(plans=(Plan(placements=(), sheet=()),), is_proved=True, bound=0)


def test_what_is_fixed_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="launch is fixed, but has no place"):
        plan(problem(session(is_fixed=True)))


def only(asked: Problem) -> tuple[Placement, ...]:
    return plan(asked, plans=1).plans[0].placements


def test_a_window_stands_where_it_is_and_everybody_in_it() -> None:
    asked = problem(window("coaching", 0, 13, "ann", "ben"), people=(person("ann"), person("ben")), closed=(shut(0),))
    assert only(asked) == (opened("coaching", 1, 11, "ann", "ben"),)


def test_what_is_fixed_stays_and_others_give_way() -> None:
    now = placed(on=8, venue="hall", facilitators=("ann",))
    asked = problem(
        session(now=now, is_fixed=True),
        session("class", 8, 8, cohort="c2", venues=("hall",), seats=led_by("ann")),
        people=(person("ann"),),
        venues=(room("hall"),),
    )
    after = placed("class", 8, time(13, 30), venue="hall", facilitators=("ann",))
    assert only(asked) == (now, after)


@pytest.mark.parametrize("taken", [{"venue": "hall"}, {"facilitators": ("ann",)}, {"required": ("ann",)}])
def test_nothing_else_is_where_what_is_fixed_takes_room_or_person(taken: dict[str, Any]) -> None:
    """The class must be in the hall with Ann on that very morning."""
    required = taken.get("required", ())
    now = placed(on=8, **{} if required else taken)
    morning = {"starts": (time(9, 30),), "cohort": "c2"}
    asked = problem(
        session(now=now, is_fixed=True, required=required),
        session("class", 8, 8, venues=("hall",), seats=led_by("ann"), **morning),
        people=(person("ann"),),
        venues=(room("hall"),),
    )
    assert plan(asked).plans == ()
    free = replace(asked, activities=(replace(asked.activities[0], now=placed(on=8), required=()), asked.activities[1]))
    assert len(plan(free).plans) == 1


def test_fixed_ones_that_clash_do_not_stop_a_plan() -> None:
    now, then = placed(venue="hall"), placed("class", venue="hall")
    asked = problem(
        session(now=now, is_fixed=True),
        session("class", now=then, is_fixed=True),
        session("set", 9, 9, venues=("hall",), starts=(time(9, 30),)),
        venues=(room("hall"),),
        gaps=(Gap(id="g", first="launch", then="class"),),
    )
    assert only(asked) == (now, then, placed("set", 9, venue="hall"))


def test_only_a_shared_venue_holds_two_at_a_time() -> None:
    when: dict[str, Any] = {"first": 8, "last": 8, "starts": (time(9, 30),), "venues": ("hall",)}
    asked = problem(session(**when), session("class", cohort="c2", **when), venues=(room("hall"),))
    assert plan(asked).plans == ()
    assert len(plan(replace(asked, venues=(room("hall", is_shared=True),)), plans=1).plans) == 1


def test_somebody_who_must_attend_may_lead() -> None:
    asked = problem(
        session("class", 8, 8, starts=(time(9, 30),), seats=led_by("ann"), required=("ann",)), people=(person("ann"),)
    )
    assert only(asked) == (placed("class", 8, facilitators=("ann",)),)


def test_seats_of_one_part_are_filled_one_after_the_other() -> None:
    """Ben may take either seat, Ann only the first: she takes it, and he is named after her."""
    seats = (*led_by("ben", "ann"), *led_by("ben"))
    asked = problem(session(first=8, last=8, starts=(time(9, 30),), seats=seats), people=(person("ann"), person("ben")))
    assert only(asked) == (placed(facilitators=("ann", "ben")),)


@pytest.mark.parametrize("how", [{"seats": led_by("ann")}, {"required": ("ann",)}])
def test_a_coach_with_no_minute_to_spare_leads_outside_the_window(how: dict[str, Any]) -> None:
    """The days after it are to be avoided, and it costs nothing to be in it, but Ann has just the hours to coach."""
    coaching = window("coaching", 0, 4, "ann", minutes=5 * 480 - 209, people=1)
    avoided = (shut(7, 9, is_hard=False),)
    asked = problem(coaching, session(last=9, **how), people=(person("ann"),), closed=avoided)
    assert only(asked)[1].starts.date() >= day(7)
    easier = replace(coaching, minutes=5 * 480 - 210)
    assert only(replace(asked, activities=(easier, asked.activities[1])))[1].starts.date() <= day(4)
    harder = replace(coaching, minutes=5 * 480 + 1)
    assert plan(replace(asked, activities=(harder, asked.activities[1]))).plans == ()


def test_windows_that_draw_on_one_coach_are_weighed_together() -> None:
    one, two = (window(name, 0, 4, "ann", minutes=1200, people=1) for name in ("one", "two"))
    assert len(plan(problem(one, two, people=(person("ann"),))).plans) == 1
    assert plan(problem(one, replace(two, minutes=1201), people=(person("ann"),))).plans == ()
