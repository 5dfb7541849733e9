"""Statistics of scores, and what may be shown of them. Plain values in, plain values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import fmean, stdev
from typing import NamedTuple

SCALE = (1, 2, 3, 4, 5)
LEAST_FOR_MEAN = 3
LEAST_FOR_SPREAD = 5


class Answer(NamedTuple):
    """One participant's score, 1 to 5, of one session."""

    participant: int
    score: int


class ElementAnswers(NamedTuple):
    """The answers about one element, and the number that was asked for: participants times sessions held."""

    answers: Sequence[Answer]
    of: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures that may be shown of one element, or of several together.

    n: answers given. of: answers asked for. people: participants among the n answers.
    mean: in points of the 1 to 5 scale, or None if it is withheld.
    spread: standard deviation in the same points, or None if it is withheld.
    counts: how many gave 1, 2, 3, 4 and 5, in that order; None if they are withheld.
    """

    n: int
    of: int
    people: int
    mean: float | None
    spread: float | None
    counts: tuple[int, ...] | None


def calculate_figures(element: ElementAnswers) -> Figures:
    """Calculate the figures of one element.

    The mean needs three participants, the spread and the counts five. Participants count and not answers: three
    answers about three sessions may all be one person's.

    Source: the sample standard deviation, with n - 1 in the denominator, as in `statistics.stdev`.
    Raises ValueError for a score that is not on the scale.
    """
    scores = [answer.score for answer in element.answers]
    if not set(scores) <= set(SCALE):
        raise ValueError("A score is a whole number from 1 to 5.")
    people = len({answer.participant for answer in element.answers})
    detailed = people >= LEAST_FOR_SPREAD
    return Figures(
        n=len(scores),
        of=element.of,
        people=people,
        mean=fmean(scores) if people >= LEAST_FOR_MEAN else None,
        spread=stdev(scores) if detailed else None,
        counts=tuple(scores.count(point) for point in SCALE) if detailed else None,
    )


def calculate_overall(elements: Sequence[ElementAnswers]) -> Figures:
    """Calculate the figures of all elements whose own mean is shown, taken together.

    They use only what is shown of each element, so that nobody can subtract to find a withheld figure. An element
    without a mean is left out, and one without a spread withholds the spread and counts of the whole.

    Raises ValueError for a score that is not on the scale.
    """
    shown = [element for element in elements if calculate_figures(element).mean is not None]
    answers = list(chain.from_iterable(element.answers for element in shown))
    together = calculate_figures(ElementAnswers(answers, sum(element.of for element in shown)))
    if all(calculate_figures(element).spread is not None for element in shown):
        return together
    return Figures(n=together.n, of=together.of, people=together.people, mean=together.mean, spread=None, counts=None)
