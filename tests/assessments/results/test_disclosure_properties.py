"""Properties of every result, for any answers."""

import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.results.disclosure import practice_cell, shown_groups
from assessments.results.values import ALL, GUARDED, IDENTIFIABLE, Answers, thaw
from tests.assessments.results.example_results import responses, small_result_of, surfaces

# A busy machine is no fault of what is tested.
unhurried = settings(deadline=None, max_examples=80)
INVITED = dict.fromkeys((*IDENTIFIABLE, *GUARDED), 30)


@unhurried
@given(responses, st.integers(3, 6))
def test_the_frozen_result_is_json_and_comes_back_whole(answers: list[Answers], least: int) -> None:
    result = small_result_of(answers, least)
    assert thaw(json.loads(json.dumps(result.frozen()))) == result


@unhurried
@given(responses, st.integers(3, 6))
def test_no_guarded_cell_has_fewer_answers_than_it_must(answers: list[Answers], least: int) -> None:
    for row in small_result_of(answers, least).statement_cells().values():
        for key, one in row.items():
            assert (one.mean is None) == (one.n is None) == (one.points is None) == (one.withheld is not None)
            assert key in (*IDENTIFIABLE, ALL) or one.n is None or one.n >= least


@unhurried
@given(responses, st.integers(3, 6))
def test_no_guarded_cell_tells_a_sum_within_two_of_an_end(answers: list[Answers], least: int) -> None:
    for row in small_result_of(answers, least).statement_cells().values():
        for key, one in row.items():
            if key not in (*IDENTIFIABLE, ALL) and one.points and one.n:
                low, high = one.points
                assert (low, high) in ((one.n, one.n + 2), (10 * one.n - 2, 10 * one.n)) or low == high
                assert low < high or one.n + 2 < low < 10 * one.n - 2


@unhurried
@given(responses, st.integers(3, 6))
def test_all_raters_is_exactly_what_is_shown_beside_it(answers: list[Answers], least: int) -> None:
    for row in small_result_of(answers, least).statement_cells().values():
        shown = [one for key, one in row.items() if key not in ("self", ALL) and one.points and one.n]
        if row[ALL].points is not None:
            assert row[ALL].n == sum(one.n or 0 for one in shown)
            assert row[ALL].points == tuple(sum(one.points[end] for one in shown if one.points) for end in (0, 1))


@unhurried
@given(responses, st.integers(3, 6))
def test_practices_and_order_follow_from_the_cells_that_are_shown(answers: list[Answers], least: int) -> None:
    result = small_result_of(answers, least)
    for one in result.practices:
        for key, shown in one.cells.items():
            assert shown == practice_cell([statement.cells[key] for statement in one.statements])
    means = {number: row[ALL].mean for number, row in result.statement_cells().items()}
    told = {number: figure for number, figure in means.items() if figure is not None}
    assert result.ranking == sorted(told, key=lambda number: (-told[number], number))


@unhurried
@given(responses, st.integers(3, 6))
def test_answers_of_groups_that_are_not_shown_change_nothing(answers: list[Answers], least: int) -> None:
    shown = {id(one) for group in shown_groups(answers, least) for one in group.answers}
    remaining = [one for one in answers if id(one) in shown]
    assert surfaces(small_result_of(remaining, least, **INVITED)) == surfaces(
        small_result_of(answers, least, **INVITED)
    )


@unhurried
@given(responses, st.integers(0, 1000))
def test_the_order_in_which_raters_answered_changes_nothing(answers: list[Answers], seed: int) -> None:
    others = random.Random(seed).sample(answers, len(answers))
    assert surfaces(small_result_of(answers)) == surfaces(small_result_of(others))


@unhurried
@given(responses, responses, st.integers(3, 5))
def test_between_two_releases_there_is_nothing_or_enough(early: list[Answers], late: list[Answers], least: int) -> None:
    """Taking one from the other gives as many answers as any cell must have, with a sum clear of the ends."""
    first = small_result_of(early, least, **INVITED)
    later = small_result_of([*early, *late], least, earlier=first, **INVITED)
    for number, row in first.statement_cells().items():
        for key in {*row, *GUARDED} - {*IDENTIFIABLE, ALL}:
            before, after = row.get(key), later.statement_cells()[number].get(key)
            if before and after and before.points and after.points and before.n != after.n:
                come = (after.n or 0) - (before.n or 0)
                since = after.points[0] - before.points[1], after.points[1] - before.points[0]
                assert come >= least
                assert come + 2 < since[0] <= since[1] < 10 * come - 2
            assert not (before and before.is_shown) or (after and after.is_shown)
