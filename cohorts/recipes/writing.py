"""A recipe as the file from which it can be read again."""

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from cohorts.recipes.parts import WEEKDAY_KEYS, Part, Recipe, Rule


def written(recipe: Recipe) -> str:
    """TOML that says all of the recipe, and nothing that goes without saying."""
    lines = [f"name = {_value(recipe.name)}", f"weeks = {recipe.weeks}"]
    for part in recipe.parts:
        lines += ["", "[[elements]]", *_lines(part)]
    for rule in recipe.rules:
        lines += ["", "[[rules]]", *_lines(rule)]
    return "\n".join(lines) + "\n"


def _lines(thing: Part | Rule) -> Iterator[str]:
    for field in fields(thing):
        value = getattr(thing, field.name)
        if value != field.default:
            yield f"{field.name} = {_value(_named(field.name, value))}"


def _named(name: str, value: Any) -> Any:
    """Weekdays have names in a file."""
    return [WEEKDAY_KEYS[number] for number in value] if name == "weekdays" else value


def _value(value: Any) -> str:
    """Text, numbers, yes and no, and lists of them are written in TOML as in JSON, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
