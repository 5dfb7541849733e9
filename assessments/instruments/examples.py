"""An example of each format in which a questionnaire is imported, made of Cadre's own statements."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta

from assessments.instruments.files import COLUMNS, EXAMPLE_HOLDER, EXAMPLE_REFERENCE, EntryKind
from assessments.instruments.importing import own_spec
from assessments.instruments.validation import LicenceSpec, QuestionnaireSpec

NAME = "Example questionnaire"
SEATS = 40


def as_csv(today: date) -> bytes:
    """Write the example as CSV, with the byte order mark that tells Excel it is UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([column.label for column in COLUMNS])
    writer.writerows(_rows(_example_spec(), _example_licence(today)))
    return written.getvalue().encode("utf-8-sig")


def _example_spec() -> QuestionnaireSpec:
    return replace(own_spec(), name=NAME)


def _example_licence(today: date) -> LicenceSpec:
    return LicenceSpec(EXAMPLE_HOLDER, EXAMPLE_REFERENCE, today + timedelta(days=365), SEATS)


def _rows(spec: QuestionnaireSpec, licence: LicenceSpec) -> list[tuple[object, ...]]:
    return [
        (EntryKind.NAME, "", "", spec.name),
        (EntryKind.VERSION, "", "", spec.version),
        (EntryKind.MAY_BE_UNOBSERVED, "", "", "yes" if spec.may_be_unobserved else "no"),
        *((EntryKind.SCALE, number, "", label) for number, label in spec.labels.items()),
        *((EntryKind.STATEMENT, each.number, each.practice.label, each.text) for each in spec.statements),
        *((EntryKind.QUESTION, "", "", question) for question in spec.questions),
        (EntryKind.HOLDER, "", "", licence.holder),
        (EntryKind.REFERENCE, "", "", licence.reference),
        (EntryKind.EXPIRES_ON, "", "", licence.expires_on.isoformat()),
        (EntryKind.SEATS, "", "", licence.seats),
    ]


def as_json(today: date) -> bytes:
    spec, licence = _example_spec(), _example_licence(today)
    content = {
        "name": spec.name,
        "version": spec.version,
        "not_able_to_observe": spec.may_be_unobserved,
        "scale": [{"number": number, "label": label} for number, label in spec.labels.items()],
        "statements": [
            {"number": each.number, "practice": str(each.practice.label), "text": each.text} for each in spec.statements
        ],
        "questions": spec.questions,
        "licence": {
            "holder": licence.holder,
            "reference": licence.reference,
            "expires_on": licence.expires_on.isoformat(),
            "seats": licence.seats,
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()
