"""Forms for closed days."""

from typing import Any, Self

from django import forms

from people.fields import NameField
from people.forms import OrganisationForm
from scheduling.availability.closed_days.importing import WANTED
from scheduling.availability.forms import DaysForm
from scheduling.models import ClosedDays
from spreadsheets.forms import ListForm


class ClosedDaysForm(DaysForm):
    name = NameField(
        label="Name",
        max_length=200,
        help_text="For example Autumn half term",
        error_messages={"required": "Enter a name for these days"},
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=ClosedDays.Kind.choices,
        widget=forms.RadioSelect,
        help_text="Nothing is planned on closed days. School holidays are avoided where that can be done.",
        error_messages={"required": "Select a kind"},
    )
    field_order = ["organisation", "name", "kind", "first_on", "last_on"]


class NewClosedDaysForm(ClosedDaysForm, OrganisationForm):
    pass


class ChangeClosedDaysForm(ClosedDaysForm):
    def __init__(self, *args: Any, closed: ClosedDays, **kwargs: Any) -> None:
        initial = {name: getattr(closed, name) for name in ("name", "kind", "first_on", "last_on")}
        super().__init__(*args, initial=initial, **kwargs)


class ImportClosedDaysForm(ListForm, OrganisationForm):
    """A list of days to import, which is parsed into `cleaned_data["table"]`."""

    limits = WANTED
    field_order = ["organisation", "text", "file", "filled"]

    def refilled(self) -> Self:
        return type(self)(initial=self.refilled_initial(), organisations=self.organisations)
