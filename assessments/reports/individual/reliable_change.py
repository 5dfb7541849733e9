"""The comparison of two results of one subject: reliable changes and noise. Plain values in, plain values out.

It reads only what was released of either, so it reveals nothing that the two reports do not show.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import sqrt
from typing import Any

from assessments.results.scoring import NINETY_FIVE, reliable_change, standard_error
from assessments.results.values import ALL, SELF, Cell, PracticeResult, Result, thaw_cell


class Verdict(StrEnum):
    """The verdict on a change. NONE is a finding too: the change is no larger than chance could explain."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"
    WITHHELD = "withheld"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class Overlap:
    """The numbers of raters asked at the baseline, now, and both times, whether or not they answered."""

    before: int
    now: int
    both: int


@dataclass(frozen=True)
class PracticeChange:
    """The change on one practice, with the cells of all raters and of self, before and now.

    The change lies between `low` and `high`, which are equal when both scores are exact. From `needed` points, either
    way, it is reliable. All are in points of the practice's score.
    """

    key: str
    name: str
    before: Cell | None
    now: Cell | None
    own_before: Cell | None
    own_now: Cell | None
    low: float | None
    high: float | None
    needed: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Change:
    """The change on all practices, as a report freezes it.

    `before_sd` and `now_sd` are the standard deviations among raters of one person in each round. `before_number` is
    the number of the baseline's report from which the figures were taken, if it is known.
    """

    before_on: str
    before_sd: int
    now_sd: int
    overlap: Overlap | None
    is_comparable: bool
    practices: list[PracticeChange]
    before_number: int | None = None

    def frozen(self) -> dict[str, Any]:
        """Return the change as JSON values."""
        return asdict(self)


def compare_results(
    before: Result,
    now: Result,
    *,
    before_sd: int,
    now_sd: int,
    before_on: str,
    before_number: int | None = None,
    overlap: Overlap | None = None,
    is_comparable: bool = True,
) -> Change:
    """Compare two results. Pass `is_comparable=False` when the two rounds used different questionnaires."""
    baseline = {practice.key: practice for practice in before.practices}
    changes = [
        _practice_change(baseline[practice.key], practice, before_sd, now_sd, is_comparable=is_comparable)
        for practice in now.practices
        if practice.key in baseline
    ]
    return Change(before_on, before_sd, now_sd, overlap, is_comparable, changes, before_number)


def _practice_change(
    before: PracticeResult, now: PracticeResult, before_sd: int, now_sd: int, *, is_comparable: bool
) -> PracticeChange:
    then, today = before.cells.get(ALL), now.cells.get(ALL)
    low, high = difference_range(then, today) if is_comparable else (None, None)
    errors = _errors(then, today, before_sd, now_sd) if is_comparable else None
    return PracticeChange(
        key=now.key,
        name=now.name,
        before=then,
        now=today,
        own_before=before.cells.get(SELF),
        own_now=now.cells.get(SELF),
        low=low,
        high=high,
        needed=NINETY_FIVE * sqrt(errors[0] ** 2 + errors[1] ** 2) if errors else None,
        verdict=_verdict(low, high, errors) if is_comparable else Verdict.NOT_COMPARABLE,
    )


def score_range(cell: Cell | None) -> tuple[float, float] | None:
    """Return the lowest and highest score that a practice may have, equal when exact; None when withheld."""
    if cell is None or cell.sum is None:
        return None
    if cell.sum_low is None or cell.sum_high is None:
        return cell.sum, cell.sum
    return cell.sum_low, cell.sum_high


def difference_range(first: Cell | None, second: Cell | None) -> tuple[float | None, float | None]:
    """Return the least and the most by which the second score exceeds the first, from the figures as shown."""
    one, two = score_range(first), score_range(second)
    if one is None or two is None:
        return None, None
    return round(two[0] - one[1], 1), round(two[1] - one[0], 1)


def _errors(before: Cell | None, now: Cell | None, before_sd: int, now_sd: int) -> tuple[float, float] | None:
    """Return the standard errors of both scores, from the smallest number of raters behind each."""
    if before is None or now is None or not before.n or not now.n:
        return None
    return standard_error(before.n, sd=before_sd), standard_error(now.n, sd=now_sd)


def _verdict(low: float | None, high: float | None, errors: tuple[float, float] | None) -> Verdict:
    """Judge the end of the range that is nearer to zero, so that the whole range must be beyond noise."""
    if low is None or high is None or errors is None:
        return Verdict.WITHHELD
    if low > 0 and reliable_change(low, before=errors[0], after=errors[1]) > NINETY_FIVE:
        return Verdict.HIGHER
    if high < 0 and reliable_change(high, before=errors[0], after=errors[1]) < -NINETY_FIVE:
        return Verdict.LOWER
    return Verdict.NONE


def overlap(before: Iterable[str], now: Iterable[str], same_as: Mapping[str, str] | None = None) -> Overlap:
    """Count the addresses in two lists and in both. `same_as` maps an address to another one of the same person."""
    known = same_as or {}
    first, second = ({known.get(address, address) for address in addresses} for addresses in (before, now))
    return Overlap(len(first), len(second), len(first & second))


def thaw_change(frozen: Mapping[str, Any]) -> Change:
    """Read a Change back from JSON values."""
    return Change(
        before_on=frozen["before_on"],
        before_sd=frozen["before_sd"],
        now_sd=frozen["now_sd"],
        overlap=Overlap(**frozen["overlap"]) if frozen["overlap"] else None,
        is_comparable=frozen["is_comparable"],
        practices=[_thaw_practice_change(practice) for practice in frozen["practices"]],
        before_number=frozen.get("before_number"),
    )


def _thaw_practice_change(frozen: Mapping[str, Any]) -> PracticeChange:
    cells = {name: frozen[name] for name in ("before", "now", "own_before", "own_now")}
    thawed = {name: thaw_cell(cell) if cell else None for name, cell in cells.items()}
    return PracticeChange(**{**frozen, **thawed, "verdict": Verdict(frozen["verdict"])})
