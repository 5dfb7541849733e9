"""Changes to a design: each function takes one spec and returns the next; calling it twice changes it once."""

from dataclasses import replace

from django.utils.text import slugify

from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec


def with_settings(spec: DesignSpec, name: str, weeks: int) -> DesignSpec:
    return replace(spec, name=name, weeks=weeks)


def with_added(spec: DesignSpec, element: ElementSpec) -> DesignSpec:
    """Add the element at the end, with a key of its own, unless an identical one is there already."""
    if any(replace(known, key=element.key) == element for known in spec.elements):
        return spec
    return replace(spec, elements=(*spec.elements, replace(element, key=free_key(spec, element.name))))


def free_key(spec: DesignSpec, name: str) -> str:
    """Find a key for an element: its name, with a number if that is taken."""
    stem = slugify(name)[:40] or "element"
    taken = {element.key for element in spec.elements}
    number = 1
    while (key := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return key


def with_changed(spec: DesignSpec, element: ElementSpec) -> DesignSpec:
    """Replace the element that has the same key, or add it at the end if that one has gone meanwhile."""
    if spec.element(element.key) is None:
        return replace(spec, elements=(*spec.elements, element))
    return replace(spec, elements=tuple(element if known.key == element.key else known for known in spec.elements))


def without(spec: DesignSpec, key: str) -> DesignSpec:
    """Take out an element, and the rules about it."""
    elements = tuple(element for element in spec.elements if element.key != key)
    rules = tuple(rule for rule in spec.rules if key not in (rule.first, rule.then))
    return replace(spec, elements=elements, rules=rules)


def with_moved(spec: DesignSpec, key: str, place: int) -> DesignSpec:
    """Move the element to a place counted from 0; a place beyond either end means that end."""
    moved = [element for element in spec.elements if element.key == key]
    others = [element for element in spec.elements if element.key != key]
    place = min(max(place, 0), len(others))
    return replace(spec, elements=(*others[:place], *moved, *others[place:]))


def with_rule(spec: DesignSpec, rule: RuleSpec, instead_of: str = "") -> DesignSpec:
    """Put the rule in place of the one with the key `instead_of`, and of any that asks for the same.

    That way nothing is both a rule and a wish.
    """
    rule = next((known for known in spec.rules if known.says_same(rule)), rule)
    rules = [rule if known.key == instead_of or known.asks == rule.asks else known for known in spec.rules]
    return replace(spec, rules=tuple(dict.fromkeys([*rules, rule])))


def without_rule(spec: DesignSpec, key: str) -> DesignSpec:
    return replace(spec, rules=tuple(rule for rule in spec.rules if rule.key != key))
