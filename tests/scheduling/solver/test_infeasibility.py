"""Explanations: the rules named do clash, none can be left out, and each way that is offered leads to a plan."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from functools import reduce

import pytest

from scheduling.solver.infeasibility import StoppedError, explain
from scheduling.solver.planner import plan
from scheduling.solver.problem import Activity, Closed, Gap, Infeasibility, Problem, Span, Venue
from scheduling.solver.relaxations import CHANGES, apply, rules_of
from scheduling.solver.serialisation import freeze, thaw
from tests.scheduling.solver.brute import Brute
from tests.scheduling.solver.small import small

# Of these seeds, those without a plan are explained: some thirty.
SEEDS = range(1, 76)
Explained = list[tuple[int, Infeasibility]]
MONDAY, FRIDAY = date(2026, 9, 7), date(2026, 9, 11)


def without_plans() -> Iterator[tuple[int, Infeasibility]]:
    for seed in SEEDS:
        why = explain(small(seed))
        if why is not None:
            yield seed, why


@pytest.fixture(scope="module")
def explained() -> Explained:
    return list(without_plans())


def keeping_only(problem: Problem, ids: Iterable[str]) -> Problem:
    kept = set(ids)
    return reduce(apply, (rule.removal for rule in rules_of(problem) if rule.id not in kept), problem)


def test_there_is_much_to_explain(explained: Explained) -> None:
    assert len(explained) >= 20


def test_whatever_has_no_plan_is_explained_and_nothing_else(explained: Explained) -> None:
    impossible = {seed for seed in SEEDS if not Brute(small(seed)).has_plans}
    assert {seed for seed, _ in explained} == impossible


def test_rules_that_are_said_to_clash_allow_no_plan(explained: Explained) -> None:
    for seed, why in explained:
        assert why.rules, seed
        assert not Brute(keeping_only(small(seed), why.rule_ids)).has_plans, seed


def test_any_one_of_them_let_go_allows_a_plan(explained: Explained) -> None:
    for seed, why in explained:
        for rule in why.rule_ids:
            others = [each for each in why.rule_ids if each != rule]
            assert Brute(keeping_only(small(seed), others)).has_plans, (seed, rule)


def test_each_way_that_is_offered_leads_to_a_plan(explained: Explained) -> None:
    for seed, why in explained:
        assert why.relaxations, seed
        for way in why.relaxations:
            changed = reduce(apply, (each.change for each in way), small(seed))
            assert plan(changed, seconds=10, plans=1).plans, (seed, way)


def test_ways_come_with_the_cheapest_first(explained: Explained) -> None:
    for _, why in explained:
        costs = [sum(each.cost for each in way) for way in why.relaxations]
        assert costs == sorted(costs)


def test_an_explanation_is_frozen_and_thawed(explained: Explained) -> None:
    for _, why in explained:
        assert thaw(Infeasibility, freeze(why)) == why


# The case of the issue: a session must fall before a day, and every venue that is big enough is closed until after it.


def masterclass(**values: object) -> Activity:
    made = Activity(
        id="m3",
        cohort="c1",
        element="masterclass",
        number=3,
        name="Masterclass 3",
        earliest=MONDAY,
        latest=FRIDAY,
        minutes=210,
        people=20,
        starts=(time(9, 30),),
        venues=("small", "big"),
    )
    return replace(made, **values)  # type: ignore[arg-type]


SMALL_AND_BIG = (Venue(id="small", name="Small room", capacity=12), Venue(id="big", name="Big room", capacity=30))


def test_words_name_the_weeks_the_room_and_the_closed_days() -> None:
    closed = Closed(id="x", name="Board week", first=MONDAY, last=FRIDAY)
    why = explain(Problem(activities=(masterclass(),), venues=SMALL_AND_BIG, closed=(closed,)))
    assert why is not None
    assert why.rules == (
        "Masterclass 3 falls from 7 September 2026 to 11 September 2026, the weeks of the design.",
        "Nothing takes place from 7 September 2026 to 11 September 2026 (Board week).",
    )
    # The Monday of the week after is 14 September: a week more is enough, later or earlier.
    assert [[each.words for each in way] for way in why.relaxations][:2] == [
        ["Let Masterclass 3 be as late as 18 September 2026"],
        ["Let Masterclass 3 be as early as 31 August 2026"],
    ]


def test_a_room_that_is_too_small_is_said_to_be() -> None:
    venues = (SMALL_AND_BIG[0], replace(SMALL_AND_BIG[1], capacity=16))
    why = explain(Problem(activities=(masterclass(),), venues=venues))
    assert why is not None
    assert why.rules == ("Masterclass 3 needs a venue for 20, and Small room (12) and Big room (16) are too small.",)
    assert [each.words for each in why.relaxations[0]] == ["Hold Masterclass 3 in a venue for fewer than 20"]


def test_an_order_that_goes_round_in_a_circle_is_named_whole() -> None:
    other = masterclass(id="m4", number=4, name="Masterclass 4")
    gaps = (Gap(id="one", first="m3", then="m4"), Gap(id="two", first="m4", then="m3"))
    why = explain(Problem(activities=(masterclass(), other), venues=SMALL_AND_BIG, gaps=gaps))
    assert why is not None
    assert why.rules == ("Masterclass 4 comes after Masterclass 3.", "Masterclass 3 comes after Masterclass 4.")


def test_why_a_venue_is_not_to_be_had_is_said_with_the_days() -> None:
    week = Span(starts=datetime(2026, 9, 7), ends=datetime(2026, 9, 12), why="Redecorating")
    big = replace(SMALL_AND_BIG[1], away=(week,))
    why = explain(Problem(activities=(masterclass(venues=("big",)),), venues=(big,)))
    assert why is not None
    assert why.rules == (
        "Masterclass 3 falls from 7 September 2026 to 11 September 2026, the weeks of the design.",
        "Big room is not available from 7 September 2026 to 11 September 2026 (Redecorating).",
    )


def test_an_explanation_that_nobody_wants_any_more_ends_at_the_next_step() -> None:
    heard = iter([True, True, True, False])
    closed = Closed(id="x", name="Board week", first=MONDAY, last=FRIDAY)
    with pytest.raises(StoppedError):
        explain(
            Problem(activities=(masterclass(),), venues=SMALL_AND_BIG, closed=(closed,)), goes_on=lambda: next(heard)
        )
    assert list(heard) == []


def test_what_has_a_plan_needs_no_explanation() -> None:
    assert explain(Problem(activities=(masterclass(),), venues=SMALL_AND_BIG)) is None


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_a_change_of_what_is_gone_changes_nothing(kind: str) -> None:
    problem = Problem(activities=(masterclass(),), venues=SMALL_AND_BIG)
    assert apply(problem, {"kind": kind, "id": "gone"}) == problem
