"""The geometry of charts: plain values in, coordinates out. Templates in reports/charts/ draw them.

Lengths are units of the SVG's view box, which pages and PDFs scale. Below every chart is a table of the same figures,
and no chart shows anything by colour alone. Each is drawn for wide and for narrow screens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from reports.drawing import INK, Axis, Bar, Chart, Mark, Span, Words
from reports.layout import LEGEND_LINE, WIDE, Layout, Rows, choose_tick_distance, draw_both_layouts, place_in_lines

__all__ = ["Chart", "Mean", "Range", "Series", "Spread", "distribution", "dots", "means", "ranges"]

TOP = 38
STEP = 38
ROOM_FOR_COUNT = 18
# The width of the mark before a name and of the gap after it, in letters.
LEGEND_MARK = 6

BLUE = "#003087"
PALE = "#d5e3f3"
WHITE = "#ffffff"
# Colours from poor to excellent that people who do not see red or green can tell apart, and the text colour on each.
SCALE_LOOKS = (("#a5461f", WHITE), ("#efb48c", INK), ("#e3e7ea", INK), ("#8fbbea", INK), (BLUE, WHITE))
# The SVG path and colour of each group of raters, relative to its position.
SHAPES = {
    "self": ("m0 -6 l6 6 l-6 6 l-6 -6 z", WHITE),
    "manager": ("m-4.2 -4.2 h8.4 v8.4 h-8.4 z", "#7c2855"),
    "direct_report": ("m0 -5 a5 5 0 1 1 0 10 a5 5 0 1 1 0 -10 z", BLUE),
    "co_worker": ("m0 -5.5 l5.5 10 h-11 z", "#00625b"),
    "other": ("m0 5.5 l5.5 -10 h-11 z", "#8a4b00"),
    "colleagues": ("m-5 -2 l3 -3 h4 l3 3 v4 l-3 3 h-4 l-3 -3 z", "#425563"),
    "before": ("m0 -5 a5 5 0 1 1 0 10 a5 5 0 1 1 0 -10 z", WHITE),
    "now": ("m-4.2 -4.2 h8.4 v8.4 h-8.4 z", BLUE),
}
# The mark of the middle value of a range.
MIDDLE = ("m0 -8 l4 8 l-4 8 l-4 -8 z", BLUE)
LANE = 11.5


@dataclass(frozen=True)
class Mean:
    """One row: its mean on the scale, or None if it is withheld. `note` is shown at the end of the row."""

    label: str
    mean: float | None
    note: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class Spread:
    """One row: how many chose each step of the scale, lowest first, or None if that is withheld."""

    label: str
    counts: Sequence[int] | None
    note: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class Series:
    """One group in a dot plot: a key of SHAPES, its name, and a mean or None for each row."""

    key: str
    name: str
    means: Sequence[float | None]


@dataclass(frozen=True)
class Range:
    """One row: the lower end, middle and upper end of a range, or None if they are withheld."""

    label: str
    ends: tuple[float, float, float] | None
    note: str = ""
    withheld: str = ""


@draw_both_layouts
def means(
    layout: Layout,
    rows: Sequence[Mean],
    *,
    key: str,
    title: str,
    description: str = "",
    lowest: float = 1,
    highest: float = 5,
) -> Chart:
    """Draw a bar for each row, from the lowest step of the scale to the mean."""
    axis = Axis(*layout.plot, lowest, highest)
    placed = layout.rows([row.label for row in rows], TOP, STEP)
    bars = [
        Bar(axis.left, y - 8, axis.length(row.mean), 16, BLUE)
        for y, row in zip(placed.middles, rows, strict=True)
        if row.mean is not None
    ]
    return Chart(
        key=key,
        title=title,
        description=description,
        width=layout.width,
        height=placed.bottom + 6,
        plot_right=axis.right,
        plot_top=TOP - 4,
        plot_bottom=placed.bottom,
        labels=placed.labels,
        values=_notes(rows, placed),
        ticks=axis.ticks(TOP - 12),
        bars=bars,
    )


@draw_both_layouts
def distribution(
    layout: Layout, rows: Sequence[Spread], *, steps: Sequence[str], key: str, title: str, description: str = ""
) -> Chart:
    """Draw a bar of full length for each row, divided by the answers. Each part shows how many chose it.

    `steps` are the names of the scale, lowest first. Raises ValueError if a row has a different number of counts.
    """
    legend_bars, legend = _scale_legend(steps, layout)
    top = max(bar.y for bar in legend_bars) + TOP - 6
    placed = layout.rows([row.label for row in rows], top, STEP)
    axis = Axis(*layout.plot, 0, 1)
    parts = [part for y, row in zip(placed.middles, rows, strict=True) for part in _parts(row, y, len(steps), axis)]
    return Chart(
        key=key,
        title=title,
        description=description,
        width=layout.width,
        height=placed.bottom + 6,
        plot_right=axis.right,
        plot_top=top,
        plot_bottom=placed.bottom,
        labels=placed.labels,
        values=[*_notes(rows, placed), *(words for _, words in parts if words)],
        bars=[bar for bar, _ in parts],
        legend_bars=legend_bars,
        legend=legend,
    )


@draw_both_layouts
def dots(
    layout: Layout,
    rows: Sequence[str],
    series: Sequence[Series],
    *,
    bar: Series | None,
    key: str,
    title: str,
    description: str = "",
    lowest: float = 1,
    highest: float = 10,
    spans: Sequence[tuple[float, float] | None] = (),
    in_lanes: bool = True,
    step: float | None = None,
) -> Chart:
    """Draw a mark for each group in each row, each group in a lane of its own so that no mark hides another.

    `bar` is drawn behind the marks of its row, as long as its mean. `spans` are lines, one or none for each row: at its
    foot, or joining the marks if these are not in lanes. `step` is the height of a row.
    """
    axis = Axis(*layout.dots, lowest, highest)
    legend_marks, legend_bars, legend, legend_bottom = _groups_legend(series, bar, layout)
    step = step or LANE * max(len(series) if in_lanes else 1, 2) + 12
    top = legend_bottom + 40
    placed = layout.rows(rows, top, step)
    return Chart(
        key=key,
        title=title,
        description=description,
        width=layout.width,
        height=placed.bottom + 6,
        plot_right=axis.right,
        plot_top=top,
        plot_bottom=placed.bottom,
        labels=placed.labels,
        ticks=axis.ticks(top - 8),
        bars=_behind(bar, placed.middles, step, axis),
        marks=_lanes(series, placed.middles, axis, in_lanes=in_lanes),
        legend_marks=legend_marks,
        legend_bars=legend_bars,
        legend=legend,
        rules=placed.between,
        spans=_spans(spans, [round(y + step / 2 - 9, 1) if in_lanes else y for y in placed.middles], axis),
    )


@draw_both_layouts
def ranges(
    layout: Layout,
    rows: Sequence[Range],
    *,
    key: str,
    title: str,
    lowest: int,
    highest: int,
    every: int,
    upright: float | None = None,
) -> Chart:
    """Draw a bar for each row from its lower to its upper end, with a mark at its middle.

    The axis has a tick at each multiple of `every`. `upright` is a value at which a vertical line is drawn.
    """
    axis = Axis(*layout.plot, lowest, highest)
    placed = layout.rows([row.label for row in rows], TOP, STEP)
    shown = [(y, row.ends) for y, row in zip(placed.middles, rows, strict=True) if row.ends]
    bars = [Bar(axis.at(low), y - 7, round(axis.at(high) - axis.at(low), 1), 14, PALE) for y, (low, _, high) in shown]
    line = [] if upright is None else [Bar(axis.at(upright), TOP - 4, 0.5, placed.bottom - TOP + 4, INK)]
    return Chart(
        key=key,
        title=title,
        description="",
        width=layout.width,
        height=placed.bottom + 6,
        plot_right=axis.right,
        plot_top=TOP - 4,
        plot_bottom=placed.bottom,
        labels=placed.labels,
        values=_notes(rows, placed),
        ticks=_ticks(axis, every),
        bars=[*line, *bars],
        marks=[Mark(axis.at(middle), y, *MIDDLE) for y, (_, middle, _) in shown],
    )


def _ticks(axis: Axis, every: int) -> list[Words]:
    apart = choose_tick_distance(axis, every)
    steps = [step for step in range(int(axis.lowest), int(axis.highest) + 1) if step % apart == 0]
    return [Words(axis.at(step), TOP - 12, str(step)) for step in steps]


def _notes(rows: Sequence[Mean | Spread | Range], placed: Rows) -> list[Words]:
    """Place the note at the end of each row, and the reason if its value is withheld."""
    notes = [placed.note(at, row.note) for at, row in enumerate(rows) if row.note]
    return [*notes, *(placed.reason(at, row.withheld) for at, row in enumerate(rows) if row.withheld)]


def _parts(row: Spread, y: float, steps: int, plot: Axis) -> list[tuple[Bar, Words | None]]:
    if row.counts is None:
        return []
    if len(row.counts) != steps:
        raise ValueError(f"{row.label} has {len(row.counts)} counts for a scale of {steps} steps")
    axis = Axis(plot.left, plot.right, 0, max(sum(row.counts), 1))
    starts = accumulate(row.counts, initial=0)
    return [
        _part(axis, y, start, count, look)
        for start, count, look in zip(starts, row.counts, SCALE_LOOKS, strict=False)
        if count
    ]


def _part(axis: Axis, y: float, start: int, count: int, look: tuple[str, str]) -> tuple[Bar, Words | None]:
    fill, ink = look
    width = axis.length(count)
    words = Words(round(axis.at(start) + width / 2, 1), y + 4.5, str(count), ink, anchor="middle")
    return Bar(axis.at(start), y - 12, width, 24, fill), words if width >= ROOM_FOR_COUNT else None


def _scale_legend(steps: Sequence[str], layout: Layout) -> tuple[list[Bar], list[Words]]:
    places = place_in_lines(steps, layout.width) if layout.above else _in_one_line(steps, layout)
    bars = [Bar(x, 6 + y, 14, 14, fill) for (x, y), (fill, _) in zip(places, SCALE_LOOKS, strict=False)]
    return bars, [Words(x + 20, 18 + y, name) for (x, y), name in zip(places, steps, strict=True)]


def _in_one_line(steps: Sequence[str], layout: Layout) -> list[tuple[float, float]]:
    """Place names in one line, each with as much room as its length needs."""
    left, room = layout.plot[0], [len(name) + LEGEND_MARK for name in steps]
    return [(round(left + (layout.width - left) * sum(room[:at]) / sum(room), 1), 0) for at in range(len(steps))]


def _groups_legend(
    series: Sequence[Series], bar: Series | None, layout: Layout
) -> tuple[list[Mark], list[Bar], list[Words], float]:
    """Draw each name beside its mark, and return the height at which the legend ends too."""
    names = [group.name for group in series] + ([bar.name] if bar else [])
    places = [
        (x, y + 12) for x, y in (place_in_lines(names, layout.width) if layout.above else _three_to_a_line(names))
    ]
    marks = [Mark(x + 7, y, *SHAPES[group.key]) for (x, y), group in zip(places, series, strict=False)]
    bars = [Bar(places[-1][0], places[-1][1] - 6, 16, 12, PALE)] if bar else []
    words = [Words(x + 22, y + 4.5, name) for (x, y), name in zip(places, names, strict=True)]
    return marks, bars, words, places[-1][1] if places else 0


def _three_to_a_line(names: Sequence[str]) -> list[tuple[float, float]]:
    return [(WIDE.dots[0] + 170 * (at % 3), LEGEND_LINE * (at // 3)) for at in range(len(names))]


def _behind(bar: Series | None, middles: Sequence[float], step: float, axis: Axis) -> list[Bar]:
    if bar is None:
        return []
    return [
        Bar(axis.left, round(y - step * 0.36, 1), axis.length(mean), round(step * 0.72, 1), PALE)
        for y, mean in zip(middles, bar.means, strict=True)
        if mean is not None
    ]


def _lanes(series: Sequence[Series], middles: Sequence[float], axis: Axis, *, in_lanes: bool) -> list[Mark]:
    apart = LANE if in_lanes else 0
    return [
        Mark(axis.at(mean), round(y + apart * (lane - (len(series) - 1) / 2), 1), *SHAPES[group.key])
        for lane, group in enumerate(series)
        for y, mean in zip(middles, group.means, strict=True)
        if mean is not None
    ]


def _spans(spans: Sequence[tuple[float, float] | None], heights: Sequence[float], axis: Axis) -> list[Span]:
    return [
        Span(axis.at(span[0]), axis.at(span[1]), y) for span, y in zip(spans, heights, strict=False) if span is not None
    ]
