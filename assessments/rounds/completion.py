"""The completion of a round as a file for administrators: who is asked and how many answered, and nothing of what."""

import csv
import io
from collections.abc import Iterator

from assessments.models import Round
from assessments.results import NAMES
from assessments.rounds import following

HEADINGS = ("Participant", "360", "Open until", "Closed", "Group", "Asked", "Answered", "Declined")
# A spreadsheet takes a cell that begins with one of these for a formula.
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
# By this mark Excel knows that the file is UTF-8.
MARK = "\ufeff"


def completion_of(round_: Round) -> str:
    """A row for each participant and group. Where a count could tell who answered, it says so in its place."""
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(HEADINGS)
    rows.writerows([as_text(cell) for cell in row] for row in _rows(round_))
    return MARK + written.getvalue()


def _rows(round_: Round) -> Iterator[tuple[object, ...]]:
    kind = round_.get_kind_display()
    for standing in following.standings(round_):
        subject = standing.subject
        until = subject.closes_on if subject.is_open else subject.ended_on
        about = (subject.name, kind, until.isoformat(), "No" if subject.is_open else "Yes")
        for tally in standing.tallies:
            answered = f"fewer than {standing.least}" if tally.answered is None else tally.answered
            yield *about, NAMES[tally.relationship], tally.asked, answered, tally.declined


def as_text(cell: object) -> str:
    """An apostrophe in front of what a spreadsheet would run: names and addresses come from anybody."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_FORMULA) else text
