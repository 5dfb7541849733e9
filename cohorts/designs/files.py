"""Read a design from a TOML file, naming every mistake and its place, and write it back."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, TypeVar

from cohorts.designs.specs import WEEKDAY_KEYS, DesignSpec, ElementSpec, RuleSpec
from cohorts.models import Element, PlacingRule, Practice
from people.text import is_unstorable, one_line

LONGEST_WEEKS = 200

MOST_DAYS = 1000

MOST_PEOPLE = 50

MOST_ITEMS = 60

MOST_CHARACTERS = 200_000

# A name of tables within tables costs the square of its full stops.
MOST_STOPS = 2_000_000

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}")

Value = TypeVar("Value")


class DesignFileError(Exception):
    """The file does not describe a design; each mistake says where and why."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = list(mistakes)


def read_design(text: str) -> DesignSpec:
    """Read a design from TOML. Raises DesignFileError."""
    _refuse_costly(text)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DesignFileError(f"The design is not valid TOML: {error}.") from error
    except ValueError as error:
        # Python reads no number of thousands of digits.
        raise DesignFileError("A number in the design is too long.") from error
    reader = SpecReader()
    spec = reader.spec(data)
    if reader.mistakes:
        raise DesignFileError(*reader.mistakes)
    return spec


def _refuse_costly(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise DesignFileError(f"The design is longer than {MOST_CHARACTERS:,} characters.")
    if sum(line.count(".") ** 2 for line in text.split("\n")) > MOST_STOPS:
        raise DesignFileError("The design has too many full stops in its lines to be read. Shorten the longest lines.")


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

    def word(self, name: str, longest: int = 200) -> str:
        value = self.text(name, longest)
        if not value and name not in self._mistaken():
            self.wrong(f"{name} is missing.")
        return value

    def _mistaken(self) -> set[str]:
        """List the names about which there is a mistake already."""
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
        if found[0] is not None and found[1] is not None and found[0] > found[1]:
            self.wrong(f"{least} is greater than {most}.")
        return found

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


class SpecReader:
    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def spec(self, data: dict[str, Any]) -> DesignSpec:
        table = TomlTable(data, "design", self.mistakes)
        spec = DesignSpec(
            name=table.word("name"),
            weeks=table.number("weeks", 1, LONGEST_WEEKS, 0),
            elements=tuple(self.element(each, number) for number, each in enumerate(self.tables(table, "elements"), 1)),
            rules=tuple(self.rule(each, number) for number, each in enumerate(self.tables(table, "rules"), 1)),
        )
        table.finish()
        self.check(spec)
        return spec

    def tables(self, table: TomlTable, name: str) -> list[Any]:
        values = table.take(name, [])
        if isinstance(values, list) and len(values) <= MOST_ITEMS:
            return values
        table.wrong(f"{name} must be a list of at most {MOST_ITEMS}.")
        return []

    def element(self, data: Any, number: int) -> ElementSpec:
        key = data.get("key") if isinstance(data, dict) else None
        table = TomlTable(
            data, key if isinstance(key, str) and SLUG.fullmatch(key) else f"element {number}", self.mistakes
        )
        least, most = table.days_in_order("least_days_between", "most_days_between")
        element = ElementSpec(
            key=self.slug(table),
            kind=table.choice("kind", Element.Kind.values),
            name=table.word("name"),
            format=table.choice("format", Element.Format.values),
            share=table.choice("share", Element.Share.values),
            minutes=table.number("minutes", 1, 24 * 60, 0),
            windows=self.windows(table),
            practice=table.choice("practice", Practice.values, required=False),
            note=table.text("note", 300),
            weekdays=tuple(sorted(set(table.many("weekdays", _weekday, "each must be a day, as monday or friday.")))),
            half_day=table.choice("half_day", Element.HalfDay.values, required=False),
            least_days_between=least,
            most_days_between=most,
            facilitators_needed=table.number("facilitators_needed", 0, MOST_PEOPLE, 1),
            co_facilitators_needed=table.number("co_facilitators_needed", 0, MOST_PEOPLE, 0),
            executives_attend=table.yes("executives_attend", False),
            equipment=table.many("equipment", _equipment, "each must be text of at most 50 characters."),
            preparation=table.text("preparation", 4000, is_long=True),
            agenda=table.many("agenda", _agenda_part, 'a part must be a name and its minutes, as ["Welcome", 30].'),
        )
        table.finish()
        return element

    def slug(self, table: TomlTable) -> str:
        key = table.word("key", 50)
        if key and not SLUG.fullmatch(key):
            table.wrong("key must be letters, digits, - and _.")
        return key

    def windows(self, table: TomlTable) -> tuple[tuple[int, int], ...]:
        found = table.many("windows", _window, "a window must be two weeks in order, for example [4, 6].")
        if table.data.get("windows", []) == []:
            table.wrong("windows is missing.")
        return found

    def rule(self, data: Any, number: int) -> RuleSpec:
        table = TomlTable(data, f"rule {number}", self.mistakes)
        least, most = table.days_in_order("least_days", "most_days")
        rule = RuleSpec(
            kind=table.choice("kind", PlacingRule.Kind.values),
            first=table.text("first", 50),
            then=table.text("then", 50),
            least_days=least,
            most_days=most,
            hard=table.yes("hard", True),
        )
        table.finish()
        if rule.is_gap and least is most is None:
            table.wrong("least_days or most_days is missing.")
        return rule

    def check(self, spec: DesignSpec) -> None:
        if not spec.elements:
            self.mistakes.append("A design must have at least one element.")
        keys = [element.key for element in spec.elements]
        for key in dict.fromkeys(key for key in keys if key and keys.count(key) > 1):
            self.mistakes.append(f"{key}: there are two elements with this key.")
        for element in spec.elements:
            if any(last > spec.weeks for _, last in element.windows):
                self.mistakes.append(f"{element.key}: a window ends after week {spec.weeks}, the last of the design.")
        for number, rule in enumerate(spec.rules, 1):
            self.check_rule(rule, number, keys)

    def check_rule(self, rule: RuleSpec, number: int, keys: list[str]) -> None:
        named = [key for key in (rule.first, rule.then) if key]
        for key in named:
            if key not in keys:
                self.mistakes.append(f"rule {number}: there is no element with the key {key}.")
        if len(named) != 2 and (rule.is_gap or named):
            self.mistakes.append(f"rule {number}: first and then must both name an element.")


def plain_text(value: Any, *, is_long: bool) -> str | None:
    if not isinstance(value, str):
        return None
    lines = [one_line(line) for line in value.strip().splitlines()]
    text = "\n".join(lines) if is_long else one_line(value)
    return None if is_unstorable(text.replace("\n", " ")) else text


def _weekday(value: Any) -> int | None:
    return WEEKDAY_KEYS.index(value) if value in WEEKDAY_KEYS else None


def _equipment(value: Any) -> str | None:
    text = plain_text(value, is_long=False)
    return text if text and len(text) <= 50 else None


def _window(value: Any) -> tuple[int, int] | None:
    match value:
        case [int(first), int(last)] if 1 <= first <= last <= 10 * LONGEST_WEEKS:
            return int(first), int(last)
    return None


def _agenda_part(value: Any) -> tuple[str, int] | None:
    match value:
        case [str(name), int(minutes)] if 1 <= minutes <= 24 * 60:
            text = plain_text(name, is_long=False)
            return (text, int(minutes)) if text and len(text) <= 200 else None
    return None


def write_design(spec: DesignSpec) -> str:
    """Write all of the design as TOML, but for values that are the default."""
    lines = [f"name = {_toml_value(spec.name)}", f"weeks = {spec.weeks}"]
    for element in spec.elements:
        lines += ["", "[[elements]]", *_toml_lines(element)]
    for rule in spec.rules:
        lines += ["", "[[rules]]", *_toml_lines(rule)]
    return "\n".join(lines) + "\n"


def _toml_lines(thing: ElementSpec | RuleSpec) -> Iterator[str]:
    for field in fields(thing):
        value = getattr(thing, field.name)
        if value != field.default:
            yield f"{field.name} = {_toml_value(_weekdays_named(field.name, value))}"


def _weekdays_named(name: str, value: Any) -> Any:
    """Weekdays have names in a file."""
    return [WEEKDAY_KEYS[number] for number in value] if name == "weekdays" else value


def _toml_value(value: Any) -> str:
    """Text, numbers, yes and no, and lists of them are written in TOML as in JSON, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
