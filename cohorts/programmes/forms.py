"""Forms for commissioning and changing a programme."""

from cohorts.models import Programme
from people.conflicts import SeenMixin
from people.fields import LongTextField, NameField, max_length
from people.forms import OrganisationForm, VerbForm


class ProgrammeDetails(VerbForm):
    name = NameField(
        label="Name of the programme",
        max_length=max_length(Programme, "name"),
        help_text="For example Leading for Change 2026 to 2029",
        error_messages={"required": "Enter a name for the programme"},
    )
    aims = LongTextField(
        label="Aims",
        max_length=4000,
        required=False,
        help_text="What the programme is to achieve",
    )


class ChangeProgrammeForm(SeenMixin, ProgrammeDetails):
    pass


class ProgrammeForm(OrganisationForm, ProgrammeDetails):
    field_order = ["organisation", "name", "aims"]
