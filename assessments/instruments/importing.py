"""The storage of questionnaires, each version once: Cadre's own, and those that organisations import."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.instruments.files import WHOLE_FILE, Mistake, ParsedFile, read_text
from assessments.instruments.validation import CheckedQuestionnaire, QuestionnaireSpec, check
from assessments.models import Instrument, Licence, Statement
from people.locking import lock
from people.models import Organisation

# Cadre's own questionnaire, written for Cadre and under Cadre's licence: a file like those that are imported.
# Raise its version whenever a word changes, since answers belong to the version that was asked. The practices take
# turns. A statement starts with a verb, and fits both "How often does this person ...?" and people rating themselves.
OWN = Path(__file__).parent / "cadre.json"


def own_spec() -> QuestionnaireSpec:
    """Read Cadre's own questionnaire as an imported one is read. Raises ValueError if something is wrong with it."""
    checked = check(read_text(OWN.read_text(encoding="utf-8")))
    if checked.spec is None:
        raise ValueError(checked.mistakes)
    return checked.spec


@transaction.atomic
def own_instrument() -> Instrument:
    """Return Cadre's own questionnaire, stored the first time it is asked for.

    If two ask at the same time, the second waits for the first to commit.
    """
    spec = own_spec()
    instrument, is_new = Instrument.objects.get_or_create(
        organisation=None, name=spec.name, version=spec.version, defaults=_content(spec)
    )
    if is_new:
        _store_statements(instrument, spec)
    return instrument


def _content(spec: QuestionnaireSpec) -> dict[str, Any]:
    return {
        "lowest": spec.lowest,
        "highest": spec.highest,
        "labels": {str(number): label for number, label in spec.labels.items()},
        "questions": spec.questions,
        "may_be_unobserved": spec.may_be_unobserved,
    }


def _store_statements(instrument: Instrument, spec: QuestionnaireSpec) -> None:
    Statement.objects.bulk_create(
        Statement(instrument=instrument, number=each.number, practice=each.practice, text=each.text)
        for each in spec.statements
    )


# Importing


def preview_import(*, organisation: Organisation, file: ParsedFile) -> CheckedQuestionnaire:
    """Check what importing the file would store, and find everything that is wrong with it."""
    checked = check(file)
    if checked.spec and (stored := _stored(organisation, checked.spec)):
        return CheckedQuestionnaire(None, [Mistake(WHOLE_FILE, _raise_version(stored))])
    return checked


@transaction.atomic
def import_instrument(*, organisation: Organisation, spec: QuestionnaireSpec) -> Instrument:
    """Store the questionnaire with its licence, or return it if exactly this is stored already.

    Raises ValidationError for another of the same name and version. Two who import at once take turns.
    """
    lock(organisation)
    if stored := _stored(organisation, spec):
        if _is_same(stored, spec):
            return stored
        raise ValidationError(_raise_version(stored))
    instrument = Instrument(organisation=organisation, name=spec.name, version=spec.version, **_content(spec))
    instrument.full_clean()
    instrument.save()
    _store_statements(instrument, spec)
    if spec.licence:
        record_licence(instrument=instrument, **asdict(spec.licence))
    return instrument


@transaction.atomic
def record_licence(*, instrument: Instrument, holder: str, reference: str, expires_on: date, seats: int) -> Licence:
    """Record the licence of an imported instrument, or correct it. Seats that are taken stay taken.

    Raises ValidationError for Cadre's own.
    """
    if instrument.is_own:
        raise ValidationError("Cadre's own questionnaire needs no licence.")
    lock(instrument)
    licence = Licence(instrument=instrument, holder=holder, reference=reference, expires_on=expires_on, seats=seats)
    licence.full_clean(validate_unique=False)
    Licence.objects.update_or_create(
        instrument=instrument,
        defaults={"holder": holder, "reference": reference, "expires_on": expires_on, "seats": seats},
    )
    return licence


def _stored(organisation: Organisation, spec: QuestionnaireSpec) -> Instrument | None:
    """Find the stored questionnaire of the same name, in capitals or not, and version."""
    return organisation.instruments.filter(name__iexact=spec.name, version=spec.version).first()


def _raise_version(stored: Instrument) -> str:
    return (
        f"{stored} is stored already, and answers belong to the version that was asked. "
        "Raise the version in the file, and check it again."
    )


def _is_same(stored: Instrument, spec: QuestionnaireSpec) -> bool:
    """Whether exactly this is stored already."""
    content = {"name": spec.name, **_content(spec)}
    statements = [(each.number, each.practice, each.text) for each in spec.statements]
    return (
        all(getattr(stored, field) == value for field, value in content.items())
        and list(stored.statements.values_list("number", "practice", "text")) == statements
        and _licence_of(stored) == (asdict(spec.licence) if spec.licence else None)
    )


def _licence_of(instrument: Instrument) -> dict[str, Any] | None:
    found = Licence.objects.filter(instrument=instrument).values("holder", "reference", "expires_on", "seats").first()
    return dict(found) if found else None
