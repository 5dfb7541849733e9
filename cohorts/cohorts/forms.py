from typing import Any

from django import forms

from cohorts.models import Cohort
from people.conflicts import SeenMixin
from people.fields import NameField, max_length
from people.forms import VerbForm

MOST_PLACES = 200


class PlacesField(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"})
    default_error_messages = {
        "invalid": "Places must be a whole number, for example 20",
        "min_value": "There must be at least 1 place",
        "max_value": f"There can be at most {MOST_PLACES} places",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Places", min_value=1, max_value=MOST_PLACES, **kwargs)


class ChangeCohortForm(SeenMixin, VerbForm):
    name = NameField(
        label="Name of the cohort",
        max_length=max_length(Cohort, "name"),
        error_messages={"required": "Enter a name for the cohort"},
    )
    capacity = PlacesField()
