"""The differences between two designs, in words."""

from collections.abc import Iterator

from cohorts.designs.element_fields import in_spec_order
from cohorts.designs.specs import DesignSpec, ElementSpec, rule_words
from cohorts.models import DesignChange
from people.words import listed


def changes(before: DesignSpec, after: DesignSpec) -> list[str]:
    """List what has changed, a sentence for each change."""
    return [*_settings(before, after), *_elements(before, after), *_rules(before, after)]


def touched(before: DesignSpec, after: DesignSpec) -> set[str]:
    """List the keys of elements and rules that differ, as the history of a design names them."""
    things = (set(before.elements) ^ set(after.elements)) | (set(before.rules) ^ set(after.rules))
    settings = (before.name, before.weeks) != (after.name, after.weeks)
    return {thing.key for thing in things} | ({DesignChange.SETTINGS} if settings else set())


def _settings(before: DesignSpec, after: DesignSpec) -> Iterator[str]:
    if before.name != after.name:
        yield f"The design is now called {after.name}."
    if before.weeks != after.weeks:
        yield f"It takes {after.weeks} weeks instead of {before.weeks}."


def _elements(before: DesignSpec, after: DesignSpec) -> Iterator[str]:
    for element in after.elements:
        known = before.element(element.key)
        if known is None:
            yield f"{after.name_of(element.key)} is new."
        else:
            yield from _changed(before.name_of(element.key), known, element)
    gone = [element.key for element in before.elements if after.element(element.key) is None]
    yield from (f"{before.name_of(key)} is no longer part of it." for key in gone)
    if _order(before, after) != _order(after, before):
        yield f"The order of elements is now: {listed([after.name_of(element.key) for element in after.elements])}."


def _order(one: DesignSpec, other: DesignSpec) -> list[str]:
    """List the keys that both have, in the order of the first."""
    return [element.key for element in one.elements if other.element(element.key)]


def _changed(name: str, before: ElementSpec, after: ElementSpec) -> Iterator[str]:
    changed = [field for field in in_spec_order() if getattr(before, field.name) != getattr(after, field.name)]
    for field in changed:
        if field.words:
            old, new = field.words(getattr(before, field.name)), field.words(getattr(after, field.name))
            yield f"{name}: {field.label} now {new} instead of {old}."
    yield from (f"{name}: the {field.label} has changed." for field in changed if not field.words)


def _rules(before: DesignSpec, after: DesignSpec) -> Iterator[str]:
    """List the changes of rules. One in the same words counts as changed only if it became a wish, or was one."""
    old, new = ([(rule_words(spec, rule), rule.hard) for rule in spec.rules] for spec in (before, after))
    gone = [known for known in dict.fromkeys(old) if known not in new]
    for words, hard in dict.fromkeys(new):
        if (words, hard) in old:
            continue
        if (words, not hard) in gone:
            gone.remove((words, not hard))
            yield f"{'Now a rule, no longer a wish' if hard else 'Now a wish, no longer a rule'}: {words}."
        else:
            yield f"New {'rule' if hard else 'wish'}: {words}."
    yield from (f"No longer a {'rule' if hard else 'wish'}: {words}." for words, hard in gone)
