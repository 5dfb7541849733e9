from collections.abc import Callable
from typing import Any, BinaryIO, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from cohorts.addresses import is_address
from cohorts.columns import column_of
from cohorts.importing import PEOPLE, Wanted, as_text, read_file, read_text
from cohorts.unreadable import UnreadableError
from people.fields import LongTextField, NameField
from people.forms import CadreForm
from people.models import Organisation, Role

Made = TypeVar("Made")
MOST_PLACES = 200


class VerbForm(CadreForm):
    """A form whose answers are the arguments of a verb; what the verb refuses stands beside the field."""

    def carry_out(self, verb: Callable[..., Made], **more: Any) -> Made | None:
        try:
            return verb(**self.arguments(), **more)
        except ValidationError as error:
            self.add_error(None, error)
            return None

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data


class WhereField(forms.ModelChoiceField):  # type: ignore[type-arg] # it takes none when run
    """Which of their organisations an administrator means; not asked of those who run only one."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organisation.objects.none(), label="Organisation", empty_label=None, **kwargs)


class OrganisationForm(VerbForm):
    organisation = WhereField()

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        if len(organisations) == 1:
            del self.fields["organisation"]
        else:
            keys = [organisation.pk for organisation in organisations]
            self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=keys)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if len(self.organisations) == 1:
            cleaned["organisation"] = self.organisations[0]
        return cleaned


class ChangeProgrammeForm(VerbForm):
    name = NameField(
        label="Name of the programme",
        max_length=200,
        help_text="For example Leading for Change 2026 to 2029",
        error_messages={"required": "Enter a name for the programme"},
    )
    aims = LongTextField(
        label="Aims",
        max_length=4000,
        required=False,
        help_text="What the programme is to achieve",
    )


class ProgrammeForm(OrganisationForm, ChangeProgrammeForm):
    field_order = ["organisation", "name", "aims"]


class PlacesField(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"})
    default_error_messages = {
        "invalid": "Places must be a whole number, for example 20",
        "min_value": "There must be at least 1 place",
        "max_value": f"There can be at most {MOST_PLACES} places",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Places", min_value=1, max_value=MOST_PLACES, **kwargs)


class ChangeCohortForm(VerbForm):
    name = NameField(
        label="Name of the cohort", max_length=200, error_messages={"required": "Enter a name for the cohort"}
    )
    capacity = PlacesField()


def field_of(key: str) -> NameField:
    """The field for a column of the list of people, with the same limits."""
    column = column_of(key)
    return NameField(
        label=column.label, max_length=column.longest, required=column.required, help_text=column.hint.rstrip(".")
    )


class ChangeEnrolmentForm(VerbForm):
    name = field_of("name")
    job_title = field_of("job_title")
    site = field_of("site")
    profession = field_of("profession")
    band = field_of("band")
    manager_name = field_of("manager_name")
    manager_email = field_of("manager_email")


class TeamForm(OrganisationForm):
    name = NameField(label="Name", max_length=200, error_messages={"required": "Enter their name"})
    email = forms.EmailField(
        label="Email address", max_length=254, error_messages={"required": "Enter their email address"}
    )
    role = forms.ChoiceField(
        label="Role", choices=Role.choices, widget=forms.RadioSelect, error_messages={"required": "Select their role"}
    )
    field_order = ["organisation", "name", "email", "role"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if not is_address(email):
            raise ValidationError("Enter an email address without accents, for example name@trust.nhs.uk")
        return email

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class ListForm(CadreForm):
    """A list, pasted or as a file; `cleaned_data["table"]` is what it holds."""

    limits: Wanted
    mark_optional = False
    text = forms.CharField(
        label="Paste the list",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}),
        help_text="Copy the rows from your spreadsheet, with the names of the columns in the first row.",
    )
    file = forms.FileField(
        label="Or upload a file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text="A CSV file (UTF-8) or an Excel workbook (.xlsx). Of a workbook, the first sheet is read.",
    )

    # Whether the text was put there by us, from a list that needed to be put right.
    filled = forms.BooleanField(required=False, widget=forms.HiddenInput)
    neither = "Paste the list, or upload a file"
    both = "Paste the list or upload a file, not both"

    def from_text(self, text: str) -> Any:
        """What a pasted list holds. Raises UnreadableError."""
        return read_text(text, self.limits)

    def from_file(self, file: BinaryIO, name: str) -> Any:
        """What an uploaded list holds. Raises UnreadableError."""
        return read_file(file, name, self.limits)

    def text_of(self, table: Any) -> str:
        """The list as it can be pasted."""
        return as_text(table)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"text", "file", "filled"} & self.errors.keys():
            file_replaces_text = cleaned["filled"] and cleaned["file"]
            self._read("" if file_replaces_text else cleaned["text"], cleaned["file"])
        return cleaned

    def _read(self, text: str, file: "UploadedFile[Any] | None") -> None:
        pasted = bool(text.strip())
        if pasted and file:
            self.add_error("file", self.both)
        elif not pasted and not file:
            self.add_error("text", self.neither)
        else:
            self._understand(text, file)

    def _understand(self, text: str, file: "UploadedFile[Any] | None") -> None:
        try:
            table = self.from_file(file, file.name or "") if file else self.from_text(text)  # type: ignore[arg-type]
        except UnreadableError as reason:
            self.add_error("file" if file else "text", str(reason))
        else:
            self.cleaned_data["table"] = table
            if file:
                self._keep(table)

    def _keep(self, table: Any) -> None:
        """No browser gives a file back: whatever else is wrong, it need not be chosen again."""
        self.data = dict(self.data.items()) | {"text": self.text_of(table), "filled": "on"}


class EnrolForm(ListForm):
    """A list of people."""

    limits = PEOPLE
