"""A cohort's profile, worked out from the released results of its subjects: plain values in, plain values out.

It reads Results and never an answer, so all that it shows of raters follows from what the individual reports show
already. It has to protect the subjects, whose own reports the readers of this one may not open. The rules:

- A figure stands for at least five subjects.
- Two figures over the same thing and nearly the same subjects reveal the few who are in only one of them. So two such
  figures differ by no subjects, or by at least five; otherwise one of them is withheld. That holds between
  - a statement and the practice that it is a sixth of: the statement is withheld;
  - a change since the baseline, over those in both rounds, and each round, over all of its own: the size of the
    change is withheld, and only the verdict is given;
  - a report and an earlier number of it: the later one repeats the earlier figure, over the earlier norm.
- Self, manager and all raters measure three different things, so twelve subjects in one and eleven in another reveal
  nothing. Self minus others, over those who have both, is not given: it would be a second figure of the same thing
  over fewer subjects.
- A mean within one point of an end of its scale reveals everybody's score, and is withheld.
- Quartiles are in whole points, and the lowest and highest scores are not given.
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
    ProfileValue,
    Reason,
    Spread,
    StatementProfile,
)
from assessments.results.disclosure import LEAST_FOR_SPREAD
from assessments.results.scoring import STATEMENTS_IN_PRACTICE, mean, percentile_rank, rounded, variance
from assessments.results.values import ALL, Cell, Result

LEAST_SUBJECTS = LEAST_FOR_SPREAD
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
class ReportSource:
    """The source of a report: the results of a round and of its baseline, by enrolment, and the ends of the scale."""

    results: Results
    baseline: Results = field(default_factory=dict)
    scale: tuple[int, int] = (1, 10)

    def scores(self, practice: str, column: str) -> dict[int, Fraction]:
        return scores(self.results, practice, column)

    def pairs(self, practice: str, column: str) -> dict[int, tuple[Fraction, Fraction]]:
        """Return the scores before and after of the subjects who have both."""
        before, after = scores(self.baseline, practice, column), self.scores(practice, column)
        return {subject: (before[subject], after[subject]) for subject in before.keys() & after.keys()}

    def statement(self, number: int) -> dict[int, Fraction]:
        cells = {subject: _statement_cell(result, number) for subject, result in self.results.items()}
        return {subject: _exact(cell.mean) for subject, cell in cells.items() if cell and cell.mean is not None}


@dataclass(frozen=True)
class EarlierReport:
    """An earlier number of the same report, and its source."""

    profile: Profile
    source: ReportSource


def make_profile(
    results: Results,
    *,
    norms: Sequence[Norm] = (),
    baseline: Results | None = None,
    earlier: Sequence[EarlierReport] = (),
    scale: tuple[int, int] = (1, 10),
) -> Profile:
    """Make the profile of a round from the results of its subjects, by enrolment.

    `norms` are the organisation's earlier cohorts, `baseline` the results of the cohort's first round when this is a
    reassessment, `earlier` the earlier numbers of this report, and `scale` the ends of the scale of ratings.
    """
    source, latest_first = ReportSource(results, baseline or {}, scale), earlier[::-1]
    practices = [_practice(key, name, source, norms, latest_first) for key, name in _practices(results).items()]
    return Profile(
        lowest=scale[0],
        highest=scale[1],
        subjects=len(results),
        practices=practices,
        statements=_statements(source, latest_first),
        earlier=[one.cohort for one in norms],
    )


def scores(results: Results, practice: str, column: str) -> dict[int, Fraction]:
    """Return each subject's released score of a practice in a column; of a range, the middle."""
    cells = {subject: _practice_cell(result, practice, column) for subject, result in results.items()}
    return {subject: _exact(cell.sum) for subject, cell in cells.items() if cell and cell.sum is not None}


def count_differences(one: Mapping[int, object], other: Mapping[int, object]) -> int:
    """Count the subjects who are in only one of two figures, or in both with different values."""
    return sum(one.get(subject) != other.get(subject) for subject in one.keys() | other.keys())


def tells_of_few(count: int) -> bool:
    """Whether two figures that differ by this many subjects would reveal a few of them."""
    return 0 < count < LEAST_SUBJECTS


def _practices(results: Results) -> dict[str, str]:
    return {one.key: one.name for result in results.values() for one in result.practices}


def _practice_cell(result: Result, practice: str, column: str) -> Cell | None:
    return next((one.cells.get(column) for one in result.practices if one.key == practice), None)


def _statement_cell(result: Result, number: int) -> Cell | None:
    statements = (one for practice in result.practices for one in practice.statements)
    return next((one.cells.get(ALL) for one in statements if one.number == number), None)


def _exact(figure: float) -> Fraction:
    """Return a figure of one decimal place as an exact fraction."""
    return Fraction(round(figure * 10), 10)


# Figures of earlier numbers of the report

AnyValue = TypeVar("AnyValue", bound=ProfileValue)


def _keep_earlier(
    now: AnyValue, values: Mapping[int, object], known: Iterable[tuple[AnyValue, Mapping[int, object]]]
) -> AnyValue:
    """Return the figure, or that of an earlier number when too few subjects have changed since."""
    for earlier, before in known:
        if earlier.is_shown and tells_of_few(count_differences(values, before)):
            return earlier
    return now


EarlierPractices = Sequence[tuple[PracticeProfile, ReportSource]]


def _earlier_practices(earlier: Sequence[EarlierReport], practice: str) -> EarlierPractices:
    found = [(one.profile.practice(practice), one.source) for one in earlier]
    return [(profiled, source) for profiled, source in found if profiled]


def has_hardly_changed(norm: Sequence[Norm], before: Sequence[Norm]) -> bool:
    """Whether percentiles over both norms would reveal a few earlier subjects."""
    practices = {key for one in (*norm, *before) for key in one.scores}
    return any(tells_of_few(count_differences(norm_scores(norm, key), norm_scores(before, key))) for key in practices)


def norm_scores(norms: Sequence[Norm], practice: str) -> dict[int, float]:
    return {subject: score for one in norms for subject, score in one.of(practice).items()}


# Practices


def _practice(
    key: str, name: str, source: ReportSource, norms: Sequence[Norm], earlier: Sequence[EarlierReport]
) -> PracticeProfile:
    known = _earlier_practices(earlier, key)
    columns = {column: _column(key, column, source, known) for column in COLUMNS}
    changes = {column: _change(key, column, source, known) for column in COMPARED} if source.baseline else {}
    return PracticeProfile(
        key=key,
        name=name,
        columns=columns,
        spread=_spread(key, columns[ALL], source, known),
        standing=_norm_rank(columns[ALL], [*norm_scores(norms, key).values()]),
        changes=changes,
    )


def _column(key: str, column: str, source: ReportSource, known: EarlierPractices) -> CohortFigure:
    values = source.scores(key, column)
    before = [(one.columns[column], was.scores(key, column)) for one, was in known]
    return _keep_earlier(column_figure(values, source.scale), values, before)


def column_figure(values: Values, scale: tuple[int, int]) -> CohortFigure:
    """Return the mean of the scores, unless there are too few, or it is so near an end that it reveals them all."""
    if len(values) < LEAST_SUBJECTS:
        return CohortFigure(withheld=Reason.TOO_FEW)
    middle = mean(list(values.values()))
    lowest, highest = (STATEMENTS_IN_PRACTICE * end for end in scale)
    if middle < lowest + NEAR_AN_END or middle > highest - NEAR_AN_END:
        return CohortFigure(withheld=Reason.NEAR_AN_END)
    return CohortFigure(sum=rounded(middle), mean=rounded(middle / STATEMENTS_IN_PRACTICE), n=len(values))


def _spread(key: str, figure: CohortFigure, source: ReportSource, known: EarlierPractices) -> Spread:
    if not figure.is_shown:
        return Spread(withheld=figure.withheld)
    values = source.scores(key, ALL)
    return _keep_earlier(quartiles(values), values, [(one.spread, was.scores(key, ALL)) for one, was in known])


def quartiles(values: Values) -> Spread:
    """Return the quartiles, in whole points with a half rounded up.

    They are "inclusive": the lowest score is the 0th and the highest the 100th percentile, and between two scores
    they are interpolated. Source: type 7 of R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages,
    The American Statistician 50 (1996).
    """
    if len(values) < LEAST_SUBJECTS:
        return Spread(withheld=Reason.TOO_FEW)
    lower, middle, upper = (floor(cut + Fraction(1, 2)) for cut in quantiles(values.values(), n=4, method="inclusive"))
    return Spread(lower=lower, middle=middle, upper=upper, n=len(values))


def _norm_rank(figure: CohortFigure, norm: Sequence[float]) -> NormRank:
    """Rank the mean as it is shown, so that anybody who has the earlier subjects' scores gets the same result."""
    if figure.sum is None:
        return NormRank(withheld=figure.withheld)
    if len(norm) < LEAST_FOR_NORM:
        return NormRank(withheld=Reason.NO_NORM)
    return NormRank(percentile=floor(percentile_rank(figure.sum, norm) + 0.5), n=len(norm))


# The change since the baseline


def _change(key: str, column: str, source: ReportSource, known: EarlierPractices) -> CohortChange:
    pairs = source.pairs(key, column)
    once = [len(scores(source.baseline, key, column)) - len(pairs), len(source.scores(key, column)) - len(pairs)]
    now = mean_change(list(pairs.values()), once=once)
    before = [(one.changes[column], was.pairs(key, column)) for one, was in known if column in one.changes]
    return _keep_earlier(now, pairs, before)


def mean_change(pairs: Sequence[tuple[Fraction, Fraction]], *, once: Sequence[int]) -> CohortChange:
    """Return the change of the mean from before to after, over the same subjects, with its 95 % interval.

    The interval is t * sd / sqrt(n) either way, where sd is that of the subjects' own changes. `once` holds the numbers
    of subjects who are only in the first round, and only in the second.
    """
    if len(pairs) < LEAST_SUBJECTS:
        return CohortChange(withheld=Reason.TOO_FEW)
    before, after = (rounded(mean(scores)) for scores in zip(*pairs, strict=True))
    change = round(after - before, 1)
    half = STUDENT[min(len(pairs) - LEAST_SUBJECTS, len(STUDENT) - 1)] * _standard_error([b - a for a, b in pairs])
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


def _statements(source: ReportSource, earlier: Sequence[EarlierReport]) -> list[StatementProfile]:
    found = [one for key in _practices(source.results) for one in _statements_of(key, source, earlier)]
    return sorted(found, key=lambda one: (-(one.figure.mean or 0), one.number))


def _statements_of(practice: str, source: ReportSource, earlier: Sequence[EarlierReport]) -> list[StatementProfile]:
    found = [one for result in source.results.values() for one in result.practices if one.key == practice]
    asked = {one.number: (practised.name, one.text) for practised in found for one in practised.statements}
    values = {number: source.statement(number) for number in asked}
    fresh = statement_figures(values, source.scores(practice, ALL))
    return [
        StatementProfile(
            number, text, name, _keep_earlier(fresh[number], values[number], _earlier_statements(number, earlier))
        )
        for number, (name, text) in asked.items()
    ]


def _earlier_statements(number: int, earlier: Sequence[EarlierReport]) -> list[tuple[CohortFigure, Values]]:
    known = [(one.profile.figure_of(number), one.source.statement(number)) for one in earlier]
    return [(figure, values) for figure, values in known if figure]


def statement_figures(statements: Mapping[int, Values], practice: Values) -> dict[int, CohortFigure]:
    """Return the means of a practice's statements, by number, given the practice's scores.

    Subtracting the shown statements from the practice leaves the withheld ones. When fewer than five subjects have any
    of those, one more statement is withheld.
    """
    figures = {number: statement_figure(values, practice) for number, values in statements.items()}
    left = {subject for number, one in figures.items() if not one.is_shown for subject in statements[number]}
    shown = [number for number, one in figures.items() if one.is_shown]
    if len(practice) >= LEAST_SUBJECTS and tells_of_few(len(left & practice.keys())) and shown:
        figures[max(shown)] = CohortFigure(withheld=Reason.TELLS_OF_FEW)
    return figures


def statement_figure(values: Values, practice: Values) -> CohortFigure:
    """Return the mean of a statement, unless subtracting it from its practice would reveal a few subjects."""
    if len(values) < LEAST_SUBJECTS:
        return CohortFigure(withheld=Reason.TOO_FEW)
    if len(practice) >= LEAST_SUBJECTS and tells_of_few(len(values.keys() ^ practice.keys())):
        return CohortFigure(withheld=Reason.TELLS_OF_FEW)
    return CohortFigure(mean=rounded(mean(list(values.values()))), n=len(values))
