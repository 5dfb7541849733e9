"""The two layouts of charts: one for paper and wide screens, one for narrow screens."""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from itertools import accumulate
from typing import Concatenate, ParamSpec

from reports.drawing import WIDTH, Axis, Chart, Words

LINE = 15
LINES_IN_LABEL = 2
LEGEND_LINE = 22
# The width of a mark before a name, and of the gap after the name.
LEGEND_MARK, LEGEND_GAP = 22, 12
LETTER = 6.8
ROOM_FOR_TICK = 24

Drawn = ParamSpec("Drawn")


@dataclass(frozen=True)
class Layout:
    """The measures of a layout. Labels are left of their rows, or above them if the plot needs the whole width."""

    width: int
    # Left and right end of the plot: in charts with notes at the end of a row, and in charts without.
    plot: tuple[float, float]
    dots: tuple[float, float]
    letters_in_label: int
    above: bool

    def rows(self, labels: Sequence[str], top: float, step: float) -> "Rows":
        lines = [wrap_label(label, self.letters_in_label) for label in labels]
        heads = [LINE * len(each) + 4 if self.above else 0 for each in lines]
        edges = list(accumulate((head + step for head in heads), initial=top))
        middles = [edge - step / 2 for edge in edges[1:]]
        firsts = [edge + LINE for edge in edges] if self.above else _centred(lines, middles)
        return Rows(edges, middles, firsts, _words(lines, firsts), self)


@dataclass(frozen=True)
class Rows:
    """The vertical positions of each row: its edges, the middle of its plot and the first line of its label."""

    edges: list[float]
    middles: list[float]
    firsts: list[float]
    labels: list[Words]
    layout: Layout

    @property
    def bottom(self) -> float:
        return self.edges[-1]

    @property
    def between(self) -> list[float]:
        return [round(edge, 1) for edge in self.edges[1:-1]]

    def note(self, at: int, text: str) -> Words:
        """Place a note at the end of the row, or of the label's first line if the label is above."""
        if self.layout.above:
            return Words(self.layout.width, self.firsts[at], text, anchor="end")
        return Words(self.layout.plot[1] + 12, self.middles[at] + 4.5, text)

    def reason(self, at: int, text: str) -> Words:
        return Words(self.layout.plot[0] + 8, self.middles[at] + 4.5, text)


WIDE = Layout(width=WIDTH, plot=(190, WIDTH - 110), dots=(185, WIDTH - 20), letters_in_label=30, above=False)
NARROW = Layout(width=300, plot=(8, 290), dots=(8, 290), letters_in_label=34, above=True)


def draw_both_layouts(draw: Callable[Concatenate[Layout, Drawn], Chart]) -> Callable[Drawn, Chart]:
    """Draw a chart in both layouts: the wide one holds the narrow one."""

    @wraps(draw)
    def drawn(*args: Drawn.args, **kwargs: Drawn.kwargs) -> Chart:
        return replace(draw(WIDE, *args, **kwargs), narrow=draw(NARROW, *args, **kwargs))

    return drawn


def place_in_lines(names: Sequence[str], width: float) -> list[tuple[float, float]]:
    """Place the names of a legend, as many on a line as there is room for."""
    places: list[tuple[float, float]] = []
    x = y = 0.0
    for name in names:
        room = LEGEND_MARK + LETTER * len(name)
        if x and x + room > width:
            x, y = 0, y + LEGEND_LINE
        places.append((round(x, 1), y))
        x += room + LEGEND_GAP
    return places


def choose_tick_distance(axis: Axis, every: int) -> int:
    """Double the distance between ticks until their figures do not touch."""
    return every if axis.length(axis.lowest + every) >= ROOM_FOR_TICK else choose_tick_distance(axis, every * 2)


def wrap_label(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters, max_lines=LINES_IN_LABEL, placeholder="…") or [""]


def _centred(lines: Sequence[list[str]], middles: Sequence[float]) -> list[float]:
    return [y + 4.5 - LINE * (len(each) - 1) / 2 for each, y in zip(lines, middles, strict=True)]


def _words(lines: Sequence[list[str]], firsts: Sequence[float]) -> list[Words]:
    return [
        Words(0, round(first + LINE * at, 1), line)
        for each, first in zip(lines, firsts, strict=False)
        for at, line in enumerate(each)
    ]
