"""The form for a first and a last day that venues, closed days and diaries share."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from people.fields import DateField
from people.forms import VerbForm
from scheduling.working_days.days import EARLIEST, YEARS_AHEAD, latest


def validate_plausible_day(day: date) -> None:
    """Refuse days so far away that they must be typing mistakes. Past cohorts may be recorded."""
    if day < EARLIEST:
        raise ValidationError("The date must be in or after %(year)s", params={"year": EARLIEST.year})
    if day > latest(timezone.localdate()):
        raise ValidationError("The date must be within %(years)s years from now", params={"years": YEARS_AHEAD})


class DaysForm(VerbForm):
    """A first and a last day, both included. The last may be left empty for one day."""

    first_on = DateField(
        label="First day",
        validators=[validate_plausible_day],
        help_text="For example 24 12 2026",
        error_messages={"required": "Enter the first day"},
    )
    last_on = DateField(
        label="Last day",
        required=False,
        validators=[validate_plausible_day],
        help_text="Leave it empty if it is one day.",
    )

    def clean_last_on(self) -> date | None:
        return self.cleaned_data["last_on"] or self.cleaned_data.get("first_on")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "The last day must be on or after the first")
        return cleaned
