"""The content of the individual report, and the context that its page and PDF are rendered with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessments.models import Round, Subject
from assessments.models.debriefs import COMMITMENTS
from assessments.reports.individual import certainty, charts, figure_text, tables
from assessments.reports.individual.baseline import change_since_baseline, rater_sd_in, rater_sd_of
from assessments.reports.individual.change_text import change_text
from assessments.reports.individual.figure_text import Scale
from assessments.reports.individual.reliable_change import thaw_change
from assessments.results.values import Result, thaw
from reports.kinds import Content, register

KIND = "individual_360"
TEMPLATE = "assessments/reports/individual/individual_360.html"


def content_of(subject: Subject, round: Round, result: Mapping[str, Any], *, closed_on: date) -> Content:
    """Return everything that the report says, fixed at the close. Rendering looks nothing up."""
    cohort, sd = round.cohort, rater_sd_of(round)
    return {
        "name": subject.name,
        "organisation": subject.organisation.name,
        "programme": cohort.programme.name,
        "cohort": cohort.name,
        "round": round.get_kind_display(),
        "closed_on": closed_on.isoformat(),
        **_questionnaire(round),
        "rater_sd": sd,
        "result": dict(result),
        "change": change_since_baseline(subject, round, result, now_sd=sd),
    }


def _questionnaire(round: Round) -> dict[str, Any]:
    """Describe the questionnaire and its scale. Scores taken over always have 6 to 60 points a practice."""
    instrument = round.instrument
    if instrument is None:
        return {"instrument": "", "source": round.source, "lowest": 1, "highest": 10}
    lowest, highest = instrument.lowest, instrument.highest
    return {
        "instrument": str(instrument),
        "source": "",
        "lowest": lowest,
        "highest": highest,
        "lowest_label": instrument.labels.get(str(lowest), ""),
        "highest_label": instrument.labels.get(str(highest), ""),
    }


def context(content: Content) -> dict[str, Any]:
    """Turn the frozen content into the template context of page and PDF."""
    result = tables.without_empty_column(thaw(content["result"]))
    scale = Scale(content["lowest"], content["highest"])
    sd = rater_sd_in(content)
    return {
        **content,
        "closed_on": date.fromisoformat(content["closed_on"]),
        "least": result.least,
        "turnout": tables.turnout(result.turnout, result.least),
        "only": tables.only_ratings_of(result),
        **_practices(result, scale, sd),
        **_certainty(result, sd),
        **_statements(result, scale),
        **_changed(content.get("change"), scale),
        "comments": result.comments,
        "has_comments": any(one.own or one.manager or one.colleagues for one in result.comments),
        "places": range(1, COMMITMENTS + 1),
    }


def _practices(result: Result, scale: Scale, sd: int) -> dict[str, Any]:
    return {
        "practices": tables.practices(result, scale),
        "practices_chart": charts.practices(result, scale),
        "compared": tables.compared(result, scale, sd),
        "compared_chart": charts.compared(result, scale, sd),
        "usual_gap": tables.usual_gap_in_words(sd),
        "score_lowest": scale.of_practice.lowest,
        "score_highest": scale.of_practice.highest,
    }


def _certainty(result: Result, sd: int) -> dict[str, Any]:
    return {
        "noise": certainty.noise_sentence(result, sd),
        "sureness": certainty.reliability_by_group(result, sd),
        "rater_points": figure_text.points(sd),
        "agreements": certainty.agreements(result),
        "withheld": tables.withheld(result),
        "has_ranges": tables.has_ranges(result),
    }


def _statements(result: Result, scale: Scale) -> dict[str, Any]:
    highest, lowest = tables.extremes(result, scale)
    return {
        "statements": tables.statements(result, scale),
        "ranked": tables.ranked(result, scale),
        "ranked_chart": charts.ranked(result, scale) if result.ranking else None,
        "extremes": [("Rated highest", highest), ("Rated lowest", lowest)] if highest else [],
    }


def _changed(frozen: Mapping[str, Any] | None, scale: Scale) -> dict[str, Any]:
    if frozen is None:
        return {"changed": None}
    change = thaw_change(frozen)
    return {"changed": change_text(change, scale), "changed_chart": charts.changed(change, scale)}


register(KIND, template=TEMPLATE, context=context)
