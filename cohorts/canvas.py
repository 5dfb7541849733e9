"""What pictures over weeks and months have in common: the measures of their canvas and its stripes."""

from dataclasses import dataclass

WIDTH = 960
LEFT = 250
TOP = 36
ROW = 34
# About how wide a sign of their words is.
SIGN = 7
LONGEST_NAME = 36


@dataclass(frozen=True)
class Stripe:
    """Some weeks or a month, from top to bottom."""

    x: int
    width: int
    words: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2
