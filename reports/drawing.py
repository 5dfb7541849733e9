"""The parts of a chart as the template draws them: words, bars, marks and lines with their positions."""

from collections.abc import Iterable
from dataclasses import dataclass, field

WIDTH = 720
INK = "#212b32"


@dataclass(frozen=True)
class Words:
    x: float
    y: float
    text: str
    colour: str = INK
    anchor: str = ""


@dataclass(frozen=True)
class Axis:
    """A scale, and where it lies across the chart."""

    left: float
    right: float
    lowest: float
    highest: float

    def length(self, value: float) -> float:
        return round((value - self.lowest) / (self.highest - self.lowest) * (self.right - self.left), 1)

    def at(self, value: float) -> float:
        return round(self.left + self.length(value), 1)

    def ticks(self, y: float) -> list[Words]:
        steps = range(int(self.lowest), int(self.highest) + 1)
        return [Words(self.at(step), y, str(step)) for step in steps]


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    shape: str
    fill: str


@dataclass(frozen=True)
class Span:
    """A horizontal line with a short stroke at each end."""

    left: float
    right: float
    y: float


@dataclass(frozen=True)
class Outline:
    """All shapes of one colour as a single path, because every element of an SVG takes a worker time."""

    path: str
    fill: str


@dataclass(frozen=True)
class Chart:
    """A chart, ready for the template. `key` makes the ids of its title and description unique on the page.

    `narrow` is the same chart for narrow screens.
    """

    key: str
    title: str
    description: str
    height: float
    plot_right: float
    plot_top: float
    plot_bottom: float
    labels: list[Words] = field(default_factory=list)
    values: list[Words] = field(default_factory=list)
    ticks: list[Words] = field(default_factory=list)
    legend_marks: list[Mark] = field(default_factory=list)
    legend_bars: list[Bar] = field(default_factory=list)
    legend: list[Words] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    width: int = WIDTH
    narrow: "Chart | None" = None

    @property
    def drawn_bars(self) -> list[Outline]:
        return _outlines(
            (f"M{bar.x} {bar.y} h{bar.width} v{bar.height} h-{bar.width} z", bar.fill)
            for bar in (*self.bars, *self.legend_bars)
        )

    @property
    def drawn_marks(self) -> list[Outline]:
        """The marks of each colour as one path, in the order of their groups."""
        return _outlines((f"M{mark.x} {mark.y} {mark.shape}", mark.fill) for mark in (*self.marks, *self.legend_marks))

    @property
    def grid(self) -> str:
        """The path of the vertical lines below the ticks."""
        return " ".join(f"M{tick.x} {self.plot_top} V{self.plot_bottom}" for tick in self.ticks)

    @property
    def span_lines(self) -> str:
        return " ".join(
            f"M{span.left} {span.y} H{span.right} M{span.left} {span.y - 3} v6 M{span.right} {span.y - 3} v6"
            for span in self.spans
        )

    @property
    def row_lines(self) -> str:
        return " ".join(f"M0 {y} H{self.plot_right}" for y in self.rules)


def _outlines(shapes: Iterable[tuple[str, str]]) -> list[Outline]:
    by_fill: dict[str, list[str]] = {}
    for path, fill in shapes:
        by_fill.setdefault(fill, []).append(path)
    return [Outline(" ".join(paths), fill) for fill, paths in by_fill.items()]
