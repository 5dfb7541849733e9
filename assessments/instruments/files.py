"""The entries of a questionnaire's CSV or JSON file, each with its place in the file."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

from assessments.models import Statement
from people.fields import max_length
from people.text import shortened
from spreadsheets.columns import MORE_CELLS, Column, column_for, heading_mistakes, normalised
from spreadsheets.limits import Limits, UnreadableError
from spreadsheets.reading import Line, Table, bytes_of, decoded, tidy
from spreadsheets.reading import read_text as read_table

WHOLE_FILE = "The whole file"

# The words of the example files, which do not count as a licence.
EXAMPLE_HOLDER = "Name of the organisation that holds the licence"

EXAMPLE_REFERENCE = "Number of the licence"

NOT_AN_OBJECT = "The file must hold one JSON object, in { and }, as the example does."

TOO_DEEP = "The file has brackets within brackets beyond counting. Write it as the example is written."

TOO_LONG_NUMBER = "The file holds a number with thousands of digits. Remove it."

TYPE_NAMES = {
    str: "text, in quotation marks",
    int: "a whole number, without quotation marks",
    bool: "true or false, without quotation marks",
    list: "a list, in [ and ]",
    dict: "an object, in { and }",
}

SCALE = {"number": int, "label": str}

STATEMENT = {"number": int, "practice": str, "text": str}

MOST_ENTRIES = 200

COLUMNS = (
    Column("kind", "What", 40, hint="What the row is: one of the words below."),
    Column("number", "Number", 4, required=False, hint="Of a statement, 1 to 30; of the scale, the rating."),
    Column("practice", "Practice", 40, required=False, hint="Of a statement: one of the five practices."),
    Column(
        "text",
        "Text",
        max_length(Statement, "text"),
        hint="The name, the statement, the label, the question, and so on.",
    ),
)

LIMITS = Limits(
    most_lines=MOST_ENTRIES,
    too_many=f"The file has more than {MOST_ENTRIES} rows. A questionnaire needs about 60: remove the others.",
    empty="The file is empty. Download the example, and put your questionnaire in its place.",
    too_big="The file is bigger than 200 KB. Upload the questionnaire alone, as CSV or JSON.",
    most_bytes=200 * 1024,
    endings=(".csv", ".txt", ".json"),
    wrong_type="The file must be a CSV file or a JSON file.",
)


class EntryKind(StrEnum):
    """The kinds of entry, as the first column of a CSV file names them."""

    NAME = "Name"
    VERSION = "Version"
    MAY_BE_UNOBSERVED = "Not able to observe"
    SCALE = "Scale"
    STATEMENT = "Statement"
    QUESTION = "Question"
    HOLDER = "Licence holder"
    REFERENCE = "Licence reference"
    EXPIRES_ON = "Licence expires on"
    SEATS = "Licence seats"


LICENCE = (EntryKind.HOLDER, EntryKind.REFERENCE, EntryKind.EXPIRES_ON, EntryKind.SEATS)

Keys = Mapping[str, tuple[type, EntryKind]]

SINGLE_KEYS: Keys = {
    "name": (str, EntryKind.NAME),
    "version": (int, EntryKind.VERSION),
    "not_able_to_observe": (bool, EntryKind.MAY_BE_UNOBSERVED),
}

LICENCE_KEYS: Keys = {
    "holder": (str, EntryKind.HOLDER),
    "reference": (str, EntryKind.REFERENCE),
    "expires_on": (str, EntryKind.EXPIRES_ON),
    "seats": (int, EntryKind.SEATS),
}

KNOWN_KEYS = (*SINGLE_KEYS, "scale", "statements", "questions", "licence")


@dataclass(frozen=True)
class FileEntry:
    """One row of a CSV file, or one value of a JSON file, as text and with its place."""

    place: str
    kind: EntryKind
    text: str
    number: str = ""
    practice: str = ""


@dataclass(frozen=True)
class Mistake:
    """A mistake in the file: its place, and how to put it right.

    `kind` is the kind of entry that it concerns, so that the entry is not reported as missing too.
    """

    place: str
    text: str
    kind: EntryKind | None = None


Entries = Iterator[FileEntry | Mistake]


@dataclass(frozen=True)
class ParsedFile:
    """The entries of a file, the mistakes in it, and its text."""

    entries: list[FileEntry]
    mistakes: list[Mistake]
    text: str


def kind_for(text: str) -> EntryKind | None:
    return next((kind for kind in EntryKind if normalised(kind) == normalised(text)), None)


class _JsonObject(dict[str, Any]):
    """A JSON object that remembers which of its keys were given twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.twice = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]


def read_json(text: str, *, most: int) -> ParsedFile:
    """Read a JSON file whose lists have no more items than allowed. Raises UnreadableError."""
    try:
        content = json.loads(text.lstrip("\ufeff"), object_pairs_hook=_JsonObject)
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"Line {error.lineno} of the file cannot be read as JSON. "
            "Look there, and just above it, for a comma, bracket or quotation mark that is missing or too many."
        ) from error
    except RecursionError as error:
        raise UnreadableError(TOO_DEEP) from error
    except ValueError as error:
        raise UnreadableError(TOO_LONG_NUMBER) from error
    if not isinstance(content, _JsonObject):
        raise UnreadableError(NOT_AN_OBJECT)
    return _parsed_json(content, text, most)


def _parsed_json(content: _JsonObject, text: str, most: int) -> ParsedFile:
    if any(isinstance(each, (list, dict)) and len(each) > most for each in (content, *content.values())):
        raise UnreadableError(f"The file has a list of more than {most} things. A questionnaire has 30 statements.")
    found = [*_json_entries(content)]
    return ParsedFile(
        entries=[one for one in found if isinstance(one, FileEntry)],
        mistakes=[one for one in found if isinstance(one, Mistake)],
        text=text,
    )


def _json_entries(content: _JsonObject) -> Entries:
    yield from _unknown_keys(content, KNOWN_KEYS, WHOLE_FILE)
    yield from _values(content, SINGLE_KEYS, "")
    yield from _objects(content, "scale", SCALE, EntryKind.SCALE)
    yield from _objects(content, "statements", STATEMENT, EntryKind.STATEMENT)
    yield from _questions(content)
    if (licence := content.get("licence")) is None:
        return
    if not isinstance(licence, _JsonObject):
        yield _wrong_type(WHOLE_FILE, "licence", dict)
        return
    yield from _unknown_keys(licence, tuple(LICENCE_KEYS), "“licence”")
    yield from _values(licence, LICENCE_KEYS, "licence: ")


def _unknown_keys(found: _JsonObject, known: tuple[str, ...], place: str, kind: EntryKind | None = None) -> Entries:
    for key in found:
        if key not in known:
            yield Mistake(place, f"“{shortened(tidy(key))}” is not known here. Use only: {', '.join(known)}.", kind)
    for key in found.twice:
        yield Mistake(place, f"“{shortened(tidy(key))}” is there twice. Remove one of them.", kind)


def _values(found: _JsonObject, keys: Keys, within: str) -> Entries:
    for key, (type_, kind) in keys.items():
        if key not in found:
            continue
        if _is_of_type(found[key], type_):
            yield FileEntry(f"“{within}{key}”", kind, _as_text(found[key]))
        else:
            yield _wrong_type(f"“{within}{key}”", key, type_, kind)


def _objects(content: _JsonObject, key: str, shape: Mapping[str, type], kind: EntryKind) -> Entries:
    for place, each in _list(content, key, kind):
        if isinstance(each, Mistake):
            yield each
        elif isinstance(each, _JsonObject):
            yield from _object(place, each, shape, kind)
        else:
            yield Mistake(place, f"It must be {TYPE_NAMES[dict]}, with {', '.join(shape)}.", kind)


def _object(place: str, found: _JsonObject, shape: Mapping[str, type], kind: EntryKind) -> Entries:
    """Read one entry, or find its mistakes."""
    mistakes: list[FileEntry | Mistake] = [*_unknown_keys(found, tuple(shape), place, kind)]
    for key, type_ in shape.items():
        if key not in found:
            mistakes.append(Mistake(place, f"“{key}” is missing. Add it.", kind))
        elif not _is_of_type(found[key], type_):
            mistakes.append(_wrong_type(place, key, type_, kind))
    if mistakes:
        yield from mistakes
        return
    values = {key: _as_text(found[key]) for key in shape}
    text = values["label"] if kind is EntryKind.SCALE else values["text"]
    yield FileEntry(place, kind, text, values["number"], values.get("practice", ""))


def _questions(content: _JsonObject) -> Entries:
    for place, each in _list(content, "questions", EntryKind.QUESTION):
        if isinstance(each, Mistake):
            yield each
        elif isinstance(each, str):
            yield FileEntry(place, EntryKind.QUESTION, _as_text(each))
        else:
            yield Mistake(place, f"It must be {TYPE_NAMES[str]}.", EntryKind.QUESTION)


def _list(content: _JsonObject, key: str, kind: EntryKind) -> Iterator[tuple[str, Any]]:
    """Yield each item of the list under this key, with its place."""
    if key not in content:
        return
    if not isinstance(content[key], list):
        yield WHOLE_FILE, _wrong_type(WHOLE_FILE, key, list, kind)
        return
    for number, each in enumerate(content[key], start=1):
        yield f"“{key}”, number {number} in the list", each


def _is_of_type(value: object, type_: type) -> bool:
    """Whether the value is of this type. To Python true is a number; to people who write a file it is not."""
    return isinstance(value, type_) and (type_ is bool or not isinstance(value, bool))


def _wrong_type(place: str, key: str, type_: type, kind: EntryKind | None = None) -> Mistake:
    return Mistake(place, f"“{key}” must be {TYPE_NAMES[type_]}.", kind)


def _as_text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return tidy(value)


def read_file(file: BinaryIO, name: str) -> ParsedFile:
    """Read an uploaded file. Raises UnreadableError."""
    return read_text(decoded(bytes_of(file, name, LIMITS)))


def read_text(text: str) -> ParsedFile:
    """Read it as JSON if it begins as JSON does, and otherwise as CSV. Raises UnreadableError."""
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return read_json(text, most=MOST_ENTRIES)
    return _parsed_table(read_table(text, LIMITS), text)


def _parsed_table(table: Table, text: str) -> ParsedFile:
    mistakes = [Mistake(f"Row {table.heading.number}", each) for each in heading_mistakes(table.heading, COLUMNS)]
    if mistakes:
        return ParsedFile([], mistakes, text)
    if not table.lines:
        return ParsedFile([], [Mistake(WHOLE_FILE, "There are no rows below the names of the columns.")], text)
    columns = [column_for(name, COLUMNS) for name in table.heading.cells]
    entries = [_entry(line, columns) for line in table.lines]
    return ParsedFile(
        entries=[one for one in entries if isinstance(one, FileEntry)],
        mistakes=[one for one in entries if isinstance(one, Mistake)],
        text=text,
    )


def _entry(line: Line, columns: list[Column | None]) -> FileEntry | Mistake:
    place = f"Row {line.number}"
    if len(line.cells) > len(columns):
        return Mistake(place, MORE_CELLS)
    cells = {column.key: cell for column, cell in zip(columns, line.cells, strict=False) if column}
    what = cells.get("kind", "")
    kind = kind_for(what[:100])
    if kind is None:
        return Mistake(
            place, f"“{shortened(what)}” is not known in the column “What”. Use one of: {', '.join(EntryKind)}."
        )
    return FileEntry(place, kind, cells.get("text", ""), cells.get("number", ""), cells.get("practice", ""))
