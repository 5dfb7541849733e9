"""The content of the cohort's report, and the context that its page and PDF are rendered with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.models import Round
from assessments.reports.cohort.profile_arithmetic import LEAST_FOR_NORM, LEAST_SUBJECTS
from assessments.reports.cohort.profiles import (
    COLUMNS,
    CohortChange,
    CohortFigure,
    PracticeProfile,
    Profile,
    ProfileValue,
    Reason,
    thaw,
)
from assessments.reports.cohort.summary import VERDICTS, message, tiles
from assessments.results.scoring import STATEMENTS_IN_PRACTICE
from assessments.results.values import ALL, NAMES, SELF
from reports import charts
from reports.kinds import Content

# The distance between the ticks of the change chart, in points.
TICK_EVERY = 2
SAME_FIGURES = "The table below has the same figures."
SHORT_REASONS = {
    Reason.TOO_FEW: f"Fewer than {LEAST_SUBJECTS}",
    Reason.TELLS_OF_FEW: "Held back",
    Reason.NEAR_AN_END: "Near the end",
    Reason.NO_NORM: f"Fewer than {LEAST_FOR_NORM}",
}
FULL_REASONS = {
    Reason.TOO_FEW: f"A figure for fewer than {LEAST_SUBJECTS} participants is not shown: "
    "it would tell too much of each.",
    Reason.TELLS_OF_FEW: f"A figure is held back where those of fewer than {LEAST_SUBJECTS} participants could be "
    "found by taking it from another one, in this report or an earlier one.",
    Reason.NEAR_AN_END: "A mean within a point of the end of the scale is not shown: it would tell everybody’s score.",
}


@dataclass(frozen=True)
class FigureText:
    """A figure as text with a line below it, or why it is withheld."""

    main: str = ""
    more: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class ProfileLine:
    """A line of a table, with a remark at its end."""

    name: str
    cells: list[FigureText]
    note: str = ""


def content_of(round: Round, profile: Mapping[str, Any], *, made_on: date, without_change: str) -> Content:
    """Return everything that the report says, fixed when it is generated."""
    instrument = round.instrument
    return {
        "cohort": round.cohort.name,
        "programme": round.cohort.programme.name,
        "organisation": round.cohort.organisation.name,
        "round": round.get_kind_display(),
        "made_on": made_on.isoformat(),
        "instrument": str(instrument) if instrument else round.source,
        "lowest": instrument.lowest if instrument else 1,
        "highest": instrument.highest if instrument else 10,
        "participants": round.subjects.count(),
        "without_change": without_change,
        "profile": dict(profile),
    }


def context(content: Content) -> dict[str, Any]:
    """Turn the frozen content into the template context of page and PDF."""
    profile = thaw(content["profile"])
    return {
        **content,
        "made_on": date.fromisoformat(content["made_on"]),
        "highest_sum": content["highest"] * STATEMENTS_IN_PRACTICE,
        "lowest_sum": content["lowest"] * STATEMENTS_IN_PRACTICE,
        "least": LEAST_SUBJECTS,
        "least_for_norm": LEAST_FOR_NORM,
        "subjects": profile.subjects,
        "tiles": tiles(profile),
        "message": message(profile),
        "columns": [NAMES[column] for column in COLUMNS],
        "practices": [_practice(one) for one in profile.practices],
        "spread": [_spread(one) for one in profile.practices],
        "strengths": profile.strengths,
        "themes": profile.themes,
        "statements": profile.statements,
        "held_back": sum(not one.figure.is_shown for one in profile.statements),
        "standing": _norm_ranks(profile),
        "earlier": profile.earlier,
        "changes": _changes(profile, ALL),
        "own_changes": _changes(profile, SELF),
        "reasons": _reasons(profile),
        "practices_chart": _practices_chart(profile),
        "spread_chart": _spread_chart(profile),
        "changes_chart": _changes_chart(profile),
    }


# Tables


def _practice(practice: PracticeProfile) -> ProfileLine:
    return ProfileLine(practice.name, [_text(practice.columns[column]) for column in COLUMNS])


def _text(figure: CohortFigure) -> FigureText:
    if not figure.is_shown:
        return _withheld(figure)
    return FigureText(f"{figure.sum:.1f}", f"mean {figure.mean:.1f}, n {figure.n}")


def _withheld(value: ProfileValue) -> FigureText:
    return FigureText(withheld=SHORT_REASONS[value.withheld] if value.withheld else "")


def _spread(practice: PracticeProfile) -> ProfileLine:
    spread = practice.spread
    if not spread.is_shown:
        return ProfileLine(practice.name, [_withheld(spread)])
    return ProfileLine(
        practice.name, [FigureText(str(one)) for one in (spread.lower, spread.middle, spread.upper, spread.n)]
    )


def _norm_ranks(profile: Profile) -> list[ProfileLine]:
    """Return a line for each practice; none when no practice has a norm."""
    rows = [_norm_rank(one) for one in profile.practices]
    return rows if any(one.standing.is_shown for one in profile.practices) else []


def _norm_rank(practice: PracticeProfile) -> ProfileLine:
    standing, figure = practice.standing, practice.columns[ALL]
    if not standing.is_shown:
        return ProfileLine(practice.name, [_withheld(standing)])
    return ProfileLine(
        practice.name,
        [FigureText(f"{figure.sum:.1f}"), FigureText(f"{standing.percentile}%"), FigureText(str(standing.n))],
    )


def _change(practice: PracticeProfile, column: str) -> ProfileLine:
    change = practice.changes[column]
    verdict = VERDICTS[change.verdict] if change.verdict else ""
    if not change.is_shown:
        return ProfileLine(practice.name, [_withheld(change)], verdict)
    figures = (f"{change.before:.1f}", f"{change.after:.1f}", _signed(change.change), _interval(change), str(change.n))
    return ProfileLine(practice.name, [FigureText(figure) for figure in figures], verdict)


def _signed(figure: float | None) -> str:
    """Format the figure with its sign, using a real minus."""
    return "" if figure is None else f"{figure:+.1f}".replace("-", "−")


def _interval(change: CohortChange) -> str:
    return f"{_signed(change.low)} to {_signed(change.high)}"


def _changes(profile: Profile, column: str) -> list[ProfileLine]:
    return [_change(one, column) for one in profile.practices if column in one.changes]


def _reasons(profile: Profile) -> list[str]:
    """Return a sentence for each reason for which something is withheld."""
    values: list[ProfileValue] = [one.figure for one in profile.statements]
    for practice in profile.practices:
        values += [*practice.columns.values(), practice.spread, *practice.changes.values()]
    found = {one.withheld for one in values}
    return [sentence for reason, sentence in FULL_REASONS.items() if reason in found]


# Charts


def _practices_chart(profile: Profile) -> charts.Chart:
    series = {
        column: charts.Series(column, NAMES[column], [one.columns[column].mean for one in profile.practices])
        for column in COLUMNS
    }
    return charts.dots(
        [one.name for one in profile.practices],
        [one for column, one in series.items() if column != ALL],
        bar=series[ALL],
        key="cohort-practices",
        title=f"Mean rating of the group on each practice by self, managers and all raters. {SAME_FIGURES}",
        lowest=profile.lowest,
        highest=profile.highest,
    )


def _spread_chart(profile: Profile) -> charts.Chart | None:
    if not any(one.spread.is_shown for one in profile.practices):
        return None
    return charts.ranges(
        [_spread_row(one) for one in profile.practices],
        key="cohort-spread",
        title=f"The middle half of the group’s scores on each practice, with the median marked. {SAME_FIGURES}",
        lowest=profile.lowest * STATEMENTS_IN_PRACTICE,
        highest=profile.most,
        every=STATEMENTS_IN_PRACTICE,
    )


def _spread_row(practice: PracticeProfile) -> charts.Range:
    spread = practice.spread
    if spread.lower is None or spread.middle is None or spread.upper is None:
        return charts.Range(practice.name, None, withheld=_withheld(spread).withheld)
    return charts.Range(practice.name, (spread.lower, spread.middle, spread.upper), f"{spread.lower} to {spread.upper}")


def _changes_chart(profile: Profile) -> charts.Chart | None:
    changes = [(one.name, one.changes[ALL]) for one in profile.practices if ALL in one.changes]
    if not any(change.is_shown for _, change in changes):
        return None
    widest = max(abs(end) for _, change in changes for end in (change.low, change.high) if end is not None)
    reach = TICK_EVERY * (int(widest // TICK_EVERY) + 1)
    return charts.ranges(
        [_change_row(name, change) for name, change in changes],
        key="cohort-changes",
        title=f"Change of the group’s mean score on each practice since the baseline. {SAME_FIGURES}",
        lowest=-reach,
        highest=reach,
        every=TICK_EVERY,
        upright=0,
    )


def _change_row(name: str, change: CohortChange) -> charts.Range:
    if change.low is None or change.change is None or change.high is None:
        return charts.Range(name, None, withheld=_withheld(change).withheld)
    return charts.Range(name, (change.low, change.change, change.high), _signed(change.change))
