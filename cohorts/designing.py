"""A programme's recipe: read from a file that people can read, checked, and stored as a versioned design."""

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.models import Design, Element, Practice, Programme, Window

WORDS = {"kind": Element.Kind.values, "format": Element.Format.values, "share": Element.Share.values}
LONGEST_WEEKS = 200


class RecipeError(Exception):
    """The file does not describe a design; the message says where and why."""


@dataclass(frozen=True)
class Part:
    """One element of a recipe, and for each of its sessions the first and the last week."""

    key: str
    kind: str
    name: str
    format: str
    share: str
    minutes: int
    windows: tuple[tuple[int, int], ...]
    practice: str = ""
    note: str = ""


@dataclass(frozen=True)
class Recipe:
    name: str
    weeks: int
    parts: tuple[Part, ...]


def leading_for_change() -> Recipe:
    """The design that Cadre comes with."""
    return read_recipe(resources.files("cohorts.designs").joinpath("leading_for_change.toml").read_text("utf-8"))


def read_recipe(text: str) -> Recipe:
    """A recipe from TOML. Raises RecipeError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"The design is not valid TOML: {error}.") from error
    recipe = Recipe(
        name=_word(data, "name", "design"),
        weeks=_number(data, "weeks", "design", LONGEST_WEEKS),
        parts=tuple(_part(element) for element in data.get("elements", [])),
    )
    _check(recipe)
    return recipe


def _part(data: dict[str, Any]) -> Part:
    key = _word(data, "key", "element")
    unknown = set(data) - set(Part.__annotations__)
    if unknown:
        raise RecipeError(f"{key}: {', '.join(sorted(unknown))} is not known.")
    return Part(
        key=key,
        kind=_word(data, "kind", key),
        name=_word(data, "name", key),
        format=_word(data, "format", key),
        share=_word(data, "share", key),
        minutes=_number(data, "minutes", key, 24 * 60),
        windows=tuple(_window(window, key) for window in data.get("windows", [])),
        practice=data.get("practice", ""),
        note=data.get("note", ""),
    )


def _word(data: dict[str, Any], name: str, where: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.strip():
        raise RecipeError(f"{where}: {name} is missing.")
    return value.strip()


def _number(data: dict[str, Any], name: str, where: str, most: int) -> int:
    value = data.get(name)
    if type(value) is not int or not 1 <= value <= most:
        raise RecipeError(f"{where}: {name} must be a whole number from 1 to {most}.")
    return value


def _window(window: Any, where: str) -> tuple[int, int]:
    match window:
        case [int(first), int(last)] if 1 <= first <= last:
            return first, last
    raise RecipeError(f"{where}: a window must be two weeks in order, for example [4, 6].")


def _check(recipe: Recipe) -> None:
    if not recipe.parts:
        raise RecipeError("A design must have at least one element.")
    keys = [part.key for part in recipe.parts]
    for part in recipe.parts:
        if keys.count(part.key) > 1:
            raise RecipeError(f"{part.key}: there are two elements with this key.")
        _check_words(part)
        _check_windows(part, recipe.weeks)


def _check_words(part: Part) -> None:
    for name, known in WORDS.items():
        if getattr(part, name) not in known:
            raise RecipeError(f"{part.key}: {name} must be one of {', '.join(known)}.")
    if part.practice and part.practice not in Practice.values:
        raise RecipeError(f"{part.key}: practice must be one of {', '.join(Practice.values)}.")


def _check_windows(part: Part, weeks: int) -> None:
    if not part.windows:
        raise RecipeError(f"{part.key}: windows is missing.")
    if max(last for _, last in part.windows) > weeks:
        raise RecipeError(f"{part.key}: a window ends after week {weeks}, the last of the design.")


@transaction.atomic
def store_design(*, programme: Programme, recipe: Recipe) -> Design:
    """The recipe as the programme's latest design: the same version if nothing has changed, otherwise the next."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    latest = programme.designs.filter(name=recipe.name).first()
    if latest is not None and recipe_of(latest) == recipe:
        return latest
    version = latest.version + 1 if latest else 1
    design = Design(programme=programme, name=recipe.name, version=version, weeks=recipe.weeks)
    design.full_clean()
    design.save()
    for position, part in enumerate(recipe.parts, start=1):
        _store_part(design, position, part)
    return design


def _store_part(design: Design, position: int, part: Part) -> None:
    element = Element(
        design=design,
        position=position,
        key=part.key,
        kind=part.kind,
        name=part.name,
        note=part.note,
        practice=part.practice,
        format=part.format,
        share=part.share,
        minutes=part.minutes,
    )
    try:
        element.full_clean()
    except ValidationError as error:
        raise RecipeError(f"{part.key}: {' '.join(error.messages)}") from error
    element.save()
    for number, (first, last) in enumerate(part.windows, start=1):
        Window.objects.create(element=element, number=number, first_week=first, last_week=last)


def recipe_of(design: Design) -> Recipe:
    """A stored design as the recipe that it was made from."""
    elements = design.elements.prefetch_related("windows")
    return Recipe(name=design.name, weeks=design.weeks, parts=tuple(_part_of(element) for element in elements))


def _part_of(element: Element) -> Part:
    return Part(
        key=element.key,
        kind=element.kind,
        name=element.name,
        format=element.format,
        share=element.share,
        minutes=element.minutes,
        windows=tuple((window.first_week, window.last_week) for window in element.windows.all()),
        practice=element.practice,
        note=element.note,
    )
