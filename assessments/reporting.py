"""The individual report: its frozen content, and what turns that into the words, figures and charts of the PDF."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from assessments.models import Round, Subject
from assessments.results import ALL, MANAGER, SELF, Treatment, Withheld
from messaging.letters import Letter, writes
from messaging.models import Message
from reports import charts
from reports.kinds import Content, register

KIND = "individual_360"
LETTER = "report_on_its_way"
TEMPLATE = "assessments/report/individual_360.html"

SAME_FIGURES = "The table below has the same figures."
REASONS = {Withheld.TOO_FEW: "Not shown", Withheld.NOT_ANSWERED: "Not rated"}


@dataclass(frozen=True)
class Figure:
    """A cell in words: its figures as text, or why there are none."""

    mean: str = ""
    sum: str = ""
    n: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    figures: list[Figure]
    number: int = 0


@dataclass(frozen=True)
class Practice:
    name: str
    rows: list[Row]
    chart: charts.Chart


@dataclass(frozen=True)
class Compared:
    """Self beside others on one practice, and how far apart they are, in words."""

    name: str
    own: Figure
    others: Figure
    difference: str


def content_of(subject: Subject, round: Round, result: Mapping[str, Any], *, closed_on: date) -> Content:
    """Everything that the report says, fixed at the close. Nothing is looked up when it is rendered."""
    cohort = round.cohort
    return {
        "name": subject.name,
        "organisation": subject.organisation.name,
        "programme": cohort.programme.name,
        "cohort": cohort.name,
        "round": round.get_kind_display(),
        "closed_on": closed_on.isoformat(),
        **_asked(round),
        "result": dict(result),
    }


def _asked(round: Round) -> dict[str, Any]:
    """What was asked, and on which scale. Scores are taken over on that of 1 to 10 alone."""
    instrument = round.instrument
    if instrument is None:
        return {"instrument": round.source, "lowest": 1, "highest": 10, "lowest_label": "", "highest_label": ""}
    return {
        "instrument": str(instrument),
        "lowest": instrument.lowest,
        "highest": instrument.highest,
        "lowest_label": instrument.labels.get(str(instrument.lowest), ""),
        "highest_label": instrument.labels.get(str(instrument.highest), ""),
    }


def context(content: Content) -> dict[str, Any]:
    """The frozen content as the template shows it."""
    result = content["result"]
    return {
        **content,
        "closed_on": date.fromisoformat(content["closed_on"]),
        "least": result["least"],
        "groups": list(_names(result).values()),
        "turnout": [_turnout(row, result["least"]) for row in result["turnout"]],
        "practices": [_row(practice, result) for practice in result["practices"]],
        "practices_chart": _practices_chart(content),
        "compared_chart": _compared_chart(content),
        "compared": [_compared(practice) for practice in result["practices"]],
        "by_practice": [_practice(practice, content) for practice in result["practices"]],
        "highest_rows": _ranked(result["ranking"][:5], result),
        "lowest_rows": _ranked(result["ranking"][:-6:-1], result),
        "comments": result["comments"],
        "withheld": _withheld(result),
    }


def _names(result: Mapping[str, Any]) -> dict[str, str]:
    """The groups that have a column, in their order. A JSON object would not keep it in the database."""
    return {column["key"]: column["name"] for column in result["columns"]}


def _figure(cell: Mapping[str, Any]) -> Figure:
    if cell["withheld"]:
        return Figure(withheld=REASONS[Withheld(cell["withheld"])])
    return Figure(mean=_written(cell["mean"]), sum=_written(cell["sum"]), n=str(cell["n"]))


def _written(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _row(practice: Mapping[str, Any], result: Mapping[str, Any]) -> Row:
    return Row(practice["name"], [_figure(practice["cells"][key]) for key in _names(result)])


def _turnout(row: Mapping[str, Any], least: int) -> dict[str, str]:
    treatments = {
        Treatment.SHOWN: "Shown",
        Treatment.MERGED: "Counted with other colleagues",
        Treatment.WITHHELD: f"Not shown: fewer than {least} answers",
        Treatment.NOBODY: "No answer",
    }
    return {
        "name": row["name"],
        "invited": str(row["invited"]),
        "answered": f"Fewer than {least}" if row["answered"] is None else str(row["answered"]),
        "treatment": treatments[Treatment(row["treatment"])],
    }


def _compared(practice: Mapping[str, Any]) -> Compared:
    own, others = practice["cells"].get(SELF), practice["cells"][ALL]
    return Compared(
        name=practice["name"],
        own=_figure(own) if own else Figure(withheld=REASONS[Withheld.NOT_ANSWERED]),
        others=_figure(others),
        difference=_difference(own and own["sum"], others["sum"]),
    )


def _difference(own: float | None, others: float | None) -> str:
    """In points of the practice's score, taken from the two figures as they are shown."""
    if own is None or others is None:
        return ""
    apart = round(own - others, 1)
    if apart == 0:
        return "The same"
    return f"Self {abs(apart):.1f} {'higher' if apart > 0 else 'lower'}"


def _practices_chart(content: Content) -> charts.Chart:
    practices = content["result"]["practices"]
    series, every = _series(practices, _names(content["result"]))
    return charts.dots(
        [practice["name"] for practice in practices],
        series,
        bar=every,
        key="practices",
        title="Mean rating on each of the five practices, by group of raters. " + SAME_FIGURES,
        lowest=content["lowest"],
        highest=content["highest"],
    )


def _compared_chart(content: Content) -> charts.Chart | None:
    """You beside all raters; nothing when you did not rate yourself."""
    practices = content["result"]["practices"]
    series, every = _series(practices, _names(content["result"]))
    own = [one for one in series if one.key == SELF]
    if not own:
        return None
    return charts.dots(
        [practice["name"] for practice in practices],
        own,
        bar=every,
        key="compared",
        title="Your own mean rating on each practice beside that of all raters. The tables have the same figures.",
        lowest=content["lowest"],
        highest=content["highest"],
    )


def _series(lines: Iterable[Mapping[str, Any]], groups: Mapping[str, str]) -> tuple[list[charts.Series], charts.Series]:
    """Each group's means over the lines, and those of all raters."""
    cells = [line["cells"] for line in lines]
    every = {key: charts.Series(key, name, [cell[key]["mean"] for cell in cells]) for key, name in groups.items()}
    return [one for key, one in every.items() if key != ALL], every[ALL]


def _practice(practice: Mapping[str, Any], content: Content) -> Practice:
    statements, groups = practice["statements"], _names(content["result"])
    series, every = _series(statements, groups)
    return Practice(
        name=practice["name"],
        rows=[Row(one["text"], [_figure(one["cells"][key]) for key in groups], one["number"]) for one in statements],
        chart=_statements_chart(practice, series, every, content),
    )


def _statements_chart(
    practice: Mapping[str, Any], series: list[charts.Series], every: charts.Series, content: Content
) -> charts.Chart:
    return charts.dots(
        [f"Statement {one['number']}" for one in practice["statements"]],
        series,
        bar=every,
        key=f"statements-{practice['key']}",
        title=f"Mean rating on each statement of {practice['name']}, by group of raters. {SAME_FIGURES}",
        lowest=content["lowest"],
        highest=content["highest"],
    )


def _ranked(numbers: list[int], result: Mapping[str, Any]) -> list[Row]:
    statements = {one["number"]: one for practice in result["practices"] for one in practice["statements"]}
    return [_beside_self(statements[number]) for number in numbers]


def _beside_self(statement: Mapping[str, Any]) -> Row:
    own = statement["cells"].get(SELF)
    figures = [
        _figure(statement["cells"][ALL]),
        _figure(own) if own else Figure(withheld=REASONS[Withheld.NOT_ANSWERED]),
    ]
    return Row(statement["text"], figures, statement["number"])


def _withheld(result: Mapping[str, Any]) -> list[str]:
    """A sentence for each group that has cells which are not shown though the group is."""
    sentences = [_withheld_of(key, name, result) for key, name in _names(result).items() if key not in (SELF, MANAGER)]
    return [sentence for sentence in sentences if sentence]


def _withheld_of(key: str, name: str, result: Mapping[str, Any]) -> str:
    practices = [one["name"] for one in result["practices"] if one["cells"][key]["withheld"]]
    statements = [
        str(one["number"])
        for practice in result["practices"]
        for one in practice["statements"]
        if one["cells"][key]["withheld"]
    ]
    parts = [*practices, *([f"statements {', '.join(statements)}"] if statements else [])]
    return f"{name}: {'; '.join(parts)}" if parts else ""


@writes(LETTER)
def report_on_its_way(message: Message) -> Letter | None:
    subject = Subject.objects.filter(pk=message.about).select_related("enrolment__person", "round__cohort").first()
    if subject is None:
        return None
    return Letter(
        subject="Your 360 has closed",
        greeting=f"Hello {subject.name}",
        paragraphs=[
            f"The {subject.round.get_kind_display().lower()} 360 of {subject.round.cohort} has closed. "
            "Thank you for taking part.",
            "Your report is being made. It will be on your 360 page in a few minutes.",
        ],
        action="See your 360 page",
        url=settings.BASE_URL + reverse("my_assessment", args=[subject.pk]),
    )


register(KIND, template=TEMPLATE, context=context)
