from django import forms

from evaluations.models import LONGEST, Score
from people.fields import LongTextField
from people.forms import CadreForm

CHOOSE = "Select a score from 1, Poor, to 5, Excellent"


def make_text_field(*, label: str, help_text: str) -> LongTextField:
    """Make an optional text field whose errors name its question, because the form has two of them."""
    return LongTextField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        error_messages={
            "max_length": f"Your answer to “{label}” must be {LONGEST} characters or fewer",
            "null_characters_not_allowed": f"Your answer to “{label}” has a character in it that cannot be saved",
        },
    )


class EvaluationForm(CadreForm):
    score = forms.TypedChoiceField(
        label="How was it, all in all?",
        choices=[(score.value, f"{score.value}: {score.label}") for score in Score],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    learned = make_text_field(
        label="What did you learn?",
        help_text="Your words may be quoted in the evaluation report, without your name. Leave out names and patients.",
    )
    will_do = make_text_field(label="What will you do?", help_text="Only you can see this.")


class IssueForm(forms.Form):
    """A key that each confirmation page has of its own, so that two clicks issue one report."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
