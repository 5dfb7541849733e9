"""The columns of a list of people, its rows, and the checks of each."""

from collections.abc import Iterator, Sequence

from cohorts.models import Enrolment
from people.fields import max_length
from people.models import Person, Site, User
from spreadsheets.columns import Column, mistakes_in
from spreadsheets.importing import ListRow, mark_repeats, rows_of
from spreadsheets.limits import Limits
from spreadsheets.preview import PreviewColumn
from spreadsheets.reading import Table

COLUMNS = (
    Column("name", "Name", max_length(Person, "name"), also=("Full name",)),
    Column("email", "Email", max_length(User, "email"), also=("Email address",)),
    Column("job_title", "Job title", max_length(Enrolment, "job_title")),
    Column("site", "Site", max_length(Site, "name"), hint="A new site is added to your organisation."),
    Column(
        "profession", "Profession", max_length(Enrolment, "profession"), required=False, hint="For example Nursing."
    ),
    Column("band", "Band", max_length(Enrolment, "band"), required=False, hint="For example 8a.", also=("Pay band",)),
    Column(
        "manager_name",
        "Line manager's name",
        max_length(Enrolment, "manager_name"),
        also=("Line manager", "Manager", "Manager name"),
    ),
    Column(
        "manager_email",
        "Line manager's email",
        max_length(Enrolment, "manager_email"),
        hint="The manager is asked to rate the participant in the 360.",
        also=("Line manager's email address", "Manager email", "Manager email address"),
    ),
)

PREVIEW_COLUMNS = (
    PreviewColumn("Name", ("name",), email_key="email"),
    PreviewColumn("Job title", ("job_title",)),
    PreviewColumn("Site", ("site",)),
    PreviewColumn("Profession, band", ("profession", "band")),
    PreviewColumn("Line manager", ("manager_name",), email_key="manager_email"),
)

MOST_PEOPLE = 200

PEOPLE_LIMITS = Limits(
    most_lines=MOST_PEOPLE,
    too_many=f"The list has more than {MOST_PEOPLE} people. Enrol one cohort at a time.",
    empty="The list is empty. Put the names of the columns in the first row, and one person in each row below it.",
    too_big=f"The file is bigger than 2 MB. Upload a list of up to {MOST_PEOPLE} people, and nothing else.",
)


class PersonRow(ListRow):
    """One person of the list."""

    @property
    def email(self) -> str:
        return self.values["email"]

    def mistakes(self, columns: Sequence[Column]) -> Iterator[str]:
        yield from (sentence for _, sentence in person_mistakes(self.values, columns))


def person_rows(table: Table) -> list[PersonRow]:
    """Read every row, with the mistakes that can be found without knowing the cohort."""
    rows = rows_of(table, COLUMNS, PersonRow)
    mark_repeats(rows, lambda row: row.email or None, "This email is in row {row} already.")
    return rows


def person_mistakes(values: dict[str, str], columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    """Find what is wrong with one person, each mistake with the key of its column."""
    for column in columns:
        yield from ((column.key, sentence) for sentence in mistakes_in(column, values[column.key]))
    yield from (("manager_email", sentence) for sentence in own_manager(values["email"], values["manager_email"]))


def own_manager(email: str, manager_email: str) -> Iterator[str]:
    if email and email == manager_email:
        yield "The line manager has the same email as the participant. Give the manager's own."


def column_of(key: str) -> Column:
    return next(column for column in COLUMNS if column.key == key)
