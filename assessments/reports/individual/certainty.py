"""How far the figures of a report can be trusted, in words that a ward manager understands."""

from dataclasses import dataclass

from assessments.reports.individual.words import agreement_figure, agreement_words, noise_of, number, points, sureness
from assessments.results.scoring import reliability_of
from assessments.results.values import ALL, MANAGER, SELF, PracticeResult, Result

WHO = {
    MANAGER: "Your manager alone",
    "direct_report": "{} direct reports",
    "co_worker": "{} co-workers",
    "other": "{} others",
    "colleagues": "{} other colleagues",
    ALL: "All {} raters together",
}


@dataclass(frozen=True)
class Sureness:
    """What one group's figures are worth: how many raters, how reliable they are together, what is noise."""

    who: str
    reliability: str
    noise: str


@dataclass(frozen=True)
class Agreed:
    name: str
    words: str
    figure: str
    n: str


def by_group(result: Result, sd: int) -> list[Sureness]:
    """For each group but self."""
    behind = {column.key: _behind(column.key, result) for column in result.columns if column.key != SELF}
    return [_sureness(key, *raters, sd) for key, raters in behind.items() if raters]


def _behind(key: str, result: Result) -> tuple[int, int] | None:
    """The fewest raters behind any statement, from whom everything here is reckoned, and the most."""
    cells = [practice.cells[key] for practice in result.practices if key in practice.cells]
    counts = [(cell.n, cell.n_most or cell.n) for cell in cells if cell.n]
    return (min(fewest for fewest, _ in counts), max(most for _, most in counts)) if counts else None


def _sureness(key: str, fewest: int, most: int, sd: int) -> Sureness:
    reliability = reliability_of(fewest)
    return Sureness(
        who=_first_upper(WHO[key].format(number(most))),
        reliability=f"{reliability:.2f}, {sureness(reliability)}",
        noise=f"under {points(noise_of(fewest, sd))}",
    )


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def in_a_sentence(result: Result, sd: int) -> str:
    """For all raters together, or nothing when they are not shown."""
    raters = _behind(ALL, result)
    if not raters:
        return ""
    fewest, most = raters
    noise = points(noise_of(fewest, sd))
    return f"{number(most).capitalize()} people answered besides you: treat differences under {noise} as noise."


def agreements(result: Result) -> list[Agreed]:
    """Practice by practice; nothing at all when it is given for none."""
    if all(practice.agreement.figure is None for practice in result.practices):
        return []
    return [_agreed(practice) for practice in result.practices]


def _agreed(practice: PracticeResult) -> Agreed:
    found = practice.agreement
    return Agreed(practice.name, agreement_words(found), agreement_figure(found), str(found.n or ""))
