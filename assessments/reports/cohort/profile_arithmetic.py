"""A cohort's profile, from the results that were released of its subjects: plain values in, plain values out.

It is given Results and never an answer, so whatever it shows of raters follows from what their subjects' reports show
already. What is left to guard are the subjects, whose own reports no reader of this one may open. The rules:

- A figure stands for at least five subjects.
- Two figures over the same thing and nearly the same subjects tell of the few who are in one of them alone. So
  between two such figures are no subjects, or at least five; otherwise one of them is not given. That holds between
  - a statement and the practice that it is a sixth of: the statement is withheld;
  - a change from the baseline, over those in both rounds, and each round, over all of its own: the size of the change
    is withheld, and only said in words;
  - a report and an earlier number of it: the later one gives the earlier figure again, over the earlier norm.
- Self, manager and all raters are three different things: over twelve subjects in one and eleven in another, they take
  nothing away from each other. No figure is given of self minus others over those who have both: it would be a second
  figure of the same thing over fewer.
- A mean within one point of an end of its scale tells what everybody's score is, and is withheld.
- Quartiles are in whole points, and there is no lowest and no highest score.
- Earlier cohorts are counted whole or not at all, and only those that have a report of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor, sqrt
from statistics import quantiles
from typing import TypeVar

from assessments.reports.cohort.profiles import (
    COLUMNS,
    COMPARED,
    CohortChange,
    CohortFigure,
    CohortVerdict,
    NormRank,
    PracticeProfile,
    Profile,
    Reason,
    Spread,
    StatementProfile,
    Told,
)
from assessments.results.disclosure import LEAST_FOR_SPREAD
from assessments.results.scoring import STATEMENTS_IN_PRACTICE, mean, percentile_rank, rounded, variance
from assessments.results.values import ALL, Cell, Result

LEAST = LEAST_FOR_SPREAD
LEAST_FOR_NORM = 10
NEAR_AN_END = 1
# Student's t, two-sided 95 %, for 4 to 30 degrees of freedom; beyond that the last stands, which is on the safe side.
# Source: the table of any textbook, for example E. S. Pearson and H. O. Hartley, Biometrika Tables for Statisticians.
STUDENT = (
    *(2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110),
    *(2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)

Results = Mapping[int, Result]
Values = Mapping[int, Fraction]


@dataclass(frozen=True)
class Norm:
    """An earlier cohort of the organisation: its subjects' scores by all raters, for each practice's key."""

    cohort: str
    scores: Mapping[str, Mapping[int, float]]

    def of(self, practice: str) -> Mapping[int, float]:
        return self.scores.get(practice, {})


@dataclass(frozen=True)
class Taken:
    """What a report is made of: a round's results and its baseline's, by enrolment, and the ends of the scale."""

    results: Results
    baseline: Results = field(default_factory=dict)
    scale: tuple[int, int] = (1, 10)

    def scores(self, practice: str, column: str) -> dict[int, Fraction]:
        return scores(self.results, practice, column)

    def pairs(self, practice: str, column: str) -> dict[int, tuple[Fraction, Fraction]]:
        """Before and after, of those who have both."""
        before, after = scores(self.baseline, practice, column), self.scores(practice, column)
        return {subject: (before[subject], after[subject]) for subject in before.keys() & after.keys()}

    def statement(self, number: int) -> dict[int, Fraction]:
        cells = {subject: _statement_cell(result, number) for subject, result in self.results.items()}
        return {subject: _exact(cell.mean) for subject, cell in cells.items() if cell and cell.mean is not None}


@dataclass(frozen=True)
class Former:
    """An earlier number of the same report, and what it was made of."""

    profile: Profile
    taken: Taken


def profile(
    results: Results,
    *,
    earlier: Sequence[Norm] = (),
    baseline: Results | None = None,
    former: Sequence[Former] = (),
    scale: tuple[int, int] = (1, 10),
) -> Profile:
    """The profile of a round, from the results of its subjects by enrolment.

    `earlier` are the organisation's earlier cohorts, `baseline` the results of the cohort's first round when this is
    a reassessment, `former` the earlier numbers of this report, and `scale` the ends of the scale of the ratings.
    """
    taken, latest_first = Taken(results, baseline or {}, scale), former[::-1]
    practices = [_practice(key, name, taken, earlier, latest_first) for key, name in _practices(results).items()]
    return Profile(
        lowest=scale[0],
        highest=scale[1],
        subjects=len(results),
        practices=practices,
        statements=_statements(taken, latest_first),
        earlier=[one.cohort for one in earlier],
    )


def scores(results: Results, practice: str, column: str) -> dict[int, Fraction]:
    """Each subject's score of the practice in the column, as it was released; where that is a range, its middle."""
    cells = {subject: _practice_cell(result, practice, column) for subject, result in results.items()}
    return {subject: _exact(cell.sum) for subject, cell in cells.items() if cell and cell.sum is not None}


def apart(one: Mapping[int, object], other: Mapping[int, object]) -> int:
    """In how many subjects two figures differ: who is in one of them alone, or with another value."""
    return sum(one.get(subject) != other.get(subject) for subject in one.keys() | other.keys())


def tells_of_few(count: int) -> bool:
    """Whether so many subjects between two figures are some, and too few."""
    return 0 < count < LEAST


def _practices(results: Results) -> dict[str, str]:
    return {one.key: one.name for result in results.values() for one in result.practices}


def _practice_cell(result: Result, practice: str, column: str) -> Cell | None:
    return next((one.cells.get(column) for one in result.practices if one.key == practice), None)


def _statement_cell(result: Result, number: int) -> Cell | None:
    statements = (one for practice in result.practices for one in practice.statements)
    return next((one.cells.get(ALL) for one in statements if one.number == number), None)


def _exact(figure: float) -> Fraction:
    """What was written with one decimal place, without what a float adds to it."""
    return Fraction(round(figure * 10), 10)


# What an earlier number of the report has told

AnyTold = TypeVar("AnyTold", bound=Told)


def _kept(now: AnyTold, values: Mapping[int, object], known: Iterable[tuple[AnyTold, Mapping[int, object]]]) -> AnyTold:
    """The figure; or that of an earlier number again, when too few subjects have changed since."""
    for earlier, before in known:
        if earlier.is_shown and tells_of_few(apart(values, before)):
            return earlier
    return now


Known = Sequence[tuple[PracticeProfile, Taken]]


def _known(former: Sequence[Former], practice: str) -> Known:
    found = [(one.profile.practice(practice), one.taken) for one in former]
    return [(profiled, taken) for profiled, taken in found if profiled]


def has_hardly_changed(norm: Sequence[Norm], before: Sequence[Norm]) -> bool:
    """Whether a percentile over the one and one over the other would tell of a few earlier subjects."""
    practices = {key for one in (*norm, *before) for key in one.scores}
    return any(tells_of_few(apart(norm_of(norm, key), norm_of(before, key))) for key in practices)


def norm_of(earlier: Sequence[Norm], practice: str) -> dict[int, float]:
    return {subject: score for one in earlier for subject, score in one.of(practice).items()}


# Practices


def _practice(key: str, name: str, taken: Taken, earlier: Sequence[Norm], former: Sequence[Former]) -> PracticeProfile:
    known = _known(former, key)
    columns = {column: _column(key, column, taken, known) for column in COLUMNS}
    changes = {column: _changed(key, column, taken, known) for column in COMPARED} if taken.baseline else {}
    return PracticeProfile(
        key=key,
        name=name,
        columns=columns,
        spread=_spread(key, columns[ALL], taken, known),
        standing=_standing(columns[ALL], [*norm_of(earlier, key).values()]),
        changes=changes,
    )


def _column(key: str, column: str, taken: Taken, known: Known) -> CohortFigure:
    values = taken.scores(key, column)
    before = [(one.columns[column], was.scores(key, column)) for one, was in known]
    return _kept(column_figure(values, taken.scale), values, before)


def column_figure(values: Values, scale: tuple[int, int]) -> CohortFigure:
    """The mean of the scores, unless it is of too few, or so near an end that it tells each of them."""
    if len(values) < LEAST:
        return CohortFigure(withheld=Reason.TOO_FEW)
    middle = mean(list(values.values()))
    lowest, highest = (STATEMENTS_IN_PRACTICE * end for end in scale)
    if middle < lowest + NEAR_AN_END or middle > highest - NEAR_AN_END:
        return CohortFigure(withheld=Reason.NEAR_AN_END)
    return CohortFigure(sum=rounded(middle), mean=rounded(middle / STATEMENTS_IN_PRACTICE), n=len(values))


def _spread(key: str, figure: CohortFigure, taken: Taken, known: Known) -> Spread:
    if not figure.is_shown:
        return Spread(withheld=figure.withheld)
    values = taken.scores(key, ALL)
    return _kept(quartiles(values), values, [(one.spread, was.scores(key, ALL)) for one, was in known])


def quartiles(values: Values) -> Spread:
    """The quartiles, in whole points with a half rounded up.

    They are "inclusive": the lowest score is the 0th and the highest the 100th percentile, and what falls between two
    scores is taken in proportion. Source: type 7 of R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages,
    The American Statistician 50 (1996).
    """
    if len(values) < LEAST:
        return Spread(withheld=Reason.TOO_FEW)
    lower, middle, upper = (floor(cut + Fraction(1, 2)) for cut in quantiles(values.values(), n=4, method="inclusive"))
    return Spread(lower=lower, middle=middle, upper=upper, n=len(values))


def _standing(figure: CohortFigure, norm: Sequence[float]) -> NormRank:
    """From the figures as they are shown: whoever has the scores of the earlier subjects finds the same."""
    if figure.sum is None:
        return NormRank(withheld=figure.withheld)
    if len(norm) < LEAST_FOR_NORM:
        return NormRank(withheld=Reason.NO_NORM)
    return NormRank(percentile=floor(percentile_rank(figure.sum, norm) + 0.5), n=len(norm))


# The change since the baseline


def _changed(key: str, column: str, taken: Taken, known: Known) -> CohortChange:
    pairs = taken.pairs(key, column)
    once = [len(scores(taken.baseline, key, column)) - len(pairs), len(taken.scores(key, column)) - len(pairs)]
    now = change_of(list(pairs.values()), once=once)
    before = [(one.changes[column], was.pairs(key, column)) for one, was in known if column in one.changes]
    return _kept(now, pairs, before)


def change_of(pairs: Sequence[tuple[Fraction, Fraction]], *, once: Sequence[int]) -> CohortChange:
    """The change of the mean from before to after, over the same subjects, with its interval.

    The interval is t * sd / sqrt(n), sd that of the subjects' own changes. `once` are the numbers of subjects who are
    in the first round alone, and in the second alone.
    """
    if len(pairs) < LEAST:
        return CohortChange(withheld=Reason.TOO_FEW)
    before, after = (rounded(mean(scores)) for scores in zip(*pairs, strict=True))
    change = round(after - before, 1)
    half = STUDENT[min(len(pairs) - LEAST, len(STUDENT) - 1)] * _standard_error([b - a for a, b in pairs])
    low, high = rounded(change - half), rounded(change + half)
    verdict = _verdict(low, high)
    if any(tells_of_few(count) for count in once):
        return CohortChange(verdict=verdict, n=len(pairs), withheld=Reason.TELLS_OF_FEW)
    return CohortChange(before=before, after=after, change=change, low=low, high=high, verdict=verdict, n=len(pairs))


def _standard_error(changes: Sequence[Fraction]) -> float:
    return sqrt(variance(changes) / len(changes))


def _verdict(low: float, high: float) -> CohortVerdict:
    if low > 0:
        return CohortVerdict.HIGHER
    return CohortVerdict.LOWER if high < 0 else CohortVerdict.NONE


# Statements


def _statements(taken: Taken, former: Sequence[Former]) -> list[StatementProfile]:
    found = [one for key in _practices(taken.results) for one in _statements_of(key, taken, former)]
    return sorted(found, key=lambda one: (-(one.figure.mean or 0), one.number))


def _statements_of(practice: str, taken: Taken, former: Sequence[Former]) -> list[StatementProfile]:
    found = [one for result in taken.results.values() for one in result.practices if one.key == practice]
    asked = {one.number: (practised.name, one.text) for practised in found for one in practised.statements}
    values = {number: taken.statement(number) for number in asked}
    fresh = statement_figures(values, taken.scores(practice, ALL))
    return [
        StatementProfile(number, text, name, _kept(fresh[number], values[number], _known_statement(number, former)))
        for number, (name, text) in asked.items()
    ]


def _known_statement(number: int, former: Sequence[Former]) -> list[tuple[CohortFigure, Values]]:
    known = [(one.profile.figure_of(number), one.taken.statement(number)) for one in former]
    return [(figure, values) for figure, values in known if figure]


def statement_figures(statements: Mapping[int, Values], practice: Values) -> dict[int, CohortFigure]:
    """The means of a practice's statements, by number, given the practice's scores.

    The practice less the statements that are shown leaves those that are not. When fewer than five have any of these,
    one more is withheld.
    """
    figures = {number: statement_figure(values, practice) for number, values in statements.items()}
    left = {subject for number, one in figures.items() if not one.is_shown for subject in statements[number]}
    shown = [number for number, one in figures.items() if one.is_shown]
    if len(practice) >= LEAST and tells_of_few(len(left & practice.keys())) and shown:
        figures[max(shown)] = CohortFigure(withheld=Reason.TELLS_OF_FEW)
    return figures


def statement_figure(values: Values, practice: Values) -> CohortFigure:
    """The mean of a statement, unless taking the statements from their practice's scores would tell of a few."""
    if len(values) < LEAST:
        return CohortFigure(withheld=Reason.TOO_FEW)
    if len(practice) >= LEAST and tells_of_few(len(values.keys() ^ practice.keys())):
        return CohortFigure(withheld=Reason.TELLS_OF_FEW)
    return CohortFigure(mean=rounded(mean(list(values.values()))), n=len(values))
