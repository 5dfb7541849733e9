"""The check of whether the entries of a file make a questionnaire. It reports all mistakes at once."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from assessments.instruments.files import (
    EXAMPLE_HOLDER,
    EXAMPLE_REFERENCE,
    LICENCE,
    WHOLE_FILE,
    EntryKind,
    FileEntry,
    Mistake,
    ParsedFile,
)
from assessments.models import Instrument, Licence, Statement
from assessments.results.scoring import STATEMENTS_IN_PRACTICE
from cohorts.models import Practice
from people.fields import max_length
from people.text import is_unstorable, shortened
from people.words import listed
from spreadsheets.columns import normalised

STATEMENTS = STATEMENTS_IN_PRACTICE * len(Practice)
FEWEST_POINTS, HIGHEST_POINT = 4, 10
MOST_QUESTIONS = 10
MOST_SEATS = 100_000
MOST_VERSIONS = 999
MAX_LENGTHS = {
    EntryKind.NAME: max_length(Instrument, "name"),
    # Labels are stored as JSON, which has no limit of its own.
    EntryKind.SCALE: 100,
    EntryKind.HOLDER: max_length(Licence, "holder"),
    EntryKind.REFERENCE: max_length(Licence, "reference"),
}
MAX_TEXT_LENGTH = max_length(Statement, "text")
REQUIRED = (
    EntryKind.NAME,
    EntryKind.VERSION,
    EntryKind.MAY_BE_UNOBSERVED,
    EntryKind.SCALE,
    EntryKind.STATEMENT,
    EntryKind.QUESTION,
)
REPEATABLE = (EntryKind.SCALE, EntryKind.STATEMENT, EntryKind.QUESTION)
NUMBERED = (EntryKind.SCALE, EntryKind.STATEMENT)
ROW = re.compile(r"Row ([0-9]+)")
WHOLE_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
DATES = ("%Y-%m-%d", "%d/%m/%Y")
YES_OR_NO = {"yes": True, "true": True, "no": False, "false": False}

Value = TypeVar("Value")


@dataclass(frozen=True)
class StatementSpec:
    number: int
    practice: Practice
    text: str


@dataclass(frozen=True)
class LicenceSpec:
    holder: str
    reference: str
    expires_on: date
    seats: int


@dataclass(frozen=True)
class QuestionnaireSpec:
    """A questionnaire exactly as it would be stored."""

    name: str
    version: int
    may_be_unobserved: bool
    labels: dict[int, str]
    statements: list[StatementSpec]
    questions: list[str]
    licence: LicenceSpec | None

    @property
    def lowest(self) -> int:
        return min(self.labels)

    @property
    def highest(self) -> int:
        return max(self.labels)


@dataclass(frozen=True)
class CheckedQuestionnaire:
    spec: QuestionnaireSpec | None
    mistakes: list[Mistake]


def check(file: ParsedFile) -> CheckedQuestionnaire:
    """Return the questionnaire of a file, or all of its mistakes."""
    mistakes = [*file.mistakes]
    entries = [one for one in file.entries if _is_sound(one, mistakes)]
    if file.entries or not mistakes:
        mistakes += [*_missing(file.entries, mistakes)]
    mistakes += [
        mistake for kind in EntryKind if kind not in REPEATABLE for mistake in _repeated(_of_kind(entries, kind))
    ]
    spec = _spec(entries, mistakes)
    return CheckedQuestionnaire(None if mistakes else spec, sorted(mistakes, key=_row_of))


def _row_of(mistake: Mistake) -> int:
    """Sort mistakes of the whole file first, then by row. A JSON file has no rows: its mistakes keep their order."""
    row = ROW.fullmatch(mistake.place)
    return int(row[1]) if row else 0


def _of_kind(entries: Sequence[FileEntry], *kinds: EntryKind) -> list[FileEntry]:
    return [one for one in entries if one.kind in kinds]


def _is_sound(entry: FileEntry, mistakes: list[Mistake]) -> bool:
    wrong = [Mistake(entry.place, reason, entry.kind) for reason in _faults(entry)]
    mistakes += wrong
    return not wrong


def _faults(entry: FileEntry) -> Iterator[str]:
    longest = MAX_LENGTHS.get(entry.kind, MAX_TEXT_LENGTH)
    if not entry.text:
        yield f"“{entry.kind}” has no text. Fill it in, or remove it."
    elif len(entry.text) > longest:
        yield f"The text is longer than {longest} characters. Shorten it."
    elif is_unstorable(entry.text):
        yield "The text has a character that cannot be stored. Type it again."
    if entry.kind not in NUMBERED and entry.number:
        yield f"“{entry.kind}” has no number. Leave that cell empty."
    if entry.kind is not EntryKind.STATEMENT and entry.practice:
        yield f"“{entry.kind}” has no practice. Leave that cell empty."


def _missing(entries: Sequence[FileEntry], mistakes: Sequence[Mistake]) -> Iterator[Mistake]:
    licence = LICENCE if _of_kind(entries, *LICENCE) else ()
    for kind in (*REQUIRED, *licence):
        if not _of_kind(entries, kind) and not _is_wrong(kind, mistakes):
            yield Mistake(WHOLE_FILE, f"There is no “{kind}”. Add it.")


def _is_wrong(kind: EntryKind, mistakes: Sequence[Mistake]) -> bool:
    """Whether an entry of this kind is wrong already: what seems to be missing may be that very entry."""
    return any(mistake.kind is kind for mistake in mistakes)


def _repeated(entries: Sequence[FileEntry]) -> Iterator[Mistake]:
    for one in entries[1:]:
        yield Mistake(one.place, f"“{one.kind}” is there already: {lower_first(entries[0].place)}. Remove one of them.")


def lower_first(place: str) -> str:
    return place[:1].lower() + place[1:]


# Values


def read_whole_number(text: str, least: int, most: int) -> int | None:
    found = int(text) if WHOLE_NUMBER.fullmatch(text) else -1
    return found if least <= found <= most else None


def read_date(text: str) -> date | None:
    """Read a date written as 2027-12-31, or as 31/12/2027, which is how a spreadsheet may save it."""
    for pattern in DATES:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 # a day has no zone
        except ValueError:
            continue
    return None


def read_practice(text: str) -> Practice | None:
    return next(
        (one for one in Practice if normalised(text[:100]) in (normalised(one.value), normalised(one.label))), None
    )


def _read_value(
    entries: Sequence[FileEntry],
    kind: EntryKind,
    read: Callable[[str], Value | None],
    wanted: str,
    mistakes: list[Mistake],
) -> Value | None:
    """Read the value of an entry that a file has once. None if it is wrong, or missing, which `_missing` reports."""
    for one in _of_kind(entries, kind)[:1]:
        value = read(one.text)
        if value is None:
            mistakes.append(Mistake(one.place, f"“{shortened(one.text)}” is not {wanted}."))
        return value
    return None


def _spec(entries: Sequence[FileEntry], mistakes: list[Mistake]) -> QuestionnaireSpec | None:
    name = _read_value(entries, EntryKind.NAME, lambda text: text, "", mistakes)
    version = _read_value(
        entries,
        EntryKind.VERSION,
        lambda text: read_whole_number(text, 1, MOST_VERSIONS),
        f"a version: give a whole number from 1 to {MOST_VERSIONS}",
        mistakes,
    )
    unobserved = _read_value(
        entries,
        EntryKind.MAY_BE_UNOBSERVED,
        lambda text: YES_OR_NO.get(text.lower()),
        "yes or no: give one of them",
        mistakes,
    )
    labels = _labels(_of_kind(entries, EntryKind.SCALE), mistakes)
    statements = _statements(_of_kind(entries, EntryKind.STATEMENT), mistakes)
    questions = _questions(_of_kind(entries, EntryKind.QUESTION), mistakes)
    licence = _licence(entries, mistakes)
    if name is None or version is None or unobserved is None:
        return None
    return QuestionnaireSpec(name, version, unobserved, labels, statements, questions, licence)


def _licence(entries: Sequence[FileEntry], mistakes: list[Mistake]) -> LicenceSpec | None:
    holder = _read_value(
        entries, EntryKind.HOLDER, *_not_the_example(EXAMPLE_HOLDER, "who holds your licence"), mistakes
    )
    reference = _read_value(
        entries, EntryKind.REFERENCE, *_not_the_example(EXAMPLE_REFERENCE, "the reference of your licence"), mistakes
    )
    expires_on = _read_value(
        entries, EntryKind.EXPIRES_ON, read_date, "a date: give it as 2027-12-31 or 31/12/2027", mistakes
    )
    seats = _read_value(
        entries,
        EntryKind.SEATS,
        lambda text: read_whole_number(text, 1, MOST_SEATS),
        f"a number of seats: give a whole number from 1 to {MOST_SEATS:,}",
        mistakes,
    )
    if holder is None or reference is None or expires_on is None or seats is None:
        return None
    return LicenceSpec(holder, reference, expires_on, seats)


def _not_the_example(example: str, wanted: str) -> tuple[Callable[[str], str | None], str]:
    """Accept any text but that of the example file."""
    return (
        lambda text: None if normalised(text) == normalised(example) else text,
        f"{wanted}: it comes from the example. Put in what stands on the licence",
    )


# The scale, the statements and the questions


def _numbered(entries: Sequence[FileEntry], least: int, most: int, mistakes: list[Mistake]) -> dict[int, FileEntry]:
    """Sort the entries by number, each of which may be used once."""
    found: dict[int, FileEntry] = {}
    for one in entries:
        number = read_whole_number(one.number, least, most)
        if number is None:
            given = f"“{shortened(one.number)}” is not one" if one.number else "It has none"
            wanted = f"“{one.kind}” needs a number from {least} to {most}."
            mistakes.append(Mistake(one.place, f"{wanted} {given}.", one.kind))
        elif number in found:
            there = lower_first(found[number].place)
            mistakes.append(
                Mistake(one.place, f"{one.kind} {number} is there already: {there}. Number one anew.", one.kind)
            )
        else:
            found[number] = one
    return found


def _labels(entries: Sequence[FileEntry], mistakes: list[Mistake]) -> dict[int, str]:
    found = _numbered(entries, 0, HIGHEST_POINT, mistakes)
    if entries and not _is_wrong(EntryKind.SCALE, mistakes):
        mistakes += _gaps(found)
    return {number: found[number].text for number in sorted(found)}


def _gaps(found: dict[int, FileEntry]) -> Iterator[Mistake]:
    """Find gaps in the scale: the rest of Cadre expects its numbers to go up one by one."""
    lowest, highest = min(found), max(found)
    missing = [number for number in range(lowest, highest) if number not in found]
    if lowest > 1:
        yield Mistake(WHOLE_FILE, f"The scale begins at {lowest}. Begin it at 0 or 1.")
    if missing:
        yield Mistake(
            WHOLE_FILE, f"The scale has no label for {listed(map(str, missing), 'or')}. Every number needs one."
        )
    if len(found) < FEWEST_POINTS:
        yield Mistake(WHOLE_FILE, f"The scale has {len(found)} numbers. It needs at least {FEWEST_POINTS}.")


def _statements(entries: Sequence[FileEntry], mistakes: list[Mistake]) -> list[StatementSpec]:
    found = _numbered(entries, 1, STATEMENTS, mistakes)
    asked = []
    for number, one in sorted(found.items()):
        practice = read_practice(one.practice)
        if practice is None:
            names = ", ".join(Practice.labels)
            given = f"“{shortened(one.practice)}” is not a practice" if one.practice else "It has no practice"
            mistakes.append(Mistake(one.place, f"{given}. Give one of: {names}.", one.kind))
        else:
            asked.append(StatementSpec(number, practice, one.text))
    mistakes += _same_words(found)
    if entries and not _is_wrong(EntryKind.STATEMENT, mistakes):
        mistakes += _uneven(asked)
    return asked


def _same_words(found: dict[int, FileEntry]) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for number, one in sorted(found.items()):
        if first.setdefault(one.text.lower(), number) != number:
            same = first[one.text.lower()]
            yield Mistake(one.place, f"Statement {number} has the same words as statement {same}. Change one of them.")


def _uneven(asked: Sequence[StatementSpec]) -> Iterator[Mistake]:
    given = {one.number for one in asked}
    missing = [number for number in range(1, STATEMENTS + 1) if number not in given]
    if missing:
        yield Mistake(
            WHOLE_FILE,
            f"No statement is numbered {listed(map(str, missing), 'or')}. Use each of 1 to {STATEMENTS} once.",
        )
    counted = Counter(one.practice for one in asked)
    for practice in Practice:
        if counted[practice] != STATEMENTS_IN_PRACTICE:
            wrong = f"{practice.label} has {counted[practice]} statements."
            yield Mistake(WHOLE_FILE, f"{wrong} Each practice needs {STATEMENTS_IN_PRACTICE}.")


def _questions(entries: Sequence[FileEntry], mistakes: list[Mistake]) -> list[str]:
    for one in entries[MOST_QUESTIONS:]:
        mistakes.append(Mistake(one.place, f"There are more than {MOST_QUESTIONS} questions. Remove this one."))
    return [one.text for one in entries]
