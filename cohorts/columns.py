"""The columns of a list of people: their names, who may be left out, and how long a value may be."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    longest: int
    required: bool = True
    hint: str = ""
    also: tuple[str, ...] = ()

    @property
    def is_email(self) -> bool:
        return self.key.endswith("email")

    def answers_to(self, heading: str) -> bool:
        return plain(heading) in {plain(name) for name in (self.label, *self.also)}


LONGEST_HEADING = 200
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


def column_of(key: str) -> Column:
    return next(column for column in COLUMNS if column.key == key)


def plain(heading: str) -> str:
    """A heading without capitals, spaces and signs; the line manager's is the line manager."""
    return "".join(sign for sign in heading.lower() if sign.isalnum()).replace("managers", "manager")


def column_for(heading: str, columns: Sequence[Column]) -> Column | None:
    if len(heading) > LONGEST_HEADING:
        return None
    return next((column for column in columns if column.answers_to(heading)), None)
