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
    """With what it clashes with, a sentence for each contradiction that it is part of."""

    key: str
    words: str
    hard: bool
    clashes: list[str]


@dataclass(frozen=True)
class ShownContradiction:
    """With the key and the name of each element that it is about."""

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
    recipe: DesignSpec
    parts: list[ShownElement]
    rules: list[ShownRule]
    shares: list[Share]
    picture: Picture | None
    phone_picture: Picture | None
    contradictions: list[ShownContradiction]


def show(recipe: DesignSpec, found: Sequence[Contradiction] = ()) -> ShownDesign:
    """What contradicts itself in it is shown as far as it was found."""
    return ShownDesign(
        recipe=recipe,
        parts=[_element(recipe, place, part) for place, part in enumerate(recipe.parts)],
        rules=[_rule(recipe, rule, found) for rule in recipe.rules],
        shares=_shares(recipe),
        picture=draw(recipe),
        phone_picture=draw(recipe, NARROW),
        contradictions=[_contradiction(recipe, each) for each in found],
    )


def _contradiction(recipe: DesignSpec, found: Contradiction) -> ShownContradiction:
    return ShownContradiction(found.sentence, found.because, [(key, recipe.name_of(key)) for key in found.about])


def _rule(recipe: DesignSpec, rule: RuleSpec, found: Sequence[Contradiction]) -> ShownRule:
    within = [each.because for each in found if rule.key in [claim.rule for claim in each.because]]
    clashes = ["; ".join(claim.words for claim in because if claim.rule != rule.key) for because in within]
    return ShownRule(rule.key, rule_words(recipe, rule), rule.hard, [f"Clashes with: {each}." for each in clashes])


def _element(recipe: DesignSpec, place: int, part: ElementSpec) -> ShownElement:
    return ShownElement(
        key=part.key,
        name=recipe.name_of(part.key),
        note=part.note,
        kind=CHOICES["kind"][part.kind],
        practice=CHOICES["practice"].get(part.practice, "All five"),
        format=CHOICES["format"][part.format],
        share=CHOICES["share"][part.share],
        time=time_words(part.minutes),
        weeks=", ".join(str(first) if first == last else f"{first} to {last}" for first, last in part.windows),
        needs=list(_needs(part)),
        wishes=list(_wishes(part)),
        preparation=part.preparation,
        agenda=[(name, time_words(minutes)) for name, minutes in part.agenda],
        place=place,
    )


def _needs(part: ElementSpec) -> Iterator[str]:
    if part.facilitators_needed:
        leaders = "Coaches" if part.kind == Element.Kind.COACHING else "Facilitators"
        yield f"{leaders}: {part.facilitators_needed}"
    if part.co_facilitators_needed:
        yield f"In-house co-facilitators: {part.co_facilitators_needed}"
    if part.executives_attend:
        yield "Executives attend"
    yield from part.equipment


def _wishes(part: ElementSpec) -> Iterator[str]:
    if part.weekdays:
        yield weekday_words(part.weekdays)
    if part.half_day:
        yield CHOICES["half_day"][part.half_day]
    if part.least_days_between is not None or part.most_days_between is not None:
        yield f"Sessions {gap_words(part.least_days_between, part.most_days_between).replace(' after', ' apart')}"


def _shares(recipe: DesignSpec) -> list[Share]:
    minutes = shares(recipe.parts)
    whole = sum(minutes.values())
    return [
        Share(share.label, time_words(minutes.get(share, 0)) or "None", round(100 * minutes.get(share, 0) / whole))
        for share in Element.Share
        if whole
    ]
