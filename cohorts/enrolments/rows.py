"""The columns of a list of people, and what is wrong with each row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spreadsheets.checking import MORE_CELLS, mistakes_in, values_of
from spreadsheets.columns import Column, column_for
from spreadsheets.limits import Limits
from spreadsheets.reading import Line, Table

COLUMNS = (
    Column("name", "Name", 200, also=("Full name",)),
    Column("email", "Email", 254, also=("Email address",)),
    Column("job_title", "Job title", 200),
    Column("site", "Site", 200, hint="A new site is added to your organisation."),
    Column("profession", "Profession", 200, required=False, hint="For example Nursing."),
    Column("band", "Band", 20, required=False, hint="For example 8a.", also=("Pay band",)),
    Column("manager_name", "Line manager's name", 200, also=("Line manager", "Manager", "Manager name")),
    Column(
        "manager_email",
        "Line manager's email",
        254,
        hint="The manager is asked to rate the participant in the 360.",
        also=("Line manager's email address", "Manager email", "Manager email address"),
    ),
)

MOST_PEOPLE = 200

PEOPLE_LIMITS = Limits(
    most_lines=MOST_PEOPLE,
    too_many=f"The list has more than {MOST_PEOPLE} people. Enrol one cohort at a time.",
    empty="The list is empty. Put the names of the columns in the first row, and one person in each row below it.",
    too_big=f"The file is bigger than 2 MB. Upload a list of up to {MOST_PEOPLE} people, and nothing else.",
)


@dataclass
class PersonRow:
    """One person of the list, with what stops them from being enrolled and what the administrator should know."""

    number: int
    values: dict[str, str]
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def email(self) -> str:
        return self.values["email"]


def person_rows(table: Table) -> list[PersonRow]:
    """Every row with what can be seen to be wrong without knowing the cohort."""
    columns = [column_for(name, COLUMNS) for name in table.heading.cells]
    rows = [_person_row(line, columns) for line in table.lines]
    _mark_repeats(rows)
    return rows


def _person_row(line: Line, columns: list[Column | None]) -> PersonRow:
    values = values_of(line, columns, COLUMNS)
    found = PersonRow(line.number, values)
    if len(line.cells) > len(columns):
        found.reasons.append(MORE_CELLS)
    found.reasons.extend(
        sentence for _, sentence in person_mistakes(values, [each for each in COLUMNS if each in columns])
    )
    return found


def person_mistakes(values: dict[str, str], columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    """What can be seen to be wrong with one person, each with the key of the column that it is about."""
    for column in columns:
        yield from ((column.key, sentence) for sentence in mistakes_in(column, values[column.key]))
    yield from (("manager_email", sentence) for sentence in own_manager(values["email"], values["manager_email"]))


def own_manager(email: str, manager_email: str) -> Iterator[str]:
    if email and email == manager_email:
        yield "The line manager has the same email as the participant. Give the manager's own."


def _mark_repeats(rows: list[PersonRow]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.email in first:
            row.reasons.append(f"This email is in row {first[row.email]} already.")
        elif row.email:
            first[row.email] = row.number


def column_of(key: str) -> Column:
    return next(column for column in COLUMNS if column.key == key)
