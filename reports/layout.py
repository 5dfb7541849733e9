"""Where the parts of a chart stand: one way for paper and wide screens, one for a phone."""

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
# A mark before a name, and the gap behind the name.
LEGEND_MARK, LEGEND_GAP = 22, 12
LETTER = 6.8
ROOM_FOR_TICK = 24

Drawn = ParamSpec("Drawn")


@dataclass(frozen=True)
class Layout:
    """Labels stand at the left of their rows, or above them where the plot needs the whole width."""

    width: int
    # From where to where the plot goes: of charts that have notes at the end of a row, and of those that have none.
    plot: tuple[float, float]
    dots: tuple[float, float]
    letters_in_label: int
    above: bool

    def rows(self, labels: Sequence[str], top: float, step: float) -> "Rows":
        lines = [wrapped(label, self.letters_in_label) for label in labels]
        heads = [LINE * len(each) + 4 if self.above else 0 for each in lines]
        edges = list(accumulate((head + step for head in heads), initial=top))
        middles = [edge - step / 2 for edge in edges[1:]]
        firsts = [edge + LINE for edge in edges] if self.above else _centred(lines, middles)
        return Rows(edges, middles, firsts, _words(lines, firsts), self)


@dataclass(frozen=True)
class Rows:
    """The height of each row's edges, of its plot's middle and of the first line of its label."""

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
        """At the end of the row, or where the label stands above: at the end of its first line."""
        if self.layout.above:
            return Words(self.layout.width, self.firsts[at], text, anchor="end")
        return Words(self.layout.plot[1] + 12, self.middles[at] + 4.5, text)

    def reason(self, at: int, text: str) -> Words:
        return Words(self.layout.plot[0] + 8, self.middles[at] + 4.5, text)


WIDE = Layout(width=WIDTH, plot=(190, WIDTH - 110), dots=(185, WIDTH - 20), letters_in_label=30, above=False)
NARROW = Layout(width=300, plot=(8, 290), dots=(8, 290), letters_in_label=34, above=True)


def in_both(draw: Callable[Concatenate[Layout, Drawn], Chart]) -> Callable[Drawn, Chart]:
    """The chart for paper and wide screens, which holds the one for narrow screens."""

    @wraps(draw)
    def drawn(*args: Drawn.args, **kwargs: Drawn.kwargs) -> Chart:
        return replace(draw(WIDE, *args, **kwargs), narrow=draw(NARROW, *args, **kwargs))

    return drawn


def flowing(names: Sequence[str], width: float) -> list[tuple[float, float]]:
    """Places of a legend's names, as many to a line as there is room for."""
    places: list[tuple[float, float]] = []
    x = y = 0.0
    for name in names:
        room = LEGEND_MARK + LETTER * len(name)
        if x and x + room > width:
            x, y = 0, y + LEGEND_LINE
        places.append((round(x, 1), y))
        x += room + LEGEND_GAP
    return places


def every_with_room(axis: Axis, every: int) -> int:
    """Twice as far between ticks, and again, until their figures do not touch."""
    return every if axis.length(axis.lowest + every) >= ROOM_FOR_TICK else every_with_room(axis, every * 2)


def wrapped(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters, max_lines=LINES_IN_LABEL, placeholder="…") or [""]


def _centred(lines: Sequence[list[str]], middles: Sequence[float]) -> list[float]:
    return [y + 4.5 - LINE * (len(each) - 1) / 2 for each, y in zip(lines, middles, strict=True)]


def _words(lines: Sequence[list[str]], firsts: Sequence[float]) -> list[Words]:
    return [
        Words(0, round(first + LINE * at, 1), line)
        for each, first in zip(lines, firsts, strict=False)
        for at, line in enumerate(each)
    ]
