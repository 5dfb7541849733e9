"""The refusal to overwrite what somebody else changed while a page was open.

A form with `SeenMixin` holds in a hidden field, `seen`, a fingerprint of what its page showed. The verb that saves it
compares that, under the row's lock, with what is there now, and raises `ChangedMeanwhileError` with a sentence that
says so. The page shown again holds the new fingerprint, because the person has been told: saved again, it is saved.
A page that holds no fingerprint, such as one that a test or a script makes up, is not refused. The pages of a design
hold the number of its last change instead: its history says who changed which element since, and a change of another
element is not refused (`cohorts.designs.conflicts`).

Four things look alike, and are kept apart:

- A request key (`evaluations.forms`) shows that the same request was sent twice, whatever has changed.
- The order of a rater's saves and the answers that a page showed (`assessments.answering`) belong to one person in two
  tabs: their answers are merged one by one, and none is refused. So is the manager whom participants leave as they were
  shown (`assessments.raters.forms`).
- The sequence number of an invitation (`scheduling.invitations`) is in emails and diaries too (RFC 5545, 3.8.7.4), and
  says which of two dates is the later.
- What a plan was made from (`scheduling.plans.status`) was read by a worker, and no page showed it.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.http import HttpRequest, QueryDict

# The code of the validation error.
CONFLICT = "overtaken"

Changed = TypeVar("Changed", bound=models.Model)

MEANWHILE = "This was changed while you had it open. What you entered is still here: save again to keep it. Now it is: "

# A fingerprint, or the number of a change.
SEEN = re.compile("[0-9a-f]{1,18}")


class ChangedMeanwhileError(ValidationError):
    """A row that is no longer what the page showed. `now` is the fingerprint of the values in the sentence."""

    def __init__(self, sentence: str, *, now: str) -> None:
        super().__init__(sentence, code=CONFLICT)
        self.now = now


class SeenField(forms.CharField):
    """A hidden fingerprint, empty if none or a made-up one was sent: the page shown again then gets the latest."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        return value if SEEN.fullmatch(value or "") else ""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self.clean(data) or initial


class SeenMixin(forms.Form):
    """A form that holds a fingerprint of what its page showed, as `seen`, and passes it to the verb."""

    seen = SeenField(required=False)

    @property
    def answers(self) -> dict[str, Any]:
        """The valid answers, without what the page showed."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def hold_first(self, seen: str) -> None:
        """Let the page hold this fingerprint, unless it is shown again and already holds another."""
        self.initial = {"seen": seen, **self.initial}

    def hold(self, seen: str) -> None:
        """Let the next page hold this fingerprint, because that page shows the values it stands for."""
        self.initial = {**self.initial, "seen": seen}
        if self.is_bound:
            self.data = data = cast(QueryDict, self.data).copy()
            data["seen"] = seen

    def add_error(self, field: str | None, error: Any) -> None:
        if isinstance(error, ChangedMeanwhileError):
            self.hold(error.now)
        super().add_error(field, error)


class SeenForm(SeenMixin):
    """The form of a page on which nothing is entered, with a button only."""


def seen_in(request: HttpRequest) -> str:
    """Return the fingerprint that was sent by a button without a form of its own."""
    return SeenField(required=False).clean(request.POST.get("seen"))


def fingerprint(shown: Any) -> str:
    """Make a short hash of plain JSON values, which is a different one once any of them has changed."""
    return sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


def refuse_unseen(*, seen: str, now: str, sentence: str) -> None:
    """Raise ChangedMeanwhileError if what the page showed is not what is there now."""
    if seen not in ("", now):
        raise ChangedMeanwhileError(sentence, now=now)


def change_values(row: Changed, values: dict[str, Any], seen: str) -> Changed:
    """Save these values of a locked row. Raises ValidationError if they are invalid or have changed since the page."""
    before = {name: getattr(row, name) for name in values}
    if before != values:
        refuse_changed(row, before, seen)
        save_values(row, values)
    return row


def refuse_changed(row: models.Model, before: dict[str, Any], seen: str) -> None:
    """Raise ChangedMeanwhileError, with the values and their names, if the page showed others."""
    refuse_unseen(seen=seen, now=fingerprint(before), sentence=f"{MEANWHILE}{_values_words(row, before)}.")


def _values_words(row: models.Model, values: Mapping[str, Any]) -> str:
    return ", ".join(f"{_field_words(row, name)} {value or 'empty'}" for name, value in values.items())


def _field_words(row: models.Model, name: str) -> str:
    """Name a field as its model does; some values, such as a person's name, come from another row."""
    try:
        return str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name.replace("_", " ")


def save_values(row: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
