"""The issue of the executive report on a cohort: its figures are frozen, it is numbered, and the document is owed."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from random import SystemRandom
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from cohorts.models import Cohort
from evaluations.models import EvaluationReport, Score
from evaluations.statistics import LEAST_FOR_MEAN, LEAST_FOR_SPREAD
from evaluations.summary import Content, GivenByElement, draw_chart, group_by_element, key_figures, summarise
from people.models import Role
from people.words import listed
from reports.documents import owe
from reports.kinds import register
from reports.models import LONGEST_TITLE, Document

KIND = "evaluation_report"

TEMPLATE = "evaluations/report/document.html"

READERS = [Role.EXECUTIVE, Role.ADMINISTRATOR]

ElementFigures = dict[str, Any]


@transaction.atomic
def issue(*, cohort: Cohort, request_key: UUID, issued_at: datetime | None = None) -> EvaluationReport:
    """Issue a report under the next number, now or at the given time. The same request issues it once."""
    issued_at = issued_at or timezone.now()
    content = collect_content(cohort) | {"issued_on": date_format(timezone.localdate(issued_at))}
    if not content["people"]:
        raise ValidationError("There is nothing to report yet: nobody has evaluated a session.")
    document = owe(
        kind=KIND,
        key=f"{KIND}:{cohort.pk}:{request_key}",
        organisation=cohort.organisation,
        title=Truncator(f"Evaluation report: {cohort.name}").chars(LONGEST_TITLE),
        content=content,
        readers=READERS,
    )
    return EvaluationReport.objects.filter(document=document).first() or _record(cohort, document, issued_at)


def _record(cohort: Cohort, document: Document, issued_at: datetime) -> EvaluationReport:
    report = EvaluationReport(cohort=cohort, document=document, issued_at=issued_at)
    report.full_clean()
    report.save()
    return report


def collect_content(cohort: Cohort) -> Content:
    """Collect the content of the report, with the figures that the page shows at this moment."""
    given = group_by_element(cohort)
    summary = summarise(cohort, given)
    elements = [element | {"quotes": _quotes(element, given)} for element in summary["elements"]]
    return summary | {
        "elements": elements,
        "programme": cohort.programme.name,
        "cohort": cohort.name,
        "organisation": cohort.organisation.name,
    }


def _quotes(element: Content, given: GivenByElement) -> list[str]:
    """List what participants learned: each text once, shuffled, without names. Empty if the mean is withheld."""
    if not element["mean"]:
        return []
    words = list({one.learned for one in given[element["key"]] if one.learned})
    SystemRandom().shuffle(words)
    return words


def template_context(content: Content) -> Content:
    return content | {
        "tiles": key_figures(content),
        "chart": draw_chart(content),
        "highlights": write_highlights(content["elements"]),
        "scale": [{"score": score.value, "label": score.label} for score in Score],
        "least_for_mean": LEAST_FOR_MEAN,
        "least_for_spread": LEAST_FOR_SPREAD,
        "quoted": any(element["quotes"] for element in content["elements"]),
    }


register(KIND, template=TEMPLATE, context=template_context)


def write_highlights(elements: Sequence[ElementFigures]) -> str:
    """Write one sentence that compares the elements, or nothing if there is nothing to compare."""
    sentence = "; ".join(filter(None, [_rated(elements), _fewest(elements)]))
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""


def _rated(elements: Sequence[ElementFigures]) -> str:
    means = {element["name"]: Decimal(element["mean"]) for element in elements if element["mean"]}
    if len(means) < 2:
        return ""
    highest, lowest = max(means.values()), min(means.values())
    if highest == lowest:
        return f"all elements with a mean were rated alike ({highest})"
    best, worst = ([name for name, mean in means.items() if mean == end] for end in (highest, lowest))
    verb = "was" if len(best) == 1 else "were"
    return f"{listed(best)} {verb} rated highest ({highest}) and {listed(worst)} lowest ({lowest})"


def _fewest(elements: Sequence[ElementFigures]) -> str:
    shares = {element["name"]: Fraction(element["n"], element["of"]) for element in elements if element["of"]}
    if len(set(shares.values())) < 2:
        return ""
    least = min(shares.values())
    few = [f"{each['name']} ({each['answered']})" for each in elements if shares.get(each["name"]) == least]
    return f"fewest of those asked answered about {listed(few)}"
