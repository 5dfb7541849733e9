"""An example of each format in which a questionnaire is imported, made of Cadre's own statements."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

from assessments.instruments.files import COLUMNS, EntryKind
from assessments.instruments.files import EXAMPLE_HOLDER as HOLDER
from assessments.instruments.files import EXAMPLE_REFERENCE as REFERENCE
from assessments.instruments.storage import interleaved, own_spec

NAME = "Example questionnaire"
SEATS = 40


def as_csv(today: date) -> bytes:
    """With a byte order mark, by which Excel knows that it is UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([column.label for column in COLUMNS])
    writer.writerows(_rows(own_spec(), today))
    return written.getvalue().encode("utf-8-sig")


def _rows(own: dict[str, Any], today: date) -> list[tuple[object, ...]]:
    labels = enumerate(own["scale"]["labels"], start=own["scale"]["lowest"])
    statements = enumerate(interleaved(own["statements"]), start=1)
    return [
        (EntryKind.NAME, "", "", NAME),
        (EntryKind.VERSION, "", "", own["version"]),
        (EntryKind.MAY_BE_UNOBSERVED, "", "", "yes"),
        *((EntryKind.SCALE, number, "", label) for number, label in labels),
        *((EntryKind.STATEMENT, number, practice.label, text) for number, (practice, text) in statements),
        *((EntryKind.QUESTION, "", "", question) for question in own["questions"]),
        (EntryKind.HOLDER, "", "", HOLDER),
        (EntryKind.REFERENCE, "", "", REFERENCE),
        (EntryKind.EXPIRES_ON, "", "", _in_a_year(today)),
        (EntryKind.SEATS, "", "", SEATS),
    ]


def as_json(today: date) -> bytes:
    own = own_spec()
    labels = enumerate(own["scale"]["labels"], start=own["scale"]["lowest"])
    statements = enumerate(interleaved(own["statements"]), start=1)
    content = {
        "name": NAME,
        "version": own["version"],
        "not_able_to_observe": True,
        "scale": [{"number": number, "label": label} for number, label in labels],
        "statements": [
            {"number": number, "practice": str(practice.label), "text": text} for number, (practice, text) in statements
        ],
        "questions": own["questions"],
        "licence": {"holder": HOLDER, "reference": REFERENCE, "expires_on": _in_a_year(today), "seats": SEATS},
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _in_a_year(today: date) -> str:
    return (today + timedelta(days=365)).isoformat()
