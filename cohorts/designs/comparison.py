"""Say in words how two designs differ."""

from collections.abc import Callable, Iterator
from typing import Any

from cohorts.designs.specs import DesignSpec, ElementSpec, rule_words, weeks_words
from cohorts.models import DesignChange, Element, Practice
from people.dates import time_words, weekday_words
from people.words import listed

CHOICES: dict[str, dict[str, str]] = {
    "kind": dict(Element.Kind.choices),
    "format": dict(Element.Format.choices),
    "share": dict(Element.Share.choices),
    "half_day": dict(Element.HalfDay.choices),
    "practice": dict(Practice.choices),
}
# Values that are too long to be repeated in a sentence.
LONG = {"note": "note", "preparation": "preparation", "agenda": "agenda"}
LABELS = {
    "name": "name",
    "kind": "kind",
    "format": "format",
    "share": "share of 70:20:10",
    "minutes": "length",
    "windows": "weeks",
    "practice": "practice",
    "weekdays": "weekdays",
    "half_day": "half of the day",
    "least_days_between": "least days between sessions",
    "most_days_between": "most days between sessions",
    "facilitators_needed": "facilitators",
    "co_facilitators_needed": "in-house co-facilitators",
    "executives_attend": "executives attend",
    "equipment": "equipment",
}

SHOWN: dict[str, Callable[[Any], str]] = {
    "windows": lambda windows: ", ".join(map(weeks_words, windows)) or "none",
    "minutes": time_words,
    "weekdays": lambda weekdays: weekday_words(weekdays) or "any",
    "equipment": lambda things: listed(things) or "none",
    "executives_attend": lambda attend: "yes" if attend else "no",
}


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
    for field, label in LABELS.items():
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield f"{name}: {label} now {shown(field, new)} instead of {shown(field, old)}."
    for field, label in LONG.items():
        if getattr(before, field) != getattr(after, field):
            yield f"{name}: the {label} has changed."


def shown(field: str, value: Any) -> str:
    """Say a value of an element in words."""
    if field in CHOICES:
        return CHOICES[field].get(value, "none")
    if field in SHOWN:
        return SHOWN[field](value)
    return "none" if value is None else str(value)


def _rules(before: DesignSpec, after: DesignSpec) -> Iterator[str]:
    """List what has changed about rules; one whose words are the same has not changed, unless it became a wish."""
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
