"""Columns of a list, and the headings by which each is recognised."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    longest: int
    required: bool = True
    hint: str = ""
    also: tuple[str, ...] = ()

    @property
    def is_email(self) -> bool:
        return self.key.endswith("email")

    def answers_to(self, heading: str) -> bool:
        return normalised(heading) in {normalised(name) for name in (self.label, *self.also)}


LONGEST_HEADING = 200


def normalised(heading: str) -> str:
    """Write a heading without capitals, spaces and signs; the line manager's is the line manager."""
    return "".join(sign for sign in heading.lower() if sign.isalnum()).replace("managers", "manager")


def column_for(heading: str, columns: Sequence[Column]) -> Column | None:
    if len(heading) > LONGEST_HEADING:
        return None
    return next((column for column in columns if column.answers_to(heading)), None)
