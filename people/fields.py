"""Form fields and widgets that follow the NHS service manual: typed text is kept, and errors say what is wrong."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from people.dates import month_number
from people.text import is_unstorable, one_line

PARTS = ("day", "month", "year")


class DateWidget(forms.MultiWidget):
    """Three text boxes for a date. People make fewer mistakes copying a date than picking it from a calendar."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[int | None]:
        if isinstance(value, datetime.date):
            return [value.day, value.month, value.year]
        return [None, None, None]


class DateField(forms.DateField):
    widget = DateWidget
    default_error_messages = {
        "invalid": "Enter a real date, for example 31 3 2026",
        "incomplete": "The date must include a %(missing)s",
        "short_year": "The year must have 4 numbers, for example 2026",
    }

    def to_python(self, value: Any) -> datetime.date | None:
        if not isinstance(value, list):
            return super().to_python(value)
        typed = [(part or "").strip() for part in value]
        if not any(typed):
            return None
        self._refuse_missing(typed)
        return self._date(*typed)

    def _refuse_missing(self, typed: list[str]) -> None:
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if missing:
            params = {"missing": " and a ".join(missing)}
            raise ValidationError(self.error_messages["incomplete"], code="incomplete", params=params)

    def _date(self, day: str, month: str, year: str) -> datetime.date:
        if year.isascii() and year.isdigit() and len(year) != 4:
            raise ValidationError(self.error_messages["short_year"], code="short_year")
        try:
            return datetime.date(int(year), month_number(month), int(day))
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class TimeField(forms.TimeField):
    widget = TimeInput
    default_error_messages = {"invalid": "Enter a real time, for example 14:30"}


class NameField(forms.CharField):
    """A name on one line, even if a program posts several: names are used in the subjects of emails."""

    default_error_messages = {"unstorable": "%(label)s has a character that cannot be stored. Type it again"}

    def to_python(self, value: Any) -> str:
        text = one_line(super().to_python(value) or "")
        if is_unstorable(text):
            params = {"label": self.label or "This"}
            raise ValidationError(self.error_messages["unstorable"], code="unstorable", params=params)
        return text


class LongTextField(forms.CharField):
    """A text of several lines. Browsers send two characters for a line break but count one, so we count one too."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n")


class InlineRadioSelect(forms.RadioSelect):
    """Radio buttons beside each other, for two or three short answers."""

    inline = True


def max_length(model: type[Model], name: str) -> int:
    """Return how long the text in this field of a model may be. Raises ValueError if it has no limit."""
    limit = getattr(model._meta.get_field(name), "max_length", None)
    if limit is None:
        raise ValueError(f"{model.__name__}.{name} has no limit")
    return int(limit)
