from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cohorts.forms import VerbForm
from delivery.calendar import EARLIEST, YEARS_AHEAD, latest, why_not_working
from people.fields import DateField, NameField

MOST_PEOPLE = 200


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
    venue = NameField(
        label="Venue",
        max_length=200,
        help_text="Where most sessions are. You can change it for each of them later.",
        error_messages={"required": "Enter a venue"},
    )
    capacity = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"}),
        error_messages={
            "invalid": "Places must be a whole number, for example 20",
            "min_value": "There must be at least 1 place",
            "max_value": f"There can be at most {MOST_PEOPLE} places",
        },
    )

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if why := why_not_working(day):
            raise ValidationError(f"{day:%-d %B %Y} is {why}. Choose a working day")
        return day
