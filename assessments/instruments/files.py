"""Read a questionnaire's CSV or JSON file into plain entries, each with the place where it stands."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

from people.text import shortened
from spreadsheets.columns import MORE_CELLS, Column, column_for, heading_mistakes, normalised
from spreadsheets.limits import Limits, UnreadableError
from spreadsheets.reading import Line, Table, bytes_of, decoded, tidy
from spreadsheets.reading import read_text as read_table

WHOLE_FILE = "The whole file"

# Of the example files: words that are no licence.
EXAMPLE_HOLDER = "Name of the organisation that holds the licence"

EXAMPLE_REFERENCE = "Number of the licence"

NOT_AN_OBJECT = "The file must hold one JSON object, in { and }, as the example does."

TOO_DEEP = "The file has brackets within brackets beyond counting. Write it as the example is written."

TOO_LONG_NUMBER = "The file holds a number with thousands of digits. Remove it."

KINDS = {
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
    Column("part", "What", 40, hint="What the row is: one of the words below."),
    Column("number", "Number", 4, required=False, hint="Of a statement, 1 to 30; of the scale, the rating."),
    Column("practice", "Practice", 40, required=False, hint="Of a statement: one of the five practices."),
    Column("text", "Text", 300, hint="The name, the statement, the label, the question, and so on."),
)

WANTED = Limits(
    most_lines=MOST_ENTRIES,
    too_many=f"The file has more than {MOST_ENTRIES} rows. A questionnaire needs about 60: remove the others.",
    empty="The file is empty. Download the example, and put your questionnaire in its place.",
    too_big="The file is bigger than 200 KB. Upload the questionnaire alone, as CSV or JSON.",
    most_bytes=200 * 1024,
    endings=(".csv", ".txt", ".json"),
    wrong_type="The file must be a CSV file or a JSON file.",
)


class EntryKind(StrEnum):
    """What an entry is, as the first column of a CSV file calls it."""

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

SINGLE: Keys = {
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

KNOWN = (*SINGLE, "scale", "statements", "questions", "licence")


@dataclass(frozen=True)
class FileEntry:
    """One thing that the file says, as text, and where it says so."""

    place: str
    part: EntryKind
    text: str
    number: str = ""
    practice: str = ""


@dataclass(frozen=True)
class Mistake:
    """What is wrong, where, and how to mend it; and with what, so that the same is not called missing too."""

    place: str
    text: str
    part: EntryKind | None = None


Found = Iterator[FileEntry | Mistake]


@dataclass(frozen=True)
class Sheet:
    """All that a file says, what in it could not be understood, and the file itself."""

    entries: list[FileEntry]
    mistakes: list[Mistake]
    text: str


def part_for(text: str) -> EntryKind | None:
    return next((part for part in EntryKind if normalised(part) == normalised(text)), None)


class _Repeats(dict[str, Any]):
    """An object of the file that remembers which of its keys stood there twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.twice = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]


def read_json(text: str, *, most: int) -> Sheet:
    """Raises UnreadableError."""
    try:
        content = json.loads(text.lstrip("\ufeff"), object_pairs_hook=_Repeats)
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"Line {error.lineno} of the file cannot be read as JSON. "
            "Look there, and just above it, for a comma, bracket or quotation mark that is missing or too many."
        ) from error
    except RecursionError as error:
        raise UnreadableError(TOO_DEEP) from error
    except ValueError as error:
        raise UnreadableError(TOO_LONG_NUMBER) from error
    if not isinstance(content, _Repeats):
        raise UnreadableError(NOT_AN_OBJECT)
    return _json_sheet(content, text, most)


def _json_sheet(content: _Repeats, text: str, most: int) -> Sheet:
    if any(isinstance(each, (list, dict)) and len(each) > most for each in (content, *content.values())):
        raise UnreadableError(f"The file has a list of more than {most} things. A questionnaire has 30 statements.")
    found = [*_all_of(content)]
    return Sheet(
        entries=[one for one in found if isinstance(one, FileEntry)],
        mistakes=[one for one in found if isinstance(one, Mistake)],
        text=text,
    )


def _all_of(content: _Repeats) -> Found:
    yield from _strangers(content, KNOWN, WHOLE_FILE)
    yield from _values(content, SINGLE, "")
    yield from _objects(content, "scale", SCALE, EntryKind.SCALE)
    yield from _objects(content, "statements", STATEMENT, EntryKind.STATEMENT)
    yield from _questions(content)
    if (licence := content.get("licence")) is None:
        return
    if not isinstance(licence, _Repeats):
        yield _wrong(WHOLE_FILE, "licence", dict)
        return
    yield from _strangers(licence, tuple(LICENCE_KEYS), "“licence”")
    yield from _values(licence, LICENCE_KEYS, "licence: ")


def _strangers(found: _Repeats, known: tuple[str, ...], place: str, part: EntryKind | None = None) -> Found:
    for key in found:
        if key not in known:
            yield Mistake(place, f"“{shortened(tidy(key))}” is not known here. Use only: {', '.join(known)}.", part)
    for key in found.twice:
        yield Mistake(place, f"“{shortened(tidy(key))}” is there twice. Remove one of them.", part)


def _values(found: _Repeats, keys: Keys, within: str) -> Found:
    for key, (kind, part) in keys.items():
        if key not in found:
            continue
        if _is(found[key], kind):
            yield FileEntry(f"“{within}{key}”", part, _as_text(found[key]))
        else:
            yield _wrong(f"“{within}{key}”", key, kind, part)


def _objects(content: _Repeats, key: str, shape: Mapping[str, type], part: EntryKind) -> Found:
    for place, each in _list(content, key, part):
        if isinstance(each, Mistake):
            yield each
        elif isinstance(each, _Repeats):
            yield from _object(place, each, shape, part)
        else:
            yield Mistake(place, f"It must be {KINDS[dict]}, with {', '.join(shape)}.", part)


def _object(place: str, found: _Repeats, shape: Mapping[str, type], part: EntryKind) -> Found:
    """One entry, or each of its mistakes."""
    mistakes: list[FileEntry | Mistake] = [*_strangers(found, tuple(shape), place, part)]
    for key, kind in shape.items():
        if key not in found:
            mistakes.append(Mistake(place, f"“{key}” is missing. Add it.", part))
        elif not _is(found[key], kind):
            mistakes.append(_wrong(place, key, kind, part))
    if mistakes:
        yield from mistakes
        return
    values = {key: _as_text(found[key]) for key in shape}
    text = values["label"] if part is EntryKind.SCALE else values["text"]
    yield FileEntry(place, part, text, values["number"], values.get("practice", ""))


def _questions(content: _Repeats) -> Found:
    for place, each in _list(content, "questions", EntryKind.QUESTION):
        if isinstance(each, Mistake):
            yield each
        elif isinstance(each, str):
            yield FileEntry(place, EntryKind.QUESTION, _as_text(each))
        else:
            yield Mistake(place, f"It must be {KINDS[str]}.", EntryKind.QUESTION)


def _list(content: _Repeats, key: str, part: EntryKind) -> Iterator[tuple[str, Any]]:
    """Each thing in the list of this name, and where it stands."""
    if key not in content:
        return
    if not isinstance(content[key], list):
        yield WHOLE_FILE, _wrong(WHOLE_FILE, key, list, part)
        return
    for number, each in enumerate(content[key], start=1):
        yield f"“{key}”, number {number} in the list", each


def _is(value: object, kind: type) -> bool:
    """To Python true is a number, but not to whoever writes a file."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _wrong(place: str, key: str, kind: type, part: EntryKind | None = None) -> Mistake:
    return Mistake(place, f"“{key}” must be {KINDS[kind]}.", part)


def _as_text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return tidy(value)


def read_file(file: BinaryIO, name: str) -> Sheet:
    """Raises UnreadableError."""
    return read_text(decoded(bytes_of(file, name, WANTED)))


def read_text(text: str) -> Sheet:
    """JSON when it begins as JSON does, and otherwise CSV. Raises UnreadableError."""
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return read_json(text, most=MOST_ENTRIES)
    return _sheet(read_table(text, WANTED), text)


def _sheet(table: Table, text: str) -> Sheet:
    mistakes = [Mistake(f"Row {table.heading.number}", each) for each in heading_mistakes(table.heading, COLUMNS)]
    if mistakes:
        return Sheet([], mistakes, text)
    if not table.lines:
        return Sheet([], [Mistake(WHOLE_FILE, "There are no rows below the names of the columns.")], text)
    columns = [column_for(name, COLUMNS) for name in table.heading.cells]
    entries = [_entry(line, columns) for line in table.lines]
    return Sheet(
        entries=[one for one in entries if isinstance(one, FileEntry)],
        mistakes=[one for one in entries if isinstance(one, Mistake)],
        text=text,
    )


def _entry(line: Line, columns: list[Column | None]) -> FileEntry | Mistake:
    place = f"Row {line.number}"
    if len(line.cells) > len(columns):
        return Mistake(place, MORE_CELLS)
    cells = {column.key: cell for column, cell in zip(columns, line.cells, strict=False) if column}
    what = cells.get("part", "")
    part = part_for(what[:100])
    if part is None:
        return Mistake(
            place, f"“{shortened(what)}” is not known in the column “What”. Use one of: {', '.join(EntryKind)}."
        )
    return FileEntry(place, part, cells.get("text", ""), cells.get("number", ""), cells.get("practice", ""))
