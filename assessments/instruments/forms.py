"""Forms to import a questionnaire, enter its licence and choose one for a round."""

from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.instruments import files
from assessments.instruments.files import ParsedFile
from assessments.instruments.licensing import InstrumentChoice
from assessments.instruments.validation import MOST_SEATS
from assessments.models import Instrument, Licence
from people.fields import DateField, NameField, max_length
from people.forms import CadreForm, OrganisationForm
from spreadsheets.forms import ListForm


class ImportInstrumentForm(ListForm, OrganisationForm):
    """The file of a questionnaire; `cleaned_data["table"]` is the file as parsed."""

    text = forms.CharField(
        label="Paste the questionnaire",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}),
        help_text="All of a CSV or JSON file, or rows copied from a spreadsheet.",
    )
    file = forms.FileField(
        label="Or upload a file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.json"}),
        help_text="A CSV file (UTF-8) or a JSON file.",
    )
    field_order = ["organisation", "text", "file", "filled"]
    neither = "Paste the questionnaire, or upload a file"
    both = "Paste the questionnaire or upload a file, not both"

    def from_text(self, text: str) -> ParsedFile:
        return files.read_text(text)

    def from_file(self, file: BinaryIO, name: str) -> ParsedFile:
        return files.read_file(file, name)

    def text_of(self, table: ParsedFile) -> str:
        return table.text


class LicenceForm(CadreForm):
    holder = NameField(
        label="Licence holder",
        max_length=max_length(Licence, "holder"),
        help_text="Who may use the questionnaire, as the licence names them.",
        error_messages={"required": "Enter who holds the licence"},
    )
    reference = NameField(
        label="Licence reference",
        max_length=max_length(Licence, "reference"),
        help_text="Its number, or the order by which it was bought.",
        error_messages={"required": "Enter the reference of the licence"},
    )
    expires_on = DateField(
        label="Valid until",
        help_text="The last day on which it may be used, for example 31 12 2027.",
        error_messages={"required": "Enter the last day of the licence"},
    )
    seats = forms.IntegerField(
        label="Seats",
        min_value=1,
        max_value=MOST_SEATS,
        help_text="About how many people it may be asked. A person who is assessed twice takes two.",
        error_messages={"required": "Enter the number of seats", "invalid": "Enter a whole number, for example 40"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-5"}),
    )

    def __init__(self, *args: Any, licence: Licence | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_details(licence) if licence else None, **kwargs)

    def clean_expires_on(self) -> date:
        expires_on: date = self.cleaned_data["expires_on"]
        if expires_on.year > 2199:
            raise ValidationError("Enter the year as it stands on the licence, for example 2027")
        return expires_on


def _details(licence: Licence) -> dict[str, Any]:
    return {name: getattr(licence, name) for name in ("holder", "reference", "expires_on", "seats")}


class InstrumentChoiceForm(CadreForm):
    """The choice of a questionnaire for a round, if the organisation has more than Cadre's own."""

    def __init__(self, *args: Any, instruments: Sequence[InstrumentChoice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instruments = {str(each.instrument.pk): each for each in instruments}
        if len(self.instruments) > 1:
            self.fields["instrument"] = self._field()
            self.order_fields(["instrument"])

    def _field(self) -> forms.ChoiceField:
        return forms.ChoiceField(
            label="Questionnaire",
            choices=[(key, _label(each)) for key, each in self.instruments.items()],
            initial=next(iter(self.instruments)),
            widget=forms.RadioSelect,
            error_messages={"required": "Select a questionnaire", "invalid_choice": "Select a questionnaire"},
        )

    def clean_instrument(self) -> Instrument:
        return self.instruments[self.cleaned_data["instrument"]].instrument

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if instrument := cleaned.get("instrument"):
            choice = self.instruments[str(instrument.pk)]
            if reason := choice.refusal(on=cleaned.get("closes_on") or timezone.localdate()):
                self.add_error("instrument", reason)
        return cleaned


def _label(choice: InstrumentChoice) -> str:
    if choice.instrument.is_own:
        return f"{choice.instrument} (Cadre’s own)"
    return f"{choice.instrument} (cannot be opened: {choice.in_short})" if choice.reason else str(choice.instrument)
