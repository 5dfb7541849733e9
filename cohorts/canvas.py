"""What pictures over weeks and months have in common: the measures of their canvas, its rows and its stripes."""

from dataclasses import dataclass

WIDTH = 960
LEFT = 250
TOP = 36
ROW = 34
# About how wide a sign of their words is.
SIGN = 7
LONGEST_NAME = 36


@dataclass(frozen=True)
class Line:
    """A row of the picture: its name at the left, and the line beneath it."""

    name: str
    y: int

    @property
    def text_y(self) -> int:
        return self.y + 5

    @property
    def line_y(self) -> int:
        return self.y + ROW // 2


@dataclass(frozen=True)
class Stripe:
    """Some weeks or a month, from top to bottom."""

    x: int
    width: int
    words: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


def row_y(number: int) -> int:
    """The middle of a row; the first is row 0."""
    return TOP + ROW * number + ROW // 2


def short(name: str) -> str:
    """A name that has room at the left."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
