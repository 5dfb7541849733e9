"""Refuse to overwrite what somebody else changed while the page was open."""

from collections.abc import Mapping
from typing import Any, TypeVar
from zlib import crc32

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.http import HttpRequest

# The code of the validation error.
CONFLICT = "overtaken"

Changed = TypeVar("Changed", bound=models.Model)

MEANWHILE = "This was changed while you had it open. What you entered is still here: save again to keep it. Now it is: "


def seen_by(request: HttpRequest) -> int | None:
    """Read from the post which state of the design its page had shown."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def seen_next(request: HttpRequest, form: forms.Form, last: int) -> int:
    """Choose the state that the page carries when it is shown again.

    It is the latest only if an error has told the user of the change.
    """
    seen = seen_by(request)
    return last if seen is None or form.has_error(NON_FIELD_ERRORS, CONFLICT) else seen


def fingerprint(values: Mapping[str, Any]) -> int:
    """Make a number of values that is different once any of them has changed."""
    return crc32(repr(sorted(values.items())).encode())


def _values_words(row: models.Model, values: dict[str, Any]) -> str:
    return ", ".join(f"{_field_words(row, name)} {value or 'empty'}" for name, value in values.items())


def _field_words(row: models.Model, name: str) -> str:
    """Name a field as its model does; some values, such as a person's name, come from another row."""
    try:
        return str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name.replace("_", " ")


def change_values(row: Changed, values: dict[str, Any], seen: int | None) -> Changed:
    """Save new values unless somebody else has changed the old ones since. Raises ValidationError."""
    before = {name: getattr(row, name) for name in values}
    if before != values:
        refuse_changed(row, before, seen)
        save_values(row, values)
    return row


def refuse_changed(row: models.Model, before: dict[str, Any], seen: int | None) -> None:
    if seen is not None and seen != fingerprint(before):
        raise ValidationError(f"{MEANWHILE}{_values_words(row, before)}.", code=CONFLICT)


def save_values(row: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
