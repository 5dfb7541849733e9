"""Store each version of a questionnaire once: Cadre's own, and those that organisations import."""

import tomllib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.instruments.files import WHOLE_FILE, Mistake, Sheet
from assessments.instruments.validation import Checked, QuestionnaireSpec, check
from assessments.models import Instrument, Licence, Statement
from cohorts.models import Practice
from people.models import Organisation

OWN = Path(__file__).parent / "cadre.toml"


def own_spec() -> dict[str, Any]:
    return tomllib.loads(OWN.read_text(encoding="utf-8"))


def own_instrument() -> Instrument:
    """Cadre's own questionnaire, stored the first time that somebody asks for it."""
    return store_own(own_spec())


@transaction.atomic
def store_own(recipe: dict[str, Any]) -> Instrument:
    """Store this version, or give back what is stored. Whoever comes second waits for the first to commit."""
    scale = recipe["scale"]
    instrument, new = Instrument.objects.get_or_create(
        organisation=None,
        name=recipe["name"],
        version=recipe["version"],
        defaults={
            "lowest": scale["lowest"],
            "highest": scale["highest"],
            "labels": {str(scale["lowest"] + place): label for place, label in enumerate(scale["labels"])},
            "questions": recipe["questions"],
        },
    )
    if new:
        _store_statements(instrument, enumerate(interleaved(recipe["statements"]), start=1))
    return instrument


def _store_statements(instrument: Instrument, numbered: Iterable[tuple[int, tuple[Practice, str]]]) -> None:
    Statement.objects.bulk_create(
        Statement(instrument=instrument, number=number, practice=practice, text=text)
        for number, (practice, text) in numbered
    )


def interleaved(texts: dict[str, list[str]]) -> list[tuple[Practice, str]]:
    """The first statement of each practice in the order of the five, then the second of each, and so on."""
    rows = zip(*(texts[practice] for practice in Practice), strict=True)
    return [(practice, text) for row in rows for practice, text in zip(Practice, row, strict=True)]


# Importing


def preview(*, organisation: Organisation, sheet: Sheet) -> Checked:
    """What importing the file would store, or everything that is wrong with it."""
    checked = check(sheet)
    if checked.recipe and (known := _known(organisation, checked.recipe)):
        return Checked(None, [Mistake(WHOLE_FILE, _raise_version(known))])
    return checked


@transaction.atomic
def import_instrument(*, organisation: Organisation, recipe: QuestionnaireSpec) -> Instrument:
    """Store the questionnaire with its licence. The very same one again is given back as it is stored.

    Another of the same name and version: ValidationError. The lock makes two who import at once take turns.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if known := _known(organisation, recipe):
        if _is_same(known, organisation, recipe):
            return known
        raise ValidationError(_raise_version(known))
    instrument = _instrument(organisation, recipe)
    instrument.full_clean()
    instrument.save()
    _store_statements(instrument, [(one.number, (one.practice, one.text)) for one in recipe.statements])
    if recipe.licence:
        record_licence(instrument=instrument, **asdict(recipe.licence))
    return instrument


@transaction.atomic
def record_licence(*, instrument: Instrument, holder: str, reference: str, expires_on: date, seats: int) -> Licence:
    """Put the licence of an imported instrument on record, or put it right. Seats that are taken stay taken.

    Raises ValidationError for Cadre's own.
    """
    if instrument.is_own:
        raise ValidationError("Cadre's own questionnaire needs no licence.")
    Instrument.objects.select_for_update(no_key=True).get(pk=instrument.pk)
    licence = Licence(instrument=instrument, holder=holder, reference=reference, expires_on=expires_on, seats=seats)
    licence.full_clean(validate_unique=False)
    Licence.objects.update_or_create(
        instrument=instrument,
        defaults={"holder": holder, "reference": reference, "expires_on": expires_on, "seats": seats},
    )
    return licence


def _instrument(organisation: Organisation, recipe: QuestionnaireSpec) -> Instrument:
    return Instrument(
        organisation=organisation,
        name=recipe.name,
        version=recipe.version,
        lowest=recipe.lowest,
        highest=recipe.highest,
        labels={str(number): label for number, label in recipe.labels.items()},
        questions=recipe.questions,
        may_be_unobserved=recipe.may_be_unobserved,
    )


def _known(organisation: Organisation, recipe: QuestionnaireSpec) -> Instrument | None:
    """Capitals make no other name."""
    return organisation.instruments.filter(name__iexact=recipe.name, version=recipe.version).first()


def _raise_version(known: Instrument) -> str:
    return (
        f"{known} is stored already, and answers belong to the version that was asked. "
        "Raise the version in the file, and check it again."
    )


def _is_same(known: Instrument, organisation: Organisation, recipe: QuestionnaireSpec) -> bool:
    """Whether exactly this was stored before."""
    other = _instrument(organisation, recipe)
    fields = ("name", "lowest", "highest", "labels", "questions", "may_be_unobserved")
    statements = [(one.number, one.practice, one.text) for one in recipe.statements]
    return (
        all(getattr(known, field) == getattr(other, field) for field in fields)
        and list(known.statements.values_list("number", "practice", "text")) == statements
        and _licence_of(known) == (asdict(recipe.licence) if recipe.licence else None)
    )


def _licence_of(instrument: Instrument) -> dict[str, Any] | None:
    found = Licence.objects.filter(instrument=instrument).values("holder", "reference", "expires_on", "seats").first()
    return dict(found) if found else None
