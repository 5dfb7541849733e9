"""The tables of a report: rows of figures in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from assessments.reports.individual.reliable_change import apart, bounds
from assessments.reports.individual.words import Figure, Head, Scale, apart_in_words, figure, head, noise_in, score
from assessments.results.scoring import usual_gap
from assessments.results.values import (
    ALL,
    MANAGER,
    SELF,
    Cell,
    Cells,
    PracticeResult,
    Result,
    StatementResult,
    Treatment,
    Turnout,
)

EXTREMES = 5
# The columns of a report in which no group is shown.
ALONE = (SELF, MANAGER, ALL)
ALONE_IN_WORDS = {
    frozenset({SELF}): "your own ratings alone",
    frozenset({MANAGER}): "your manager’s ratings alone",
    frozenset({SELF, MANAGER}): "your own ratings and your manager’s alone",
}


@dataclass(frozen=True)
class FigureLine:
    name: str
    figures: list[Figure]
    number: int = 0


@dataclass(frozen=True)
class Table:
    heads: list[Head]
    rows: list[FigureLine]


@dataclass(frozen=True)
class Grouped:
    """A table whose rows stand in groups, each with its name."""

    heads: list[Head]
    groups: list[tuple[str, list[FigureLine]]]


@dataclass(frozen=True)
class Answered:
    name: str
    answered: str
    treatment: str


@dataclass(frozen=True)
class Compared:
    """Self beside others on one practice: between what the latter most likely lies, how far apart they are, and what
    may be made of that."""

    name: str
    own: Figure
    others: Figure
    interval: str
    difference: str
    meaning: str


@dataclass(frozen=True)
class ComparedTable:
    heads: list[Head]
    rows: list[Compared]


@dataclass(frozen=True)
class Ranked:
    """A statement in the order of all raters' means, with self beside it."""

    number: int
    text: str
    others: Figure
    own: Figure


def without_empty_column(result: Result) -> Result:
    """Without the column of all raters where every cell of it is withheld: that is said once, and not in each."""
    lines = [practice.cells for practice in result.practices] + list(result.statement_cells().values())
    has_figure = any(cells[ALL].is_shown for cells in lines if ALL in cells)
    if has_figure or any(column.key not in ALONE for column in result.columns):
        return result
    return replace(result, columns=[column for column in result.columns if column.key != ALL])


def only(result: Result) -> str:
    """Whose ratings a report holds that has none of a group; nothing when it has."""
    return ALONE_IN_WORDS.get(frozenset(column.key for column in result.columns), "")


def turnout(rows: Sequence[Turnout], least: int) -> list[Answered]:
    treatments = {
        Treatment.SHOWN: "Shown",
        Treatment.MERGED: "Shown together, as other colleagues",
        Treatment.WITHHELD: f"Not shown: fewer than {least} answers",
        Treatment.NOBODY: "No answer",
    }
    return [Answered(row.name, _answered(row, least), treatments[row.treatment]) for row in rows]


def _answered(row: Turnout, least: int) -> str:
    if row.answered is None:
        return f"Fewer than {least} ({row.invited} asked)"
    return f"{row.answered} of {row.invited}"


def practices(result: Result, scale: Scale) -> Table:
    heads = _heads([practice.cells for practice in result.practices], result)
    return Table(heads, [FigureLine(one.name, _scores(one.cells, result, heads, scale)) for one in result.practices])


def _heads(lines: Sequence[Cells], result: Result) -> list[Head]:
    return [
        head(column.name, [cells[column.key] for cells in lines if column.key in cells]) for column in result.columns
    ]


def _scores(cells: Cells, result: Result, heads: Sequence[Head], scale: Scale) -> list[Figure]:
    return [score(cells.get(one.key), scale, above) for one, above in zip(result.columns, heads, strict=True)]


def statements(result: Result, scale: Scale) -> Grouped:
    """Every statement by group of raters, practice by practice under the same heads."""
    heads = _heads(list(result.statement_cells().values()), result)
    columns = [(column.key, above) for column, above in zip(result.columns, heads, strict=True)]
    return Grouped(heads, [(one.name, _rows(one, columns, scale)) for one in result.practices if one.statements])


def _rows(practice: PracticeResult, columns: Sequence[tuple[str, Head]], scale: Scale) -> list[FigureLine]:
    return [
        FigureLine(one.text, [figure(one.cells.get(key), scale, above) for key, above in columns], one.number)
        for one in practice.statements
    ]


def compared(result: Result, scale: Scale, sd: int) -> ComparedTable:
    """With one noise for all five, so that equal differences are called the same."""
    heads = _own_and_all([practice.cells for practice in result.practices])
    noise = noise_in(result, sd)
    return ComparedTable(heads, [_compared(practice, heads, scale, sd, noise) for practice in result.practices])


def _own_and_all(lines: Sequence[Cells]) -> list[Head]:
    names = {SELF: "Self", ALL: "All raters"}
    return [head(name, [cells[key] for cells in lines if key in cells]) for key, name in names.items()]


def _compared(practice: PracticeResult, heads: Sequence[Head], scale: Scale, sd: int, noise: int | None) -> Compared:
    own, others = practice.cells.get(SELF), practice.cells.get(ALL)
    low, high = apart(others, own)
    return Compared(
        name=practice.name,
        own=score(own, scale, heads[0]),
        others=score(others, scale, heads[1]),
        interval=_interval(others, scale.of_practice, noise),
        difference="" if low is None or high is None else apart_in_words(low, high),
        meaning="" if low is None or high is None or noise is None else gap_in_words(low, high, noise, sd),
    )


def _interval(cell: Cell | None, scale: Scale, noise: int | None) -> str:
    """In whole points, outwards."""
    between = bounds(cell)
    if between is None or noise is None:
        return ""
    return f"{floor(scale.held(between[0] - noise))} to {ceil(scale.held(between[1] + noise))}"


def gap_in_words(low: float, high: float, noise: int, sd: int) -> str:
    """What a difference of self and others means, by the end of it that is nearer to nought.

    A positive gap is usual; beyond that, and beyond noise either way, it says something.
    """
    usual = ceil(usual_gap(sd))
    if high <= -noise:
        return "Others see more of it than you do"
    if low >= noise and low > usual:
        return "You see more of it than others do"
    if low > 0 and high <= usual:
        return "As usual"
    return "No clear difference"


def usual_gap_in_words(sd: int) -> str:
    gap = usual_gap(sd)
    return f"{floor(gap)} to {ceil(gap)} points"


def ranked(result: Result, scale: Scale) -> list[Ranked]:
    """All statements in their order, all raters and self."""
    return _ranked(result.ranking, result, scale)


def _statements(result: Result) -> dict[int, StatementResult]:
    return {one.number: one for practice in result.practices for one in practice.statements}


def extremes(result: Result, scale: Scale) -> tuple[list[Ranked], list[Ranked]]:
    """The highest and the lowest of those that have an order; none of them twice."""
    first, rest = result.ranking[:EXTREMES], result.ranking[EXTREMES:]
    return _ranked(first, result, scale), _ranked(rest[::-1][:EXTREMES], result, scale)


def _ranked(numbers: Sequence[int], result: Result, scale: Scale) -> list[Ranked]:
    chosen = [_statements(result)[number] for number in numbers]
    alone = Head("", "")
    return [
        Ranked(one.number, one.text, *(figure(one.cells.get(key), scale, alone) for key in (ALL, SELF)))
        for one in chosen
    ]


def withheld(result: Result) -> list[str]:
    """A phrase for each group that has cells which are not shown though the group is."""
    phrases = [_withheld_of(one.key, one.name, result) for one in result.columns if one.key not in (SELF, MANAGER)]
    return [phrase for phrase in phrases if phrase]


def _withheld_of(key: str, name: str, result: Result) -> str:
    practices = [one.name for one in result.practices if key in one.cells and one.cells[key].withheld]
    numbers = sorted(
        one.number
        for practice in result.practices
        for one in practice.statements
        if key in one.cells and one.cells[key].withheld
    )
    parts = [*practices, *([f"statements {', '.join(map(str, numbers))}"] if numbers else [])]
    return f"{name}: {'; '.join(parts)}" if parts else ""


def has_ranges(result: Result) -> bool:
    lines = [practice.cells for practice in result.practices] + list(result.statement_cells().values())
    return any(cell.low is not None for cells in lines for cell in cells.values())
