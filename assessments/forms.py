"""What administrators are asked when they open a round, and how what they typed is judged."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.instrument_forms import ChoosesInstrument
from assessments.models import LEAST_IN_GROUP
from people.fields import DateField

SIX_MONTHS = timedelta(days=184)


class OpenRoundForm(ChoosesInstrument):
    closes_on = DateField(
        label="Closing date",
        help_text="The last day on which raters can answer, for example 31 3 2027. Three to five weeks is usual.",
        error_messages={"required": "Enter the closing date"},
    )
    least_in_group = forms.IntegerField(
        label="Fewest answers to show a group",
        initial=LEAST_IN_GROUP,
        min_value=LEAST_IN_GROUP,
        max_value=10,
        help_text="A group with fewer answers than this is not shown by itself. It can be 3 or more, "
        "and it cannot be changed once the round is open.",
        error_messages={
            "required": "Enter the fewest answers, for example 3",
            "invalid": "Enter a whole number, for example 3",
            "min_value": "The fewest answers must be 3 or more, so that nobody can be found out",
            "max_value": "The fewest answers must be 10 or fewer",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"}),
    )

    def clean_closes_on(self) -> date:
        closes_on: date = self.cleaned_data["closes_on"]
        today = timezone.localdate()
        if closes_on <= today:
            raise ValidationError("The closing date must be in the future")
        if closes_on > today + SIX_MONTHS:
            raise ValidationError("The closing date must be within 6 months from today")
        return closes_on
