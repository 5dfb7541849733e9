"""The tables of a report, with their figures as text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from assessments.reports.individual.figure_text import (
    ColumnHead,
    Figure,
    Scale,
    column_head,
    difference_text,
    figure,
    noise_in,
    score,
)
from assessments.reports.individual.reliable_change import difference_range, score_range
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

MOST_EXTREMES = 5
# The columns of a report in which no group is shown.
COLUMNS_WITHOUT_GROUPS = (SELF, MANAGER, ALL)
ONLY_RATINGS_OF = {
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
    heads: list[ColumnHead]
    rows: list[FigureLine]


@dataclass(frozen=True)
class GroupedTable:
    """A table whose rows are in named groups."""

    heads: list[ColumnHead]
    groups: list[tuple[str, list[FigureLine]]]


@dataclass(frozen=True)
class TurnoutRow:
    name: str
    answered: str
    treatment: str


@dataclass(frozen=True)
class ComparedRow:
    """Self beside others on one practice: the likely interval of others, the difference, and its meaning."""

    name: str
    own: Figure
    others: Figure
    interval: str
    difference: str
    meaning: str


@dataclass(frozen=True)
class ComparedTable:
    heads: list[ColumnHead]
    rows: list[ComparedRow]


@dataclass(frozen=True)
class RankedRow:
    """A statement in the ranking by all raters, with self beside it."""

    number: int
    text: str
    others: Figure
    own: Figure


def without_empty_column(result: Result) -> Result:
    """Leave out the column of all raters if every cell in it is withheld: the report says so once instead."""
    lines = [practice.cells for practice in result.practices] + list(result.statement_cells().values())
    has_figure = any(cells[ALL].is_shown for cells in lines if ALL in cells)
    if has_figure or any(column.key not in COLUMNS_WITHOUT_GROUPS for column in result.columns):
        return result
    return replace(result, columns=[column for column in result.columns if column.key != ALL])


def only_ratings_of(result: Result) -> str:
    """Name whose ratings a report holds when no group is shown; empty when one is."""
    return ONLY_RATINGS_OF.get(frozenset(column.key for column in result.columns), "")


def turnout(rows: Sequence[Turnout], least: int) -> list[TurnoutRow]:
    treatments = {
        Treatment.SHOWN: "Shown",
        Treatment.MERGED: "Shown together, as other colleagues",
        Treatment.WITHHELD: f"Not shown: fewer than {least} answers",
        Treatment.NOBODY: "No answer",
    }
    return [TurnoutRow(row.name, _answered(row, least), treatments[row.treatment]) for row in rows]


def _answered(row: Turnout, least: int) -> str:
    if row.answered is None:
        return f"Fewer than {least} ({row.invited} asked)"
    return f"{row.answered} of {row.invited}"


def practices(result: Result, scale: Scale) -> Table:
    heads = _heads([practice.cells for practice in result.practices], result)
    return Table(heads, [FigureLine(one.name, _scores(one.cells, result, heads, scale)) for one in result.practices])


def _heads(lines: Sequence[Cells], result: Result) -> list[ColumnHead]:
    return [
        column_head(column.name, [cells[column.key] for cells in lines if column.key in cells])
        for column in result.columns
    ]


def _scores(cells: Cells, result: Result, heads: Sequence[ColumnHead], scale: Scale) -> list[Figure]:
    return [score(cells.get(one.key), scale, above) for one, above in zip(result.columns, heads, strict=True)]


def statements(result: Result, scale: Scale) -> GroupedTable:
    """List every statement by group of raters, practice by practice under the same headings."""
    heads = _heads(list(result.statement_cells().values()), result)
    columns = [(column.key, above) for column, above in zip(result.columns, heads, strict=True)]
    return GroupedTable(heads, [(one.name, _rows(one, columns, scale)) for one in result.practices if one.statements])


def _rows(practice: PracticeResult, columns: Sequence[tuple[str, ColumnHead]], scale: Scale) -> list[FigureLine]:
    return [
        FigureLine(one.text, [figure(one.cells.get(key), scale, above) for key, above in columns], one.number)
        for one in practice.statements
    ]


def compared(result: Result, scale: Scale, sd: int) -> ComparedTable:
    """Compare self and others, with one noise for all practices, so that equal differences read the same."""
    heads = _own_and_all([practice.cells for practice in result.practices])
    noise = noise_in(result, sd)
    return ComparedTable(heads, [_compared(practice, heads, scale, sd, noise) for practice in result.practices])


def _own_and_all(lines: Sequence[Cells]) -> list[ColumnHead]:
    names = {SELF: "Self", ALL: "All raters"}
    return [column_head(name, [cells[key] for cells in lines if key in cells]) for key, name in names.items()]


def _compared(
    practice: PracticeResult, heads: Sequence[ColumnHead], scale: Scale, sd: int, noise: int | None
) -> ComparedRow:
    own, others = practice.cells.get(SELF), practice.cells.get(ALL)
    low, high = difference_range(others, own)
    return ComparedRow(
        name=practice.name,
        own=score(own, scale, heads[0]),
        others=score(others, scale, heads[1]),
        interval=_interval(others, scale.of_practice, noise),
        difference="" if low is None or high is None else difference_text(low, high),
        meaning="" if low is None or high is None or noise is None else gap_in_words(low, high, noise, sd),
    )


def _interval(cell: Cell | None, scale: Scale, noise: int | None) -> str:
    """Write the interval in whole points, rounded outwards."""
    between = score_range(cell)
    if between is None or noise is None:
        return ""
    return f"{floor(scale.clamp(between[0] - noise))} to {ceil(scale.clamp(between[1] + noise))}"


def gap_in_words(low: float, high: float, noise: int, sd: int) -> str:
    """Say what a difference between self and others means, by the end of it that is nearer to zero.

    A positive gap is usual. Only beyond that, and beyond noise either way, does it mean something.
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


def ranked(result: Result, scale: Scale) -> list[RankedRow]:
    """List all statements in their ranking."""
    return _ranked(result.ranking, result, scale)


def _statements(result: Result) -> dict[int, StatementResult]:
    return {one.number: one for practice in result.practices for one in practice.statements}


def extremes(result: Result, scale: Scale) -> tuple[list[RankedRow], list[RankedRow]]:
    """Return the highest and the lowest ranked statements, none of them twice."""
    first, rest = result.ranking[:MOST_EXTREMES], result.ranking[MOST_EXTREMES:]
    return _ranked(first, result, scale), _ranked(rest[::-1][:MOST_EXTREMES], result, scale)


def _ranked(numbers: Sequence[int], result: Result, scale: Scale) -> list[RankedRow]:
    chosen = [_statements(result)[number] for number in numbers]
    alone = ColumnHead("", "")
    return [
        RankedRow(one.number, one.text, *(figure(one.cells.get(key), scale, alone) for key in (ALL, SELF)))
        for one in chosen
    ]


def withheld(result: Result) -> list[str]:
    """Name the withheld cells of each group that is shown otherwise."""
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
