"""The components and properties in an iCalendar file. One that is damaged, too big or too slow is refused."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

SECONDS = 5

TOO_SLOW = "The calendar takes too long to read. Export only the months that you need"

MOST_BYTES = 2_000_000

MOST_COMPONENTS = 20_000

DEEPEST = 5

FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")

LINE_END = re.compile(r"\r\n|\n|\r")

NAME = re.compile(r"[A-Za-z0-9-]+", re.ASCII)

NOT_A_DIARY = "The file must be a calendar in the iCalendar format, which usually ends in .ics"

TOO_BIG = "The file must be smaller than 2 MB. Export only the months that you need"

TOO_MANY = f"The calendar must hold at most {MOST_COMPONENTS:,} entries. Export only the months that you need"

DAMAGED = "The file is damaged or cut off. Export the calendar again"


class UnreadableDiaryError(Exception):
    """A file that cannot be read. The message is a whole sentence for the person who uploaded it."""


class EntryError(Exception):
    """An entry that cannot be read. The message continues a sentence that begins with "1 entry"."""


class Deadline:
    """A limit on the processor time that reading a file may take; time spent waiting does not count."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._ends = time.thread_time() + seconds

    def check(self) -> None:
        if time.thread_time() > self._ends:
            raise UnreadableDiaryError(TOO_SLOW)


@dataclass(frozen=True)
class Property:
    """One line of a file. `name` is in capitals; `parameters` and `value` are as the file has them."""

    name: str
    parameters: str
    value: str

    def parameter(self, name: str) -> str:
        """Return the value of a parameter, or "" if the line has none of that name."""
        # Outlook leaves out the quotation marks that a colon or a comma in a time zone's name needs.
        found = re.search(rf';{name}=("[^"]*"|.*?)(?=;[A-Za-z-]+=|$)', self.parameters, re.IGNORECASE)
        return found[1].strip('"') if found else ""


@dataclass
class Component:
    """A calendar, or a part of one between its BEGIN and END lines."""

    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def every(self, name: str) -> list[Property]:
        return [known for known in self.properties if known.name == name]

    def first(self, name: str) -> Property | None:
        return next((known for known in self.properties if known.name == name), None)

    def value(self, name: str) -> str:
        found = self.first(name)
        return found.value.strip() if found else ""

    def all_parts(self, name: str) -> list["Component"]:
        return [part for part in self.parts if part.name == name]


def parse(data: bytes) -> list[Component]:
    """Return the calendars in a file, usually one. Raises UnreadableDiaryError."""
    if len(data) > MOST_BYTES:
        raise UnreadableDiaryError(TOO_BIG)
    calendars = _build_tree(_split_lines(_decode(data))).all_parts("VCALENDAR")
    if not calendars:
        raise UnreadableDiaryError(NOT_A_DIARY)
    return calendars


def _decode(data: bytes) -> str:
    """Decode UTF-8, as the standard demands, or one of the encodings that Windows uses instead."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _split_lines(text: str) -> Iterator[tuple[str, str]]:
    """Split the text into lines that have a name, each as its name and the rest."""
    for line in LINE_END.split(FOLD.sub("", text)):
        if name := NAME.match(line):
            yield name[0].upper(), line[name.end() :]


def _build_tree(lines: Iterator[tuple[str, str]]) -> Component:
    root = Component("")
    open_ones, count = [root], 0
    for name, rest in lines:
        if name == "BEGIN":
            count += 1
            _open(open_ones, rest[1:].strip().upper(), count)
        elif name == "END":
            _close(open_ones, rest[1:].strip().upper())
        else:
            open_ones[-1].properties.append(_parse_property(name, rest))
    if len(open_ones) > 1:
        raise UnreadableDiaryError(DAMAGED)
    return root


def _open(open_ones: list[Component], name: str, count: int) -> None:
    if count > MOST_COMPONENTS:
        raise UnreadableDiaryError(TOO_MANY)
    if len(open_ones) > DEEPEST:
        raise UnreadableDiaryError(DAMAGED)
    part = Component(name)
    open_ones[-1].parts.append(part)
    open_ones.append(part)


def _close(open_ones: list[Component], name: str) -> None:
    if open_ones[-1].name != name or len(open_ones) == 1:
        raise UnreadableDiaryError(DAMAGED)
    open_ones.pop()


def _parse_property(name: str, rest: str) -> Property:
    """Split a line at its last colon, or before "mailto:" if the value is an address."""
    head, colon, tail = rest.rpartition(":")
    if name in ("ATTENDEE", "ORGANIZER") and head.lower().endswith(":mailto"):
        head = head[: -len(":mailto")]
    return Property(name, head if colon else "", tail)
