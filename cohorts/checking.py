"""What is wrong with a list of people, row by row: plain values in, plain sentences out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cohorts.addresses import is_address
from cohorts.columns import COLUMNS, Column, column_for
from cohorts.importing import Line, Table
from people.names import is_unstorable

LONGEST_SHOWN = 80
MORE_CELLS = "There are more cells than columns. Put quotation marks around a value with a comma."


@dataclass
class Candidate:
    """One person of the list, with what stops them from being enrolled and what the administrator should know."""

    number: int
    values: dict[str, str]
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def email(self) -> str:
        return self.values["email"]


def heading_mistakes(heading: Line, columns: Sequence[Column]) -> list[str]:
    """What is wrong with the names of the columns."""
    found = [column_for(name, columns) for name in heading.cells]
    unknown = [name for name, column in zip(heading.cells, found, strict=True) if column is None]
    missing = [column.label for column in columns if column.required and column not in found]
    twice = [column.label for column in columns if found.count(column) > 1]
    return [
        *(_unknown(name) for name in unknown),
        *(f"There is no column “{label}”. Add it to the first row." for label in missing),
        *(f"The column “{label}” is there twice. Remove one of them." for label in twice),
    ]


def _unknown(name: str) -> str:
    if not name:
        return "There is a column without a name. Give it a name, or remove it."
    return f"“{shortened(name)}” is not a column of this list. Remove it, or give it one of the names below."


def shortened(text: str) -> str:
    """Fit for a page: half of a character, as JSON can hold it, cannot be sent to any browser."""
    short = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
    return short.encode(errors="replace").decode()


def candidates(table: Table) -> list[Candidate]:
    """Every row with what can be seen to be wrong without knowing the cohort."""
    columns = [column_for(name, COLUMNS) for name in table.heading.cells]
    rows = [_candidate(line, columns) for line in table.lines]
    _mark_repeats(rows)
    return rows


def values_of(line: Line, columns: Sequence[Column | None], known: Sequence[Column]) -> dict[str, str]:
    """The cells of a line by the keys of the columns; "" where a column is not there."""
    values = {column.key: "" for column in known}
    for column, cell in zip(columns, line.cells, strict=False):
        if column is not None:
            values[column.key] = as_kept(column, cell)
    return values


def as_kept(column: Column, cell: str) -> str:
    return cell.lower() if column.is_email else cell


def _candidate(line: Line, columns: list[Column | None]) -> Candidate:
    values = values_of(line, columns, COLUMNS)
    found = Candidate(line.number, values)
    if len(line.cells) > len(columns):
        found.reasons.append(MORE_CELLS)
    found.reasons.extend(sentence for _, sentence in wrong_with(values, [each for each in COLUMNS if each in columns]))
    return found


def wrong_with(values: dict[str, str], columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    """What can be seen to be wrong with one person, each with the key of the column that it is about."""
    for column in columns:
        yield from ((column.key, sentence) for sentence in mistakes_in(column, values[column.key]))
    yield from (("manager_email", sentence) for sentence in own_manager(values["email"], values["manager_email"]))


def mistakes_in(column: Column, value: str) -> Iterator[str]:
    if not value:
        if column.required:
            yield f"{column.label} is missing."
    elif len(value) > column.longest:
        yield f"{column.label} is longer than {column.longest} characters."
    elif is_unstorable(value):
        yield f"{column.label} has a character that cannot be stored. Type it again."
    elif column.is_email and not is_address(value):
        yield f"{column.label} is not an email address, for example name@trust.nhs.uk."


def own_manager(email: str, manager_email: str) -> Iterator[str]:
    if email and email == manager_email:
        yield "The line manager has the same email as the participant. Give the manager's own."


def _mark_repeats(rows: list[Candidate]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.email in first:
            row.reasons.append(f"This email is in row {first[row.email]} already.")
        elif row.email:
            first[row.email] = row.number
