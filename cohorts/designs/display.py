"""Prepare a design for its pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cohorts.designs.comparison import CHOICES
from cohorts.designs.contradictions import Claim, Contradiction
from cohorts.designs.picture import NARROW, Picture, draw, shares
from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec, gap_words, rule_words
from cohorts.models import Element
from people.dates import time_words, weekday_words


@dataclass(frozen=True)
class ShownElement:
    key: str
    name: str
    note: str
    kind: str
    practice: str
    format: str
    share: str
    time: str
    weeks: str
    needs: list[str]
    wishes: list[str]
    preparation: str
    agenda: list[tuple[str, str]]
    place: int


@dataclass(frozen=True)
class ShownRule:
    """A rule in words, with a sentence for each contradiction that it is part of."""

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
        note=element.note,
        kind=CHOICES["kind"][element.kind],
        practice=CHOICES["practice"].get(element.practice, "All five"),
        format=CHOICES["format"][element.format],
        share=CHOICES["share"][element.share],
        time=time_words(element.minutes),
        weeks=", ".join(str(first) if first == last else f"{first} to {last}" for first, last in element.windows),
        needs=list(_needs(element)),
        wishes=list(_wishes(element)),
        preparation=element.preparation,
        agenda=[(name, time_words(minutes)) for name, minutes in element.agenda],
        place=place,
    )


def _needs(element: ElementSpec) -> Iterator[str]:
    if element.facilitators_needed:
        leaders = "Coaches" if element.kind == Element.Kind.COACHING else "Facilitators"
        yield f"{leaders}: {element.facilitators_needed}"
    if element.co_facilitators_needed:
        yield f"In-house co-facilitators: {element.co_facilitators_needed}"
    if element.executives_attend:
        yield "Executives attend"
    yield from element.equipment


def _wishes(element: ElementSpec) -> Iterator[str]:
    if element.weekdays:
        yield weekday_words(element.weekdays)
    if element.half_day:
        yield CHOICES["half_day"][element.half_day]
    if element.least_days_between is not None or element.most_days_between is not None:
        yield f"Sessions {gap_words(element.least_days_between, element.most_days_between).replace(' after', ' apart')}"


def _shares(spec: DesignSpec) -> list[Share]:
    minutes = shares(spec.elements)
    whole = sum(minutes.values())
    return [
        Share(share.label, time_words(minutes.get(share, 0)) or "None", round(100 * minutes.get(share, 0) / whole))
        for share in Element.Share
        if whole
    ]
