"""Check whether the entries of a file make a questionnaire, and report every mistake at once."""

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
    Sheet,
)
from assessments.results.scoring import STATEMENTS_IN_PRACTICE
from cohorts.models import Practice
from people.text import is_unstorable, shortened
from people.words import listed
from spreadsheets.columns import normalised

STATEMENTS = STATEMENTS_IN_PRACTICE * len(Practice)
LEAST_NUMBERS, HIGHEST = 4, 10
MOST_QUESTIONS = 10
MOST_SEATS = 100_000
MOST_VERSIONS = 999
LONGEST = {EntryKind.NAME: 200, EntryKind.SCALE: 100, EntryKind.HOLDER: 200, EntryKind.REFERENCE: 200}
LONGEST_TEXT = 300
REQUIRED = (
    EntryKind.NAME,
    EntryKind.VERSION,
    EntryKind.MAY_BE_UNOBSERVED,
    EntryKind.SCALE,
    EntryKind.STATEMENT,
    EntryKind.QUESTION,
)
SEVERAL = (EntryKind.SCALE, EntryKind.STATEMENT, EntryKind.QUESTION)
NUMBERED = (EntryKind.SCALE, EntryKind.STATEMENT)
ROW = re.compile(r"Row ([0-9]+)")
WHOLE_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
DATES = ("%Y-%m-%d", "%d/%m/%Y")
ANSWERS = {"yes": True, "true": True, "no": False, "false": False}

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
class Checked:
    recipe: QuestionnaireSpec | None
    mistakes: list[Mistake]


def check(sheet: Sheet) -> Checked:
    """The questionnaire of a file, when nothing at all is wrong with it."""
    mistakes = [*sheet.mistakes]
    entries = [one for one in sheet.entries if _is_sound(one, mistakes)]
    if sheet.entries or not mistakes:
        mistakes += [*_missing(sheet.entries, mistakes)]
    mistakes += [mistake for part in EntryKind if part not in SEVERAL for mistake in _repeated(_of(entries, part))]
    recipe = _spec(entries, mistakes)
    return Checked(None if mistakes else recipe, sorted(mistakes, key=_row_of))


def _row_of(mistake: Mistake) -> int:
    """The whole file comes first, then row by row. A JSON file has no rows, and its mistakes stay as they are."""
    row = ROW.fullmatch(mistake.place)
    return int(row[1]) if row else 0


def _of(entries: Sequence[FileEntry], *parts: EntryKind) -> list[FileEntry]:
    return [one for one in entries if one.part in parts]


def _is_sound(entry: FileEntry, mistakes: list[Mistake]) -> bool:
    wrong = [Mistake(entry.place, reason, entry.part) for reason in _faults(entry)]
    mistakes += wrong
    return not wrong


def _faults(entry: FileEntry) -> Iterator[str]:
    longest = LONGEST.get(entry.part, LONGEST_TEXT)
    if not entry.text:
        yield f"“{entry.part}” has no text. Fill it in, or remove it."
    elif len(entry.text) > longest:
        yield f"The text is longer than {longest} characters. Shorten it."
    elif is_unstorable(entry.text):
        yield "The text has a character that cannot be stored. Type it again."
    if entry.part not in NUMBERED and entry.number:
        yield f"“{entry.part}” has no number. Leave that cell empty."
    if entry.part is not EntryKind.STATEMENT and entry.practice:
        yield f"“{entry.part}” has no practice. Leave that cell empty."


def _missing(entries: Sequence[FileEntry], mistakes: Sequence[Mistake]) -> Iterator[Mistake]:
    licence = LICENCE if _of(entries, *LICENCE) else ()
    for part in (*REQUIRED, *licence):
        if not _of(entries, part) and not _is_wrong(part, mistakes):
            yield Mistake(WHOLE_FILE, f"There is no “{part}”. Add it.")


def _is_wrong(part: EntryKind, mistakes: Sequence[Mistake]) -> bool:
    """Whether something of this part is wrong already: what seems to be missing beside it may be just that."""
    return any(mistake.part is part for mistake in mistakes)


def _repeated(entries: Sequence[FileEntry]) -> Iterator[Mistake]:
    for one in entries[1:]:
        yield Mistake(one.place, f"“{one.part}” is there already: {lower(entries[0].place)}. Remove one of them.")


def lower(place: str) -> str:
    return place[:1].lower() + place[1:]


# Values


def whole_number(text: str, least: int, most: int) -> int | None:
    found = int(text) if WHOLE_NUMBER.fullmatch(text) else -1
    return found if least <= found <= most else None


def day(text: str) -> date | None:
    """As 2027-12-31, or as 31/12/2027, into which a spreadsheet may have turned it."""
    for pattern in DATES:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 # a day has no zone
        except ValueError:
            continue
    return None


def practice_for(text: str) -> Practice | None:
    return next(
        (one for one in Practice if normalised(text[:100]) in (normalised(one.value), normalised(one.label))), None
    )


def _value(
    entries: Sequence[FileEntry],
    part: EntryKind,
    read: Callable[[str], Value | None],
    wanted: str,
    mistakes: list[Mistake],
) -> Value | None:
    """The value of what stands once in a file; nothing when it is missing, of which more is said elsewhere."""
    for one in _of(entries, part)[:1]:
        value = read(one.text)
        if value is None:
            mistakes.append(Mistake(one.place, f"“{shortened(one.text)}” is not {wanted}."))
        return value
    return None


def _spec(entries: Sequence[FileEntry], mistakes: list[Mistake]) -> QuestionnaireSpec | None:
    name = _value(entries, EntryKind.NAME, lambda text: text, "", mistakes)
    version = _value(
        entries,
        EntryKind.VERSION,
        lambda text: whole_number(text, 1, MOST_VERSIONS),
        f"a version: give a whole number from 1 to {MOST_VERSIONS}",
        mistakes,
    )
    unobserved = _value(
        entries,
        EntryKind.MAY_BE_UNOBSERVED,
        lambda text: ANSWERS.get(text.lower()),
        "yes or no: give one of them",
        mistakes,
    )
    labels = _labels(_of(entries, EntryKind.SCALE), mistakes)
    statements = _statements(_of(entries, EntryKind.STATEMENT), mistakes)
    questions = _questions(_of(entries, EntryKind.QUESTION), mistakes)
    licence = _licence(entries, mistakes)
    if name is None or version is None or unobserved is None:
        return None
    return QuestionnaireSpec(name, version, unobserved, labels, statements, questions, licence)


def _licence(entries: Sequence[FileEntry], mistakes: list[Mistake]) -> LicenceSpec | None:
    holder = _value(entries, EntryKind.HOLDER, *_but(EXAMPLE_HOLDER, "who holds your licence"), mistakes)
    reference = _value(
        entries, EntryKind.REFERENCE, *_but(EXAMPLE_REFERENCE, "the reference of your licence"), mistakes
    )
    expires_on = _value(entries, EntryKind.EXPIRES_ON, day, "a date: give it as 2027-12-31 or 31/12/2027", mistakes)
    seats = _value(
        entries,
        EntryKind.SEATS,
        lambda text: whole_number(text, 1, MOST_SEATS),
        f"a number of seats: give a whole number from 1 to {MOST_SEATS:,}",
        mistakes,
    )
    if holder is None or reference is None or expires_on is None or seats is None:
        return None
    return LicenceSpec(holder, reference, expires_on, seats)


def _but(example: str, wanted: str) -> tuple[Callable[[str], str | None], str]:
    """Any text other than what stands in the example file."""
    return (
        lambda text: None if normalised(text) == normalised(example) else text,
        f"{wanted}: it comes from the example. Put in what stands on the licence",
    )


# The scale, the statements and the questions


def _numbered(entries: Sequence[FileEntry], least: int, most: int, mistakes: list[Mistake]) -> dict[int, FileEntry]:
    """The entries by their numbers, of which each may stand once."""
    found: dict[int, FileEntry] = {}
    for one in entries:
        number = whole_number(one.number, least, most)
        if number is None:
            given = f"“{shortened(one.number)}” is not one" if one.number else "It has none"
            wanted = f"“{one.part}” needs a number from {least} to {most}."
            mistakes.append(Mistake(one.place, f"{wanted} {given}.", one.part))
        elif number in found:
            there = lower(found[number].place)
            mistakes.append(
                Mistake(one.place, f"{one.part} {number} is there already: {there}. Number one anew.", one.part)
            )
        else:
            found[number] = one
    return found


def _labels(entries: Sequence[FileEntry], mistakes: list[Mistake]) -> dict[int, str]:
    found = _numbered(entries, 0, HIGHEST, mistakes)
    if entries and not _is_wrong(EntryKind.SCALE, mistakes):
        mistakes += _gaps(found)
    return {number: found[number].text for number in sorted(found)}


def _gaps(found: dict[int, FileEntry]) -> Iterator[Mistake]:
    """The rest of Cadre takes a scale to go up one by one."""
    lowest, highest = min(found), max(found)
    missing = [number for number in range(lowest, highest) if number not in found]
    if lowest > 1:
        yield Mistake(WHOLE_FILE, f"The scale begins at {lowest}. Begin it at 0 or 1.")
    if missing:
        yield Mistake(
            WHOLE_FILE, f"The scale has no label for {listed(map(str, missing), 'or')}. Every number needs one."
        )
    if len(found) < LEAST_NUMBERS:
        yield Mistake(WHOLE_FILE, f"The scale has {len(found)} numbers. It needs at least {LEAST_NUMBERS}.")


def _statements(entries: Sequence[FileEntry], mistakes: list[Mistake]) -> list[StatementSpec]:
    found = _numbered(entries, 1, STATEMENTS, mistakes)
    asked = []
    for number, one in sorted(found.items()):
        practice = practice_for(one.practice)
        if practice is None:
            names = ", ".join(Practice.labels)
            given = f"“{shortened(one.practice)}” is not a practice" if one.practice else "It has no practice"
            mistakes.append(Mistake(one.place, f"{given}. Give one of: {names}.", one.part))
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
