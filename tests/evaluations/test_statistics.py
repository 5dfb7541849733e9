"""The arithmetic of evaluations, against figures worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.statistics import Answer, ElementAnswers, calculate_figures, calculate_overall


def asked(*scores: int, of: int = 20, first: int = 1) -> ElementAnswers:
    """Make an answer for each score, each by another participant."""
    return ElementAnswers([Answer(participant, score) for participant, score in enumerate(scores, start=first)], of)


def test_the_mean_the_spread_and_the_counts_of_five_answers() -> None:
    # Sum 3 + 4 + 4 + 5 + 5 = 21; mean 21 / 5 = 4.2.
    # Squares of the differences 1.44 + 0.04 + 0.04 + 0.64 + 0.64 = 2.8; 2.8 / 4 = 0.7; root of 0.7 = 0.83666.
    found = calculate_figures(asked(3, 4, 4, 5, 5))

    assert (found.n, found.of, found.people) == (5, 20, 5)
    assert found.mean == pytest.approx(4.2)
    assert found.spread == pytest.approx(0.83666, abs=1e-5)
    assert found.counts == (0, 0, 1, 2, 2)


def test_no_answers_have_no_figures() -> None:
    found = calculate_figures(asked())

    assert (found.n, found.people, found.mean, found.spread, found.counts) == (0, 0, None, None, None)


@pytest.mark.parametrize("scores", [(1,), (1, 5)])
def test_fewer_than_three_people_have_no_mean(scores: tuple[int, ...]) -> None:
    assert calculate_figures(asked(*scores)).mean is None


@pytest.mark.parametrize("scores", [(2, 4, 5), (2, 4, 5, 5)])
def test_three_or_four_people_have_a_mean_and_no_spread(scores: tuple[int, ...]) -> None:
    found = calculate_figures(asked(*scores))

    assert found.mean == pytest.approx(sum(scores) / len(scores))
    assert found.spread is None
    assert found.counts is None


def test_five_answers_of_two_people_have_no_figures() -> None:
    found = calculate_figures(ElementAnswers([Answer(1, 5), Answer(1, 4), Answer(1, 3), Answer(2, 2), Answer(2, 1)], 8))

    assert (found.n, found.people, found.mean, found.counts) == (5, 2, None, None)


def test_sessions_of_an_element_count_together() -> None:
    # Five people, two sessions: 5 5 4 4 3 and 4 4 4 4 4; sum 21 + 20 = 41; mean 41 / 10 = 4.1.
    first, second = asked(5, 5, 4, 4, 3), asked(4, 4, 4, 4, 4)
    found = calculate_figures(ElementAnswers([*first.answers, *second.answers], 10))

    assert (found.n, found.of, found.people) == (10, 10, 5)
    assert found.mean == pytest.approx(4.1)
    assert found.counts == (0, 0, 1, 7, 2)


@pytest.mark.parametrize("score", [0, 6, -1, 10**9])
def test_a_score_off_the_scale_is_refused(score: int) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        calculate_figures(asked(4, 4, score))


def test_the_overall_mean_weighs_each_answer_alike() -> None:
    # 5 5 5 5 5 and 3 3 3 3 3 3 3 3 3 3: (25 + 30) / 15 = 3.66667, and not (5 + 3) / 2 = 4.
    found = calculate_overall([asked(*[5] * 5), asked(*[3] * 10)])

    assert (found.n, found.of) == (15, 40)
    assert found.mean == pytest.approx(3.66667, abs=1e-5)
    assert found.counts == (0, 0, 10, 0, 5)


def test_the_one_element_that_is_withheld_cannot_be_found_by_subtraction() -> None:
    # With the 1 and 1 of the second element the mean would be (25 + 2) / 7; it is 25 / 5.
    found = calculate_overall([asked(*[5] * 5), asked(1, 1)])

    assert (found.n, found.of) == (5, 20)
    assert found.mean == pytest.approx(5)
    assert found.counts == (0, 0, 0, 0, 5)


def test_the_one_spread_that_is_withheld_cannot_be_found_by_subtraction() -> None:
    found = calculate_overall([asked(4, 4, 4, 5, 5), asked(1, 2, 3, 4)])

    # Sum 22 + 10 = 32 of 9 answers: both means are shown, so this tells nothing new.
    assert found.n == 9
    assert found.mean == pytest.approx(32 / 9)
    assert found.spread is None
    assert found.counts is None


def test_nothing_shown_is_nothing_overall() -> None:
    found = calculate_overall([asked(5, 5), asked(4)])

    assert (found.n, found.of, found.mean, found.spread, found.counts) == (0, 0, None, None, None)
    assert calculate_overall([]).n == 0


@given(st.lists(st.lists(st.integers(1, 5), max_size=8), max_size=5), st.lists(st.integers(1, 5), max_size=2))
def test_what_is_overall_never_depends_on_an_element_that_is_withheld(
    elements: list[list[int]], few: list[int]
) -> None:
    groups = [asked(*scores) for scores in elements]

    assert calculate_overall([*groups, asked(*few)]) == calculate_overall(groups)
