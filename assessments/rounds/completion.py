"""The progress of an open round, summed up for its page and exported as counts."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from assessments.models import Round
from assessments.raters import turnout
from assessments.raters.turnout import SubjectProgress
from assessments.results.values import NAMES

HEADINGS = ("Participant", "360", "Open until", "Closed", "Group", "Asked", "Answered", "Declined")

# A spreadsheet reads a cell that begins with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")

# Excel recognises UTF-8 by this byte order mark.
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class OverviewFigure:
    label: str
    value: object
    note: str = ""


def figures(standings: Sequence[SubjectProgress], today: date, last: date) -> list[OverviewFigure]:
    """Sum up the subjects that are open. The table names those who are counted as missing."""
    progress = turnout.count_answers(standings)
    total = len(standings)
    asked = [standing for standing in standings if standing.tallies[1].asked]
    return [
        OverviewFigure("Closes", date_format(last, "j M"), in_days((last - today).days)),
        OverviewFigure("Answers in, at least", progress.answered, f"of {progress.asked}"),
        OverviewFigure("Have named enough", sum(standing.has_enough for standing in standings), f"of {total}"),
        OverviewFigure("Have rated themselves", sum(standing.has_rated_self for standing in standings), f"of {total}"),
        OverviewFigure("Managers answered", sum(not standing.lacks_manager for standing in asked), f"of {len(asked)}"),
    ]


@dataclass(frozen=True)
class Overview:
    """The state of a round at the top of its page.

    `only` are the subjects for whom alone the round is still open, each until a day of their own; `later` are those who
    have more time than the round, while it is open for others too.
    """

    figures: list[OverviewFigure]
    only: list[SubjectProgress]
    later: list[SubjectProgress]
    next_reminder: date | None
    proposed: int


def overview_of(round_: Round, standings: Sequence[SubjectProgress]) -> Overview:
    today = timezone.localdate()
    still_open = [standing for standing in standings if standing.subject.is_open]
    has_ended = all(standing.subject.extended_to for standing in still_open) or len(still_open) < len(standings)
    later = [standing for standing in still_open if standing.subject.closes_on > round_.closes_on]
    last = max((standing.subject.closes_on for standing in still_open), default=None) if has_ended else round_.closes_on
    return Overview(
        figures=figures(still_open, today, last) if last and still_open else [],
        only=still_open if has_ended else [],
        later=[] if has_ended else later,
        next_reminder=min((day for day in round_.remind_on if day > today), default=None),
        proposed=sum(tally.proposed for standing in still_open for tally in standing.tallies),
    )


def in_days(days: int) -> str:
    if days < 1:
        return "today"
    return "tomorrow" if days == 1 else f"in {days} days"


def completion_of(round_: Round) -> str:
    """Write a CSV row for each participant and group. A count that could reveal who answered is replaced with words."""
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(HEADINGS)
    rows.writerows([as_text(cell) for cell in row] for row in _rows(round_))
    return BYTE_ORDER_MARK + written.getvalue()


def _rows(round_: Round) -> Iterator[tuple[object, ...]]:
    kind = round_.get_kind_display()
    for standing in turnout.count_subjects(round_):
        subject = standing.subject
        until = subject.closes_on if subject.is_open else subject.ended_on
        about = (subject.name, kind, until.isoformat(), "No" if subject.is_open else "Yes")
        for tally in standing.tallies:
            answered = f"fewer than {standing.least}" if tally.answered is None else tally.answered
            yield *about, NAMES[tally.relationship], tally.asked, answered, tally.declined


def as_text(cell: object) -> str:
    """Put an apostrophe before text that a spreadsheet would run: names and addresses come from anybody."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
