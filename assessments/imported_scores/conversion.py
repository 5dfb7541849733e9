"""The scores of a report made elsewhere, converted to a result like any other: plain values in, plain values out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.results.disclosure import is_shown, score_cell, score_range
from assessments.results.scoring import STATEMENTS_IN_PRACTICE
from assessments.results.values import (
    ALL,
    GUARDED,
    IDENTIFIABLE,
    NAMES,
    SELF,
    Agreement,
    Cell,
    Column,
    PracticeResult,
    Result,
    Treatment,
    Turnout,
    Withheld,
)

# Scores are imported on the scale of 6 to 60 only.
LOWEST, HIGHEST = 1, 10
LOWEST_SCORE, HIGHEST_SCORE = LOWEST * STATEMENTS_IN_PRACTICE, HIGHEST * STATEMENTS_IN_PRACTICE
# A score has one decimal place: the unrounded score is at most this far away.
ROUNDED = Fraction(1, 20)
# The raters of "All raters" who are in none of the groups.
REST = "rest"

Practices = Mapping[str, str]


@dataclass(frozen=True)
class Scores:
    """The mean scores of one group, by practice, and the number of its raters."""

    group: str
    raters: int
    scores: Mapping[str, Fraction]

    @property
    def is_guarded(self) -> bool:
        return self.group not in IDENTIFIABLE

    def told(self, practice: str) -> tuple[Fraction, Fraction]:
        score = self.scores[practice]
        if not self.is_guarded:
            return score, score
        return score_range(score, self.raters, lowest=LOWEST, highest=HIGHEST)


def result_of(given: Sequence[Scores], practices: Practices, *, least: int) -> Result:
    """Make the result of one participant. Raises ValueError when the scores cannot be imported: see `mistakes`."""
    if wrong := mistakes(given, practices, least=least):
        raise ValueError(wrong[0])
    by_group = {one.group: one for one in given}
    groups = [by_group[key] for key in (*IDENTIFIABLE, *GUARDED) if key in by_group]
    return Result(
        least=least,
        columns=[Column(key, NAMES[key]) for key in (*(one.group for one in groups), ALL)],
        turnout=[Turnout(one.group, NAMES[one.group], one.raters, one.raters, Treatment.SHOWN) for one in groups],
        practices=[_practice(key, name, groups, _rest(by_group, practices)) for key, name in practices.items()],
        ranking=[],
        comments=[],
    )


def _practice(key: str, name: str, groups: Sequence[Scores], rest: Scores | None) -> PracticeResult:
    cells = {one.group: score_cell(*one.told(key), n=one.raters, n_most=one.raters) for one in groups}
    others = [one for one in (*groups, rest) if one and one.group != SELF]
    cells[ALL] = _all(key, others)
    return PracticeResult(key, name, cells, Agreement(withheld=Withheld.TOO_FEW), [])


def _all(practice: str, others: Sequence[Scores]) -> Cell:
    """Work out the cell of all raters from what is shown of each group, as for answers given here."""
    if not any(one.is_guarded for one in others):
        return Cell(withheld=Withheld.TOO_FEW)
    raters = sum(one.raters for one in others)
    low = sum((one.told(practice)[0] * one.raters for one in others), start=Fraction(0))
    high = sum((one.told(practice)[1] * one.raters for one in others), start=Fraction(0))
    return score_cell(low / raters, high / raters, n=raters, n_most=raters)


def _rest(by_group: Mapping[str, Scores], practices: Practices) -> Scores | None:
    """Work out the scores of the "All raters" who are in none of the groups; None if there is nobody."""
    every, named = by_group.get(ALL), _named(by_group.values())
    left = every.raters - sum(one.raters for one in named) if every else 0
    if not every or not left:
        return None
    found = {key: _between_ends(_left_over(key, every, named, left)) for key in practices}
    return Scores(REST, left, found)


def _named(given: Iterable[Scores]) -> list[Scores]:
    """Keep the manager and the groups, of which "All raters" is made up."""
    return [one for one in given if one.group not in (SELF, ALL)]


def _left_over(practice: str, every: Scores, named: Sequence[Scores], left: int) -> Fraction:
    points = sum((one.scores[practice] * one.raters for one in named), start=Fraction(0))
    return (every.scores[practice] * every.raters - points) / left


def _between_ends(score: Fraction) -> Fraction:
    return min(max(score, Fraction(LOWEST_SCORE)), Fraction(HIGHEST_SCORE))


# Scores that may not be imported


def mistakes(given: Sequence[Scores], practices: Practices, *, least: int) -> list[str]:
    """Say why these groups of one participant may not be imported."""
    small = [one for one in given if one.group in GUARDED and not is_shown(one.raters, least)]
    said = [too_few(one.group, one.raters, least) for one in small]
    every = next((one for one in given if one.group == ALL), None)
    return said if said or every is None else _mistakes_of_all(every, _named(given), practices, least)


def too_few(group: str, raters: int, least: int) -> str:
    have = f"{NAMES[group]} with {raters} rater{'' if raters == 1 else 's'}"
    return f"{have} may not be stored: your organisation shows a group with {least} or more. Remove the row."


def _mistakes_of_all(every: Scores, named: Sequence[Scores], practices: Practices, least: int) -> list[str]:
    counted = sum(one.raters for one in named)
    left = every.raters - counted
    if left < 0:
        return [f"All raters are {every.raters}, but the manager and the groups given here are {counted} together."]
    if left and not is_shown(left, least):
        return [
            f"All raters are {every.raters}, of whom {left} {'is' if left == 1 else 'are'} in none of the groups given "
            f"here. What {'that one' if left == 1 else 'they'} said could be worked out. Remove the row of all raters."
        ]
    if left:
        return _beyond_the_ends(every, named, practices, left)
    return _unlike_the_groups(every, named, practices)


def _beyond_the_ends(every: Scores, named: Sequence[Scores], practices: Practices, left: int) -> list[str]:
    """Find the practices whose remaining raters would need an impossible score, even allowing for rounding."""
    slack = ROUNDED * (2 * every.raters - left) / left
    low, high = LOWEST_SCORE - slack, HIGHEST_SCORE + slack
    return [
        f"{practices[key]}: the score of all raters cannot be right beside those of the groups."
        for key in practices
        if not low <= _left_over(key, every, named, left) <= high
    ]


def _unlike_the_groups(every: Scores, named: Sequence[Scores], practices: Practices) -> list[str]:
    said = []
    for key, name in practices.items():
        points = sum((one.scores[key] * one.raters for one in named), start=Fraction(0))
        together = points / every.raters
        if abs(together - every.scores[key]) > 2 * ROUNDED:
            given = float(every.scores[key])
            said.append(f"{name}: all raters have {given:g}, but the groups together make {float(together):.1f}.")
    return said
