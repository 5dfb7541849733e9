"""A design as plain values: the file, the form and the database all read and write these."""

import hashlib
from dataclasses import dataclass, replace

from cohorts.models import OPEN_FORMATS, PlacingRule
from people.words import counted, listed

# As a file names them.
WEEKDAY_KEYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class ElementSpec:
    """One element of a design, with the first and the last week of each of its sessions."""

    key: str
    kind: str
    name: str
    format: str
    share: str
    minutes: int
    windows: tuple[tuple[int, int], ...]
    practice: str = ""
    note: str = ""
    weekdays: tuple[int, ...] = ()
    half_day: str = ""
    least_days_between: int | None = None
    most_days_between: int | None = None
    facilitators_needed: int = 1
    co_facilitators_needed: int = 0
    executives_attend: bool = False
    equipment: tuple[str, ...] = ()
    preparation: str = ""
    agenda: tuple[tuple[str, int], ...] = ()

    @property
    def is_window(self) -> bool:
        """Whether its sessions are open for all of their weeks, within which each participant finds their own time."""
        return self.format in OPEN_FORMATS


@dataclass(frozen=True)
class RuleSpec:
    """A rule about the order or distance of the sessions of two elements, which are given by their keys."""

    kind: str
    first: str = ""
    then: str = ""
    least_days: int | None = None
    most_days: int | None = None
    hard: bool = True

    @property
    def key(self) -> str:
        """A key for use in an address, made from everything that the rule says: equal rules have the same key."""
        said = "|".join(map(str, (self.kind, self.first, self.then, self.least_days, self.most_days, self.hard)))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def is_gap(self) -> bool:
        return self.kind == PlacingRule.Kind.GAP

    @property
    def asks(self) -> "RuleSpec":
        """What the rule asks for, wish or not. Elements that are kept apart are sorted, since neither is the first."""
        first, then = (self.first, self.then) if self.is_gap else sorted((self.first, self.then))
        return replace(self, first=first, then=then, hard=True)

    def says_same(self, other: "RuleSpec") -> bool:
        return self.hard == other.hard and self.asks == other.asks


@dataclass(frozen=True)
class DesignSpec:
    name: str
    weeks: int
    elements: tuple[ElementSpec, ...]
    rules: tuple[RuleSpec, ...] = ()

    def element(self, key: str) -> ElementSpec | None:
        return next((element for element in self.elements if element.key == key), None)

    def rule(self, key: str) -> RuleSpec | None:
        return next((rule for rule in self.rules if rule.key == key), None)

    def name_of(self, key: str) -> str:
        """Name an element, with its key if two have the same name."""
        element = self.element(key)
        if element is None:
            return key
        names = [other.name for other in self.elements]
        return element.name if names.count(element.name) == 1 else f"{element.name} ({key})"


def session_name(spec: DesignSpec, element: ElementSpec, number: int) -> str:
    """Name one session of an element, with its number if there are several."""
    name = spec.name_of(element.key)
    return name if len(element.windows) == 1 else f"{name}, session {number}"


def weeks_words(window: tuple[int, int]) -> str:
    first, last = window
    return f"week {first}" if first == last else f"weeks {first} to {last}"


def rule_words(spec: DesignSpec, rule: RuleSpec) -> str:
    """Say what a rule asks for, as one sentence without its full stop."""
    return _gap_words(spec, rule) if rule.is_gap else _apart_words(spec, rule)


def _gap_words(spec: DesignSpec, rule: RuleSpec) -> str:
    return gap_sentence(spec.name_of(rule.first), spec.name_of(rule.then), rule)


def gap_sentence(first: str, then: str, rule: RuleSpec) -> str:
    return f"{then} comes {gap_words(rule.least_days, rule.most_days)} {first}"


def gap_words(least: int | None, most: int | None) -> str:
    """Say how far apart two sessions are: 3 to 7 days after."""
    if most is None:
        return "after" if least in (None, 1) else f"at least {counted(least or 0, 'day')} after"
    if least is None:
        return f"at most {counted(most, 'day')} after"
    if least == most:
        return f"{counted(most, 'day')} after"
    return f"{least} to {counted(most, 'day')} after"


def _apart_words(spec: DesignSpec, rule: RuleSpec) -> str:
    if not rule.first:
        return "No two sessions are in the same week"
    names = listed([spec.name_of(key) for key in dict.fromkeys((rule.first, rule.then))])
    return f"No two sessions of {names} are in the same week"
