"""The change since the baseline, in words."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from math import ceil

from assessments.reports.individual.figure_text import (
    ColumnHead,
    Figure,
    Scale,
    column_head,
    difference_text,
    number_in_words,
    points,
    score,
)
from assessments.reports.individual.reliable_change import Change, PracticeChange, Verdict, difference_range
from assessments.results.scoring import reliability_of
from people.words import listed

VERDICTS = {
    Verdict.HIGHER: "Reliably higher",
    Verdict.LOWER: "Reliably lower",
    Verdict.NONE: "No reliable change",
    Verdict.WITHHELD: "Cannot be said",
    Verdict.NOT_COMPARABLE: "Not compared",
}
# In the order in which the summary names them.
SUMMARY_TEXTS = {
    Verdict.HIGHER: "reliably higher than at the baseline",
    Verdict.LOWER: "reliably lower",
    Verdict.NONE: "without reliable change",
    Verdict.WITHHELD: "withheld in one of the two reports",
}


@dataclass(frozen=True)
class PracticeChangeRow:
    name: str
    before: Figure
    now: Figure
    difference: str
    needed: str
    verdict: str
    own: str


@dataclass(frozen=True)
class ChangeText:
    """The texts and figures at the start of a reassessment's report."""

    before_on: date
    before_number: int | None
    summary: str
    heads: list[ColumnHead]
    rows: list[PracticeChangeRow]
    used: str
    overlap: str
    is_comparable: bool
    is_told: bool


def change_text(change: Change, scale: Scale) -> ChangeText:
    before = column_head("Baseline", [one.before for one in change.practices if one.before])
    now = column_head("Now", [one.now for one in change.practices if one.now])
    return ChangeText(
        before_on=date.fromisoformat(change.before_on),
        before_number=change.before_number,
        summary=_summary(change),
        heads=[before, now],
        rows=[_row(one, scale, before, now) for one in change.practices],
        used=_basis(change),
        overlap=_overlap(change),
        is_comparable=change.is_comparable,
        is_told=any(one.needed is not None for one in change.practices),
    )


def _row(change: PracticeChange, scale: Scale, before: ColumnHead, now: ColumnHead) -> PracticeChangeRow:
    return PracticeChangeRow(
        name=change.name,
        before=score(change.before, scale, before),
        now=score(change.now, scale, now),
        difference=_difference(change.low, change.high),
        needed="" if change.needed is None else points(ceil(change.needed)),
        verdict=VERDICTS[change.verdict],
        own=_difference(*difference_range(change.own_before, change.own_now)) or "Not rated twice",
    )


def _difference(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else difference_text(low, high)


def _summary(change: Change) -> str:
    if not change.is_comparable:
        return "The two rounds asked different things, so the scores stand side by side but are not compared."
    counts = Counter(one.verdict for one in change.practices)
    if counts[Verdict.NONE] == len(change.practices):
        return "None of the five practices has changed reliably."
    if counts[Verdict.WITHHELD] == len(change.practices):
        return "No change can be told: too few others answered, at the baseline or now."
    if len(counts) == 1:
        return f"All five practices are {SUMMARY_TEXTS[change.practices[0].verdict]}."
    found = [_count_text(counts[verdict], words) for verdict, words in SUMMARY_TEXTS.items() if counts[verdict]]
    return f"Of the five practices, {listed(found)}."


def _count_text(count: int, words: str) -> str:
    return f"{number_in_words(count)} {'is' if count == 1 else 'are'} {words}"


def _basis(change: Change) -> str:
    """Name the number of raters and their reliability, for the practice with the fewest raters."""
    before, now = (
        [cell.n for cell in cells if cell and cell.n]
        for cells in ([one.before for one in change.practices], [one.now for one in change.practices])
    )
    if not before or not now:
        return ""
    return (
        f"The verdicts rest on {_raters(min(before))} at the baseline and {_raters(min(now))} now. "
        f"Raters of the same person differed by about {points(change.before_sd)} then and {points(change.now_sd)} now."
    )


def _raters(count: int) -> str:
    raters = "rater" if count == 1 else "raters"
    return f"{number_in_words(count)} {raters} (reliability {reliability_of(count):.2f})"


def _overlap(change: Change) -> str:
    if change.overlap is None:
        return ""
    asked = change.overlap
    return (
        f"You asked {number_in_words(asked.before)} people at the baseline and {number_in_words(asked.now)} now; "
        f"{number_in_words(asked.both)} of them {'was' if asked.both == 1 else 'were'} asked both times. "
        "The fewer, the more a difference may come from other eyes and not from you."
    )
