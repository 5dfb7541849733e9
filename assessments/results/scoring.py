"""Scores from ratings, and how reliable they are: plain values in, plain values out.

A rating is a whole number on the instrument's scale (1 to 10), or None for "not able to observe". Scores are fractions
until they are rounded; results of a square root are floats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from math import ceil, sqrt

STATEMENTS_IN_PRACTICE = 6
LEAST_OBSERVED = 4
# The two-sided 95 % point of the normal distribution.
NINETY_FIVE = 1.96

Rating = int | None
Number = int | float | Fraction


def practice_score(observed: Sequence[Number | Fraction]) -> Fraction:
    """Return a practice's score, 6 to 60 on a scale of 1 to 10: six times the mean of the statements observed.

    `observed` are four to six ratings of one rater, or as many means over a group; with all six it is their sum.

    Raises ValueError when there are fewer than four, or more than six.

    Sources: the sum of six ratings is how the Leadership Practices Inventory is scored (J. M. Kouzes and B. Z. Posner,
    The Leadership Challenge). Filling in with a person's own mean when at least half was answered is the rule of
    P. M. Fayers and others, EORTC QLQ-C30 Scoring Manual, 3rd edition, 2001, "Missing data"; we ask for two thirds.
    """
    if not LEAST_OBSERVED <= len(observed) <= STATEMENTS_IN_PRACTICE:
        raise ValueError(f"a practice has {LEAST_OBSERVED} to {STATEMENTS_IN_PRACTICE} figures, not {len(observed)}")
    return mean(observed) * STATEMENTS_IN_PRACTICE


def practice_sum(ratings: Sequence[Rating]) -> Fraction | None:
    """Return one rater's score on one practice, or None with fewer than four ratings. `ratings` are its six.

    Raises ValueError when there are not six ratings.
    """
    if len(ratings) != STATEMENTS_IN_PRACTICE:
        raise ValueError(f"a practice has {STATEMENTS_IN_PRACTICE} ratings, not {len(ratings)}")
    observed = [rating for rating in ratings if rating is not None]
    return practice_score(observed) if len(observed) >= LEAST_OBSERVED else None


def mean(values: Sequence[Number]) -> Fraction:
    """Return the arithmetic mean, in the unit of the values. Raises ValueError if there are none."""
    if not values:
        raise ValueError("nothing has no mean")
    return Fraction(sum(_exact(values)), len(values))


def variance(values: Sequence[Number]) -> Fraction:
    """Return the sample variance (divided by n - 1), in the squared unit. Raises ValueError with fewer than two."""
    if len(values) < 2:
        raise ValueError("fewer than two values have no variance")
    exact = _exact(values)
    squares = sum(value * value for value in exact)
    return Fraction(len(exact) * squares - sum(exact) ** 2, len(exact) * (len(exact) - 1))


def _exact(values: Sequence[Number]) -> list[int | Fraction]:
    """Make fractions, but leave whole numbers as they are, which is many times faster."""
    return [value if isinstance(value, int) else Fraction(value) for value in values]


def rounded(value: Number) -> float:
    """Round a figure as it is shown everywhere: to one decimal place, a half up (7.25 is 7.3).

    Readers who check with pencil and paper round a half up; Python rounds it to the even digit.
    """
    exact = Fraction(value)
    decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    return float(decimal.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def agreement(statements: Sequence[Sequence[int]], *, lowest: int, highest: int) -> Fraction:
    """Return the agreement among raters, r_wg: 1 if all rate the same, 0 if they differ as much as by chance.

    `statements` holds, for each statement, the ratings of two or more raters on a scale from `lowest` to `highest`. It
    is 1 - (mean sample variance) / ((A^2 - 1) / 12), with A points on the scale; a negative value is set to 0.

    Raises ValueError when there is no statement, or one with fewer than two ratings.

    Source: L. R. James, R. G. Demaree and G. Wolf, Estimating within-group interrater reliability with and without
    response bias, Journal of Applied Psychology 69 (1984); the mean variance over statements is that of their r_wg(J),
    without its correction for the number of statements.
    """
    points = highest - lowest + 1
    by_chance = Fraction(points**2 - 1, 12)
    return max(Fraction(0), 1 - mean([variance(ratings) for ratings in statements]) / by_chance)


def most_agreement(statements: Sequence[Sequence[tuple[int, int, int]]], *, lowest: int, highest: int) -> Fraction:
    """Return the greatest possible `agreement`, if only the sum of the ratings of each group is known.

    `statements` holds, for each statement, a triple for each group: how many ratings, and from which sum to which.
    Agreement is greatest if the ratings of each group are as alike as its sum allows. Raises ValueError as `agreement`.
    """
    return agreement([_most_alike(groups) for groups in statements], lowest=lowest, highest=highest)


def _most_alike(groups: Sequence[tuple[int, int, int]]) -> list[int]:
    each = [[_even(count, points) for points in range(low, high + 1)] for count, low, high in groups]
    pooled = [[rating for ratings in choice for rating in ratings] for choice in product(*each)]
    return min(pooled, key=lambda ratings: len(ratings) * sum(rating**2 for rating in ratings) - sum(ratings) ** 2)


def _even(count: int, points: int) -> list[int]:
    """Return this many whole numbers with this sum, no two of them more than one apart."""
    usual, over = divmod(points, count)
    return [usual + 1] * over + [usual] * (count - over)


def loss_of_agreement(raters: int, statements: int, *, lowest: int, highest: int) -> Fraction:
    """Return how much `agreement` falls if two equal ratings of one statement move a point apart, one up, one down.

    The sum of squares of that statement grows by 2, and it is one of so many statements.
    """
    return Fraction(2, (raters - 1) * statements) / Fraction((highest - lowest + 1) ** 2 - 1, 12)


def agreement_in_words(figure: float) -> str:
    """Name the strength of an agreement: "lacking", "weak", "moderate", "strong" or "very strong".

    Source: the bands of J. M. LeBreton and J. L. Senter, Answers to 20 questions about interrater reliability and
    interrater agreement, Organizational Research Methods 11 (2008).
    """
    bands = ((0.3, "lacking"), (0.5, "weak"), (0.7, "moderate"), (0.9, "strong"))
    return next((word for limit, word in bands if figure < limit), "very strong")


@dataclass(frozen=True)
class Intraclass:
    """The six intraclass correlations of a complete table of targets by judges."""

    icc1: float
    icc2: float
    icc3: float
    icc1k: float
    icc2k: float
    icc3k: float


def intraclass(ratings: Sequence[Sequence[Number]]) -> Intraclass:
    """Return the intraclass correlations of n targets (rows) by k judges (columns), without gaps.

    Raises ValueError with fewer than two rows or columns, or rows of different lengths.

    Source: P. E. Shrout and J. L. Fleiss, Intraclass correlations: uses in assessing rater reliability, Psychological
    Bulletin 86 (1979), for single judges (1, 2, 3) and for the mean of k (1k, 2k, 3k).
    """
    n, k = len(ratings), len(ratings[0]) if ratings else 0
    if n < 2 or k < 2 or any(len(row) != k for row in ratings):
        raise ValueError("ratings are needed of at least two targets by the same two judges or more")
    rows, columns = [mean(row) for row in ratings], [mean(column) for column in zip(*ratings, strict=True)]
    grand = mean(rows)
    total = sum((Fraction(value) - grand) ** 2 for row in ratings for value in row)
    between = k * sum((row - grand) ** 2 for row in rows)
    judges = n * sum((column - grand) ** 2 for column in columns)
    bms, jms, wms = between / (n - 1), judges / (k - 1), (total - between) / (n * (k - 1))
    ems = (total - between - judges) / ((n - 1) * (k - 1))
    return Intraclass(
        icc1=float((bms - wms) / (bms + (k - 1) * wms)),
        icc2=float((bms - ems) / (bms + (k - 1) * ems + k * (jms - ems) / n)),
        icc3=float((bms - ems) / (bms + (k - 1) * ems)),
        icc1k=float((bms - wms) / bms),
        icc2k=float((bms - ems) / (bms + (jms - ems) / n)),
        icc3k=float((bms - ems) / bms),
    )


# How reliably one colleague's ratings tell leaders apart.
ONE_RATER = 0.189


def reliability_of(raters: int, *, one: float = ONE_RATER) -> float:
    """Return the reliability of the mean of k raters, from r of one, by Spearman and Brown: k r / (1 + (k - 1) r).

    Raises ValueError without a rater.

    Source of .189 for one: R. Hensel, F. Meijers, R. van der Leeden and J. Kessels, 360 degree feedback: how many
    raters are needed for reliable ratings on the capacity to develop competences, with personal qualities as
    developmental goals?, International Journal of Human Resource Management 21 (2010).
    """
    if raters < 1:
        raise ValueError("a reliability needs a rater")
    return raters * one / (1 + (raters - 1) * one)


# How far two colleagues' scores of one practice of the same person usually lie from their mean, in points of 6 to 60:
# used until a round has enough answers to work it out.
USUAL_RATER_SD = 7
LEAST_FREEDOM = 50


def rater_sd(groups: Sequence[Sequence[Number]]) -> int:
    """Return the pooled standard deviation of raters of the same person, rounded up to a whole point.

    `groups` holds, for each subject and practice, the scores that raters gave. It is one number for a whole round, in
    whole points, so that it reveals nothing about anybody. With fewer than 50 degrees of freedom it is USUAL_RATER_SD.
    """
    freedom = sum(len(group) - 1 for group in groups if len(group) > 1)
    if freedom < LEAST_FREEDOM:
        return USUAL_RATER_SD
    squares = sum(variance(group) * (len(group) - 1) for group in groups if len(group) > 1)
    return max(1, ceil(sqrt(squares / freedom)))


def margin_of_error(raters: int, *, sd: float) -> float:
    """Return the margin, 19 times in 20, by which this many raters' mean differs from that of all possible raters.

    In points of a practice: 1.96 times the standard error of measurement, sd / sqrt(raters).
    """
    return NINETY_FIVE * standard_error(raters, sd=sd)


def standard_error(raters: int, *, sd: float) -> float:
    """Return the standard error of this many raters' mean, in the unit of `sd`. Raises ValueError without a rater."""
    if raters < 1:
        raise ValueError("a mean needs a rater")
    return sd / sqrt(raters)


# How far people usually rate themselves above others, in standard deviations of such ratings.
USUAL_LENIENCY = 0.32


def usual_gap(sd: float, *, one: float = ONE_RATER) -> float:
    """Return how far self ratings are usually above others', in the unit of `sd`, the spread of a person's raters.

    One rater's scores differ within a person and between persons; `one` is the share of the latter, so that the
    standard deviation of all is sd / sqrt(1 - one).

    Source of .32: H. Heidemeier and K. Moser, Self-other agreement in job performance ratings: a meta-analytic test of
    a process model, Journal of Applied Psychology 94 (2009), over 115 studies.
    """
    return USUAL_LENIENCY * sd / sqrt(1 - one)


def error_of_measurement(sd: float, reliability: float) -> float:
    """Return the standard error of measurement, in the unit of `sd`: sd * sqrt(1 - reliability).

    Raises ValueError unless the reliability is from 0 to 1.
    """
    if not 0 <= reliability <= 1:
        raise ValueError("a reliability is from 0 to 1")
    return sd * sqrt(1 - reliability)


def reliable_change(change: float, *, before: float, after: float) -> float:
    """Return the reliable change index: the change over the standard error of a difference, sqrt(before^2 + after^2).

    `before` and `after` are the standard errors of measurement of the two scores, in the unit of `change`. Beyond
    1.96 either way the change is more than noise, 19 times in 20. Raises ValueError when both errors are zero.

    Source: N. S. Jacobson and P. Truax, Clinical significance, Journal of Consulting and Clinical Psychology 59 (1991).
    """
    apart = sqrt(before**2 + after**2)
    if not apart:
        raise ValueError("without an error there is no index")
    return change / apart


def percentile_rank(score: Number, norm_group: Sequence[Number]) -> float:
    """Return the share of the norm group at or below the score, in percent. Raises ValueError without a group.

    Source: as the publisher of the Leadership Practices Inventory defines a percentile.
    """
    if not norm_group:
        raise ValueError("a percentile needs a norm group")
    return 100 * sum(other <= score for other in norm_group) / len(norm_group)
