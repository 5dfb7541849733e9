"""Expected values are worked by hand beside each test."""

from fractions import Fraction

import pytest

from assessments.scoring import highest_and_lowest, mean, practice_sum, written


def test_six_ratings_are_summed() -> None:
    # 7 + 8 + 6 + 9 + 5 + 7 = 42
    assert practice_sum([7, 8, 6, 9, 5, 7]) == 42


@pytest.mark.parametrize(("rating", "score"), [(1, 6), (10, 60)])
def test_the_ends_of_the_scale_are_6_and_60(rating: int, score: int) -> None:
    assert practice_sum([rating] * 6) == score


def test_an_unobserved_statement_counts_as_the_mean_of_the_others() -> None:
    # 7 + 8 + 6 + 9 + 5 = 35 over five is 7; six times 7 is 42.
    assert practice_sum([7, 8, None, 6, 9, 5]) == 42


def test_four_of_six_are_enough() -> None:
    # 5 + 6 + 6 + 8 = 25 over four is 6.25; six times that is 37.5.
    assert practice_sum([5, None, 6, 6, None, 8]) == Fraction(75, 2)


def test_three_of_six_are_not_enough() -> None:
    assert practice_sum([10, 10, 10, None, None, None]) is None


@pytest.mark.parametrize("ratings", [[], [5] * 5, [5] * 7])
def test_anything_but_six_ratings_is_refused(ratings: list[int | None]) -> None:
    with pytest.raises(ValueError, match="6 ratings"):
        practice_sum(ratings)


def test_a_mean_is_exact() -> None:
    # 1 + 2 + 2 = 5 over three
    assert mean([1, 2, 2]) == Fraction(5, 3)


def test_nothing_has_no_mean() -> None:
    with pytest.raises(ValueError, match="no mean"):
        mean([])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(29, 4), 7.3),  # 7.25: half up, where Python's own rounding says 7.2
        (Fraction(20, 3), 6.7),
        (Fraction(19, 3), 6.3),
        (Fraction(7), 7.0),
    ],
)
def test_a_figure_is_written_with_one_decimal_place_half_up(value: Fraction, shown: float) -> None:
    assert written(value) == shown


def test_the_highest_come_best_first_and_the_lowest_worst_first() -> None:
    means = {number: Fraction(number) for number in range(1, 31)}
    assert highest_and_lowest(means) == ([30, 29, 28, 27, 26], [1, 2, 3, 4, 5])


def test_equal_means_stand_in_the_order_of_their_numbers() -> None:
    means = {number: Fraction(5) for number in range(1, 31)}
    assert highest_and_lowest(means) == ([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])


def test_no_statement_is_in_both_lists() -> None:
    means = {number: Fraction(number) for number in range(1, 6)}
    assert highest_and_lowest(means) == ([5, 4], [1, 2])


def test_without_means_there_are_no_lists() -> None:
    assert highest_and_lowest({}) == ([], [])
