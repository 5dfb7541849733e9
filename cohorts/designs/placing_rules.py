"""The weeks, the order and the distances of sessions that a design asks for. Plain values in and out.

The design's page, the checks of what is moved by hand, those before a release, and the planner all read a design
through it, so that none of them asks for what the others do not. Only the planner's validator judges plans with code
of its own.

Days are counted from the day on which the cohort starts, which is 0.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from cohorts.designs.feasibility import WEEK


class ElementLike(Protocol):
    """The order and distance of an element's sessions, read from a spec or from the database."""

    @property
    def key(self) -> str: ...
    @property
    def is_window(self) -> bool: ...
    @property
    def least_days_between(self) -> int | None: ...
    @property
    def most_days_between(self) -> int | None: ...


class RuleLike(Protocol):
    """A rule with its elements given by their keys; without elements it is about all sessions."""

    @property
    def is_gap(self) -> bool: ...
    @property
    def first(self) -> str: ...
    @property
    def then(self) -> str: ...
    @property
    def least_days(self) -> int | None: ...
    @property
    def most_days(self) -> int | None: ...


@dataclass(frozen=True)
class Occurrence:
    """One session of an element, and the first and the last day of its weeks.

    It is on one of these days or, if it is a window, open on some or all of them.
    """

    element: str
    number: int
    first_day: int
    last_day: int
    is_window: bool


@dataclass(frozen=True)
class Gap:
    """A gap: `then` begins at least and at most so many days after `first` ends. One of the numbers may be missing."""

    first: Occurrence
    then: Occurrence
    least: int | None
    most: int | None

    @property
    def halves(self) -> list["Gap"]:
        """The least and the most days, each as a gap of its own."""
        both = Gap(self.first, self.then, self.least, None), Gap(self.first, self.then, None, self.most)
        return [half for half in both if (half.least, half.most) != (None, None)]

    def is_too_short(self, days: int) -> bool:
        return self.least is not None and days < self.least

    def is_too_long(self, days: int) -> bool:
        return self.most is not None and days > self.most


@dataclass(frozen=True)
class Series:
    """The sessions of one element that take place, in the order of their numbers, and the days between them."""

    occurrences: tuple[Occurrence, ...]
    least_days_between: int | None = None
    most_days_between: int | None = None

    @property
    def gaps(self) -> list[Gap]:
        """List the gaps. Sessions with a day of their own keep their order; windows do only if the design says so."""
        return [gap for pair in pairwise(self.occurrences) if (gap := self._between(*pair))]

    def _between(self, first: Occurrence, then: Occurrence) -> Gap | None:
        least = self.least_days_between
        if least is None and not first.is_window:
            least = 1
        return _gap(first, then, least, self.most_days_between)


def series_of(element: ElementLike, weeks: Mapping[int, tuple[int, int]]) -> Series:
    """Make the series of an element's sessions that take place, from their numbers and the weeks of each."""
    occurrences = tuple(
        Occurrence(element.key, number, *days_of(weeks[number]), element.is_window) for number in sorted(weeks)
    )
    return Series(occurrences, element.least_days_between, element.most_days_between)


def days_of(weeks: tuple[int, int]) -> tuple[int, int]:
    """Return the first day of the first week and the last day of the last."""
    first, last = weeks
    return WEEK * (first - 1), WEEK * last - 1


def gap_of(rule: RuleLike, series: Mapping[str, Series]) -> Gap | None:
    """Find the gap that a rule asks for, from the last session of the one element to the first of the other.

    Returns None for another kind of rule, or if one of the two has no session.
    """
    if not rule.is_gap or rule.first not in series or rule.then not in series:
        return None
    firsts, thens = series[rule.first].occurrences, series[rule.then].occurrences
    return _gap(firsts[-1], thens[0], rule.least_days, rule.most_days) if firsts and thens else None


def _gap(first: Occurrence, then: Occurrence, least: int | None, most: int | None) -> Gap | None:
    return None if least is None and most is None else Gap(first, then, least, most)


def apart_of(rule: RuleLike, series: Mapping[str, Series]) -> tuple[Occurrence, ...]:
    """Find the sessions that a rule keeps in different calendar weeks: those of its elements, or all.

    Windows do not count. Empty for another kind of rule, or if fewer than two sessions are left.
    """
    if rule.is_gap:
        return ()
    named: Collection[str] = (rule.first, rule.then) if rule.first else series.keys()
    every = (each for key, one in series.items() if key in named for each in one.occurrences)
    dated = tuple(each for each in every if not each.is_window)
    return dated if len(dated) > 1 else ()
