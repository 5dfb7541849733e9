"""What an open round waits for, in a few figures, and how long it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from assessments.models import Round
from assessments.rounds import following
from assessments.rounds.following import Standing


@dataclass(frozen=True)
class Figure:
    label: str
    value: object
    note: str = ""


@dataclass(frozen=True)
class Overview:
    """`only` are the subjects for whom alone the round is open, each until a day of their own.

    `later` are those who have more time than the round, which is open for others too.
    """

    figures: list[Figure]
    only: list[Standing]
    later: list[Standing]
    next_reminder: date | None
    proposed: int


def of(round_: Round, standings: Sequence[Standing]) -> Overview:
    today = timezone.localdate()
    still_open = [standing for standing in standings if standing.subject.is_open]
    is_over = all(standing.subject.extended_to for standing in still_open) or len(still_open) < len(standings)
    later = [standing for standing in still_open if standing.subject.closes_on > round_.closes_on]
    last = max((standing.subject.closes_on for standing in still_open), default=None) if is_over else round_.closes_on
    return Overview(
        figures=figures(still_open, today, last) if last and still_open else [],
        only=still_open if is_over else [],
        later=[] if is_over else later,
        next_reminder=min((day for day in round_.remind_on if day > today), default=None),
        proposed=sum(tally.proposed for standing in still_open for tally in standing.tallies),
    )


def figures(standings: Sequence[Standing], today: date, last: date) -> list[Figure]:
    """Of the subjects that are open. Whoever is counted as missing is seen to be so in the table."""
    progress = following.progress(standings)
    many = len(standings)
    asked = [standing for standing in standings if standing.tallies[1].asked]
    return [
        Figure("Closes", date_format(last, "j M"), in_days((last - today).days)),
        Figure("Answers in, at least", progress.answered, f"of {progress.asked}"),
        Figure("Have named enough", sum(standing.has_enough for standing in standings), f"of {many}"),
        Figure("Have rated themselves", sum(standing.has_rated_self for standing in standings), f"of {many}"),
        Figure("Managers answered", sum(not standing.lacks_manager for standing in asked), f"of {len(asked)}"),
    ]


def in_days(days: int) -> str:
    if days < 1:
        return "today"
    return "tomorrow" if days == 1 else f"in {days} days"
