"""What of a subject's 360 may be seen: the one place that decides it, cell by cell, for every surface.

Plain values in, plain values out. The result holds only what may be shown, as it may be shown. It alone is frozen,
and the page, the PDF, the charts and the exports read nothing else: what is withheld is not in them to be found.

The rules:

- Self and manager are identifiable, and were told so before they started. Each is shown as it is.
- Direct reports, co-workers and others are shown with at least `least` answers. Groups with fewer are merged with each
  other into "Other colleagues" when these together reach `least`, and are withheld when they do not.
- The count is taken again on the answers to each very cell: a group that is shown has cells that are not.
- "All raters" adds up the manager's cell and the shown groups' shown cells, and nothing else. It can be worked out
  from what stands beside it, so taking the groups from it finds no hidden one.
- The lists of highest and lowest statements rank "All raters", so they tell nothing of a hidden group either.
- Comments come from self, the manager and the shown groups. Those of the groups are pooled without saying which group,
  and shuffled for each question, so that neither place nor order joins the comments of one rater.
- No spread and no distribution is given of anything.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from assessments.scoring import Rating, highest_and_lowest, mean, practice_sum, written

LEAST = 3
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
    """Why a cell has no figure."""

    TOO_FEW = "too_few"
    NOT_ANSWERED = "not_answered"


class Treatment(StrEnum):
    """What becomes of a group of raters."""

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
class Asked:
    number: int
    practice: str
    text: str


@dataclass(frozen=True)
class Questionnaire:
    """What was asked. `practices` maps each practice's key to its name, in the order of the report."""

    practices: Mapping[str, str]
    statements: Sequence[Asked]
    questions: Sequence[str]


@dataclass(frozen=True)
class Cell:
    """One figure as it is shown, and over how many raters; or nothing but the reason why it is withheld.

    `mean` is on the scale of the ratings. `sum` is the practice's score, and is given for practices only.
    """

    mean: float | None = None
    sum: float | None = None
    n: int | None = None
    withheld: Withheld | None = None


Cells = dict[str, Cell]


@dataclass(frozen=True)
class Group:
    """Raters who are shown together. `least` of them must have answered a cell for it to be shown."""

    key: str
    answers: Sequence[Answers]
    least: int


@dataclass(frozen=True)
class Turnout:
    """How many of a group answered: no number for a group so small that it would tell who did."""

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
    """All of it. `columns` are the groups that are shown, in the order of the report, "All raters" last."""

    least: int
    columns: list[Column]
    turnout: list[Turnout]
    practices: list[PracticeResult]
    highest: list[int]
    lowest: list[int]
    comments: list[Comments]

    def frozen(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


def is_shown(count: int, least: int) -> bool:
    """Whether so many answers of a guarded group are enough to be shown, or even counted, anywhere."""
    return count >= least


def disclose(
    questionnaire: Questionnaire, answers: Sequence[Answers], *, invited: Mapping[str, int], least: int
) -> Result:
    """The result of one subject. `invited` counts the raters asked, by relationship.

    Raises ValueError when `least` is under three, when a relationship is unknown, or when a response does not have
    one rating for each statement.
    """
    _check(questionnaire, answers, least)
    groups = shown_groups(answers, least)
    practices = [_practice(key, name, questionnaire, groups, least) for key, name in questionnaire.practices.items()]
    highest, lowest = _ranked(questionnaire, groups, least)
    return Result(
        least=least,
        columns=[Column(key, NAMES[key]) for key in (*(group.key for group in groups), ALL)],
        turnout=_turnout(answers, invited, least),
        practices=practices,
        highest=highest,
        lowest=lowest,
        comments=[_comments(at, text, groups) for at, text in enumerate(questionnaire.questions)],
    )


def shown_groups(answers: Sequence[Answers], least: int) -> list[Group]:
    """The groups that may be shown, merged where they must be, in the order of the report."""
    identifiable = [Group(key, _of(answers, key), 1) for key in IDENTIFIABLE]
    guarded = [Group(key, _of(answers, key), least) for key in GUARDED]
    small = [one for group in guarded if not is_shown(len(group.answers), least) for one in group.answers]
    merged = Group(COLLEAGUES, small, least)
    return [group for group in [*identifiable, *guarded, merged] if len(group.answers) >= group.least]


def _check(questionnaire: Questionnaire, answers: Sequence[Answers], least: int) -> None:
    if least < LEAST:
        raise ValueError(f"at least {LEAST} answers are needed to show a group, not {least}")
    for one in answers:
        if one.relationship not in (*IDENTIFIABLE, *GUARDED):
            raise ValueError(f"{one.relationship} is no relationship to a subject")
        if len(one.ratings) != len(questionnaire.statements):
            raise ValueError(f"{len(one.ratings)} ratings for {len(questionnaire.statements)} statements")


def _of(answers: Sequence[Answers], relationship: str) -> list[Answers]:
    return [one for one in answers if one.relationship == relationship]


def _practice(key: str, name: str, asked: Questionnaire, groups: Sequence[Group], least: int) -> PracticeResult:
    places = [at for at, statement in enumerate(asked.statements) if statement.practice == key]
    scores = {group.key: _shown(group, _practice_sums(group, places)) for group in groups}
    return PracticeResult(
        key=key,
        name=name,
        cells=_practice_cells(scores, groups, statements=len(places), least=least),
        statements=[_statement(asked.statements[at], at, groups, least) for at in places],
    )


def _practice_sums(group: Group, places: Sequence[int]) -> list[Fraction]:
    sums = [practice_sum([one.ratings[at] for at in places]) for one in group.answers]
    return [score for score in sums if score is not None]


def _ratings(group: Group, at: int) -> list[Fraction]:
    return [Fraction(rating) for one in group.answers if (rating := one.ratings[at]) is not None]


def _shown(group: Group, values: list[Fraction]) -> list[Fraction]:
    """The values of one cell, or none of them when they are too few: from here on they do not exist."""
    return values if len(values) >= group.least else []


def _total(shown: Mapping[str, list[Fraction]], least: int) -> list[Fraction]:
    """What "All raters" may add up: everybody but the subject, in cells that are themselves shown."""
    values = [value for key, group in shown.items() if key != SELF for value in group]
    return values if is_shown(len(values), least) else []


def _practice_cells(
    scores: Mapping[str, list[Fraction]], groups: Sequence[Group], *, statements: int, least: int
) -> Cells:
    cells = {group.key: _practice_cell(scores[group.key], _reason(group), statements) for group in groups}
    return cells | {ALL: _practice_cell(_total(scores, least), Withheld.TOO_FEW, statements)}


def _practice_cell(values: list[Fraction], reason: Withheld, statements: int) -> Cell:
    if not values:
        return Cell(withheld=reason)
    score = mean(values)
    return Cell(mean=written(score / statements), sum=written(score), n=len(values))


def _statement(statement: Asked, at: int, groups: Sequence[Group], least: int) -> StatementResult:
    shown = {group.key: _shown(group, _ratings(group, at)) for group in groups}
    cells = {group.key: _cell(shown[group.key], _reason(group)) for group in groups}
    return StatementResult(
        statement.number, statement.text, cells | {ALL: _cell(_total(shown, least), Withheld.TOO_FEW)}
    )


def _cell(values: list[Fraction], reason: Withheld) -> Cell:
    return Cell(mean=written(mean(values)), n=len(values)) if values else Cell(withheld=reason)


def _reason(group: Group) -> Withheld:
    return Withheld.NOT_ANSWERED if group.key in IDENTIFIABLE else Withheld.TOO_FEW


def _ranked(asked: Questionnaire, groups: Sequence[Group], least: int) -> tuple[list[int], list[int]]:
    totals = {
        statement.number: _total({group.key: _shown(group, _ratings(group, at)) for group in groups}, least)
        for at, statement in enumerate(asked.statements)
    }
    return highest_and_lowest({number: mean(values) for number, values in totals.items() if values})


def _turnout(answers: Sequence[Answers], invited: Mapping[str, int], least: int) -> list[Turnout]:
    small = [key for key in GUARDED if not is_shown(len(_of(answers, key)), least)]
    merged = sum(len(_of(answers, key)) for key in small)
    treatment = Treatment.MERGED if is_shown(merged, least) else Treatment.WITHHELD
    rows = [
        _turnout_of(key, answers, invited, treatment if key in small else None) for key in (*IDENTIFIABLE, *GUARDED)
    ]
    if treatment is Treatment.MERGED:
        asked = sum(invited.get(key, 0) for key in small)
        rows.append(Turnout(NAMES[COLLEAGUES], asked, merged, Treatment.SHOWN))
    return [row for row in rows if row.invited or row.answered]


def _turnout_of(key: str, answers: Sequence[Answers], invited: Mapping[str, int], small: Treatment | None) -> Turnout:
    if small:
        return Turnout(NAMES[key], invited.get(key, 0), None, small)
    answered = len(_of(answers, key))
    return Turnout(NAMES[key], invited.get(key, 0), answered, Treatment.SHOWN if answered else Treatment.NOBODY)


def _comments(at: int, question: str, groups: Sequence[Group]) -> Comments:
    said = {group.key: _said(group, at) for group in groups}
    pooled = [text for key, texts in said.items() if key not in IDENTIFIABLE for text in texts]
    random.SystemRandom().shuffle(pooled)
    return Comments(question, said.get(SELF, []), said.get(MANAGER, []), pooled)


def _said(group: Group, at: int) -> list[str]:
    return [text for one in group.answers if at < len(one.comments) and (text := one.comments[at].strip())]
