"""A design prepared for its pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from cohorts.designs.contradictions import Claim, Contradiction
from cohorts.designs.element_fields import Place, columns, details_of, words_at
from cohorts.designs.picture import NARROW, Picture, draw, shares
from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec, rule_words
from cohorts.models import Element
from people.dates import time_words


@dataclass(frozen=True)
class ShownElement:
    """An element in words, with its number in the order of the design, counted from 0."""

    key: str
    name: str
    place: int
    notes: list[str]
    columns: dict[str, str]
    needs: list[str]
    wishes: list[str]
    details: list[tuple[str, str]]
    agenda: list[tuple[str, str]]


@dataclass(frozen=True)
class ShownRule:
    """A rule in words, with a sentence for each contradiction that involves it."""

    key: str
    words: str
    hard: bool
    clashes: list[str]


@dataclass(frozen=True)
class ShownContradiction:
    """A contradiction, with the key and the name of each element that it is about."""

    sentence: str
    because: tuple[Claim, ...]
    about: list[tuple[str, str]]


@dataclass(frozen=True)
class Share:
    name: str
    time: str
    percent: int


@dataclass(frozen=True)
class ShownDesign:
    spec: DesignSpec
    headings: list[str]
    elements: list[ShownElement]
    rules: list[ShownRule]
    shares: list[Share]
    picture: Picture | None
    phone_picture: Picture | None
    contradictions: list[ShownContradiction]


def show(spec: DesignSpec, found: Sequence[Contradiction] = ()) -> ShownDesign:
    """Prepare a design for its page, with the contradictions that were found."""
    return ShownDesign(
        spec=spec,
        headings=[column.heading for column in columns()],
        elements=[_element(spec, place, element) for place, element in enumerate(spec.elements)],
        rules=[_rule(spec, rule, found) for rule in spec.rules],
        shares=_shares(spec),
        picture=draw(spec),
        phone_picture=draw(spec, NARROW),
        contradictions=[_contradiction(spec, each) for each in found],
    )


def _contradiction(spec: DesignSpec, found: Contradiction) -> ShownContradiction:
    return ShownContradiction(found.sentence, found.because, [(key, spec.name_of(key)) for key in found.about])


def _rule(spec: DesignSpec, rule: RuleSpec, found: Sequence[Contradiction]) -> ShownRule:
    within = [each.because for each in found if rule.key in [claim.rule for claim in each.because]]
    clashes = ["; ".join(claim.words for claim in because if claim.rule != rule.key) for because in within]
    return ShownRule(rule.key, rule_words(spec, rule), rule.hard, [f"Clashes with: {each}." for each in clashes])


def _element(spec: DesignSpec, place: int, element: ElementSpec) -> ShownElement:
    return ShownElement(
        key=element.key,
        name=spec.name_of(element.key),
        place=place,
        notes=words_at(Place.NOTE, element),
        columns={column.heading: ", ".join(column.words(element)) for column in columns()},
        needs=words_at(Place.NEED, element),
        wishes=words_at(Place.WISH, element),
        details=details_of(element),
        agenda=[(name, time_words(minutes)) for name, minutes in element.agenda],
    )


def _shares(spec: DesignSpec) -> list[Share]:
    minutes = shares(spec.elements)
    whole = sum(minutes.values())
    return [
        Share(share.label, time_words(minutes.get(share, 0)) or "None", round(100 * minutes.get(share, 0) / whole))
        for share in Element.Share
        if whole
    ]
