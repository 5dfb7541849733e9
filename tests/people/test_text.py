"""A name is one line of characters that can be stored, even if a program sends something else."""

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from people.accounts import get_or_make_person
from people.fields import NameField
from people.forms import CadreForm
from people.models import Organisation


class PlaceForm(CadreForm):
    place = NameField(label="Place", max_length=20)


@pytest.mark.parametrize(
    "typed", ["Fenmoor House", "  Fenmoor \t House ", "Fenmoor\nHouse", "Fenmoor\r\nHouse", "Fenmoor\u2028\xa0House"]
)
def test_spaces_and_line_breaks_are_one_space(typed: str) -> None:
    form = PlaceForm({"place": typed})

    assert form.is_valid()
    assert form.cleaned_data["place"] == "Fenmoor House"


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\ue000", "\ud800"])
def test_what_cannot_be_stored_is_refused_once_in_words(sign: str) -> None:
    form = PlaceForm({"place": f"Fenmoor{sign}House"})

    assert form.errors["place"] == ["Place has a character that cannot be stored. Type it again"]


def test_names_of_every_language_are_taken() -> None:
    for name in ("Siân Ó Briain", "Ngũgĩ", "李小龙", "محمد", "Zoë O’Neill-Smith"):
        assert PlaceForm({"place": name}).is_valid()


def test_a_name_is_measured_as_it_is_kept() -> None:
    assert PlaceForm({"place": "x" * 10 + " " * 50 + "x" * 9}).is_valid()
    assert not PlaceForm({"place": "x" * 21}).is_valid()


@given(st.text())
def test_whatever_is_taken_is_one_line(text: str) -> None:
    try:
        name = NameField(required=False).clean(text)
    except forms.ValidationError:
        return
    assert len(name.splitlines()) <= 1


def test_the_record_of_a_person_is_one_line_too(trust: Organisation) -> None:
    made = get_or_make_person(organisation=trust, email="pat@fenmoor.example", name="Pat\nBcc: all@fenmoor.example")

    assert made.name == "Pat Bcc: all@fenmoor.example"
