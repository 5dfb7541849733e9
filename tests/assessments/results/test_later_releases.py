"""Between two releases of the same subject there is nothing to be found, in data that would show it if there were."""

from dataclasses import replace

import pytest

from assessments.results.values import COLLEAGUES, Cell, Treatment, thaw
from tests.assessments.results.example_results import cell, keys, rater, raters, result_of, turnout

MANAGER = rater("manager", 7)
REPORTS = raters("direct_report", 5, 6, 7)


def test_one_late_answer_changes_nothing() -> None:
    first = result_of([MANAGER, *REPORTS], direct_report=6)
    later = result_of([MANAGER, *REPORTS, rater("direct_report", 1)], earlier=first, direct_report=6)
    assert later == first


def test_two_late_answers_and_one_unsure_change_nothing_there() -> None:
    first = result_of(REPORTS, direct_report=6)
    late = [rater("direct_report", 4, s1=None), rater("direct_report", 4), rater("direct_report", 4)]
    later = result_of([*REPORTS, *late], earlier=first, direct_report=6)
    assert cell(later, "direct_report", 1) == replace(cell(first, "direct_report", 1), is_final=True)
    # Statement 2 has three new answers: 18 + 12 = 30 over six.
    assert cell(later, "direct_report", 2) == Cell(mean=5.0, n=6, n_most=6, points=(30, 30))


@pytest.mark.parametrize("late", [(10, 10, 10), (10, 10, 8), (1, 1, 1), (1, 2, 2)])
def test_late_answers_near_an_end_change_nothing(late: tuple[int, ...]) -> None:
    """Subtracting the first release from the later one would give their exact sum."""
    first = result_of(REPORTS)
    later = result_of([*REPORTS, *raters("direct_report", *late)], earlier=first)
    assert cell(later, "direct_report") == replace(cell(first, "direct_report"), is_final=True)


def test_after_a_range_what_came_must_be_clear_of_the_ends_whatever_was_there() -> None:
    """The first three are 28 to 30. In all it would be 57: what came is then 27 to 29, perhaps near the end."""
    first = result_of(raters("other", 10, 10, 10))
    later = result_of([*raters("other", 10, 10, 10), *raters("other", 8, 9, 10)], earlier=first)
    assert cell(later, "other") == replace(cell(first, "other"), is_final=True)
    plain = result_of([*raters("other", 10, 10, 10), *raters("other", 5, 6, 7)], earlier=first)
    assert cell(plain, "other").points == (48, 48)


def test_a_figure_that_was_held_back_stays_for_good() -> None:
    """18, then 28 near the end, then a 1: if 47 over seven were shown, subtracting 18 and 28 would give the 1."""
    late = [*REPORTS, *raters("direct_report", 10, 10, 8)]
    held = result_of(late, earlier=result_of(REPORTS))
    later = result_of([*late, rater("direct_report", 1)], earlier=held)
    much_later = result_of([*late, *raters("direct_report", 1, 5, 5, 6)], earlier=thaw(later.frozen()))
    assert cell(held, "direct_report") == Cell(mean=6.0, n=3, n_most=3, points=(18, 18), is_final=True)
    assert cell(later, "direct_report") == cell(much_later, "direct_report") == cell(held, "direct_report")


def test_a_figure_that_waited_for_a_third_answer_is_told_with_it() -> None:
    two = [*REPORTS, *raters("direct_report", 4, 4)]
    waited = result_of(two, earlier=result_of(REPORTS))
    later = result_of([*two, rater("direct_report", 4)], earlier=waited)
    assert cell(waited, "direct_report") == cell(result_of(REPORTS), "direct_report")
    # 18 + 12 = 30 over six.
    assert cell(later, "direct_report").points == (30, 30)


def test_turnout_waits_for_three_too() -> None:
    first = result_of(REPORTS, direct_report=6)
    two_more = result_of([*REPORTS, *raters("direct_report", 4, 4)], earlier=first, direct_report=6)
    three_more = result_of([*REPORTS, *raters("direct_report", 4, 4, 5)], earlier=first, direct_report=6)
    assert turnout(two_more)["direct_report"].answered == 3
    assert turnout(three_more)["direct_report"].answered == 6


def test_a_group_that_is_large_enough_now_is_shown_then() -> None:
    first = result_of([*REPORTS, *raters("other", 4, 5)], direct_report=3, other=3)
    later = result_of([*REPORTS, *raters("other", 4, 5, 6)], earlier=first, direct_report=3, other=3)
    assert "other" not in keys(first)
    assert cell(later, "other").points == (15, 15)


def test_nothing_joins_what_was_merged() -> None:
    """Direct reports and others were merged as three; two co-workers who come later stay out of it."""
    small = [*raters("direct_report", 5, 6), rater("other", 7)]
    first = result_of(small, direct_report=2, other=1)
    later = result_of([*small, *raters("co_worker", 1, 1)], earlier=first, direct_report=2, other=1, co_worker=2)
    assert cell(later, COLLEAGUES) == cell(first, COLLEAGUES)
    assert turnout(later)["co_worker"].treatment is Treatment.WITHHELD


def test_a_late_manager_is_shown_at_once() -> None:
    later = result_of([MANAGER, *REPORTS], earlier=result_of(REPORTS))
    assert cell(later, "manager").points == (7, 7)


def test_agreement_stays_as_it_was_told() -> None:
    first = result_of(raters("other", 4, 5, 6, 7, 8))
    later = result_of([*raters("other", 4, 5, 6, 7, 8), *raters("other", 6, 6, 6)], earlier=first)
    assert [one.agreement for one in later.practices] == [one.agreement for one in first.practices]


def test_a_late_comment_waits_for_two_others() -> None:
    early = raters("co_worker", 5, 5, 5, comment="Early")
    first = result_of(early)
    two = result_of([*early, *raters("co_worker", 5, 5, comment="Late")], earlier=first)
    three = result_of([*early, *raters("co_worker", 5, 5, 5, comment="Late")], earlier=first)
    assert two.comments[0].colleagues == ["Early"] * 3
    assert sorted(three.comments[0].colleagues) == ["Early"] * 3 + ["Late"] * 3


def test_a_late_comment_waits_though_another_group_has_said_the_same() -> None:
    early = [*raters("co_worker", 5, 5, 5, comment="Good"), *raters("other", 5, 5, 5)]
    first = result_of(early)
    later = result_of([*early, rater("other", 5, "Good")], earlier=first)
    assert later.comments[0].colleagues == ["Good"] * 3
