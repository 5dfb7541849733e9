"""Forms for venues and their closures."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from people.dates import WEEKDAYS
from people.fields import LongTextField, NameField, TimeField
from people.forms import OrganisationForm, VerbForm
from people.text import is_unstorable, one_line
from scheduling.availability.forms import DaysForm
from scheduling.models import Venue
from scheduling.models.venues import LONGEST_EQUIPMENT, monday_to_friday

MOST_PEOPLE = 2000

MOST_EQUIPMENT = 20


class EquipmentField(LongTextField):
    """A list with one piece of equipment a line. Repeated lines count once."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [one_line(line) for line in super().clean(value).splitlines()]
        first_of: dict[str, str] = {}
        for line in filter(None, lines):
            first_of.setdefault(line.casefold(), line)
        pieces = list(first_of.values())
        self._refuse(pieces)
        return pieces

    def _refuse(self, pieces: list[str]) -> None:
        if len(pieces) > MOST_EQUIPMENT:
            raise ValidationError(f"Name up to {MOST_EQUIPMENT} pieces of equipment")
        for piece in pieces:
            if len(piece) > LONGEST_EQUIPMENT:
                raise ValidationError(f"Each piece of equipment must be {LONGEST_EQUIPMENT} characters or fewer")
            if is_unstorable(piece):
                raise ValidationError("Equipment has a character that cannot be stored. Type it again")


class VenueDetails(VerbForm):
    name = NameField(
        label="Name of the venue",
        max_length=200,
        help_text="For example Kingsmere Hospital, Training room 2",
        error_messages={"required": "Enter a name for the venue"},
    )
    address = NameField(label="Address", max_length=300, required=False)
    capacity = forms.IntegerField(
        label="How many people does it hold?",
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text="If you leave this empty, planning takes it to be large enough for anybody.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-4"}),
        error_messages={
            "invalid": "Enter a whole number, for example 24",
            "min_value": "It must hold at least 1 person",
            "max_value": f"It can hold {MOST_PEOPLE} people or fewer",
        },
    )
    equipment = EquipmentField(
        label="Equipment",
        required=False,
        help_text="One piece in each line, for example Projector. Use the same words as in your programme’s design.",
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Days of the week on which it is open",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        initial=monday_to_friday,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one day of the week"},
    )
    opens = TimeField(label="Opens at", initial=time(8))
    closes = TimeField(label="Closes at", initial=time(18))
    is_shared = forms.BooleanField(
        label="Several sessions can be here at once",
        required=False,
        help_text="For a building with many rooms, or an online meeting. Otherwise one session at a time has it.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "opens" in cleaned and "closes" in cleaned and cleaned["closes"] <= cleaned["opens"]:
            self.add_error("closes", "It must close after it opens")
        return cleaned


class NewVenueForm(VenueDetails, OrganisationForm):
    field_order = ["organisation"]


class VenueForm(VenueDetails):
    def __init__(self, *args: Any, venue: Venue, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(venue, name) for name in self.base_fields}, **kwargs)


class VenueClosureForm(DaysForm):
    reason = NameField(label="Reason", max_length=200, required=False, help_text="For example Redecorating")
