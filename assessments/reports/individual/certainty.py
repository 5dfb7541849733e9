"""The reliability of a report's figures, in words that a ward manager understands."""

from dataclasses import dataclass

from assessments.reports.individual.figure_text import (
    agreement_figure,
    agreement_words,
    noise_of,
    number_in_words,
    points,
    reliability_word,
)
from assessments.results.scoring import reliability_of
from assessments.results.values import ALL, MANAGER, SELF, PracticeResult, Result

GROUP_NAMES = {
    MANAGER: "Your manager alone",
    "direct_report": "{} direct reports",
    "co_worker": "{} co-workers",
    "other": "{} others",
    "colleagues": "{} other colleagues",
    ALL: "All {} raters together",
}


@dataclass(frozen=True)
class GroupReliability:
    """The reliability of one group's figures: its raters, how reliable they are together, and the noise."""

    who: str
    reliability: str
    noise: str


@dataclass(frozen=True)
class AgreementRow:
    name: str
    words: str
    figure: str
    n: str


def reliability_by_group(result: Result, sd: int) -> list[GroupReliability]:
    """Describe the reliability of each group except self."""
    behind = {column.key: _rater_counts(column.key, result) for column in result.columns if column.key != SELF}
    return [_group_reliability(key, *raters, sd) for key, raters in behind.items() if raters]


def _rater_counts(key: str, result: Result) -> tuple[int, int] | None:
    """Return the fewest and the most raters behind a statement. Reliability and noise follow from the fewest."""
    cells = [practice.cells[key] for practice in result.practices if key in practice.cells]
    counts = [(cell.n, cell.n_most or cell.n) for cell in cells if cell.n]
    return (min(fewest for fewest, _ in counts), max(most for _, most in counts)) if counts else None


def _group_reliability(key: str, fewest: int, most: int, sd: int) -> GroupReliability:
    reliability = reliability_of(fewest)
    return GroupReliability(
        who=_first_upper(GROUP_NAMES[key].format(number_in_words(most))),
        reliability=f"{reliability:.2f}, {reliability_word(reliability)}",
        noise=f"under {points(noise_of(fewest, sd))}",
    )


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def noise_sentence(result: Result, sd: int) -> str:
    """Describe the noise of all raters together; empty when they are not shown."""
    raters = _rater_counts(ALL, result)
    if not raters:
        return ""
    fewest, most = raters
    noise = points(noise_of(fewest, sd))
    return (
        f"{number_in_words(most).capitalize()} people answered besides you: treat differences under {noise} as noise."
    )


def agreements(result: Result) -> list[AgreementRow]:
    """List the agreement on each practice; empty when no practice has a figure."""
    if all(practice.agreement.figure is None for practice in result.practices):
        return []
    return [_agreement_row(practice) for practice in result.practices]


def _agreement_row(practice: PracticeResult) -> AgreementRow:
    found = practice.agreement
    return AgreementRow(practice.name, agreement_words(found), agreement_figure(found), str(found.n or ""))
