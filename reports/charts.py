"""The geometry of charts: plain values in, coordinates out. The templates in reports/charts/ draw only what is here.

Lengths are units of the SVG's view box, which is 720 wide; a page and a PDF scale it. Every chart stands above a
table of the same figures, and no chart tells anything by colour alone.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from reports.drawing import INK, WIDTH, Axis, Bar, Chart, Mark, Span, Words

__all__ = ["Chart", "Mean", "Range", "Series", "Spread", "distribution", "dots", "means", "ranges"]

LABELS = 190
NOTES = 110
LETTERS_IN_LABEL = 30
LINES_IN_LABEL = 2
LINE = 15
TOP = 38
STEP = 38
ROOM_FOR_COUNT = 18
LEGEND_LINE = 22
# The mark before a name and the gap behind it, in letters.
LEGEND_MARK = 6

BLUE = "#003087"
PALE = "#d5e3f3"
WHITE = "#ffffff"
# From poor to excellent: rust to dark blue, told apart by those who do not see red or green; and the ink upon each.
SCALE_LOOKS = (("#a5461f", WHITE), ("#efb48c", INK), ("#e3e7ea", INK), ("#8fbbea", INK), (BLUE, WHITE))
# Each group of raters has a shape of its own, drawn from wherever the pen stands.
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
# What marks the value between two ends.
MIDDLE = ("m0 -8 l4 8 l-4 8 l-4 -8 z", BLUE)
LANE = 11.5
DOTS_LEFT = 185
DOTS_RIGHT = 20


@dataclass(frozen=True)
class Mean:
    """One row: its mean on the scale, or nothing when it is withheld; `note` stands at the end of the row."""

    label: str
    mean: float | None
    note: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class Spread:
    """One row: how many chose each step of the scale, lowest first, or nothing when that is withheld."""

    label: str
    counts: Sequence[int] | None
    note: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class Series:
    """One group in a dot plot: a key of SHAPES, its name, and a mean (or nothing) for each row."""

    key: str
    name: str
    means: Sequence[float | None]


@dataclass(frozen=True)
class Range:
    """One row: from where to where, and what lies between; or nothing when it is withheld."""

    label: str
    ends: tuple[float, float, float] | None
    note: str = ""
    withheld: str = ""


def means(
    rows: Sequence[Mean], *, key: str, title: str, description: str = "", lowest: float = 1, highest: float = 5
) -> Chart:
    """A bar from the lowest step of the scale to the mean, for each row."""
    axis = Axis(LABELS, WIDTH - NOTES, lowest, highest)
    middles = _middles(rows, TOP, STEP)
    bars = [
        Bar(axis.left, y - 8, axis.length(row.mean), 16, BLUE)
        for y, row in zip(middles, rows, strict=True)
        if row.mean is not None
    ]
    return Chart(
        key=key,
        title=title,
        description=description,
        height=TOP + STEP * len(rows) + 6,
        plot_right=axis.right,
        plot_top=TOP - 4,
        plot_bottom=TOP + STEP * len(rows),
        labels=_labels([row.label for row in rows], middles),
        values=_notes(rows, middles),
        ticks=axis.ticks(TOP - 12),
        bars=bars,
    )


def distribution(rows: Sequence[Spread], *, steps: Sequence[str], key: str, title: str, description: str = "") -> Chart:
    """A bar of full length for each row, divided as the answers were; each part says how many chose it.

    `steps` are the names of the scale, lowest first. Raises ValueError when a row has another number of counts.
    """
    middles = _middles(rows, TOP, STEP)
    parts = [part for y, row in zip(middles, rows, strict=True) for part in _parts(row, y, len(steps))]
    legend_bars, legend = _scale_legend(steps)
    return Chart(
        key=key,
        title=title,
        description=description,
        height=TOP + STEP * len(rows) + 6,
        plot_right=WIDTH - NOTES,
        plot_top=TOP,
        plot_bottom=TOP + STEP * len(rows),
        labels=_labels([row.label for row in rows], middles),
        values=[*_notes(rows, middles), *(words for _, words in parts if words)],
        bars=[bar for bar, _ in parts],
        legend_bars=legend_bars,
        legend=legend,
    )


def dots(
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
    """One mark for each group in each row, each group in a lane of its own so that no mark hides another.

    `bar` is drawn behind the marks of its row, as long as its mean. `spans` are lines, one for each row or none: at its
    foot, or joining the marks when these are not in lanes. `step` is the height of a row.
    """
    axis = Axis(DOTS_LEFT, WIDTH - DOTS_RIGHT, lowest, highest)
    legend_marks, legend_bars, legend, legend_bottom = _groups_legend(series, bar)
    lanes = len(series) if in_lanes else 1
    step = step or LANE * max(lanes, 2) + 12
    top = legend_bottom + 40
    middles = _middles(rows, top, step)
    return Chart(
        key=key,
        title=title,
        description=description,
        height=top + step * len(rows) + 6,
        plot_right=axis.right,
        plot_top=top,
        plot_bottom=top + step * len(rows),
        labels=_labels(rows, middles),
        ticks=axis.ticks(top - 8),
        bars=_behind(bar, middles, step, axis),
        marks=_lanes(series, middles, axis, in_lanes=in_lanes),
        legend_marks=legend_marks,
        legend_bars=legend_bars,
        legend=legend,
        rules=[round(top + step * at, 1) for at in range(1, len(rows))],
        spans=_spans(spans, [round(y + step / 2 - 9, 1) if in_lanes else y for y in middles], axis),
    )


def ranges(
    rows: Sequence[Range],
    *,
    key: str,
    title: str,
    lowest: int,
    highest: int,
    every: int,
    upright: float | None = None,
) -> Chart:
    """A bar from the first to the last end of each row, with a mark on the one between.

    The axis has a tick at each multiple of `every`; `upright` is a value through which a strong line goes.
    """
    axis = Axis(LABELS, WIDTH - NOTES, lowest, highest)
    middles, bottom = _middles(rows, TOP, STEP), TOP + STEP * len(rows)
    shown = [(y, row.ends) for y, row in zip(middles, rows, strict=True) if row.ends]
    bars = [Bar(axis.at(low), y - 7, round(axis.at(high) - axis.at(low), 1), 14, PALE) for y, (low, _, high) in shown]
    line = [] if upright is None else [Bar(axis.at(upright), TOP - 4, 0.5, bottom - TOP + 4, INK)]
    steps = [step for step in range(lowest, highest + 1) if step % every == 0]
    return Chart(
        key=key,
        title=title,
        description="",
        height=bottom + 6,
        plot_right=axis.right,
        plot_top=TOP - 4,
        plot_bottom=bottom,
        labels=_labels([row.label for row in rows], middles),
        values=_notes(rows, middles),
        ticks=[Words(axis.at(step), TOP - 12, str(step)) for step in steps],
        bars=[*line, *bars],
        marks=[Mark(axis.at(middle), y, *MIDDLE) for y, (_, middle, _) in shown],
    )


def _middles(rows: Sequence[object], top: float, step: float) -> list[float]:
    return [top + step * (at + 0.5) for at in range(len(rows))]


def _labels(texts: Sequence[str], middles: Sequence[float]) -> list[Words]:
    return [words for text, y in zip(texts, middles, strict=True) for words in _lines(text, y)]


def _lines(text: str, y: float) -> list[Words]:
    lines = textwrap.wrap(text, LETTERS_IN_LABEL, max_lines=LINES_IN_LABEL, placeholder="…") or [""]
    first = y + 4.5 - LINE * (len(lines) - 1) / 2
    return [Words(0, round(first + LINE * at, 1), line) for at, line in enumerate(lines)]


def _notes(rows: Sequence[Mean | Spread | Range], middles: Sequence[float]) -> list[Words]:
    """What stands at the end of each row, and the reason in place of what is withheld."""
    end, start = WIDTH - NOTES + 12, LABELS + 8
    notes = [Words(end, y + 4.5, row.note) for row, y in zip(rows, middles, strict=True) if row.note]
    reasons = [Words(start, y + 4.5, row.withheld) for row, y in zip(rows, middles, strict=True) if row.withheld]
    return [*notes, *reasons]


def _parts(row: Spread, y: float, steps: int) -> list[tuple[Bar, Words | None]]:
    if row.counts is None:
        return []
    if len(row.counts) != steps:
        raise ValueError(f"{row.label} has {len(row.counts)} counts for a scale of {steps} steps")
    total = sum(row.counts)
    axis = Axis(LABELS, WIDTH - NOTES, 0, max(total, 1))
    starts = accumulate(row.counts, initial=0)
    return [
        _part(axis, y, start, count, look)
        for start, count, look in zip(starts, row.counts, SCALE_LOOKS, strict=False)
        if count
    ]


def _part(axis: Axis, y: float, start: int, count: int, look: tuple[str, str]) -> tuple[Bar, Words | None]:
    fill, ink = look
    width = axis.length(count)
    words = Words(round(axis.at(start) + width / 2, 1), y + 4.5, str(count), ink, centred=True)
    return Bar(axis.at(start), y - 12, width, 24, fill), words if width >= ROOM_FOR_COUNT else None


def _scale_legend(steps: Sequence[str]) -> tuple[list[Bar], list[Words]]:
    """In one line, each name with the room that its length asks for."""
    room = [len(name) + LEGEND_MARK for name in steps]
    places = [round(LABELS + (WIDTH - LABELS) * sum(room[:at]) / sum(room), 1) for at in range(len(steps))]
    bars = [Bar(x, 6, 14, 14, fill) for x, (fill, _) in zip(places, SCALE_LOOKS, strict=False)]
    return bars, [Words(x + 20, 18, name) for x, name in zip(places, steps, strict=True)]


def _groups_legend(series: Sequence[Series], bar: Series | None) -> tuple[list[Mark], list[Bar], list[Words], float]:
    """Three to a line, each beside its mark; and where the legend ends."""
    names = [group.name for group in series] + ([bar.name] if bar else [])
    places = [(DOTS_LEFT + 170 * (at % 3), 12 + LEGEND_LINE * (at // 3)) for at in range(len(names))]
    marks = [Mark(x + 7, y, *SHAPES[group.key]) for (x, y), group in zip(places, series, strict=False)]
    bars = [Bar(places[-1][0], places[-1][1] - 6, 16, 12, PALE)] if bar else []
    words = [Words(x + 22, y + 4.5, name) for (x, y), name in zip(places, names, strict=True)]
    return marks, bars, words, places[-1][1] if places else 0


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
