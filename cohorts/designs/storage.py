"""The storage of a design as rows."""

from importlib import resources
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.designs.element_fields import ELEMENT_FIELDS
from cohorts.designs.files import DesignFileError, read_design
from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec
from cohorts.models import AgendaPart, Design, Element, PlacingRule, Programme, Window
from people.locking import lock

COLUMNS = [field.name for field in ELEMENT_FIELDS if not field.has_rows]


def leading_for_change() -> DesignSpec:
    """Read the design that Cadre comes with."""
    return read_design(resources.files("cohorts.designs").joinpath("leading_for_change.toml").read_text("utf-8"))


@transaction.atomic
def store_design(*, programme: Programme, spec: DesignSpec) -> Design:
    """Store the spec as the programme's latest design: a new version, unless nothing has changed."""
    lock(programme)
    latest = programme.current_design
    if latest is not None and spec_of(latest) == spec:
        return latest
    design = Design(programme=programme, name=spec.name, version=next_version(programme), weeks=spec.weeks)
    design.full_clean()
    design.save()
    fill(design, spec)
    return design


def next_version(programme: Programme) -> int:
    latest = programme.current_design
    return latest.version + 1 if latest else 1


def fill(design: Design, spec: DesignSpec) -> None:
    """Store the elements and the rules of a design that has none yet."""
    stored = {each.key: _store_element(design, position, each) for position, each in enumerate(spec.elements, start=1)}
    for position, rule in enumerate(spec.rules, start=1):
        placing = PlacingRule(
            design=design,
            position=position,
            kind=rule.kind,
            first=stored.get(rule.first),
            then=stored.get(rule.then),
            least_days=rule.least_days,
            most_days=rule.most_days,
            is_hard=rule.hard,
        )
        placing.full_clean()
        placing.save()


def _store_element(design: Design, position: int, spec: ElementSpec) -> Element:
    element = Element(design=design, position=position, key=spec.key)
    for name in COLUMNS:
        value = getattr(spec, name)
        setattr(element, name, list(value) if isinstance(value, tuple) else value)
    try:
        element.full_clean()
    except ValidationError as error:
        raise DesignFileError(f"{spec.key}: {' '.join(error.messages)}") from error
    element.save()
    Window.objects.bulk_create(
        Window(element=element, number=number, first_week=first, last_week=last)
        for number, (first, last) in enumerate(spec.windows, start=1)
    )
    AgendaPart.objects.bulk_create(
        AgendaPart(element=element, position=place, name=name, minutes=minutes)
        for place, (name, minutes) in enumerate(spec.agenda, start=1)
    )
    return element


def spec_of(design: Design) -> DesignSpec:
    """Read a stored design back as plain values."""
    elements = design.elements.prefetch_related("windows", "agenda")
    rules = design.placing_rules.select_related("first", "then")
    return DesignSpec(
        name=design.name,
        weeks=design.weeks,
        elements=tuple(_element_spec(element) for element in elements),
        rules=tuple(rule_spec(rule) for rule in rules),
    )


def _element_spec(element: Element) -> ElementSpec:
    stored: dict[str, Any] = {name: as_plain(getattr(element, name)) for name in COLUMNS}
    return ElementSpec(
        key=element.key,
        windows=tuple((window.first_week, window.last_week) for window in element.windows.all()),
        agenda=tuple((each.name, each.minutes) for each in element.agenda.all()),
        **stored,
    )


def as_plain(value: Any) -> Any:
    """Convert a list from the database to a tuple, which cannot be changed."""
    return tuple(value) if isinstance(value, list) else value


def rule_spec(rule: PlacingRule) -> RuleSpec:
    return RuleSpec(
        kind=rule.kind,
        first=rule.first.key if rule.first else "",
        then=rule.then.key if rule.then else "",
        least_days=rule.least_days,
        most_days=rule.most_days,
        hard=rule.is_hard,
    )
