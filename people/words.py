"""Words joined and things counted in sentences."""

from collections.abc import Iterable


def listed(words: Iterable[str], last: str = "and") -> str:
    """Join words, for example Ann, Bob and Cara."""
    *most, end = [*words] or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def counted(number: int, one: str, several: str = "") -> str:
    """Write a number with its noun, for example 1 day, 2 days or 2 people."""
    return f"{number} {one if number == 1 else several or one + 's'}"
