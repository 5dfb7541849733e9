"""Scores from ratings: plain values in, plain values out. Everything is a fraction until it is written down.

A rating is a whole number on the instrument's scale (1 to 10), or None for "not able to observe".
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

STATEMENTS_IN_PRACTICE = 6
LEAST_OBSERVED = 4

Rating = int | None


def practice_sum(ratings: Sequence[Rating]) -> Fraction | None:
    """One rater's score on one practice: 6 to 60 on a scale of 1 to 10, or None with fewer than four ratings.

    `ratings` are the six of the practice. A statement that could not be observed counts as the mean of those that
    could, so the sum is six times the mean of the observed.

    Raises ValueError when there are not six ratings.

    Sources: the sum of six ratings is how the Leadership Practices Inventory is scored (J. M. Kouzes and B. Z. Posner,
    The Leadership Challenge). Filling in with a person's own mean when at least half was answered is the rule of
    P. M. Fayers and others, EORTC QLQ-C30 Scoring Manual, 3rd edition, 2001, "Missing data"; we ask for two thirds.
    """
    if len(ratings) != STATEMENTS_IN_PRACTICE:
        raise ValueError(f"a practice has {STATEMENTS_IN_PRACTICE} ratings, not {len(ratings)}")
    observed = [rating for rating in ratings if rating is not None]
    if len(observed) < LEAST_OBSERVED:
        return None
    return Fraction(sum(observed), len(observed)) * STATEMENTS_IN_PRACTICE


def mean(values: Sequence[int | Fraction]) -> Fraction:
    """The arithmetic mean, in the unit of the values. Raises ValueError when there are none."""
    if not values:
        raise ValueError("nothing has no mean")
    return Fraction(sum(values, start=Fraction(0)), len(values))


def written(value: Fraction) -> float:
    """The figure as it is shown everywhere: one decimal place, a half rounded up (7.25 is 7.3).

    Half up is what a reader checks with pencil and paper; Python's own rounding goes to the even digit.
    """
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def highest_and_lowest(means: dict[int, Fraction], *, at_most: int = 5) -> tuple[list[int], list[int]]:
    """The statements with the highest means, best first, and those with the lowest, worst first.

    `means` maps a statement's number to its mean. Equal means stand in the order of their numbers. No statement is in
    both lists: with fewer than ten statements each list has at most half of them.
    """
    each = min(at_most, len(means) // 2)
    ranked = sorted(means, key=lambda number: (-means[number], number))
    highest = ranked[:each]
    lowest = sorted(set(means) - set(highest), key=lambda number: (means[number], number))[:each]
    return highest, lowest
