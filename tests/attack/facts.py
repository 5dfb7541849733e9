"""What a publication tells about the answers behind it, as facts that an integer solver understands.

Facts are about the figures that look at answers: the cells of the groups, the agreement, and the figures of other
designs. All else in a result is worked out from cells: it tells nothing new, which the attacker does not take on trust
but sees when it publishes each world that it finds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor, lcm
from typing import Any, Protocol

from ortools.sat.python.cp_model import CpModel, LinearExprT

from assessments.results.disclosure import NEAR_AN_END
from assessments.results.scoring import Rating
from tests.attack.worlds import Answer


class Measure(StrEnum):
    COUNT = "count"
    POINTS = "points"
    SQUARES = "squares"

    def of(self, rating: Rating) -> int:
        if rating is None:
            return 0
        return {Measure.COUNT: 1, Measure.POINTS: rating, Measure.SQUARES: rating**2}[self]


class Unknowns(Protocol):
    """The answers of a model: what they come to, as expressions over its variables."""

    model: CpModel

    def total(self, measure: Measure, answers: Sequence[Answer]) -> LinearExprT: ...


Look = Callable[[Answer], Rating]


class Fact(Protocol):
    @property
    def answers(self) -> Sequence[Answer]: ...

    def holds(self, at: Look) -> bool: ...

    def demand(self, of: Unknowns) -> None: ...


def total(measure: Measure, answers: Sequence[Answer], at: Look) -> int:
    ratings = [rating for answer in answers if (rating := at(answer)) is not None]
    if measure is Measure.COUNT:
        return len(ratings)
    return sum(ratings) if measure is Measure.POINTS else sum(rating * rating for rating in ratings)


@dataclass(frozen=True)
class Sum:
    """What these answers come to lies between two numbers."""

    measure: Measure
    answers: tuple[Answer, ...]
    low: int
    high: int

    def holds(self, at: Look) -> bool:
        return self.low <= total(self.measure, self.answers, at) <= self.high

    def demand(self, of: Unknowns) -> None:
        of.model.add_linear_constraint(of.total(self.measure, self.answers), self.low, self.high)


@dataclass(frozen=True)
class Stayed:
    """A later release shows an earlier figure again, over n answers of a sum from low to high.

    So there were too few new answers, or what they add up to is near an end, or the new figure is.
    """

    answers: tuple[Answer, ...]
    n: int
    low: int
    high: int
    least: int
    scale: tuple[int, int]

    def holds(self, at: Look) -> bool:
        count, points = (total(measure, self.answers, at) for measure in (Measure.COUNT, Measure.POINTS))
        return any(each <= most for each, most in self._reasons(count, points))

    def demand(self, of: Unknowns) -> None:
        count, points = (of.total(measure, self.answers) for measure in (Measure.COUNT, Measure.POINTS))
        chosen = []
        for each, most in self._reasons(count, points):
            chosen.append(of.model.new_bool_var(""))
            of.model.add(each <= most).only_enforce_if(chosen[-1])
        of.model.add_bool_or(chosen)

    def _reasons(self, count: Any, points: Any) -> list[tuple[Any, Any]]:
        lowest, highest = self.scale
        come = count - self.n
        return [
            (come, self.least - 1),
            (points - self.high, come * lowest + NEAR_AN_END),
            (come * highest - NEAR_AN_END, points - self.low),
            (points, count * lowest + NEAR_AN_END),
            (count * highest - NEAR_AN_END, points),
        ]


@dataclass(frozen=True)
class Pooled:
    """The answers to one statement over which raters' agreement is worked out: n of a sum from low to high."""

    answers: tuple[Answer, ...]
    n: int
    low: int
    high: int


@dataclass(frozen=True)
class Agreed:
    """The agreement over these statements is at least `low`, and under `high`. None is no bound.

    r_wg = 1 - (mean of (n Q - T^2) / (n (n - 1))) / ((A^2 - 1) / 12), with Q the sum of squares, T the sum, A points.
    """

    statements: tuple[Pooled, ...]
    low: Fraction | None
    high: Fraction | None
    points: int

    @property
    def answers(self) -> tuple[Answer, ...]:
        return tuple(answer for each in self.statements for answer in each.answers)

    @property
    def _common(self) -> int:
        return lcm(*(each.n * (each.n - 1) for each in self.statements))

    def _weight(self, of: Pooled) -> int:
        return self._common // (of.n * (of.n - 1))

    def _bounds(self) -> tuple[int, int]:
        """Of the sum of (n Q - T^2), each weighted to the common denominator."""
        whole = self._common * len(self.statements) * Fraction(self.points**2 - 1, 12)
        least = 0 if self.high is None else floor(whole * (1 - self.high)) + 1
        most = 10**15 if self.low is None else floor(whole * (1 - self.low))
        return least, most

    def holds(self, at: Look) -> bool:
        low, high = self._bounds()
        return low <= sum(self._weight(each) * self._spread(each, at) for each in self.statements) <= high

    def _spread(self, of: Pooled, at: Look) -> int:
        return of.n * total(Measure.SQUARES, of.answers, at) - total(Measure.POINTS, of.answers, at) ** 2

    def demand(self, of: Unknowns) -> None:
        terms = [self._weight(each) * self._spread_in(of, each) for each in self.statements]
        of.model.add_linear_constraint(sum(terms), *self._bounds())

    def _spread_in(self, of: Unknowns, each: Pooled) -> LinearExprT:
        return each.n * of.total(Measure.SQUARES, each.answers) - self._square(of, each)

    def _square(self, of: Unknowns, each: Pooled) -> LinearExprT:
        if each.low == each.high:
            return each.low**2
        points = of.model.new_int_var(each.low, each.high, "")
        square = of.model.new_int_var(each.low**2, each.high**2, "")
        of.model.add_allowed_assignments([points, square], [(at, at**2) for at in range(each.low, each.high + 1)])
        of.model.add(points == of.total(Measure.POINTS, each.answers))
        return square


def by_answer(facts: Sequence[Fact]) -> Mapping[Answer, list[Fact]]:
    index: dict[Answer, list[Fact]] = {}
    for fact in facts:
        for answer in fact.answers:
            index.setdefault(answer, []).append(fact)
    return index
