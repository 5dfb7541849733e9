"""The form on which a participant writes up to three commitments."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError

from assessments.debriefs.commitments import Intention
from assessments.models import Commitment, Subject
from assessments.models.debriefs import COMMITMENTS
from cohorts.models import Practice
from people.fields import LongTextField
from people.forms import CadreForm

LONGEST = 500
PLACES = range(1, COMMITMENTS + 1)
NO_PRACTICE = ("", "No practice in particular")


class CommitmentsForm(CadreForm):
    """A text and a practice for each place; all of it may be left empty."""

    mark_optional = False

    def __init__(self, subject: Subject, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=_kept(subject), **kwargs)
        for place in PLACES:
            self.fields[f"text_{place}"] = _text()
            self.fields[f"practice_{place}"] = _practice()
        self.helper.layout = Layout(
            *(Fieldset(f"Commitment {place}", f"text_{place}", f"practice_{place}") for place in PLACES)
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for place in PLACES:
            if cleaned.get(f"practice_{place}") and cleaned.get(f"text_{place}") == "":
                message = "Write what you will do, or choose no practice"
                self.add_error(f"text_{place}", ValidationError(message, code="required"))
        return cleaned

    def intentions(self) -> list[Intention]:
        cleaned = self.cleaned_data
        return [Intention(cleaned[f"text_{place}"], cleaned[f"practice_{place}"]) for place in PLACES]


def _text() -> LongTextField:
    return LongTextField(
        label="What will you do?",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"What you will do must be {LONGEST} characters or fewer"},
    )


def _practice() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Which practice does it serve?", required=False, choices=[NO_PRACTICE, *Practice.choices]
    )


def _kept(subject: Subject) -> dict[str, str]:
    kept = Commitment.objects.filter(subject=subject)
    texts = {f"text_{one.place}": one.text for one in kept}
    return texts | {f"practice_{one.place}": one.practice for one in kept}
