"""A questionnaire as its page shows it, in the same words before and after it is stored."""

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
class ShownQuestionnaire:
    """A questionnaire as its page shows it."""

    summary: list[SummaryLine]
    licence: list[SummaryLine]
    labels: list[tuple[int, str]]
    statements: list[ShownStatement]
    questions: list[str]
    warning: str = ""


def show_spec(spec: QuestionnaireSpec) -> ShownQuestionnaire:
    labels = sorted(spec.labels.items())
    return ShownQuestionnaire(
        summary=_summary(spec.name, spec.version, labels, may_be_unobserved=spec.may_be_unobserved),
        licence=_licence(spec.licence),
        labels=labels,
        statements=[ShownStatement(one.number, one.practice.label, one.text) for one in spec.statements],
        questions=spec.questions,
        warning=_warning(spec.licence, timezone.localdate()),
    )


def show_instrument(instrument: Instrument) -> ShownQuestionnaire:
    labels = sorted((int(number), label) for number, label in instrument.labels.items())
    return ShownQuestionnaire(
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
    """Say why a questionnaire that can be stored cannot be used yet; empty when it can."""
    if licence is None:
        return (
            "The file names no licence. You can store the questionnaire, but open no round with it until you add one."
        )
    if licence.expires_on < today:
        day = date_format(licence.expires_on, "j F Y")
        return f"The licence ran out on {day}. You can store the questionnaire, but open no round with it."
    return ""
