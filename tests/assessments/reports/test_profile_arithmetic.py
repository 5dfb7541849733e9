"""The arithmetic of a cohort's profile, worked by hand, and what it must never tell of fewer than five participants."""

import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.reports.cohort.profile_arithmetic import (
    EarlierReport,
    Norm,
    ReportSource,
    column_figure,
    has_hardly_changed,
    make_profile,
    mean_change,
    quartiles,
)
from assessments.reports.cohort.profiles import (
    CohortFigure,
    CohortVerdict,
    NormRank,
    PracticeProfile,
    Profile,
    Reason,
    Spread,
    thaw,
)
from assessments.reports.cohort.summary import Tile, message, tiles
from assessments.results.values import Agreement, Cell, PracticeResult, Result, StatementResult

SCALE = (1, 10)
SIX = range(1, 7)
FIVE = [30, 36, 42, 48, 54]


def result(
    everybody: float | None = 42.0,
    own: float | None = 48.0,
    manager: float | None = 40.0,
    statements: Mapping[int, float | None] | None = None,
) -> Result:
    """Make the released result of one subject: one practice, its sums, and the means of some of its statements."""
    cells = {"self": own, "manager": manager, "all": everybody}
    return Result(
        least=3,
        columns=[],
        turnout=[],
        practices=[
            PracticeResult(
                "model",
                "Model the Way",
                {key: Cell(sum=figure, mean=figure / 6, n=3) for key, figure in cells.items() if figure is not None},
                Agreement(),
                [
                    StatementResult(number, f"Statement {number}", {"all": Cell(mean=figure)})
                    for number, figure in (statements or {}).items()
                ],
            )
        ],
        ranking=[],
        comments=[],
    )


def cohort_of(sums: Iterable[float | None]) -> dict[int, Result]:
    return {subject: result(figure) for subject, figure in enumerate(sums, start=1)}


def all_raters(made: Profile) -> CohortFigure:
    return made.practices[0].columns["all"]


def exact(*figures: float) -> dict[int, Fraction]:
    return {subject: Fraction(figure) for subject, figure in enumerate(figures)}


# Means


def test_a_mean_is_over_subjects_and_each_counts_once() -> None:
    # 30 + 36 + 42 + 48 + 54 = 210, over five 42; a sixth of it is 7.
    made = make_profile(cohort_of(FIVE))
    assert all_raters(made) == CohortFigure(sum=42.0, mean=7.0, n=5)
    assert made.practices[0].columns["self"] == CohortFigure(sum=48.0, mean=8.0, n=5)


def test_a_half_is_rounded_up_as_with_pencil_and_paper() -> None:
    # Ten scores of 36.8 and ten of 36.9 have a mean of 36.85, which as a binary number is a little less.
    made = make_profile(cohort_of([36.8] * 10 + [36.9] * 10))
    assert all_raters(made).sum == 36.9


def test_four_subjects_have_no_figure_at_all() -> None:
    made = make_profile(cohort_of(FIVE[:4]))
    assert all_raters(made) == CohortFigure(withheld=Reason.TOO_FEW)
    assert made.practices[0].spread == Spread(withheld=Reason.TOO_FEW)
    frozen = json.dumps(made.frozen()["practices"])
    assert not [figure for figure in ("39.0", "30", "48.0", "40.0") if figure in frozen]


def test_each_column_counts_its_own_subjects() -> None:
    """Six were rated by others, and four of them rated themselves."""
    results = {subject: result(own=48.0 if subject < 5 else None) for subject in range(1, 7)}
    columns = make_profile(results).practices[0].columns
    assert columns["self"] == CohortFigure(withheld=Reason.TOO_FEW)
    assert columns["manager"].n == columns["all"].n == 6


@pytest.mark.parametrize(
    ("figures", "shown"), [([60] * 5, False), ([59] * 5, True), ([7] * 5, True), ([6.5] * 5, False)]
)
def test_a_mean_that_tells_what_everybody_has_is_withheld(figures: list[float], shown: bool) -> None:
    figure = column_figure(exact(*figures), SCALE)
    assert figure.is_shown is shown
    assert figure.withheld == (None if shown else Reason.NEAR_AN_END)


def test_the_ends_are_those_of_the_scale() -> None:
    # On a scale of 1 to 5 a practice goes to 30.
    assert column_figure(exact(*[29.5] * 5), (1, 5)).withheld == Reason.NEAR_AN_END


# Spread


def test_the_quartiles_of_five_are_its_second_third_and_fourth() -> None:
    assert quartiles(exact(*FIVE)) == Spread(lower=36, middle=42, upper=48, n=5)


def test_quartiles_are_inclusive_and_in_whole_points() -> None:
    # Of six in order the quartiles stand at places 1.25, 2.5 and 3.75 counted from 0:
    # 33 + .25 * 3 = 33.75, 36 + .5 * 5 = 38.5 and 41 + .75 * 4 = 44.
    assert quartiles(exact(52, 30, 45, 36, 33, 41)) == Spread(lower=34, middle=39, upper=44, n=6)


def test_quartiles_say_nothing_of_the_lowest_and_the_highest() -> None:
    one, other = make_profile(cohort_of([30, 36, 42, 48, 54])), make_profile(cohort_of([31, 36, 42, 48, 53]))
    assert one == other


# Statements


def test_strengths_and_themes_never_share_a_statement() -> None:
    means = {number: 5.0 + number / 2 for number in SIX} | {7: 9.0}
    made = make_profile({subject: result(statements=means) for subject in range(5)})
    assert [one.number for one in made.strengths] == [7, 6, 5]
    assert [one.number for one in made.themes] == [1, 2, 3]


def test_no_more_than_five_are_named() -> None:
    made = make_profile({subject: result(statements=dict.fromkeys(range(1, 31), 5.0)) for subject in range(5)})
    assert [one.number for one in made.strengths] == [1, 2, 3, 4, 5]
    assert [one.number for one in made.themes] == [30, 29, 28, 27, 26]


@pytest.mark.parametrize(("lacking", "withheld"), [(0, None), (1, "tells_of_few"), (4, "tells_of_few"), (5, None)])
def test_a_statement_that_a_few_lack_is_withheld(lacking: int, withheld: str | None) -> None:
    """Twelve have the practice. Taken from it, the statement would tell of those who lack it."""
    results = {subject: result(statements={1: None if subject < lacking else 7.0, 2: 6.0}) for subject in range(12)}
    made = make_profile(results)
    figure = made.figure_of(1)
    assert figure is not None
    assert figure.withheld == withheld
    assert figure.n == (None if withheld else 12 - lacking)


def test_what_is_held_back_is_never_of_a_few_alone() -> None:
    """Four of five have the first statement: practice less the other five would be of these four, so one more goes."""
    means: dict[int, float | None] = dict.fromkeys(SIX, 7.0)
    results = {subject: result(statements=means) for subject in range(4)} | {4: result(statements=means | {1: None})}
    made = make_profile(results)
    assert [one.number for one in made.statements if not one.figure.is_shown] == [1, 6]


def test_scores_taken_over_have_practices_and_no_statements() -> None:
    made = make_profile(cohort_of(FIVE))
    assert made.statements == made.strengths == made.themes == []


# The norm


def norm_with(cohort: str, figures: Sequence[float], *, first: int = 1) -> Norm:
    """Make a norm whose subjects are numbered from `first`."""
    return Norm(cohort, {"model": dict(enumerate(figures, start=first))})


@pytest.mark.parametrize(("others", "hardly"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_norm_has_hardly_changed_until_five_have(others: int, hardly: bool) -> None:
    before, now = [42.0] * 12, [43.0] * others + [42.0] * (12 - others)
    assert has_hardly_changed([norm_with("Pilot", now)], [norm_with("Pilot", before)]) is hardly
    more = norm_with("Cohort 2", [42.0] * others, first=13)
    assert has_hardly_changed([norm_with("Pilot", before), more], [norm_with("Pilot", before)]) is hardly


def test_a_percentile_counts_who_is_at_or_below_with_ties() -> None:
    # The mean is 42. Of ten earlier scores five are at or below it, two of them at it.
    norm = norm_with("Pilot cohort", [30, 36, 40, 42, 42, 44, 46, 48, 50, 52])
    standing = make_profile(cohort_of(FIVE), norms=[norm]).practices[0].standing
    assert (standing.percentile, standing.n) == (50, 10)


def test_the_norm_is_of_all_earlier_cohorts_together() -> None:
    # Nine of twelve are at or below 42.
    norms = [norm_with("Pilot", [42.0] * 7), norm_with("Cohort 2", [41, 42, 43, 44, 45], first=8)]
    standing = make_profile(cohort_of(FIVE), norms=norms).practices[0].standing
    assert (standing.percentile, standing.n) == (75, 12)


def test_nine_earlier_subjects_are_no_norm() -> None:
    standing = make_profile(cohort_of(FIVE), norms=[norm_with("Pilot", [42.0] * 9)]).practices[0].standing
    assert standing.withheld == Reason.NO_NORM
    assert standing.percentile is standing.n is None


# Change


def pairs(before: Sequence[float], after: Sequence[float]) -> list[tuple[Fraction, Fraction]]:
    return [(Fraction(one), Fraction(other)) for one, other in zip(before, after, strict=True)]


def test_a_change_has_its_interval() -> None:
    # Changes of 3, 2, 4, 1 and 4: mean 2.8, squares from it .04 + .64 + 1.44 + 3.24 + 1.44 = 6.8, variance 1.7,
    # standard error of the mean sqrt(1.7 / 5) = .583, times 2.776 is 1.619: from 1.18 to 4.42.
    change = mean_change(pairs(FIVE, [33, 38, 46, 49, 58]), once=[0, 0])
    assert (change.before, change.after, change.change) == (42.0, 44.8, 2.8)
    assert (change.low, change.high, change.n) == (1.2, 4.4, 5)
    assert change.verdict == CohortVerdict.HIGHER


def test_no_reliable_change_is_said_plainly() -> None:
    # Changes of 6, -5, 4, -3 and 1 have a mean of .6, and an interval far to either side of it.
    change = mean_change(pairs(FIVE, [36, 31, 46, 45, 55]), once=[0, 0])
    assert change.change == 0.6
    assert change.low is not None
    assert change.high is not None
    assert change.low < 0 < change.high
    assert change.verdict == CohortVerdict.NONE


def test_a_fall_is_said_as_plainly() -> None:
    assert mean_change(pairs([33, 38, 46, 49, 58], FIVE), once=[0, 0]).verdict == CohortVerdict.LOWER


def test_four_in_both_rounds_have_no_change() -> None:
    change = mean_change(pairs(FIVE[:4], FIVE[:4]), once=[5, 5])
    assert (change.withheld, change.verdict, change.n) == (Reason.TOO_FEW, None, None)


@pytest.mark.parametrize("once", [[1, 0], [0, 4], [5, 1]])
def test_the_size_of_a_change_would_tell_of_those_who_left_or_came(once: list[int]) -> None:
    change = mean_change(pairs(FIVE, [33, 38, 46, 49, 58]), once=once)
    assert change.withheld == Reason.TELLS_OF_FEW
    assert change.before is change.after is change.change is change.low is change.high is None
    assert (change.verdict, change.n) == (CohortVerdict.HIGHER, 5)


def test_change_is_over_those_in_both_rounds() -> None:
    """Five left and five came, whose scores are far from the others'."""
    stayed = {subject: result(40.0 + subject) for subject in range(6)}
    baseline = stayed | {subject: result(10.0) for subject in range(6, 11)}
    now = {subject: result(41.0 + subject) for subject in range(6)} | {20 + one: result(50.0) for one in range(5)}
    change = make_profile(now, baseline=baseline).practices[0].changes["all"]
    assert (change.before, change.after, change.change, change.n) == (42.5, 43.5, 1.0, 6)


def test_a_baseline_has_no_change() -> None:
    assert make_profile(cohort_of(FIVE)).practices[0].changes == {}


# A later number of the same report


def later(results: dict[int, Result], first: dict[int, Result]) -> Profile:
    return make_profile(results, earlier=[EarlierReport(make_profile(first), ReportSource(first))])


@pytest.mark.parametrize("more", [1, 4])
def test_a_few_subjects_more_change_no_figure(more: int) -> None:
    first = cohort_of([40.0] * 6)
    made = later(first | {100 + one: result(58.0) for one in range(more)}, first)
    assert made.practices == make_profile(first).practices


def test_five_subjects_more_change_it() -> None:
    first = cohort_of([40.0] * 5)
    made = later(first | {100 + one: result(50.0) for one in range(5)}, first)
    assert all_raters(made) == CohortFigure(sum=45.0, mean=7.5, n=10)


def test_one_subject_less_or_with_another_score_changes_no_figure() -> None:
    first = cohort_of([40.0] * 5 + [58.0])
    assert later(cohort_of([40.0] * 5), first).practices == make_profile(first).practices
    assert later(cohort_of([40.0] * 5 + [40.0]), first).practices == make_profile(first).practices


def test_a_figure_that_was_withheld_is_given_when_there_are_enough() -> None:
    first = cohort_of(FIVE[:4])
    assert all_raters(later(cohort_of(FIVE), first)).sum == 42.0


def test_it_is_the_same_after_it_was_frozen() -> None:
    results = {subject: result(statements={1: 7.0, 2: 6.0}) for subject in range(6)}
    made = make_profile(results, baseline=cohort_of(FIVE), norms=[norm_with("Pilot", [42.0] * 10)])
    assert thaw(json.loads(json.dumps(made.frozen()))) == made


# No combination of figures tells of fewer than five


@st.composite
def subjects_of_two_rounds(draw: st.DrawFn) -> tuple[dict[int, Result], dict[int, Result]]:
    """Up to nine subjects, each in one round or both, with some statements lacking."""
    rounds: tuple[dict[int, Result], dict[int, Result]] = ({}, {})
    for subject in range(draw(st.integers(5, 9))):
        for at in draw(st.sampled_from([(0, 1), (0, 1), (0, 1), (0,), (1,)])):
            lacking = draw(st.sets(st.integers(1, 6), max_size=1)) if draw(st.booleans()) else set()
            means = {number: None if number in lacking else draw(st.integers(10, 90)) / 10 for number in SIX}
            shown = [mean for mean in means.values() if mean is not None]
            rounds[at][subject] = result(round(6 * sum(shown) / len(shown), 1), statements=means)
    return rounds


Row = dict[tuple[int, int, int], float]


def practice_row(results: Mapping[int, Result], at: int, sign: int = 1) -> Row:
    """The sum of the practice's scores as a sum of what it is made of: subject, round and statement."""
    row = {}
    for subject, one in results.items():
        shown = [each.number for each in one.practices[0].statements if each.cells["all"].mean is not None]
        row |= {(subject, at, number): sign * 6 / len(shown) for number in shown}
    return row


def statement_row(results: Mapping[int, Result], at: int, number: int) -> Row:
    cells = {subject: one.practices[0].statements[number - 1].cells["all"] for subject, one in results.items()}
    return {(subject, at, number): 1.0 for subject, cell in cells.items() if cell.mean is not None}


def told(made: Profile, results: Mapping[int, Result], at: int) -> list[Row]:
    rows = [practice_row(results, at)] if results and all_raters(made).is_shown else []
    return rows + [statement_row(results, at, one.number) for one in made.statements if one.figure.is_shown]


def told_of_few(rows: list[Row], subjects: Iterable[int]) -> list[tuple[int, ...]]:
    """The groups of four and fewer of whom some combination of the rows tells, and of nobody else."""
    places = sorted({place for row in rows for place in row})
    table = numpy.array([[row.get(place, 0.0) for place in places] for row in rows])
    rank = numpy.linalg.matrix_rank(table)
    found = []
    for few in combinations(sorted(subjects), 4):
        others = table[:, [place[0] not in few for place in places]]
        if numpy.linalg.matrix_rank(others) < rank:
            found.append(few)
    return found


@settings(deadline=None)
@given(subjects_of_two_rounds())
def test_no_combination_of_what_is_shown_tells_of_fewer_than_five(
    rounds: tuple[dict[int, Result], dict[int, Result]],
) -> None:
    baseline, now = rounds
    made = make_profile(now, baseline=baseline)
    rows = told(make_profile(baseline), baseline, 0) + told(made, now, 1)
    for change in [one for practice in made.practices for one in practice.changes.values() if one.is_shown]:
        both = baseline.keys() & now.keys()
        assert change.n == len(both)
        rows.append(practice_row({subject: now[subject] for subject in both}, 1))
        rows.append(practice_row({subject: baseline[subject] for subject in both}, 0))

    assert not rows or told_of_few(rows, baseline.keys() | now.keys()) == []


def test_the_search_would_find_what_tells_of_a_few() -> None:
    """The mean of twelve beside that of eleven of them; a statement that one lacks beside the practice."""
    means = dict.fromkeys(SIX, 7.0)
    results = {subject: result(statements=means) for subject in range(7)}
    without = {subject: one for subject, one in results.items() if subject != 3}
    assert (0, 1, 2, 3) in told_of_few([practice_row(results, 0), practice_row(without, 0)], results)

    results[3] = result(statements=means | {1: None})
    statements = [statement_row(results, 0, number) for number in SIX]
    assert (0, 1, 2, 3) in told_of_few([practice_row(results, 0), *statements], results)


@given(st.lists(st.integers(70, 590), min_size=5, max_size=12))
def test_neither_names_nor_their_order_matter(tenths: list[int]) -> None:
    sums = [one / 10 for one in tenths]
    turned = {1000 - subject: result(figure) for subject, figure in enumerate(reversed(sums))}
    assert make_profile(turned) == make_profile(cohort_of(sums))


# In words


def spread_over(**spreads: tuple[int, int]) -> Profile:
    """A profile of practices of these names, with the quartiles of each."""
    nothing = CohortFigure(withheld=Reason.TOO_FEW)
    practices = [
        PracticeProfile(
            name,
            name.capitalize(),
            {"self": nothing, "all": nothing},
            Spread(lower=lower, middle=lower + 1, upper=upper, n=9),
            NormRank(withheld=Reason.NO_NORM),
            {},
        )
        for name, (lower, upper) in spreads.items()
    ]
    return Profile(1, 10, 9, practices, [], [])


def test_the_practice_furthest_apart_is_named_and_two_that_are_as_far_both() -> None:
    alone, both = (
        spread_over(model=(36, 44), inspire=(38, 42)),
        spread_over(model=(36, 43), inspire=(39, 46), enable=(40, 42)),
    )
    assert message(alone) == [
        "They are furthest apart on Model, where the middle half of their scores is from 36 to 44."
    ]
    assert message(both) == [
        "They are furthest apart on Model and Inspire, where the middle half of their scores is within 7 points."
    ]
    assert tiles(both)[-1] == Tile("Furthest apart on", "Model and Inspire", "half the group is within 7 points")
    assert message(spread_over(model=(36, 44), inspire=(38, 46))) == []
