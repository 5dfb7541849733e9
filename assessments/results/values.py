"""The plain values of a 360: the answers that go in, and the result that may be shown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from assessments.results.scoring import Rating

SELF = "self"
MANAGER = "manager"
COLLEAGUES = "colleagues"
ALL = "all"
NAMES = {
    SELF: "Self",
    MANAGER: "Manager",
    "direct_report": "Direct reports",
    "co_worker": "Co-workers",
    "other": "Others",
    COLLEAGUES: "Other colleagues",
    ALL: "All raters",
}
IDENTIFIABLE = (SELF, MANAGER)
GUARDED = ("direct_report", "co_worker", "other")


class Withheld(StrEnum):
    """Reasons why a cell has no figure."""

    TOO_FEW = "too_few"
    NOT_ANSWERED = "not_answered"


class Treatment(StrEnum):
    """The ways in which a group of raters is treated in a result."""

    SHOWN = "shown"
    MERGED = "merged"
    WITHHELD = "withheld"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Answers:
    """One response: a rating for each statement in the order of the questionnaire, a comment for each question."""

    relationship: str
    ratings: Sequence[Rating]
    comments: Sequence[str]


@dataclass(frozen=True)
class RatedStatement:
    number: int
    practice: str
    text: str


@dataclass(frozen=True)
class RatedQuestionnaire:
    """The questionnaire as answered. `practices` maps each practice's key to its name, in the order of the report."""

    practices: Mapping[str, str]
    statements: Sequence[RatedStatement]
    questions: Sequence[str]
    lowest: int = 1
    highest: int = 10


@dataclass(frozen=True)
class Cell:
    """A figure as it is shown, with its number of answers; or only the reason why it is withheld.

    `mean` is on the scale of the ratings. `low` and `high` are given if only the range between them may be shown;
    `mean` is then its middle, for charts and for sorting. `sum`, with `sum_low` and `sum_high`, is a
    practice's score and is given for practices only. `n` counts the answers; over the statements of a practice it is
    the fewest, and `n_most` the most. `points` is what a statement's cell discloses: the lowest and the highest sum
    that its ratings may have. A cell that `is_final` was held back once, and no later release changes it.
    """

    mean: float | None = None
    low: float | None = None
    high: float | None = None
    sum: float | None = None
    sum_low: float | None = None
    sum_high: float | None = None
    n: int | None = None
    n_most: int | None = None
    points: tuple[int, int] | None = None
    withheld: Withheld | None = None
    is_final: bool = False

    @property
    def is_shown(self) -> bool:
        return self.withheld is None


Cells = dict[str, Cell]


@dataclass(frozen=True)
class Agreement:
    """The agreement of a practice's n raters: r_wg from 0 to 0.9, which means 0.9 or more."""

    figure: float | None = None
    n: int | None = None
    withheld: Withheld | None = None


@dataclass(frozen=True)
class Turnout:
    """The number of a group who answered. There is none for a group so small that it would reveal who did."""

    key: str
    name: str
    invited: int
    answered: int | None
    treatment: Treatment


@dataclass(frozen=True)
class StatementResult:
    number: int
    text: str
    cells: Cells


@dataclass(frozen=True)
class PracticeResult:
    key: str
    name: str
    cells: Cells
    agreement: Agreement
    statements: list[StatementResult]


@dataclass(frozen=True)
class Comments:
    question: str
    own: list[str]
    manager: list[str]
    colleagues: list[str]


@dataclass(frozen=True)
class Column:
    key: str
    name: str


@dataclass(frozen=True)
class Result:
    """The whole result. `columns` are the groups that are shown, in the order of the report, "All raters" last.

    `ranking` holds the numbers of the statements by "All raters", highest first: every one that is shown.
    """

    least: int
    columns: list[Column]
    turnout: list[Turnout]
    practices: list[PracticeResult]
    ranking: list[int]
    comments: list[Comments]

    def frozen(self) -> dict[str, Any]:
        """Return the result as it is stored in JSON."""
        return asdict(self)

    def statement_cells(self) -> dict[int, Cells]:
        return {one.number: one.cells for practice in self.practices for one in practice.statements}


def thaw(frozen: Mapping[str, Any]) -> Result:
    """Make a Result from its stored form."""
    return Result(
        least=frozen["least"],
        columns=[Column(**column) for column in frozen["columns"]],
        turnout=[Turnout(**{**row, "treatment": Treatment(row["treatment"])}) for row in frozen["turnout"]],
        practices=[_thaw_practice(practice) for practice in frozen["practices"]],
        ranking=list(frozen["ranking"]),
        comments=[Comments(**one) for one in frozen["comments"]],
    )


def _thaw_practice(frozen: Mapping[str, Any]) -> PracticeResult:
    return PracticeResult(
        key=frozen["key"],
        name=frozen["name"],
        cells=_thaw_cells(frozen["cells"]),
        agreement=Agreement(**{**frozen["agreement"], "withheld": _reason(frozen["agreement"])}),
        statements=[
            StatementResult(one["number"], one["text"], _thaw_cells(one["cells"])) for one in frozen["statements"]
        ],
    )


def _thaw_cells(frozen: Mapping[str, Any]) -> Cells:
    return {key: thaw_cell(cell) for key, cell in frozen.items()}


def thaw_cell(cell: Mapping[str, Any]) -> Cell:
    points = tuple(cell["points"]) if cell["points"] else None
    return Cell(**{**cell, "points": points, "withheld": _reason(cell)})


def _reason(frozen: Mapping[str, Any]) -> Withheld | None:
    return Withheld(frozen["withheld"]) if frozen["withheld"] else None


def says_the_same(result: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two frozen results have the same figures and comments.

    Neither the order of comments nor the number of people asked is a difference: only the answers count.
    """
    return _as_text(result) == _as_text(other)


def _as_text(result: Mapping[str, Any]) -> str:
    answered = {row["key"]: row["answered"] for row in result["turnout"] if row["answered"]}
    comments = [{**asked, "colleagues": sorted(asked["colleagues"])} for asked in result["comments"]]
    return json.dumps({**result, "turnout": answered, "comments": comments}, sort_keys=True)
