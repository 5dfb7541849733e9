from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cohorts.forms import PlacesField, VerbForm
from delivery.calendar import EARLIEST, YEARS_AHEAD, latest, why_not_working
from people.fields import DateField, NameField

STARTED = "This cohort has started already"


def refuse_absurd(day: date) -> None:
    """Records of cohorts long past are welcome; slips of a digit are not."""
    if day < EARLIEST:
        raise ValidationError("The date must be in or after %(year)s", params={"year": EARLIEST.year})
    if day > latest(timezone.localdate()):
        raise ValidationError("The date must be within %(years)s years from now", params={"years": YEARS_AHEAD})


class CohortForm(VerbForm):
    name = NameField(
        label="Name of the cohort",
        max_length=200,
        help_text="For example Cohort 3, autumn 2026",
        error_messages={"required": "Enter a name for the cohort"},
    )
    starts_on = DateField(
        label="Start date",
        help_text="The day of the launch, for example 8 9 2026. Other sessions are on the same day of the week "
        "where they can be.",
        validators=[refuse_absurd],
        error_messages={"required": "Enter a start date"},
    )
    has_started = forms.BooleanField(label=STARTED, required=False)
    venue = NameField(
        label="Venue",
        max_length=200,
        help_text="Where most sessions are. You can change it for each of them later.",
        error_messages={"required": "Enter a venue"},
    )
    capacity = PlacesField(initial=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["has_started"]

    def full_clean(self) -> None:
        """Of a day to come nobody is asked whether it has passed."""
        super().full_clean()
        day = self.cleaned_data.get("starts_on") if self.is_bound else None
        if "has_started" in self.fields and not (day and day < timezone.localdate()):
            del self.fields["has_started"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day = cleaned.get("starts_on")
        if day and day < timezone.localdate() and not cleaned.get("has_started"):
            words = f"{day:%-d %B %Y} has passed. Choose a later start date, or tick “{STARTED}”"
            self.add_error("has_started", words)
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "has_started"}

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if why := why_not_working(day):
            raise ValidationError(f"{day:%-d %B %Y} is {why}. Choose a working day")
        return day
