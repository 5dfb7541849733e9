"""The questionnaires that Cadre can ask: data files, each stored once for every version."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from assessments.models import Instrument, Statement
from cohorts.models import Practice

OWN = Path(__file__).parent / "instruments" / "cadre.toml"


def own_instrument() -> Instrument:
    """Cadre's own questionnaire, stored the first time that somebody asks for it."""
    return store_instrument(tomllib.loads(OWN.read_text(encoding="utf-8")))


@transaction.atomic
def store_instrument(recipe: dict[str, Any]) -> Instrument:
    """Store this version, or give back what is stored. Whoever comes second waits for the first to commit."""
    scale = recipe["scale"]
    instrument, new = Instrument.objects.get_or_create(
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
        Statement.objects.bulk_create(
            Statement(instrument=instrument, number=number, practice=practice, text=text)
            for number, (practice, text) in enumerate(interleaved(recipe["statements"]), start=1)
        )
    return instrument


def interleaved(texts: dict[str, list[str]]) -> list[tuple[Practice, str]]:
    """The first statement of each practice in the order of the five, then the second of each, and so on."""
    rows = zip(*(texts[practice] for practice in Practice), strict=True)
    return [(practice, text) for row in rows for practice, text in zip(Practice, row, strict=True)]
