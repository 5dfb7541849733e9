"""Show a questionnaire in the same words before it is stored and after."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from assessments.instruments.validation import LicenceSpec, QuestionnaireSpec
from assessments.models import Instrument
from cohorts.models import Practice

SummaryLine = dict[str, str]


@dataclass(frozen=True)
class ShownStatement:
    number: int
    practice: str
    text: str


@dataclass(frozen=True)
class Shown:
    summary: list[SummaryLine]
    licence: list[SummaryLine]
    labels: list[tuple[int, str]]
    statements: list[ShownStatement]
    questions: list[str]
    warning: str = ""


def of_spec(recipe: QuestionnaireSpec) -> Shown:
    labels = sorted(recipe.labels.items())
    return Shown(
        summary=_summary(recipe.name, recipe.version, labels, may_be_unobserved=recipe.may_be_unobserved),
        licence=_licence(recipe.licence),
        labels=labels,
        statements=[ShownStatement(one.number, one.practice.label, one.text) for one in recipe.statements],
        questions=recipe.questions,
        warning=_warning(recipe.licence, timezone.localdate()),
    )


def of_instrument(instrument: Instrument) -> Shown:
    labels = sorted((int(number), label) for number, label in instrument.labels.items())
    return Shown(
        summary=_summary(instrument.name, instrument.version, labels, may_be_unobserved=instrument.may_be_unobserved),
        licence=[],
        labels=labels,
        statements=[
            ShownStatement(one.number, Practice(one.practice).label, one.text) for one in instrument.statements.all()
        ],
        questions=instrument.questions,
    )


def _summary(name: str, version: int, labels: list[tuple[int, str]], *, may_be_unobserved: bool) -> list[SummaryLine]:
    return [
        {"key": "Name", "value": name},
        {"key": "Version", "value": str(version)},
        {"key": "Scale", "value": f"{labels[0][0]} to {labels[-1][0]}"},
        {"key": "“Not able to observe”", "value": "Can be chosen" if may_be_unobserved else "Cannot be chosen"},
    ]


def _licence(licence: LicenceSpec | None) -> list[SummaryLine]:
    if licence is None:
        return []
    return [
        {"key": "Licence holder", "value": licence.holder},
        {"key": "Licence reference", "value": licence.reference},
        {"key": "Valid until", "value": date_format(licence.expires_on, "j F Y")},
        {"key": "Seats", "value": str(licence.seats)},
    ]


def _warning(licence: LicenceSpec | None, today: date) -> str:
    """What does not keep a questionnaire from being stored, but from being used."""
    if licence is None:
        return (
            "The file names no licence. You can store the questionnaire, but open no round with it until you add one."
        )
    if licence.expires_on < today:
        day = date_format(licence.expires_on, "j F Y")
        return f"The licence ran out on {day}. You can store the questionnaire, but open no round with it."
    return ""
