"""The layout of the picture of a design over its weeks. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from cohorts.designs.specs import DesignSpec, ElementSpec

RIGHT = 60

BOTTOM = 10

GAP = 6

# From words to the bar after them.
NARROWEST_GAP = 2

BAR = 18

NARROWEST_BAR = 3

LINE = 15

NARROWEST_STRIPE = 44

STRIPES = (1, 2, 4, 8, 13, 26, 52)

WIDTH = 960

LEFT = 250

TOP = 36

ROW = 34

# The rough width of a character.
SIGN = 7

LONGEST_NAME = 36


@dataclass(frozen=True)
class Layout:
    """The measures of the canvas: on a wide one names are beside their bars, on a phone above them."""

    width: int
    left: int
    right: int
    row: int
    longest_line: int
    lines: int
    name_y: int
    bar_y: int


WIDE = Layout(WIDTH, LEFT, RIGHT, ROW, LONGEST_NAME, lines=2, name_y=ROW // 2 + 5, bar_y=(ROW - BAR) // 2)

NARROW = Layout(320, 0, 42, 50, 44, lines=1, name_y=18, bar_y=25)


@dataclass(frozen=True)
class Bar:
    """The bar of a session's weeks, and where their words are: in it, beside it, or nowhere."""

    x: int
    width: int
    is_window: bool
    words: str = ""
    words_x: int = 0
    anchor: str = "middle"


@dataclass(frozen=True)
class ElementRow:
    """The row of an element: the lines of its name, its bars and the line beneath it, with places from the top."""

    name: list[tuple[str, int]]
    bar_y: int
    line_y: int
    bars: list[Bar]

    @property
    def words_y(self) -> int:
        return self.bar_y + BAR // 2 + 5


class Scale:
    """The place on the canvas at which a week begins; week 1 is at the left."""

    def __init__(self, weeks: int, layout: Layout) -> None:
        self.per_week = (layout.width - layout.left - layout.right) / weeks
        self.layout = layout

    def x(self, week: int) -> int:
        return round(self.layout.left + (week - 1) * self.per_week)


def _row(number: int, name: str, element: ElementSpec, scale: Scale) -> ElementRow:
    layout = scale.layout
    top = TOP + layout.row * number
    return ElementRow(_lines(name, top, layout), top + layout.bar_y, top + layout.row, _bars(element, scale))


def _lines(name: str, top: int, layout: Layout) -> list[tuple[str, int]]:
    """Break the name into as many lines as there is room for, centred on its row."""
    lines = wrap(name, layout.longest_line, max_lines=layout.lines, placeholder="…")
    first = top + layout.name_y - LINE * (len(lines) - 1) // 2
    return [(words, first + LINE * number) for number, words in enumerate(lines)]


def _bars(element: ElementSpec, scale: Scale) -> list[Bar]:
    windows = sorted(element.windows)
    starts = [scale.x(first) for first, _ in windows[1:]]
    free = [*(start - NARROWEST_GAP for start in starts), scale.layout.width]
    return [_bar(window, element.is_window, scale, until) for window, until in zip(windows, free, strict=True)]


def _bar(window: tuple[int, int], is_window: bool, scale: Scale, until: int) -> Bar:
    first, last = window
    x = scale.x(first)
    end = max(scale.x(last + 1), x + NARROWEST_BAR)
    words = str(first) if first == last else f"{first}–{last}"
    length = len(words) * SIGN + GAP
    if length <= end - x:
        return Bar(x, end - x, is_window, words, (x + end) // 2)
    if end + length <= until:
        return Bar(x, end - x, is_window, words, end + GAP, "start")
    return Bar(x, end - x, is_window)


def shares(elements: Sequence[ElementSpec]) -> dict[str, int]:
    """Add up the minutes of a participant, in sessions and in their own time, for each share of 70:20:10."""
    found: dict[str, int] = {}
    for element in elements:
        found[element.share] = found.get(element.share, 0) + element.minutes * len(element.windows)
    return found


@dataclass(frozen=True)
class Stripe:
    """Some weeks or a month, from top to bottom."""

    x: int
    width: int
    words: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Picture:
    height: int
    rows: list[ElementRow]
    stripes: list[Stripe]
    weeks: int
    end: int
    width: int
    bar: int = BAR

    @property
    def bottom(self) -> int:
        return self.height - BOTTOM


def draw(spec: DesignSpec, layout: Layout = WIDE) -> Picture | None:
    """Draw a row for each element in the order of the design. Returns None if there is no element."""
    if not spec.elements:
        return None
    weeks = max([spec.weeks, *(last for element in spec.elements for _, last in element.windows)])
    scale = Scale(weeks, layout)
    rows = [_row(number, spec.name_of(element.key), element, scale) for number, element in enumerate(spec.elements)]
    return Picture(
        height=TOP + layout.row * len(rows) + BOTTOM,
        rows=rows,
        stripes=_stripes(weeks, scale),
        weeks=spec.weeks,
        end=scale.x(spec.weeks + 1),
        width=layout.width,
    )


def _stripes(weeks: int, scale: Scale) -> list[Stripe]:
    """Choose the narrowest stripe of weeks that has room for its number."""
    step = next((step for step in STRIPES if step * scale.per_week >= NARROWEST_STRIPE), STRIPES[-1])
    starts = range(1, weeks + 1, step)
    return [_stripe(start, min(start + step, weeks + 1), scale, is_first=start == 1) for start in starts]


def _stripe(start: int, end: int, scale: Scale, *, is_first: bool) -> Stripe:
    x, width = scale.x(start), scale.x(end) - scale.x(start)
    words = f"Week {start}" if is_first and width >= NARROWEST_STRIPE else str(start)
    return Stripe(x, width, words if width >= NARROWEST_STRIPE // 2 else "")
