"""A list of scores from reports made elsewhere, row by row: plain values in, plain values and sentences out."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from assessments.imported_scores.conversion import HIGHEST_SCORE, LOWEST_SCORE, Scores, mistakes
from assessments.models import Relationship
from assessments.results.values import ALL, NAMES, SELF
from cohorts.models import Practice
from people.text import is_address, shortened
from spreadsheets import importing
from spreadsheets.columns import Column, normalised
from spreadsheets.importing import ListRow
from spreadsheets.limits import Limits
from spreadsheets.preview import PreviewColumn
from spreadsheets.reading import Table

MOST_RATERS = 200
MOST_LINES = 1000
GROUPS = (*Relationship.values, ALL)
NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9])?", re.ASCII)
PRACTICES = dict(Practice.choices)
WHO = (
    Column("email", "Email", 254, hint="The participant’s, as they are enrolled.", also=("Email address",)),
    Column("group", "Group", 40, hint="Self, Manager, Direct reports, Co-workers, Others, or All raters."),
    Column("raters", "Raters", 10, hint="How many of this group answered.", also=("n", "Number of raters")),
)
COLUMNS = (
    *WHO,
    *(
        Column(key, name, 10, hint=f"Their mean score: {LOWEST_SCORE} to {HIGHEST_SCORE}, with one decimal at most.")
        for key, name in PRACTICES.items()
    ),
)
WHO_CELLS = ("email", "group")


def preview_column(column: Column) -> PreviewColumn:
    """Make the column of the preview. The first word of a long name stands for all of it, because the table is wide."""
    heading, _, rest = column.label.partition(" ")
    return PreviewColumn(heading, (column.key,), unseen=rest, is_number=column.key not in WHO_CELLS)


PREVIEW_COLUMNS = tuple(preview_column(column) for column in COLUMNS)
WANTED = Limits(
    most_lines=MOST_LINES,
    too_many=f"The list has more than {MOST_LINES:,} rows. Take over one cohort at a time.",
    empty="The list is empty. Put the names of the columns in the first row, and one group of a participant in each "
    "row below it.",
    too_big="The file is bigger than 2 MB. Upload the list of scores, and nothing else.",
)


class ScoreRow(ListRow):
    """One group of one participant."""

    @property
    def email(self) -> str:
        return self.values["email"]

    @property
    def group(self) -> str:
        return group_for(self.values["group"]) or ""

    @property
    def is_empty(self) -> bool:
        """Whether it has no figures: nobody has filled in this row of the form."""
        return not any(self.values[key] for key in ("raters", *PRACTICES))

    def mistakes(self, columns: Sequence[Column]) -> Iterator[str]:
        if self.reasons or not self.is_empty:
            yield from _reasons(self)

    @property
    def scores(self) -> Scores:
        """The scores in the row. Raises ValueError for a row with mistakes."""
        figures = {key: Fraction(self.values[key]) for key in PRACTICES}
        return Scores(self.group, int(self.values["raters"]), figures)


def group_for(text: str) -> str | None:
    """Find a group by its name or key, in the singular or the plural."""
    wanted = normalised(text[:100]).removesuffix("s")
    return next((key for key in GROUPS if wanted in (normalised(key), normalised(NAMES[key]).removesuffix("s"))), None)


def rows_of(table: Table) -> list[ScoreRow]:
    """Read every row that is filled in, with the mistakes that show without knowing the cohort."""
    rows = importing.rows_of(table, COLUMNS, ScoreRow)
    filled = [row for row in rows if row.reasons or not row.is_empty]
    importing.mark_repeats(
        filled,
        lambda row: (row.email, row.group) if row.email and row.group else None,
        "This group of this participant is in row {row} already. Remove one of them.",
    )
    return filled


def _reasons(row: ScoreRow) -> Iterator[str]:
    if not row.email:
        yield "Email is missing."
    elif not is_address(row.email):
        yield "Email is not an email address, for example name@trust.nhs.uk."
    if not row.group:
        names = ", ".join(NAMES[key] for key in GROUPS)
        given = f"“{shortened(row.values['group'])}” is not a group" if row.values["group"] else "Group is missing"
        yield f"{given}. Give one of: {names}."
    figures = [*_of_raters(row), *(wrong for key, name in PRACTICES.items() for wrong in _of_score(row, key, name))]
    if figures:
        yield " ".join([figures[0], *_and_more(len(figures) - 1)])


def _and_more(more: int) -> list[str]:
    if not more:
        return []
    figures = "1 more figure in this row is" if more == 1 else f"{more} more figures in this row are"
    return [f"{figures} wrong too."]


def _of_raters(row: ScoreRow) -> Iterator[str]:
    given = row.values["raters"]
    count = int(given) if given.isascii() and given.isdigit() and len(given) <= 3 else 0
    if not given:
        yield "Raters is missing."
    elif not 1 <= count <= MOST_RATERS:
        yield f"“{shortened(given)}” is not a number of raters. Give a whole number from 1 to {MOST_RATERS}."
    elif row.group == SELF and count != 1:
        yield "Nobody but the participant rates themselves: Raters must be 1."


def _of_score(row: ScoreRow, key: str, name: str) -> Iterator[str]:
    given = row.values[key]
    wanted = f"Give a score from {LOWEST_SCORE} to {HIGHEST_SCORE}"
    if not given:
        yield f"{name} is missing. {wanted}."
    elif not NUMBER.fullmatch(given):
        yield f"{name}: “{shortened(given)}” is not a score. {wanted}, with one decimal place at most."
    elif not LOWEST_SCORE <= Fraction(given) <= HIGHEST_SCORE:
        yield f"{name}: {given} is not between {LOWEST_SCORE} and {HIGHEST_SCORE}, the sum of six ratings from 1 to 10."


def mark_unfit(rows: Sequence[ScoreRow], least: int) -> None:
    """Refuse groups that are too small, and "All raters" where it contradicts the participant's groups."""
    for row in rows:
        if not row.reasons and row.group != ALL:
            row.reasons += mistakes([row.scores], PRACTICES, least=least)
    for every in [row for row in rows if row.group == ALL]:
        of_one = [row for row in rows if row.email == every.email]
        if not any(row.reasons for row in of_one):
            every.reasons += mistakes([row.scores for row in of_one], PRACTICES, least=least)
