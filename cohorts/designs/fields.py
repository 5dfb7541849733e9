"""Form fields for lists that are typed one thing to a line; errors name the line."""

import re
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from cohorts.designs.toml_tables import (
    LONGEST_EQUIPMENT,
    LONGEST_MINUTES,
    LONGEST_NAME,
    LONGEST_WEEKS,
    MOST_ITEMS,
    plain_text,
)
from people.dates import WEEKDAYS

WEEKS = re.compile(r"(?:weeks?\s+)?(\d{1,4})(?:\s*(?:to|-|–)\s*(\d{1,4}))?", re.IGNORECASE)
AGENDA = re.compile(r"(.*\S)[\s,:]+(\d{1,4})(?:\s*min(?:ute)?s?)?", re.IGNORECASE)
Line = TypeVar("Line")


class PlainTextField(forms.CharField):
    """Several lines of text, as a design's file holds them."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> str:
        text = plain_text(super().to_python(value) or "", is_long=True)
        if text is None:
            raise ValidationError(f"{self.label} has a character that cannot be stored. Type it again")
        return text


class LinesField(PlainTextField):
    """Lines with one value on each, which `line` reads. It raises ValidationError for a value that is wrong."""

    def line(self, words: str) -> Any:
        if len(words) > LONGEST_EQUIPMENT:
            raise ValidationError(f"must be {LONGEST_EQUIPMENT} characters or fewer")
        return words

    def clean(self, value: Any) -> tuple[Any, ...]:
        text: str = super().clean(value)
        lines = [line for line in text.split("\n") if line]
        if len(lines) > MOST_ITEMS:
            raise ValidationError(f"{self.label} must have {MOST_ITEMS} lines or fewer")
        mistakes: list[ValidationError] = []
        found = [self._line(number, words, mistakes) for number, words in enumerate(lines, start=1)]
        if mistakes:
            raise ValidationError(mistakes)
        return tuple(found)

    def _line(self, number: int, words: str, mistakes: list[ValidationError]) -> Any:
        try:
            return self.line(words)
        except ValidationError as mistake:
            mistakes.append(ValidationError(f"Line {number} {mistake.message}"))
            return None


class WeeksField(LinesField):
    """The weeks in which each session falls, such as 4 to 6, or 4."""

    def line(self, words: str) -> tuple[int, int]:
        found = WEEKS.fullmatch(words)
        if not found:
            raise ValidationError("must be two weeks, for example 4 to 6, or one week, for example 4")
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= LONGEST_WEEKS:
            raise ValidationError(f"must be weeks in order, between 1 and {LONGEST_WEEKS}")
        return first, last


class AgendaField(LinesField):
    """The parts of a session, each with its minutes, such as Welcome, 30."""

    def line(self, words: str) -> tuple[str, int]:
        found = AGENDA.fullmatch(words)
        if not found or not 1 <= int(found[2]) <= LONGEST_MINUTES:
            raise ValidationError("must end with its minutes, for example Welcome, 30")
        name = found[1].rstrip(" ,:")
        if not name or len(name) > LONGEST_NAME:
            raise ValidationError(f"must have a name of {LONGEST_NAME} characters or fewer")
        return name, int(found[2])


def weeks_lines(windows: tuple[tuple[int, int], ...]) -> str:
    return "\n".join(str(first) if first == last else f"{first} to {last}" for first, last in windows)


def agenda_lines(agenda: tuple[tuple[str, int], ...]) -> str:
    return "\n".join(f"{name}, {minutes}" for name, minutes in agenda)


class CountField(forms.IntegerField):
    """A whole number, in a box no wider than it needs."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-4"})
    default_error_messages = {"invalid": "Enter a whole number, for example 2"}


class WeekdaysField(forms.TypedMultipleChoiceField):
    """Days of the week, as Python counts them."""

    def __init__(self, **kwargs: Any) -> None:
        choices = list(enumerate(WEEKDAYS))
        super().__init__(coerce=int, choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value: Any) -> tuple[int, ...]:
        return tuple(sorted(super().clean(value)))
