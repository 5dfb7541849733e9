"""The summary of a cohort's evaluation in words and figures, as its page, chart, table and PDF all show it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from cohorts.models import Cohort, Element
from evaluations.models import Evaluation, Score
from evaluations.statistics import (
    LEAST_FOR_MEAN,
    LEAST_FOR_SPREAD,
    Answer,
    ElementAnswers,
    Figures,
    calculate_figures,
    calculate_overall,
)
from reports.charts import Chart, Spread, distribution
from scheduling.models import ReleasedSession

Content = dict[str, Any]

NONE_YET = "No answers yet"
FEW_FOR_MEAN = f"Withheld: fewer than {LEAST_FOR_MEAN} people answered"
FEW_FOR_SPREAD = f"Withheld: fewer than {LEAST_FOR_SPREAD} people answered"
FEW_IN_ONE = f"Withheld: fewer than {LEAST_FOR_SPREAD} people answered about one of the elements"
NO_ELEMENT = f"No element has answers of {LEAST_FOR_MEAN} people yet"


class Given(NamedTuple):
    """The parts of an evaluation that people other than its participant may use."""

    element: str
    participant: int
    score: int
    learned: str


GivenByElement = Mapping[str, Sequence[Given]]


def summarise(cohort: Cohort, given: GivenByElement) -> Content:
    """Summarise what may be shown of the answers, in plain JSON that a report stores as it is."""
    sessions = list(_sessions(cohort))
    held = [session for session in sessions if session.was_held]
    enrolled = cohort.enrolments.count()
    by_element = _element_answers(held, enrolled, given)
    return {
        "enrolled": enrolled,
        "answered": _n_of(n=sum(len(group.answers) for group in by_element.values()), of=enrolled * len(held)),
        "people": len({one.participant for group in given.values() for one in group}),
        "sessions": len(sessions),
        "held": [_session(session) for session in held],
        "to_come": [_session(session) for session in sessions if session not in held],
        "elements": [_element(element, by_element[element.key]) for element in _elements(held)],
        "overall": _overall(list(by_element.values())),
    }


def _sessions(cohort: Cohort) -> QuerySet[ReleasedSession]:
    """Find released sessions that are not cancelled. Readers of evaluations may not see drafts."""
    return ReleasedSession.objects.filter(session__cohort=cohort).taking_place().with_titles()


def group_by_element(cohort: Cohort) -> GivenByElement:
    rows = Evaluation.objects.of_held(cohort).values_list("session__element__key", "enrolment", "score", "learned")
    found = defaultdict(list)
    for row in rows:
        found[row[0]].append(Given(*row))
    return found


def _element_answers(
    held: Iterable[ReleasedSession], enrolled: int, given: GivenByElement
) -> dict[str, ElementAnswers]:
    sessions = Counter(session.element.key for session in held)
    return {
        key: ElementAnswers([Answer(one.participant, one.score) for one in given.get(key, [])], enrolled * count)
        for key, count in sessions.items()
    }


def _elements(held: Iterable[ReleasedSession]) -> list[Element]:
    return sorted({session.element for session in held}, key=lambda element: element.position)


def _session(session: ReleasedSession) -> Content:
    return {"title": session.title, "on": _days(session)}


def _days(session: ReleasedSession) -> str:
    """Write the day of a session, or the first and last days of a longer one."""
    first, last = timezone.localdate(session.starts_at), timezone.localdate(session.ends_at)
    return date_format(first) if first == last else f"{date_format(first)} to {date_format(last)}"


def _element(element: Element, answers: ElementAnswers) -> Content:
    found = calculate_figures(answers)
    return {
        "key": element.key,
        "name": element.name,
        "practice": element.get_practice_display(),
        **_figures(found, too_few=NONE_YET if found.n == 0 else FEW_FOR_MEAN, too_few_for_spread=FEW_FOR_SPREAD),
    }


def _overall(elements: list[ElementAnswers]) -> Content:
    found = calculate_overall(elements)
    few = FEW_IN_ONE if found.people >= LEAST_FOR_SPREAD else FEW_FOR_SPREAD
    covered = [one for one in elements if calculate_figures(one).mean is not None]
    return {
        "elements": _n_of(n=len(covered), of=len(elements)),
        **_figures(found, too_few=NO_ELEMENT, too_few_for_spread=few),
    }


def _figures(found: Figures, *, too_few: str, too_few_for_spread: str) -> Content:
    """Write each figure as it is shown, or leave it empty and give the reason."""
    return {
        "n": found.n,
        "of": found.of,
        "answered": _n_of(n=found.n, of=found.of),
        "mean": format_value(found.mean),
        "mean_withheld": too_few if found.mean is None else "",
        "spread": format_value(found.spread),
        "spread_withheld": _reason(found, too_few, too_few_for_spread),
        "counts": list(found.counts or []),
    }


def _reason(found: Figures, too_few: str, too_few_for_spread: str) -> str:
    if found.spread is not None:
        return ""
    return too_few if found.mean is None else too_few_for_spread


def _n_of(*, n: int, of: int) -> str:
    return f"{n} of {of}"


def format_value(value: float | None) -> str:
    """Write a value with one decimal place. Halves are rounded up, as people expect: 4.25 is 4.3."""
    return "" if value is None else str(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def key_figures(content: Content) -> list[dict[str, object]]:
    """Collect the key figures at the top of the page and of the report."""
    whole = content["overall"]
    reach = f"out of 5, from {whole['n']} evaluations of {whole['elements']} elements"
    return [
        {"label": "Participants", "value": content["enrolled"], "note": f"{content['people']} have answered"},
        {"label": "Sessions held", "value": _n_of(n=len(content["held"]), of=content["sessions"])},
        {"label": "Evaluations", "value": content["answered"], "note": "asked for after the sessions held"},
        {
            "label": "Overall mean",
            "value": whole["mean"] or "None yet",
            "note": reach if whole["mean"] else whole["mean_withheld"],
        },
    ]


def draw_chart(content: Content) -> Chart:
    """Draw how the answers about each element are distributed, with its mean at the end of the row."""
    return distribution(
        [_row(element) for element in content["elements"]],
        steps=[f"{score.value} {score.label}" for score in Score],
        key="elements",
        title="Scores by element",
        description=" ".join(_spoken(element) for element in content["elements"]),
    )


def _row(element: Content) -> Spread:
    return Spread(
        label=element["name"],
        counts=element["counts"] or None,
        note=f"mean {element['mean']}" if element["mean"] else "",
        withheld=element["spread_withheld"],
    )


def _spoken(element: Content) -> str:
    if not element["mean"]:
        return f"{element['name']}: {element['mean_withheld'].lower()}."
    counts = ", ".join(
        f"{count} {score.label}" for count, score in zip(element["counts"], Score, strict=False) if count
    )
    told = counts or element["spread_withheld"].lower()
    return f"{element['name']}: mean {element['mean']}; {told}."
