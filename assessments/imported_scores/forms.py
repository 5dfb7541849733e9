"""The forms on which scores of a report made elsewhere are imported and corrected."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.imported_scores.files import WANTED
from assessments.models import Round
from people.fields import DateField, NameField
from spreadsheets.forms import ListForm


class ImportScoresForm(ListForm):
    """The scores of reports made elsewhere; `cleaned_data["table"]` holds the list."""

    source = NameField(
        label="Name of the assessment",
        max_length=Round._meta.get_field("source").max_length,
        help_text="As it stands on the report, with its publisher. It is named on the report that participants get.",
        error_messages={"required": "Enter the name of the assessment"},
    )
    closed_on = DateField(
        label="When did it close?",
        help_text="The last day on which people answered, for example 31 3 2026.",
        error_messages={"required": "Enter the day on which it closed"},
    )
    kind = forms.ChoiceField(choices=Round.Kind.choices, widget=forms.HiddenInput)
    limits = WANTED
    field_order = ["source", "closed_on", "text", "file", "filled", "kind"]

    def clean_kind(self) -> Round.Kind:
        return Round.Kind(self.cleaned_data["kind"])

    def clean_closed_on(self) -> date:
        closed_on: date = self.cleaned_data["closed_on"]
        if closed_on > timezone.localdate():
            raise ValidationError("The day on which it closed must be today or in the past")
        if closed_on.year < 2000:
            raise ValidationError("The day on which it closed must be in 2000 or later")
        return closed_on


class CorrectScoresForm(ImportScoresForm):
    """The corrected list of scores: the rest is known from the import."""

    source = None  # type: ignore[assignment] # takes the field off, as Django has it
    closed_on = None  # type: ignore[assignment]
    kind = None  # type: ignore[assignment]
