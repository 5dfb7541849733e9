"""Reading a publication: from what is shown to facts about what was answered.

The attacker knows how Cadre works, everything that is shown, and how many of each group had answered by each release,
which is more than it says of small groups. It does not know the answers: it looks at none of them here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from assessments.results.disclosure import LEAST_FOR_SPREAD, MOST_AGREEMENT, agreement_ceiling
from assessments.results.scoring import rounded
from assessments.results.values import COLLEAGUES, GUARDED, IDENTIFIABLE, Cell, PracticeResult, Result, Treatment
from tests.attack.facts import Agreed, Fact, Measure, Pooled, Stayed, Sum
from tests.attack.publishing import Figure, Publication
from tests.attack.worlds import Answer, World

TENTH = Fraction(1, 10)


@dataclass(frozen=True)
class Reader:
    """`shape` is a world of which only the raters and the questionnaire are looked at, and no rating."""

    shape: World

    def facts(self, publication: Publication) -> list[Fact]:
        facts: list[Fact] = []
        for subject, results in enumerate(publication.results):
            for release, result in enumerate(results):
                facts += self._told(subject, release, result, results[release - 1] if release else None)
            for practice in results[0].practices:
                facts += self._agreement(practice, subject, results[0], has_edges=publication.has_edges)
        for figure in publication.figures:
            facts += self._figure(figure)
        return facts

    # Results

    def _told(self, subject: int, release: int, result: Result, earlier: Result | None) -> Iterator[Fact]:
        known = earlier.statement_cells() if earlier else {}
        for at, asked in enumerate(self.shape.questionnaire.statements):
            for key, answers in self._groups(subject, release, result, at).items():
                cell = result.statement_cells()[asked.number][key]
                yield from self._cell(cell, answers, known.get(asked.number, {}).get(key))

    def _groups(self, subject: int, release: int, result: Result, at: int) -> Mapping[str, tuple[Answer, ...]]:
        merged = [row.key for row in result.turnout if row.treatment is Treatment.MERGED]
        shown = [column.key for column in result.columns if column.key in (*GUARDED, COLLEAGUES)]
        members = {key: merged if key == COLLEAGUES else [key] for key in shown}
        return {key: tuple((n, at) for n in self.shape.of(subject, release, *of)) for key, of in members.items()}

    def _cell(self, cell: Cell, answers: tuple[Answer, ...], known: Cell | None) -> Iterator[Fact]:
        if cell.points is None or cell.n is None:
            yield Sum(Measure.COUNT, answers, 0, self.shape.least - 1)
        elif known and known.n == cell.n:
            yield from self._held(cell, answers, known)
        else:
            yield Sum(Measure.COUNT, answers, cell.n, cell.n)
            yield Sum(Measure.POINTS, answers, *cell.points)

    def _held(self, cell: Cell, answers: tuple[Answer, ...], known: Cell) -> Iterator[Fact]:
        """Of a cell that was final before, nothing is told; of one whose group has not grown, only that."""
        if cell.points is not None and cell.n is not None and not known.is_final:
            most = cell.n + self.shape.least - 1
            yield (
                Stayed(answers, cell.n, *cell.points, self.shape.least, self._scale)
                if cell.is_final
                else Sum(Measure.COUNT, answers, cell.n, most)
            )

    @property
    def _scale(self) -> tuple[int, int]:
        return self.shape.questionnaire.lowest, self.shape.questionnaire.highest

    def _agreement(self, practice: PracticeResult, subject: int, result: Result, *, has_edges: bool) -> Iterator[Fact]:
        """As the first release told it: later ones say the same."""
        if practice.agreement.figure is None:
            return
        told = Fraction(round(practice.agreement.figure * 10), 10)
        cells = [(one.number, self._counted(one.cells)) for one in practice.statements]
        cells = [(number, each) for number, each in cells if _count(each) >= LEAST_FOR_SPREAD]
        highest = agreement_ceiling([list(each.values()) for _, each in cells], self.shape.questionnaire)
        highest = MOST_AGREEMENT if has_edges else highest
        pooled = [self._pooled(number, each, subject, result) for number, each in cells]
        lowest, top = self._scale
        yield Agreed(tuple(pooled), told or None, told + TENTH if told < highest else None, top - lowest + 1)

    def _counted(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        return {key: cell for key, cell in cells.items() if key in (*GUARDED, COLLEAGUES) and cell.is_shown}

    def _pooled(self, number: int, cells: Mapping[str, Cell], subject: int, result: Result) -> Pooled:
        at = [one.number for one in self.shape.questionnaire.statements].index(number)
        groups = self._groups(subject, 0, result, at)
        points = [cell.points for cell in cells.values() if cell.points]
        answers = tuple(answer for key in cells for answer in groups[key])
        return Pooled(answers, _count(cells), sum(low for low, _ in points), sum(high for _, high in points))

    # Figures of other designs

    def _figure(self, figure: Figure) -> Iterator[Fact]:
        answers = [(number, at) for number in figure.raters for at in figure.statements]
        known = [one for one in answers if self.shape.raters[one[0]].relationship in IDENTIFIABLE]
        unknown = tuple(one for one in answers if one not in known)
        for measure, figure_told in ((Measure.COUNT, figure.n), (Measure.POINTS, figure.points)):
            if figure_told is not None:
                rest = figure_told - sum(measure.of(self.shape.at(one)) for one in known)
                yield Sum(measure, unknown, rest, rest)
        if figure.spread is not None and figure.n and figure.points is not None:
            squares = _squares(figure.n, figure.points, figure.spread, most=figure.n * self._scale[1] ** 2)
            yield Sum(Measure.SQUARES, unknown, squares[0], squares[-1])


def _count(cells: Mapping[str, Cell]) -> int:
    return sum(cell.n or 0 for cell in cells.values())


def _squares(n: int, points: int, spread: float, *, most: int) -> Sequence[int]:
    """The sums of squares that have this standard deviation, as it is written."""
    varied = ((squares, squares - points**2 / n) for squares in range(most + 1))
    return [squares for squares, left in varied if left >= 0 and rounded(sqrt(left / (n - 1))) == spread]
