"""Forms for enrolling people and changing an enrolment."""

from cohorts.enrolments.rows import PEOPLE_LIMITS, column_of
from people.conflicts import SeenMixin
from people.fields import NameField
from people.forms import VerbForm
from spreadsheets.forms import ListForm


def field_of(key: str) -> NameField:
    """Make the field for a column of the list of people, with the same limits."""
    column = column_of(key)
    return NameField(
        label=column.label, max_length=column.longest, required=column.required, help_text=column.hint.rstrip(".")
    )


class ChangeEnrolmentForm(SeenMixin, VerbForm):
    name = field_of("name")
    job_title = field_of("job_title")
    site = field_of("site")
    profession = field_of("profession")
    band = field_of("band")
    manager_name = field_of("manager_name")
    manager_email = field_of("manager_email")


class EnrolForm(ListForm):
    """A list of people."""

    limits = PEOPLE_LIMITS
