"""The score sheet, worked out by hand: a line for each wish, its words and its points."""

from dataclasses import replace
from datetime import time

import pytest

from scheduling.solver.pricing import score_sheet
from scheduling.solver.problem import Apart, Gap, Hours, LeadingRole, Placement, Prices, Problem, Seats
from tests.scheduling.solver.making import away, led_by, opened, person, placed, problem, room, session, shut, window


def lines(asked: Problem, *placements: Placement) -> list[tuple[str, int]]:
    return [(charge.words, charge.points) for charge in score_sheet(asked, placements)]


def of_kind(kind: str, asked: Problem, *placements: Placement) -> list[tuple[str, int]]:
    return [(charge.words, charge.points) for charge in score_sheet(asked, placements) if charge.kind == kind]


def test_a_plan_that_meets_every_wish_costs_nothing() -> None:
    asked = problem(session(weekdays=frozenset({1}), half_day="morning"))
    assert lines(asked, placed(on=8)) == []


def test_a_weekday_that_nobody_wished_for() -> None:
    asked = problem(session(weekdays=frozenset({2, 1})))
    assert lines(asked, placed(on=7)) == [
        ("Launch is on a Monday; Tuesdays and Wednesdays were wished for: 4 points", 4)
    ]


@pytest.mark.parametrize(
    ("clock", "half", "other"), [(time(12), "morning", "afternoon"), (time(11, 59), "afternoon", "morning")]
)
def test_the_other_half_of_the_day(clock: time, half: str, other: str) -> None:
    asked = problem(session(half_day=half))
    assert lines(asked, placed(clock=clock)) == [(f"Launch is in the {other}; the {half} was wished for: 3 points", 3)]
    assert lines(problem(session(half_day=other)), placed(clock=clock)) == []


def test_an_avoided_day_costs_once_however_many_avoid_it() -> None:
    closed = (shut(7, 11, "Half-term", is_hard=False), shut(8, 8, "Budget day", is_hard=False), shut(9, is_hard=False))
    assert lines(problem(session(), closed=closed), placed(on=8)) == [
        ("Launch is on Tuesday 15 September 2026: Half-term and Budget day: 6 points", 6)
    ]


def test_each_participant_who_is_away_counts() -> None:
    mornings = tuple(Hours(weekday=weekday, starts=time(9), ends=time(12)) for weekday in range(5))
    people = (person("ann", away=away(8)), person("ben", hours=mornings), person("cara", away=away(9)))
    asked = problem(session(attendees=("ann", "ben", "cara")), people=people)
    assert lines(asked, placed(on=8)) == [
        ("Launch is on Tuesday 15 September 2026, when Ann and Ben are away: 4 points", 4)
    ]


def test_somebody_who_is_away_until_it_begins_is_there() -> None:
    asked = problem(session(attendees=("ann",)), people=(person("ann", away=away(7)),))
    assert lines(asked, placed(on=8)) == []


@pytest.mark.parametrize(
    ("weeks", "costs"), [(1, [0]), (2, [0, 0]), (3, [1, 0, 1]), (4, [1, 0, 0, 1]), (5, [2, 1, 0, 1, 2])]
)
def test_weeks_off_the_middle(weeks: int, costs: list[int]) -> None:
    asked = problem(session(first=1, last=7 * weeks))
    found = [sum(points for _, points in lines(asked, placed(on=1 + 7 * week))) for week in range(weeks)]
    assert found == costs
    assert sum(points for _, points in lines(asked, placed(on=7))) == costs[0]


def test_weeks_off_the_middle_in_words() -> None:
    asked = problem(session(last=34))
    assert lines(asked, placed(on=1)) == [("Launch is 2 weeks off the middle of its weeks: 2 points", 2)]


@pytest.mark.parametrize(
    ("least", "most", "on", "words"),
    [
        (1, None, 8, "Class begins on the day of Launch; a later day was wished for: 10 points"),
        (1, None, 7, "Class begins 1 day before Launch; a later day was wished for: 10 points"),
        (3, None, 10, "Class begins 2 days after Launch; at least 3 days after it were wished for: 10 points"),
        (
            3,
            4,
            14,
            "Class begins 6 days after Launch; at least 3 and at most 4 days after it were wished for: 10 points",
        ),
        (None, 1, 10, "Class begins 2 days after Launch; at most 1 day after it were wished for: 10 points"),
    ],
)
def test_a_gap_that_is_not_kept_costs_once(least: int | None, most: int | None, on: int, words: str) -> None:
    gap = Gap(id="g", first="launch", then="class", least=least, most=most, is_hard=False)
    asked = problem(session(), session("class"), gaps=(gap,))
    assert of_kind("gap", asked, placed(), placed("class", on, time(13, 30))) == [(words, 10)]


@pytest.mark.parametrize(("least", "most", "on"), [(1, None, 9), (2, 2, 10), (None, 0, 8), (None, None, 1)])
def test_a_gap_that_is_kept_costs_nothing(least: int | None, most: int | None, on: int) -> None:
    gap = Gap(id="g", first="launch", then="class", least=least, most=most, is_hard=False)
    asked = problem(session(), session("class"), gaps=(gap,))
    assert of_kind("gap", asked, placed(), placed("class", on)) == []


def test_a_hard_gap_has_no_price() -> None:
    asked = problem(session(), session("class"), gaps=(Gap(id="g", first="launch", then="class"),))
    assert of_kind("gap", asked, placed(), placed("class", 7)) == []


def test_a_gap_after_a_window_counts_from_its_last_day() -> None:
    gap = Gap(id="g", first="coaching", then="launch", least=4, is_hard=False)
    asked = problem(window(), session(), gaps=(gap,))
    assert of_kind("gap", asked, opened(), placed(on=8)) == []
    assert len(of_kind("gap", asked, opened(), placed(on=7))) == 1


def test_of_three_in_a_week_two_are_too_many() -> None:
    apart = Apart(id="a", activities=("launch", "class", "set", "coaching"), is_hard=False)
    asked = problem(session(), session("class"), session("set"), window(last=11), aparts=(apart,))
    together = (placed(on=7), placed("class", 9), placed("set", 11), opened(last=11))
    together_in = "Launch, Class and Set are in the week of Monday 14 September 2026"
    words = f"{together_in}; different weeks were wished for: 16 points"
    assert of_kind("apart", asked, *together) == [(words, 16)]
    assert of_kind("apart", asked, placed(on=6), placed("class", 7), placed("set", 14), opened(last=11)) == []


def test_another_venue_than_the_one_wished_for() -> None:
    asked = problem(session(wished_venue="hall"), venues=(room("hall"), room("larch")))
    assert of_kind("other_venue", asked, placed(venue="larch")) == [
        ("Launch is at Larch; Hall was wished for: 2 points", 2)
    ]
    assert of_kind("other_venue", asked, placed(venue="hall")) == []
    assert of_kind("other_venue", asked, placed()) == []


def test_successive_sessions_in_different_venues() -> None:
    asked = problem(session(), session("class", 1), session("set", 2), venues=(room("hall"), room("larch")))
    places = placed(venue="hall"), placed("class", 9, venue="larch"), placed("set", 10, venue="larch")
    assert of_kind("change_of_venue", asked, *places) == [("Class is at Larch, Launch at Hall: 1 point", 1)]


def test_a_session_without_a_venue_changes_none() -> None:
    asked = problem(session(), session("class", 1), session("set", 2), venues=(room("hall"), room("larch")))
    places = placed(venue="hall"), placed("class", 9), placed("set", 10, venue="larch")
    assert of_kind("change_of_venue", asked, *places) == []


def test_successive_sessions_follow_the_weeks_of_the_design() -> None:
    """The first to be held is the last of the design: it succeeds the one in the middle, on another weekday."""
    asked = problem(session("last", 2), session("first"), window("between", 1), session("middle", 1))
    places = placed("last", 7), placed("first", 8), opened("between", 1), placed("middle", 15)
    assert of_kind("change_of_weekday", asked, *places) == [("Last is on a Monday, Middle on a Tuesday: 1 point", 1)]


def test_cohorts_do_not_succeed_each_other() -> None:
    asked = problem(session(), session("class", cohort="c2"))
    assert of_kind("change_of_weekday", asked, placed(), placed("class", 9)) == []


def test_somebody_who_leads_more_than_an_even_share() -> None:
    """Five sessions by three people: two each is even, so that the two of Ann's four beyond that count."""
    names = ["one", "two", "three", "four", "five"]
    asked = problem(
        *[session(name, seats=led_by("ann", "ben", "cara")) for name in names],
        window("coaching", 0, 4, "ben"),
        people=(person("ann"), person("ben"), person("cara")),
    )
    leads = ["ann", "ann", "ann", "ann", "ben"]
    places = [placed(name, facilitators=(who,)) for name, who in zip(names, leads, strict=True)]
    assert of_kind("uneven_load", asked, *places, opened("coaching", 0, 4, "ben")) == [
        ("Ann leads 4 sessions; an even share is 2: 2 points", 2)
    ]


def test_each_part_is_shared_by_those_who_may_take_it() -> None:
    """Dev helps twice and nobody else may: that is an even share. Of who facilitates, Ann has one too many."""
    seats = (*led_by("ann", "ben"), Seats(part=LeadingRole.CO_FACILITATOR, count=1, people=("dev",)))
    asked = problem(
        session(seats=seats), session("class", seats=seats), people=(person("ann"), person("ben"), person("dev"))
    )
    both = {"facilitators": ("ann",), "co_facilitators": ("dev",)}
    assert of_kind("uneven_load", asked, placed(**both), placed("class", **both)) == [
        ("Ann leads 2 sessions; an even share is 1: 1 point", 1)
    ]


def test_somebody_who_helps_is_not_said_to_lead() -> None:
    seats = (Seats(part=LeadingRole.CO_FACILITATOR, count=1, people=("dev", "eva")),)
    asked = problem(session(seats=seats), session("class", seats=seats), people=(person("dev"), person("eva")))
    helped = {"co_facilitators": ("dev",)}
    assert of_kind("uneven_load", asked, placed(**helped), placed("class", **helped)) == [
        ("Dev helps to lead 2 sessions; an even share is 1: 1 point", 1)
    ]


def test_several_cohorts_are_told_apart() -> None:
    asked = problem(session(weekdays=frozenset({1})), session("class", cohort="c2"))
    assert lines(asked, placed(on=7), placed("class")) == [
        ("Launch (Cohort 1) is on a Monday; Tuesdays were wished for: 4 points", 4)
    ]


def test_a_wish_without_a_price_has_no_line() -> None:
    asked = problem(session(weekdays=frozenset({1})), prices=Prices(weekday=0))
    assert lines(asked, placed(on=7)) == []


def test_each_wish_has_its_own_price() -> None:
    dear = Prices(weekday=40, half_day=30, avoided_day=60, participant_away=20, off_centre_week=15)
    launch = session(weekdays=frozenset({1}), half_day="afternoon", attendees=("ann",))
    asked = problem(launch, closed=(shut(0, is_hard=False),), people=(person("ann", away=away(0)),))
    cheap = [points for _, points in lines(asked, placed(on=0))]
    assert cheap == [4, 3, 6, 2, 1]
    assert [points for _, points in lines(replace(asked, prices=dear), placed(on=0))] == [40, 30, 60, 20, 15]
