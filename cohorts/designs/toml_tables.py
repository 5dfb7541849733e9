"""Tables of a TOML file, read value by value, with a note of what is wrong with each."""

from collections.abc import Callable
from typing import Any, TypeVar

from cohorts.designs.specs import WEEKDAY_KEYS
from cohorts.models import AgendaPart, Element
from people.fields import max_length
from people.text import is_unstorable, one_line

# Both the name of an element and that of a part of its agenda must fit.
LONGEST_NAME = min(max_length(Element, "name"), max_length(AgendaPart, "name"))

LONGEST_EQUIPMENT: int = Element._meta.get_field("equipment").base_field.max_length  # type: ignore[assignment] # has one

LONGEST_WEEKS = 200

LONGEST_MINUTES = 24 * 60

MOST_DAYS = 1000

MOST_ITEMS = 60

Value = TypeVar("Value")


class TomlTable:
    """One table of the file, which notes what is wrong with each value that is read from it."""

    def __init__(self, data: Any, where: str, mistakes: list[str]) -> None:
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.where = where
        self.mistakes = mistakes
        self.asked: set[str] = set()

    def wrong(self, sentence: str) -> None:
        self.mistakes.append(f"{self.where}: {sentence}")

    def take(self, name: str, empty: Any) -> Any:
        self.asked.add(name)
        return self.data.get(name, empty)

    def word(self, name: str, longest: int = LONGEST_NAME) -> str:
        value = self.text(name, longest)
        if not value and name not in self._mistaken():
            self.wrong(f"{name} is missing.")
        return value

    def _mistaken(self) -> set[str]:
        """List the names that already have a mistake."""
        start = f"{self.where}: "
        return {mistake.removeprefix(start).split()[0] for mistake in self.mistakes if mistake.startswith(start)}

    def text(self, name: str, longest: int, *, is_long: bool = False) -> str:
        value = self.take(name, "")
        text = plain_text(value, is_long=is_long)
        if text is None:
            self.wrong(f"{name} must be text that can be stored.")
        elif len(text) > longest:
            self.wrong(f"{name} must be {longest} characters or fewer.")
        else:
            return text
        return ""

    def choice(self, name: str, known: list[str], *, required: bool = True) -> str:
        value = self.take(name, "")
        if value in known or (not required and value == ""):
            return str(value)
        self.wrong(f"{name} must be one of {', '.join(known)}." if value != "" else f"{name} is missing.")
        return known[0]

    def number(self, name: str, least: int, most: int, empty: int) -> int:
        value = self.take(name, empty)
        if type(value) is int and least <= value <= most:
            return value
        self.wrong(f"{name} must be a whole number from {least} to {most}.")
        return most

    def days(self, name: str) -> int | None:
        return self.number(name, 0, MOST_DAYS, 0) if self.take(name, None) is not None else None

    def days_in_order(self, least: str, most: str) -> tuple[int | None, int | None]:
        found = self.days(least), self.days(most)
        self.refuse_disorder(least, most, *found)
        return found

    def refuse_disorder(self, least: str, most: str, fewest: int | None, longest: int | None) -> None:
        if fewest is not None and longest is not None and fewest > longest:
            self.wrong(f"{least} is greater than {most}.")

    def yes(self, name: str, empty: bool) -> bool:
        value = self.take(name, empty)
        if not isinstance(value, bool):
            self.wrong(f"{name} must be true or false.")
        return value is True

    def many(self, name: str, read: Callable[[Any], Value | None], example: str) -> tuple[Value, ...]:
        values = self.take(name, [])
        found = [read(value) for value in values] if isinstance(values, list) else [None]
        if None in found or len(found) > MOST_ITEMS:
            self.wrong(f"{name}: {example}")
        return tuple(value for value in found if value is not None)

    def finish(self) -> None:
        unknown = sorted(set(self.data) - self.asked)
        if unknown:
            self.wrong(f"{', '.join(unknown)} is not known.")


def plain_text(value: Any, *, is_long: bool) -> str | None:
    if not isinstance(value, str):
        return None
    lines = [one_line(line) for line in value.strip().splitlines()]
    text = "\n".join(lines) if is_long else one_line(value)
    return None if is_unstorable(text.replace("\n", " ")) else text


def read_windows(table: TomlTable, name: str) -> tuple[tuple[int, int], ...]:
    found = table.many(name, _window, "a window must be two weeks in order, for example [4, 6].")
    if table.data.get(name, []) == []:
        table.wrong(f"{name} is missing.")
    return found


def _window(value: Any) -> tuple[int, int] | None:
    match value:
        case [int(first), int(last)] if 1 <= first <= last <= 10 * LONGEST_WEEKS:
            return int(first), int(last)
    return None


def read_weekdays(table: TomlTable, name: str) -> tuple[int, ...]:
    return tuple(sorted(set(table.many(name, _weekday, "each must be a day, as monday or friday."))))


def _weekday(value: Any) -> int | None:
    return WEEKDAY_KEYS.index(value) if value in WEEKDAY_KEYS else None


def read_equipment(table: TomlTable, name: str) -> tuple[str, ...]:
    return table.many(name, _equipment, f"each must be text of at most {LONGEST_EQUIPMENT} characters.")


def _equipment(value: Any) -> str | None:
    text = plain_text(value, is_long=False)
    return text if text and len(text) <= LONGEST_EQUIPMENT else None


def read_agenda(table: TomlTable, name: str) -> tuple[tuple[str, int], ...]:
    return table.many(name, _agenda_part, 'a part must be a name and its minutes, as ["Welcome", 30].')


def _agenda_part(value: Any) -> tuple[str, int] | None:
    match value:
        case [str(name), int(minutes)] if 1 <= minutes <= LONGEST_MINUTES:
            text = plain_text(name, is_long=False)
            return (text, int(minutes)) if text and len(text) <= LONGEST_NAME else None
    return None
