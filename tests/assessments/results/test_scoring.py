"""Expected values are published, with their source beside them, or worked by hand beside each test."""

from fractions import Fraction
from math import sqrt

import pytest

from assessments.results.scoring import (
    agreement,
    agreement_in_words,
    error_of_measurement,
    intraclass,
    loss_of_agreement,
    margin_of_error,
    mean,
    most_agreement,
    percentile_rank,
    practice_score,
    practice_sum,
    rater_sd,
    reliability_of,
    reliable_change,
    rounded,
    standard_error,
    usual_gap,
    variance,
)

# Practices


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


def test_a_score_may_be_made_of_means() -> None:
    # 6.5 + 7 + 7.5 + 7 = 28 over four is 7; six times 7 is 42.
    assert practice_score([6.5, 7, 7.5, Fraction(7)]) == 42


@pytest.mark.parametrize("figures", [[5] * 3, [5] * 7])
def test_a_score_is_of_four_to_six_figures(figures: list[int]) -> None:
    with pytest.raises(ValueError, match="4 to 6 figures"):
        practice_score(figures)


# Means and variances


def test_a_mean_is_exact() -> None:
    # 1 + 2 + 2 = 5 over three
    assert mean([1, 2, 2]) == Fraction(5, 3)


def test_a_mean_of_floats_and_fractions_is_exact_too() -> None:
    # 0.5 + 0.25 + 3 = 3.75 over three is 1.25.
    assert mean([0.5, Fraction(1, 4), 3]) == Fraction(5, 4)


def test_nothing_has_no_mean() -> None:
    with pytest.raises(ValueError, match="no mean"):
        mean([])


def test_a_variance_is_divided_by_one_less_than_the_count() -> None:
    # The mean of 2, 4 and 9 is 5; 9 + 1 + 16 = 26 over two is 13.
    assert variance([2, 4, 9]) == 13


def test_a_variance_of_halves() -> None:
    # The mean of 0.5 and 2 is 1.25; two times 0.75 squared is 1.125 over one.
    assert variance([0.5, 2]) == Fraction(9, 8)


def test_one_value_has_no_variance() -> None:
    with pytest.raises(ValueError, match="fewer than two"):
        variance([5])


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
    assert rounded(value) == shown


# Agreement


def test_agreement_as_in_james_demaree_and_wolf() -> None:
    """8 8 9 7 8: the mean is 8, the variance 2 / 4 = 0.5; 1 - 0.5 / 8.25 = 0.93939."""
    assert float(agreement([[8, 8, 9, 7, 8]], lowest=1, highest=10)) == pytest.approx(0.93939, abs=5e-6)


def test_agreement_below_nought_is_nought() -> None:
    """1 10 1 10: the mean is 5.5, the variance 81 / 3 = 27; 1 - 27 / 8.25 = -2.2727."""
    assert variance([1, 10, 1, 10]) == 27
    assert agreement([[1, 10, 1, 10]], lowest=1, highest=10) == 0


def test_agreement_over_statements_takes_the_mean_variance() -> None:
    # 4 6 8 and 1 3 5 have the variance 4: with a variance of 0 the mean is 2. By chance it is 99 / 12, or 24 / 12 = 2.
    assert agreement([[5, 5, 5], [4, 6, 8]], lowest=1, highest=10) == 1 - Fraction(2) / Fraction(99, 12)
    assert agreement([[1, 1, 1], [1, 3, 5]], lowest=1, highest=5) == 0


@pytest.mark.parametrize("statements", [[], [[5]], [[5, 6], []]])
def test_agreement_needs_two_ratings_of_each_statement(statements: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"no mean|fewer than two"):
        agreement(statements, lowest=1, highest=10)


@pytest.mark.parametrize(
    ("figure", "word"),
    [(0.0, "lacking"), (0.29, "lacking"), (0.4, "weak"), (0.6, "moderate"), (0.8, "strong"), (0.95, "very strong")],
)
def test_agreement_in_the_words_of_lebreton_and_senter(figure: float, word: str) -> None:
    """Their bands: to .30 lacking, .31 to .50 weak, .51 to .70 moderate, .71 to .90 strong, above that very strong."""
    assert agreement_in_words(figure) == word


def test_the_most_agreement_that_sums_allow() -> None:
    """Three that add up to 12 and three that add up to 6: fours and twos. 6 / 5 = 1.2 over 2 leaves 0.4."""
    assert most_agreement([[(3, 12, 12), (3, 6, 6)]], lowest=1, highest=5) == Fraction(2, 5)


def test_the_most_agreement_takes_the_best_of_a_band() -> None:
    """Three of 28 to 30 beside three of 24: 9 9 10 and 8 8 8. Sum 52, squares 454: 454 - 52 * 52 / 6 = 10/3, over 5."""
    assert most_agreement([[(3, 28, 30), (3, 24, 24)]], lowest=1, highest=10) == 1 - Fraction(2, 3) / Fraction(99, 12)


def test_two_who_move_apart_agree_by_so_much_less() -> None:
    # 5 5 5 5 5 has no variance, 5 5 5 4 6 has 2 / 4; over two statements half of that, by chance 8.25.
    after = agreement([[5] * 5, [5, 5, 5, 4, 6]], lowest=1, highest=10)
    assert loss_of_agreement(5, 2, lowest=1, highest=10) == 1 - after == Fraction(1, 4) / Fraction(33, 4)


# Reliability

SHROUT_AND_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


@pytest.mark.parametrize(
    ("kind", "published"),
    [("icc1", 0.17), ("icc2", 0.29), ("icc3", 0.71), ("icc1k", 0.44), ("icc2k", 0.62), ("icc3k", 0.91)],
)
def test_intraclass_correlations_as_in_shrout_and_fleiss(kind: str, published: float) -> None:
    """Six targets and four judges, tables 2 to 4 of their article of 1979."""
    assert getattr(intraclass(SHROUT_AND_FLEISS), kind) == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize("ratings", [[], [[1, 2]], [[1], [2]], [[1, 2], [3]]])
def test_intraclass_correlations_need_a_whole_table(ratings: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="two targets"):
        intraclass(ratings)


@pytest.mark.parametrize(("raters", "published"), [(1, 0.189), (3, 0.41), (10, 0.70)])
def test_reliability_of_some_raters_as_in_hensel_and_others(raters: int, published: float) -> None:
    """10 * .189 / (1 + 9 * .189) = 1.89 / 2.701 = .70, and 3 * .189 / (1 + 2 * .189) = .567 / 1.378 = .41."""
    assert reliability_of(raters) == pytest.approx(published, abs=0.005)


def test_reliability_needs_a_rater() -> None:
    with pytest.raises(ValueError, match="needs a rater"):
        reliability_of(0)


# Noise and change


def test_error_of_measurement_as_in_jacobson_and_truax() -> None:
    """5 * sqrt(1 - .80) = 2.23607."""
    assert error_of_measurement(5, 0.80) == pytest.approx(2.23607, abs=5e-6)


@pytest.mark.parametrize("reliability", [-0.1, 1.1])
def test_a_reliability_is_from_nought_to_one(reliability: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        error_of_measurement(5, reliability)


@pytest.mark.parametrize(("change", "index"), [(-8, -2.5298), (-4, -1.2649), (0, 0), (4, 1.2649), (8, 2.5298)])
def test_reliable_change_as_in_jacobson_and_truax(change: float, index: float) -> None:
    """The standard error of a difference is 2.23607 * sqrt(2) = 3.16228: 4 / 3.16228 = 1.2649."""
    error = error_of_measurement(5, 0.80)
    assert sqrt(2) * error == pytest.approx(3.16228, abs=5e-6)
    assert reliable_change(change, before=error, after=error) == pytest.approx(index, abs=5e-5)


def test_only_a_change_of_eight_is_reliable_there() -> None:
    error = error_of_measurement(5, 0.80)
    beyond = [change for change in (-8, -4, 0, 4, 8) if abs(reliable_change(change, before=error, after=error)) > 1.96]
    assert beyond == [-8, 8]


def test_without_any_error_there_is_no_index() -> None:
    with pytest.raises(ValueError, match="without an error"):
        reliable_change(4, before=0, after=0)


def test_the_noise_of_more_raters_is_less() -> None:
    # 6 / sqrt(4) = 3 and 6 / sqrt(9) = 2; 1.96 times these are 5.88 and 3.92.
    assert standard_error(4, sd=6) == 3
    assert margin_of_error(4, sd=6) == pytest.approx(5.88)
    assert margin_of_error(9, sd=6) == pytest.approx(3.92)


def test_noise_needs_a_rater() -> None:
    with pytest.raises(ValueError, match="needs a rater"):
        margin_of_error(0, sd=6)


def test_how_far_raters_differ_is_pooled_and_rounded_up() -> None:
    # Fifty pairs, each 4 apart: variance 8 in each, over 50 degrees of freedom; the root of 8 is 2.83.
    assert rater_sd([[40, 44]] * 50) == 3


def test_how_far_raters_differ_is_as_usual_until_enough_have_answered() -> None:
    assert rater_sd([[40, 44]] * 49) == 7
    assert rater_sd([[40]] * 200) == 7
    assert rater_sd([]) == 7


def test_raters_of_one_mind_still_differ_by_a_point() -> None:
    assert rater_sd([[40, 40]] * 50) == 1


# Comparing


@pytest.mark.parametrize(("score", "rank"), [(29, 0), (30, 20), (40, 80), (45, 80), (50, 100)])
def test_percentile_rank_is_the_share_at_or_below_with_ties(score: int, rank: float) -> None:
    # Of 30, 40, 40, 40 and 50: one is at or below 30, four at or below 40.
    assert percentile_rank(score, [30, 40, 40, 40, 50]) == rank


def test_a_percentile_needs_a_norm_group() -> None:
    with pytest.raises(ValueError, match="norm group"):
        percentile_rank(40, [])


def test_people_usually_rate_themselves_a_third_of_a_deviation_higher() -> None:
    """Heidemeier and Moser: d = .32. Of raters who differ by 7, all differ by 7 / sqrt(1 - .189) = 7.773."""
    assert usual_gap(7) == pytest.approx(0.32 * 7.773, abs=0.001)
