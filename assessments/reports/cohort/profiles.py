"""The plain values of a cohort's profile, made by `profile_arithmetic` and frozen in a report."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from assessments.results.scoring import STATEMENTS_IN_PRACTICE
from assessments.results.values import ALL, MANAGER, SELF

MOST_RANKED = 5
COLUMNS = (SELF, MANAGER, ALL)
COMPARED = (SELF, ALL)


class Reason(StrEnum):
    """Reasons why a figure is withheld."""

    TOO_FEW = "too_few"
    TELLS_OF_FEW = "tells_of_few"
    NEAR_AN_END = "near_an_end"
    NO_NORM = "no_norm"


class CohortVerdict(StrEnum):
    """The verdict on a change."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class ProfileValue:
    """A value that is shown, or withheld for a reason."""

    withheld: Reason | None = None

    @property
    def is_shown(self) -> bool:
        return self.withheld is None


@dataclass(frozen=True, kw_only=True)
class CohortFigure(ProfileValue):
    """The mean over n subjects, of scores (`sum`, 6 to 60) and on the scale of ratings. Statements have no score."""

    sum: float | None = None
    mean: float | None = None
    n: int | None = None


@dataclass(frozen=True, kw_only=True)
class Spread(ProfileValue):
    """The quartiles and the median of n subjects' scores, in whole points."""

    lower: int | None = None
    middle: int | None = None
    upper: int | None = None
    n: int | None = None


@dataclass(frozen=True, kw_only=True)
class NormRank(ProfileValue):
    """The share of n earlier subjects, in whole percent, whose score is at or below this cohort's mean."""

    percentile: int | None = None
    n: int | None = None


@dataclass(frozen=True, kw_only=True)
class CohortChange(ProfileValue):
    """The change of the mean score of the n subjects in both rounds, with the 95 % interval from low to high.

    When only its size is withheld, verdict and n are given.
    """

    before: float | None = None
    after: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: CohortVerdict | None = None
    n: int | None = None


@dataclass(frozen=True)
class PracticeProfile:
    """The profile of a practice.

    `columns` are self, manager and all raters; `changes` are of self and all raters, and empty without a baseline.
    """

    key: str
    name: str
    columns: dict[str, CohortFigure]
    spread: Spread
    standing: NormRank
    changes: dict[str, CohortChange]


@dataclass(frozen=True)
class StatementProfile:
    number: int
    text: str
    practice: str
    figure: CohortFigure


@dataclass(frozen=True)
class Profile:
    """The profile of a cohort. `statements` are sorted by mean, highest first, and those not shown last.

    Ratings go from `lowest` to `highest`, and a score is six times as much. `earlier` names the cohorts of the norm.
    """

    lowest: int
    highest: int
    subjects: int
    practices: list[PracticeProfile]
    statements: list[StatementProfile]
    earlier: list[str]

    def frozen(self) -> dict[str, Any]:
        """Return the profile as JSON values."""
        return asdict(self)

    @property
    def most(self) -> int:
        """The highest score that a practice can have."""
        return self.highest * STATEMENTS_IN_PRACTICE

    def practice(self, key: str) -> PracticeProfile | None:
        return next((one for one in self.practices if one.key == key), None)

    def figure_of(self, number: int) -> CohortFigure | None:
        return next((one.figure for one in self.statements if one.number == number), None)

    @property
    def strengths(self) -> list[StatementProfile]:
        """The statements rated highest, highest first: at most five, and at most half of those shown."""
        return self._ranked[: self._most]

    @property
    def themes(self) -> list[StatementProfile]:
        """The statements rated lowest, lowest first: as many as the strengths, and none of them."""
        return self._ranked[::-1][: self._most]

    @property
    def _ranked(self) -> list[StatementProfile]:
        return [one for one in self.statements if one.figure.is_shown]

    @property
    def _most(self) -> int:
        return min(MOST_RANKED, len(self._ranked) // 2)


def thaw(frozen: Mapping[str, Any]) -> Profile:
    """Read a Profile back from JSON values."""
    return Profile(
        lowest=frozen["lowest"],
        highest=frozen["highest"],
        subjects=frozen["subjects"],
        practices=[_thaw_practice(one) for one in frozen["practices"]],
        statements=[
            StatementProfile(one["number"], one["text"], one["practice"], CohortFigure(**_with_reason(one["figure"])))
            for one in frozen["statements"]
        ],
        earlier=list(frozen["earlier"]),
    )


def _thaw_practice(frozen: Mapping[str, Any]) -> PracticeProfile:
    return PracticeProfile(
        key=frozen["key"],
        name=frozen["name"],
        columns={key: CohortFigure(**_with_reason(frozen["columns"][key])) for key in COLUMNS},
        spread=Spread(**_with_reason(frozen["spread"])),
        standing=NormRank(**_with_reason(frozen["standing"])),
        changes={key: _thaw_change(frozen["changes"][key]) for key in COMPARED if key in frozen["changes"]},
    )


def _thaw_change(frozen: Mapping[str, Any]) -> CohortChange:
    verdict = CohortVerdict(frozen["verdict"]) if frozen["verdict"] else None
    return CohortChange(**{**_with_reason(frozen), "verdict": verdict})


def _with_reason(frozen: Mapping[str, Any]) -> dict[str, Any]:
    return {**frozen, "withheld": Reason(frozen["withheld"]) if frozen["withheld"] else None}
