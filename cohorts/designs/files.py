"""Designs as TOML files: read, with every mistake and its place named, and written back."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from cohorts.designs.element_fields import in_spec_order
from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec
from cohorts.designs.toml_tables import LONGEST_WEEKS, MOST_ITEMS, TomlTable
from cohorts.models import PlacingRule

MOST_CHARACTERS = 200_000

# Reading a dotted name takes time that grows with the square of its dots.
MOST_STOPS = 2_000_000

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}")

# The fields of an element that must be in order.
BETWEEN = ("least_days_between", "most_days_between")


class DesignFileError(Exception):
    """A file that does not describe a design; each mistake says where and why."""

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
        given = data.get("key") if isinstance(data, dict) else None
        table = TomlTable(
            data, given if isinstance(given, str) and SLUG.fullmatch(given) else f"element {number}", self.mistakes
        )
        key = self.slug(table)
        values = {field.name: field.read(table, field.name) for field in in_spec_order()}
        table.refuse_disorder(*BETWEEN, *(values[name] for name in BETWEEN))
        table.finish()
        return ElementSpec(key=key, **values)

    def slug(self, table: TomlTable) -> str:
        key = table.word("key", 50)
        if key and not SLUG.fullmatch(key):
            table.wrong("key must be letters, digits, - and _.")
        return key

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


def write_design(spec: DesignSpec) -> str:
    """Write the whole design as TOML, leaving out default values."""
    lines = [f"name = {_toml_value(spec.name)}", f"weeks = {spec.weeks}"]
    for element in spec.elements:
        lines += ["", "[[elements]]", *_element_lines(element)]
    for rule in spec.rules:
        lines += ["", "[[rules]]", *_toml_lines(rule, {})]
    return "\n".join(lines) + "\n"


def _element_lines(element: ElementSpec) -> Iterator[str]:
    to_file = {field.name: field.to_file for field in in_spec_order()}
    return _toml_lines(element, {name: write(getattr(element, name)) for name, write in to_file.items()})


def _toml_lines(thing: ElementSpec | RuleSpec, written: Mapping[str, Any]) -> Iterator[str]:
    for field in fields(thing):
        value = getattr(thing, field.name)
        if value != field.default:
            yield f"{field.name} = {_toml_value(written.get(field.name, value))}"


def _toml_value(value: Any) -> str:
    """Write a value as TOML: text, numbers, booleans and lists of them are as in JSON but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
