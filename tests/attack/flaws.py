"""Known flaws of other designs, brought back: publishers that show one figure more than Cadre does.

The attacker must find each of them, or it would not find one of ours.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import floor, sqrt

from assessments.results.disclosure import LEAST_FOR_SPREAD, MOST_AGREEMENT
from assessments.results.scoring import agreement, rounded, variance
from assessments.results.values import COLLEAGUES, GUARDED, MANAGER, PracticeResult, Result, StatementResult, Treatment
from tests.attack.publishing import Figure, Publication, Publisher, publish
from tests.attack.worlds import World

Figures = Callable[[World, Publication], Iterator[Figure]]


def beside(figures: Figures) -> Publisher:
    """Cadre's own publication, and these figures beside it."""

    def published(world: World) -> Publication:
        ours = publish(world)
        return replace(ours, figures=list(figures(world, ours)))

    return published


def exact(world: World, raters: list[int], statements: tuple[int, ...]) -> Figure:
    """Over how many answers, and their exact sum."""
    ratings = ratings_of(world, raters, statements)
    return Figure(tuple(raters), statements, n=len(ratings), points=sum(ratings))


def ratings_of(world: World, raters: list[int], statements: tuple[int, ...]) -> list[int]:
    answers = [world.at((number, at)) for number in raters for at in statements]
    return [rating for rating in answers if rating is not None]


def each_statement(world: World) -> Iterator[tuple[int, ...]]:
    return ((at,) for at in range(len(world.questionnaire.statements)))


def each_practice(world: World) -> Iterator[tuple[int, ...]]:
    for key in world.questionnaire.practices:
        yield tuple(at for at, asked in enumerate(world.questionnaire.statements) if asked.practice == key)


def shown_groups(world: World, ours: Publication, subject: int, release: int) -> Iterator[list[int]]:
    """The raters of each group that has a column of its own."""
    columns = [column.key for column in ours.results[subject][release].columns]
    return (world.of(subject, release, key) for key in GUARDED if key in columns)


def everywhere(world: World) -> Iterator[tuple[int, int]]:
    return ((subject, release) for subject in range(len(world.invited)) for release in range(world.releases))


# The flaws


def chart_without_threshold(world: World, ours: Publication) -> Iterator[Figure]:
    """The table hides a group of one or two; the chart plots it."""
    for subject, release in everywhere(world):
        for key in GUARDED:
            raters = world.of(subject, release, key)
            if 0 < len(raters) < world.least:
                yield from (exact(world, raters, at) for at in each_statement(world))


def total_with_the_hidden_group(world: World, ours: Publication) -> Iterator[Figure]:
    for subject, release in everywhere(world):
        raters = world.of(subject, release, MANAGER, *GUARDED)
        yield from (exact(world, raters, at) for at in each_statement(world))


def spread_of_three(world: World, ours: Publication) -> Iterator[Figure]:
    """The standard deviation beside the mean of every cell that is shown."""
    for subject, release in everywhere(world):
        for raters in shown_groups(world, ours, subject, release):
            for at in each_statement(world):
                ratings = ratings_of(world, raters, at)
                if len(ratings) >= world.least:
                    yield replace(exact(world, raters, at), spread=rounded(sqrt(variance(ratings))))


def exact_at_the_ends(world: World, ours: Publication) -> Iterator[Figure]:
    """A mean of 10.0, where Cadre tells a band."""
    for subject, release in everywhere(world):
        for raters in shown_groups(world, ours, subject, release):
            for at in each_statement(world):
                if len(ratings_of(world, raters, at)) >= world.least:
                    yield exact(world, raters, at)


def practice_over_raters(world: World, ours: Publication) -> Iterator[Figure]:
    """A practice's mean over all that a group rated, beside statements of which one is withheld."""
    for subject, release in everywhere(world):
        for raters in shown_groups(world, ours, subject, release):
            yield from (exact(world, raters, practice) for practice in each_practice(world))


def late_answers_one_by_one(world: World, ours: Publication) -> Iterator[Figure]:
    """Each release counts whoever has answered by then."""
    for subject, release in everywhere(world):
        if release:
            for raters in shown_groups(world, ours, subject, release):
                yield from (exact(world, raters, at) for at in each_statement(world))


def held_back_and_told_later(world: World, ours: Publication) -> Iterator[Figure]:
    """What came was near an end and the earlier figure stood; with a few more answers it is told after all."""
    for subject, release in everywhere(world):
        before = ours.results[subject][release - 1].statement_cells() if release else {}
        for number, cells in before.items():
            for key in (key for key in GUARDED if key in cells and cells[key].is_final):
                yield exact(world, world.of(subject, release, key), (number - 1,))


def cohort_with_hidden_groups(world: World, ours: Publication) -> Iterator[Figure]:
    """The mean of the whole cohort, over every rater, beside each participant's own."""
    raters = [n for subject in range(len(world.invited)) for n in world.of(subject, 0, MANAGER, *GUARDED)]
    yield from (exact(world, raters, at) for at in each_statement(world))


# Agreement


def agreement_to_the_edge(world: World) -> Publication:
    """The tenth that the agreement truly lies in, however little room the cells leave within it."""
    ours = publish(world)
    results = [[_edged(world, subject, first), *later] for subject, (first, *later) in enumerate(ours.results)]
    return replace(ours, results=results, has_edges=True)


def _edged(world: World, subject: int, result: Result) -> Result:
    return replace(result, practices=[_with_edge(world, subject, result, practice) for practice in result.practices])


def _with_edge(world: World, subject: int, result: Result, practice: PracticeResult) -> PracticeResult:
    if practice.agreement.figure is None:
        return practice
    pooled = [_pooled(world, subject, result, one) for one in practice.statements]
    enough = [ratings for ratings in pooled if len(ratings) >= LEAST_FOR_SPREAD]
    figure = agreement(enough, lowest=world.questionnaire.lowest, highest=world.questionnaire.highest)
    tenths = floor(min(figure, MOST_AGREEMENT) * 10)
    return replace(practice, agreement=replace(practice.agreement, figure=tenths / 10))


def _pooled(world: World, subject: int, result: Result, statement: StatementResult) -> list[int]:
    at = statement.number - 1
    merged = [row.key for row in result.turnout if row.treatment is Treatment.MERGED]
    shown = [key for key, cell in statement.cells.items() if key in (*GUARDED, COLLEAGUES) and cell.is_shown]
    members = [relationship for key in shown for relationship in (merged if key == COLLEAGUES else [key])]
    return ratings_of(world, world.of(subject, 0, *members), (at,))


FLAWS: Mapping[str, Publisher] = {
    **{
        figures.__name__: beside(figures)
        for figures in (
            chart_without_threshold,
            total_with_the_hidden_group,
            spread_of_three,
            exact_at_the_ends,
            practice_over_raters,
            late_answers_one_by_one,
            held_back_and_told_later,
            cohort_with_hidden_groups,
        )
    },
    agreement_to_the_edge.__name__: agreement_to_the_edge,
}
