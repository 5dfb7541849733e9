"""Two results of one subject side by side, and whether a change is more than noise: plain values in, plain values out.

It takes nothing but what was released of either, so that it tells nothing that the two reports do not tell.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import sqrt
from typing import Any

from assessments.results.scoring import NINETY_FIVE, reliable_change, standard_error
from assessments.results.values import ALL, SELF, Cell, PracticeResult, Result, thaw_cell


class Verdict(StrEnum):
    """What may be said of a change. NONE is a finding like the others: no more than chance could bring about."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"
    WITHHELD = "withheld"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class Overlap:
    """How many were asked at the baseline, how many now, and how many of them both times; not who answered."""

    before: int
    now: int
    both: int


@dataclass(frozen=True)
class Moved:
    """One practice: the cells of all raters and of self, then and now.

    The change lies between `low` and `high`, which are the same when both scores are exact; from `needed` points on,
    either way, it is reliable. All in points of the practice's score.
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
    """All of it, as it is frozen. `before_sd` and `now_sd` are how far raters of one person differed in each round.

    `before_number` is that of the baseline's report from which the figures were taken, where it is known.
    """

    before_on: str
    before_sd: int
    now_sd: int
    overlap: Overlap | None
    is_comparable: bool
    practices: list[Moved]
    before_number: int | None = None

    def frozen(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


def change(
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
    """What has changed since `before`. It is not comparable when the questionnaires were two different ones."""
    baseline = {practice.key: practice for practice in before.practices}
    moved = [
        _moved(baseline[practice.key], practice, before_sd, now_sd, is_comparable=is_comparable)
        for practice in now.practices
        if practice.key in baseline
    ]
    return Change(before_on, before_sd, now_sd, overlap, is_comparable, moved, before_number)


def _moved(before: PracticeResult, now: PracticeResult, before_sd: int, now_sd: int, *, is_comparable: bool) -> Moved:
    then, today = before.cells.get(ALL), now.cells.get(ALL)
    low, high = apart(then, today) if is_comparable else (None, None)
    errors = _errors(then, today, before_sd, now_sd) if is_comparable else None
    return Moved(
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


def bounds(cell: Cell | None) -> tuple[float, float] | None:
    """Between which two scores a practice's score lies, the same twice when exact; nothing when withheld."""
    if cell is None or cell.sum is None:
        return None
    if cell.sum_low is None or cell.sum_high is None:
        return cell.sum, cell.sum
    return cell.sum_low, cell.sum_high


def apart(first: Cell | None, second: Cell | None) -> tuple[float | None, float | None]:
    """The least and the most by which the second score is above the first, from the figures as they are shown."""
    one, two = bounds(first), bounds(second)
    if one is None or two is None:
        return None, None
    return round(two[0] - one[1], 1), round(two[1] - one[0], 1)


def _errors(before: Cell | None, now: Cell | None, before_sd: int, now_sd: int) -> tuple[float, float] | None:
    """The standard errors of both scores, from the fewest raters behind each."""
    if before is None or now is None or not before.n or not now.n:
        return None
    return standard_error(before.n, sd=before_sd), standard_error(now.n, sd=now_sd)


def _verdict(low: float | None, high: float | None, errors: tuple[float, float] | None) -> Verdict:
    """By the end of the range that is nearer to nought: the whole of it must be beyond noise."""
    if low is None or high is None or errors is None:
        return Verdict.WITHHELD
    if low > 0 and reliable_change(low, before=errors[0], after=errors[1]) > NINETY_FIVE:
        return Verdict.HIGHER
    if high < 0 and reliable_change(high, before=errors[0], after=errors[1]) < -NINETY_FIVE:
        return Verdict.LOWER
    return Verdict.NONE


def overlap(before: Iterable[str], now: Iterable[str], same_as: Mapping[str, str] | None = None) -> Overlap:
    """Of two lists of addresses; `same_as` maps an address to the other by which the same person is known."""
    known = same_as or {}
    first, second = ({known.get(address, address) for address in addresses} for addresses in (before, now))
    return Overlap(len(first), len(second), len(first & second))


def thaw_change(frozen: Mapping[str, Any]) -> Change:
    """A Change from its frozen form."""
    return Change(
        before_on=frozen["before_on"],
        before_sd=frozen["before_sd"],
        now_sd=frozen["now_sd"],
        overlap=Overlap(**frozen["overlap"]) if frozen["overlap"] else None,
        is_comparable=frozen["is_comparable"],
        practices=[_thaw_moved(practice) for practice in frozen["practices"]],
        before_number=frozen.get("before_number"),
    )


def _thaw_moved(frozen: Mapping[str, Any]) -> Moved:
    cells = {name: frozen[name] for name in ("before", "now", "own_before", "own_now")}
    thawed = {name: thaw_cell(cell) if cell else None for name, cell in cells.items()}
    return Moved(**{**frozen, **thawed, "verdict": Verdict(frozen["verdict"])})
