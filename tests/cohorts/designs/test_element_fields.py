"""Every field of an element, walked from its one entry through the form, the file, sentences, the page and the rows."""

from dataclasses import fields, replace
from typing import Any

import pytest
from django.template.loader import render_to_string

from cohorts.designs.comparison import changes
from cohorts.designs.display import show
from cohorts.designs.element_fields import ELEMENT_FIELDS, ElementField
from cohorts.designs.files import read_design, write_design
from cohorts.designs.forms import ElementForm, element_answers
from cohorts.designs.specs import DesignSpec, ElementSpec
from cohorts.designs.storage import spec_of, store_design
from people.models import Organisation
from tests import cast

PLAIN = ElementSpec("launch", "launch", "Launch", "whole_cohort", "formal", 450, ((1, 1),))
# For each field another value than that of the plain element, and words by which a sentence tells it.
OTHER: dict[str, tuple[Any, str]] = {
    "name": ("Beginning", "Launch: name now Beginning instead of Launch."),
    "kind": ("conference", "Launch: kind now Conference instead of Launch."),
    "practice": ("model", "Launch: practice now Model the Way instead of none."),
    "share": ("social", "Launch: share of 70:20:10 now Social (20) instead of Formal (10)."),
    "note": ("Bring a pen", "Launch: the note has changed."),
    "format": ("learning_set", "Launch: format now Learning sets instead of Whole cohort."),
    "windows": (((2, 3), (5, 5)), "Launch: weeks now weeks 2 to 3, week 5 instead of week 1."),
    "minutes": (90, "Launch: length now 1 hour 30 minutes instead of 7 hours 30 minutes."),
    "agenda": ((("Welcome", 30),), "Launch: the agenda has changed."),
    "least_days_between": (3, "Launch: least days between sessions now 3 instead of none."),
    "most_days_between": (9, "Launch: most days between sessions now 9 instead of none."),
    "weekdays": ((1, 3), "Launch: weekdays now Tuesday and Thursday instead of any."),
    "half_day": ("morning", "Launch: half of the day now Morning instead of none."),
    "facilitators_needed": (2, "Launch: facilitators now 2 instead of 1."),
    "co_facilitators_needed": (1, "Launch: in-house co-facilitators now 1 instead of 0."),
    "executives_attend": (True, "Launch: executives attend now yes instead of no."),
    "equipment": (("Projector", "Chairs"), "Launch: equipment now Projector and Chairs instead of none."),
    "preparation": ("Read this.\nThen that.", "Launch: the preparation has changed."),
}
EVERY_FIELD = pytest.mark.parametrize("field", ELEMENT_FIELDS, ids=[field.name for field in ELEMENT_FIELDS])


def changed(field: ElementField) -> ElementSpec:
    value, _ = OTHER[field.name]
    return replace(PLAIN, **{field.name: value})


def design(element: ElementSpec) -> DesignSpec:
    return DesignSpec("Small", 12, (element,))


def page_of(element: ElementSpec) -> str:
    shown = show(design(element))
    table = render_to_string("cohorts/designs/elements.html", {"shown": shown})
    return table + render_to_string("cohorts/designs/details.html", {"elements": shown.elements})


def test_the_table_holds_every_field_but_the_key() -> None:
    assert {field.name for field in ELEMENT_FIELDS} | {"key"} == {field.name for field in fields(ElementSpec)}


@EVERY_FIELD
def test_a_field_is_in_the_form_which_gives_back_the_value_that_it_shows(field: ElementField) -> None:
    element = changed(field)
    form = ElementForm({name: value for name, value in element_answers(element).items() if value is not None})
    assert form.is_valid(), form.errors
    assert form.element("launch") == element
    assert field.name in {name for section in form.helper.layout.fields for name in section.fields}


@EVERY_FIELD
def test_a_field_is_written_to_the_file_and_read_from_it(field: ElementField) -> None:
    text = write_design(design(changed(field)))
    assert f"\n{field.name} = " in text
    assert read_design(text).elements == (changed(field),)


@EVERY_FIELD
def test_a_sentence_tells_that_a_field_has_changed(field: ElementField) -> None:
    assert changes(design(PLAIN), design(changed(field))) == [OTHER[field.name][1]]


@EVERY_FIELD
def test_a_field_is_on_the_page(field: ElementField) -> None:
    assert page_of(changed(field)) != page_of(PLAIN)


@EVERY_FIELD
@pytest.mark.django_db
def test_a_field_is_stored(field: ElementField, trust: Organisation) -> None:
    stored = store_design(programme=cast.programme(trust), spec=design(changed(field)))
    assert spec_of(stored).elements == (changed(field),)


def test_the_page_says_needs_and_wishes_in_their_order() -> None:
    full = replace(PLAIN, **{name: value for name, (value, _) in OTHER.items()})
    (shown,) = show(design(full)).elements
    assert shown.notes == ["Conference", "Bring a pen"]
    assert shown.columns == {
        "Practice": "Model the Way",
        "Format": "Learning sets",
        "Time": "1 hour 30 minutes",
        "70:20:10": "Social (20)",
        "Weeks": "2 to 3, 5",
    }
    assert list(shown.columns) == ["Practice", "Format", "Time", "70:20:10", "Weeks"]
    assert shown.needs == [
        "Facilitators: 2",
        "In-house co-facilitators: 1",
        "Executives attend",
        "Projector",
        "Chairs",
    ]
    assert shown.wishes == ["Tuesday and Thursday", "Morning", "Sessions 3 to 9 days apart"]
    assert shown.details == [("Before it", "Read this.\nThen that.")]
    assert shown.agenda == [("Welcome", "30 minutes")]
