"""Questionnaires as files: a good one in each format, made of Cadre's own words, and ways to spoil it."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from assessments.instruments import examples as instrument_examples
from assessments.instruments import files
from assessments.instruments.files import read_text
from assessments.instruments.importing import import_instrument, record_licence
from assessments.instruments.validation import QuestionnaireSpec, check
from assessments.models import Instrument
from people.models import Organisation

TODAY = date(2026, 9, 1)

HOLDER, REFERENCE = "Fenmoor NHS Foundation Trust", "LIC-2026-0417"

Row = list[str]


def filled_in(example: bytes) -> bytes:
    """An example file with a licence in place of the words that stand for one."""
    holder, reference = files.EXAMPLE_HOLDER, files.EXAMPLE_REFERENCE
    return example.replace(holder.encode(), HOLDER.encode()).replace(reference.encode(), REFERENCE.encode())


def rows() -> list[Row]:
    """The rows of the example below the names of the columns: what, number, practice, text."""
    text = filled_in(instrument_examples.as_csv(TODAY)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def csv_of(rows: list[Row], heading: tuple[str, ...] = ("What", "Number", "Practice", "Text")) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([heading, *rows])
    return written.getvalue()


def content() -> dict[str, Any]:
    """Return the content of the JSON example."""
    found: dict[str, Any] = json.loads(filled_in(instrument_examples.as_json(TODAY)))
    return found


def changed(kind: str, at: int = 0, **values: str) -> str:
    """The CSV example with other values in one row of this kind."""
    columns = {"what": 0, "number": 1, "practice": 2, "text": 3}
    found = rows()
    row = [each for each in found if each[0] == kind][at]
    for name, value in values.items():
        row[columns[name]] = value
    return csv_of(found)


def without(*parts: str) -> str:
    return csv_of([row for row in rows() if row[0] not in parts])


def mistakes(text: str) -> list[tuple[str, str]]:
    return [(each.place, each.text) for each in check(read_text(text)).mistakes]


def spec_of(text: str | None = None) -> QuestionnaireSpec:
    found = check(read_text(text or csv_of(rows()))).spec
    assert found
    return found


def imported(
    organisation: Organisation, *, seats: int = 40, expires_in: int = 300, licensed: bool = True, **named: str
) -> Instrument:
    """An imported questionnaire whose licence ends in so many days."""
    text = changed("Name", text=named.get("name", "Example questionnaire"))
    parts = () if licensed else ("Licence holder", "Licence reference", "Licence expires on", "Licence seats")
    kept = [row for row in csv.reader(io.StringIO(text)) if row[0] not in parts][1:]
    stored = import_instrument(organisation=organisation, spec=spec_of(csv_of(kept)))
    if licensed:
        last = timezone.localdate() + timedelta(days=expires_in)
        record_licence(
            instrument=stored, holder=organisation.name, reference="Order 1234", expires_on=last, seats=seats
        )
    return stored
