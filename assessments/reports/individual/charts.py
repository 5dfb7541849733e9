"""The charts of a report. Their labels are in the tables below, because text in a chart is slow to render."""

from collections.abc import Sequence

from assessments.reports.individual.figure_text import Scale, noise_in
from assessments.reports.individual.reliable_change import Change
from assessments.results.scoring import STATEMENTS_IN_PRACTICE
from assessments.results.values import ALL, SELF, Cell, Cells, Result
from reports import charts

SAME_FIGURES = "The table below has the same figures."
STEP_IN_RANKING = 20


def practices(result: Result, scale: Scale) -> charts.Chart:
    series, every = _series([practice.cells for practice in result.practices], result)
    return charts.dots(
        [practice.name for practice in result.practices],
        series,
        bar=every,
        key="practices",
        title=f"Mean rating on each of the five practices, by group of raters. {SAME_FIGURES}",
        lowest=scale.lowest,
        highest=scale.highest,
    )


def compared(result: Result, scale: Scale, sd: int) -> charts.Chart | None:
    """Chart self beside all raters with their interval; None when either is missing."""
    series, every = _series([practice.cells for practice in result.practices], result)
    own = [one for one in series if one.key == SELF]
    if not own or every is None or not any(mean is not None for mean in every.means):
        return None
    return charts.dots(
        [practice.name for practice in result.practices],
        own,
        bar=every,
        key="compared",
        title="Your own mean rating on each practice beside that of all raters, with a line for where the latter most "
        f"likely lies. {SAME_FIGURES}",
        lowest=scale.lowest,
        highest=scale.highest,
        spans=[_interval(practice.cells.get(ALL), scale, noise_in(result, sd)) for practice in result.practices],
    )


def _interval(cell: Cell | None, scale: Scale, noise: int | None) -> tuple[float, float] | None:
    if cell is None or cell.mean is None or noise is None:
        return None
    either_way = noise / STATEMENTS_IN_PRACTICE
    low, high = (cell.low, cell.high) if cell.low is not None and cell.high is not None else (cell.mean, cell.mean)
    return scale.clamp(low - either_way), scale.clamp(high + either_way)


def ranked(result: Result, scale: Scale) -> charts.Chart:
    """Chart a bar for each statement, from the highest to the lowest, with self marked on it."""
    cells = result.statement_cells()
    series, every = _series([cells[number] for number in result.ranking], result)
    return charts.dots(
        [f"Statement {number}" for number in result.ranking],
        [one for one in series if one.key == SELF],
        bar=every,
        key="ranked",
        title="Mean rating of all raters on each statement, highest first, and your own. The list below has the same "
        "figures.",
        lowest=scale.lowest,
        highest=scale.highest,
        step=STEP_IN_RANKING,
    )


def changed(change: Change, scale: Scale) -> charts.Chart | None:
    """Chart before and now, joined by a line; None when neither is shown for any practice."""
    before = [_mean(one.before) for one in change.practices]
    now = [_mean(one.now) for one in change.practices]
    if all(mean is None for mean in (*before, *now)):
        return None
    return charts.dots(
        [practice.name for practice in change.practices],
        [charts.Series("before", "Baseline", before), charts.Series("now", "Now", now)],
        bar=None,
        key="changed",
        title=f"Mean rating of all raters on each practice at the baseline and now. {SAME_FIGURES}",
        lowest=scale.lowest,
        highest=scale.highest,
        spans=[_from_to(*both) for both in zip(before, now, strict=True)],
        in_lanes=False,
    )


def _from_to(before: float | None, now: float | None) -> tuple[float, float] | None:
    return None if before is None or now is None or before == now else (before, now)


def _series(lines: Sequence[Cells], result: Result) -> tuple[list[charts.Series], charts.Series | None]:
    """Return each group's means over the lines, and apart from them those of all raters, where known."""
    every = [charts.Series(one.key, one.name, [_mean(cells.get(one.key)) for cells in lines]) for one in result.columns]
    return [one for one in every if one.key != ALL], next((one for one in every if one.key == ALL), None)


def _mean(cell: Cell | None) -> float | None:
    return cell.mean if cell else None
