"""Change a design: each function takes one spec and returns the next; calling it twice changes it once."""

from dataclasses import replace

from django.utils.text import slugify

from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec


def with_settings(recipe: DesignSpec, name: str, weeks: int) -> DesignSpec:
    return replace(recipe, name=name, weeks=weeks)


def with_added(recipe: DesignSpec, part: ElementSpec) -> DesignSpec:
    """The element at the end, with a key of its own; an element that says just the same is there already."""
    if any(replace(known, key=part.key) == part for known in recipe.parts):
        return recipe
    return replace(recipe, parts=(*recipe.parts, replace(part, key=free_key(recipe, part.name))))


def free_key(recipe: DesignSpec, name: str) -> str:
    """A short word for an element: its name, and a number where that is taken."""
    stem = slugify(name)[:40] or "element"
    taken = {part.key for part in recipe.parts}
    number = 1
    while (key := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return key


def with_changed(recipe: DesignSpec, part: ElementSpec) -> DesignSpec:
    """An element that has gone meanwhile is put back, at the end."""
    if recipe.part(part.key) is None:
        return replace(recipe, parts=(*recipe.parts, part))
    return replace(recipe, parts=tuple(part if known.key == part.key else known for known in recipe.parts))


def without(recipe: DesignSpec, key: str) -> DesignSpec:
    """Rules about an element go with it."""
    parts = tuple(part for part in recipe.parts if part.key != key)
    rules = tuple(rule for rule in recipe.rules if key not in (rule.first, rule.then))
    return replace(recipe, parts=parts, rules=rules)


def with_moved(recipe: DesignSpec, key: str, place: int) -> DesignSpec:
    """The element at a place counted from 0, or at the end nearest to it."""
    moved = [part for part in recipe.parts if part.key == key]
    others = [part for part in recipe.parts if part.key != key]
    place = min(max(place, 0), len(others))
    return replace(recipe, parts=(*others[:place], *moved, *others[place:]))


def with_rule(recipe: DesignSpec, rule: RuleSpec, instead_of: str = "") -> DesignSpec:
    """The rule, in the place of another where that is named by its key, and of any that asks for the same.

    So nothing is a rule and a wish at once.
    """
    rule = next((known for known in recipe.rules if known.says_same(rule)), rule)
    rules = [rule if known.key == instead_of or known.asks == rule.asks else known for known in recipe.rules]
    return replace(recipe, rules=tuple(dict.fromkeys([*rules, rule])))


def without_rule(recipe: DesignSpec, key: str) -> DesignSpec:
    return replace(recipe, rules=tuple(rule for rule in recipe.rules if rule.key != key))
