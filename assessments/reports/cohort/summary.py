"""The tiles and sentences at the top of a cohort's report. Figures are compared as they are shown."""

from dataclasses import dataclass

from assessments.reports.cohort.profiles import CohortVerdict, PracticeProfile, Profile, StatementProfile
from assessments.results.values import ALL, SELF
from people.words import listed

VERDICTS = {
    CohortVerdict.HIGHER: "Reliably higher",
    CohortVerdict.LOWER: "Reliably lower",
    CohortVerdict.NONE: "No reliable change",
}
COUNTED = {
    CohortVerdict.HIGHER: "reliably higher",
    CohortVerdict.LOWER: "reliably lower",
    CohortVerdict.NONE: "with no reliable change",
}
NUMBERS = ("none", "one", "two", "three", "four", "five")


@dataclass(frozen=True)
class Tile:
    """A figure at the top of the report."""

    label: str
    value: str
    note: str = ""


def tiles(profile: Profile) -> list[Tile]:
    """Make the tiles: the best and weakest practices, the largest spread, and the changes."""
    found = [*_rating_tiles(profile), _furthest_apart_tile(profile), _change_tile(profile)]
    return [tile for tile in found if tile]


def _rating_tiles(profile: Profile) -> list[Tile]:
    means = _means(profile)
    if len(set(means.values())) < 2:
        return [Tile("Highest and lowest", "All alike" if means else "Not shown")]
    highest, lowest = max(means.values()), min(means.values())
    return [
        Tile("Does best", listed(_names_with(means, highest)), f"score {highest:.1f} of {profile.most} by all raters"),
        Tile(
            "Could work on", listed(_names_with(means, lowest)), f"score {lowest:.1f} of {profile.most} by all raters"
        ),
    ]


def _means(profile: Profile) -> dict[str, float]:
    sums = {one.name: one.columns[ALL].sum for one in profile.practices}
    return {name: figure for name, figure in sums.items() if figure is not None}


def _names_with(means: dict[str, float], figure: float) -> list[str]:
    return [name for name, mean in means.items() if mean == figure]


def _furthest_apart_tile(profile: Profile) -> Tile | None:
    widest = _widest(profile)
    if not widest:
        return None
    return Tile("Furthest apart on", listed([one.name for one in widest]), f"half the group is {_middle_half(widest)}")


def _middle_half(widest: list[PracticeProfile]) -> str:
    if len(widest) > 1:
        return f"within {_width(widest[0])} points"
    return f"from {widest[0].spread.lower} to {widest[0].spread.upper}"


def _widest(profile: Profile) -> list[PracticeProfile]:
    """Find the practices with the widest middle half of scores; none when all are equally wide."""
    widths = {one.key: width for one in profile.practices if (width := _width(one)) is not None}
    if len(set(widths.values())) < 2:
        return []
    return [one for one in profile.practices if widths.get(one.key) == max(widths.values())]


def _width(practice: PracticeProfile) -> int | None:
    spread = practice.spread
    return None if spread.lower is None or spread.upper is None else spread.upper - spread.lower


def _change_tile(profile: Profile) -> Tile | None:
    verdicts = _verdicts(profile)
    if not verdicts:
        return None
    reliable = sum(verdict != CohortVerdict.NONE for verdict in verdicts)
    value = f"{reliable} of {len(verdicts)} practices" if reliable else "No reliable change"
    return Tile("Changed since the baseline", value, "by all raters, beyond what chance explains")


def _verdicts(profile: Profile) -> list[CohortVerdict]:
    changes = [one.changes[ALL] for one in profile.practices if ALL in one.changes]
    return [change.verdict for change in changes if change.verdict is not None]


def message(profile: Profile) -> list[str]:
    """Write the main findings in a few sentences."""
    found = [
        _highest_and_lowest_practices(profile),
        _highest_and_lowest_statements(profile),
        _furthest_apart(profile),
        _self_and_others(profile),
    ]
    return [sentence for sentence in [*found, _change_sentence(profile)] if sentence]


def _highest_and_lowest_practices(profile: Profile) -> str:
    means = _means(profile)
    if len(set(means.values())) < 2:
        return "Their raters rate all practices alike." if means else ""
    highest, lowest = max(means.values()), min(means.values())
    return (
        f"Their raters rate this group highest on {listed(_names_with(means, highest))}, "
        f"with a mean score of {highest:.1f} out of {profile.most}, "
        f"and lowest on {listed(_names_with(means, lowest))}, with {lowest:.1f}: "
        f"{highest - lowest:.1f} points apart."
    )


def _highest_and_lowest_statements(profile: Profile) -> str:
    if not profile.strengths:
        return ""
    best, least = profile.strengths[0], profile.themes[0]
    return f"The statement rated highest is {_quoted(best)}, and the one rated lowest {_quoted(least)}."


def _quoted(statement: StatementProfile) -> str:
    return f"“{statement.text.rstrip('.')}”"


def _furthest_apart(profile: Profile) -> str:
    widest = _widest(profile)
    if not widest:
        return ""
    return (
        f"They are furthest apart on {listed([one.name for one in widest])}, "
        f"where the middle half of their scores is {_middle_half(widest)}."
    )


def _self_and_others(profile: Profile) -> str:
    """Compare the two means as they are shown. No figure is worked out over those who have both."""
    both = [(one.columns[SELF].sum, one.columns[ALL].sum) for one in profile.practices]
    gaps = [own - others for own, others in both if own is not None and others is not None]
    if not gaps:
        return ""
    above = sum(gap > 0 for gap in gaps)
    if not above:
        return "They rate themselves higher than their raters do on no practice, though most people do on some."
    return (
        f"They rate themselves higher than their raters do on {number_in_words(above)} of "
        f"{number_in_words(len(gaps))} practices. "
        "Most people do, so this by itself says little."
    )


def _change_sentence(profile: Profile) -> str:
    verdicts = _verdicts(profile)
    if not verdicts:
        return ""
    if set(verdicts) == {CohortVerdict.NONE}:
        return "Since the baseline, no practice shows a reliable change."
    counts = {words: verdicts.count(verdict) for verdict, words in COUNTED.items()}
    parts = [f"{number_in_words(count)} {words}" for words, count in counts.items() if count]
    return f"Practices since the baseline: {listed(parts)}."


def number_in_words(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
