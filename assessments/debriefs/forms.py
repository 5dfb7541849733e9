"""The forms of a debrief: its date, a reason, a comment left out, the coaches of a round, and commitments."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.debriefs.commitments import Intention
from assessments.models import Commitment, DebriefStep, Subject
from assessments.models.debriefs import COMMITMENTS
from cohorts.models import Practice
from people.fields import DateField, InlineRadioSelect, LongTextField
from people.forms import CadreForm, VerbForm
from people.models import Person

LONGEST_REASON = DebriefStep._meta.get_field("reason").max_length

NO_COACH = "No coach yet"

LONGEST = 500

PLACES = range(1, COMMITMENTS + 1)

NO_PRACTICE = ("", "No practice in particular")


class HeldForm(VerbForm):
    """When the debrief was held, and whether the report goes on at once."""

    held_on = DateField(
        label="When was the debrief?",
        initial=timezone.localdate,
        help_text="For example 31 3 2027",
        error_messages={"required": "Enter the date of the debrief"},
    )
    release = forms.TypedChoiceField(
        label="Release the report now?",
        choices=[("yes", "Yes, release it now"), ("no", "No, I release it later")],
        coerce=lambda answer: answer == "yes",
        widget=InlineRadioSelect,
        error_messages={"required": "Select whether to release the report now"},
    )


class ReasonForm(VerbForm):
    """Why a report is put on hold, or no longer is."""

    reason = LongTextField(
        label="Reason",
        max_length=LONGEST_REASON,
        help_text="The coach and the administrators can read it. Say nothing that could tell who wrote what.",
        error_messages={"required": "Enter the reason"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LeaveOutForm(ReasonForm):
    """Why a comment is left out: whoever reads the report reads this in its place."""

    field_order = ["reason"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = (
            "It stands in the report in place of the comment, and administrators see it too. "
            "Do not repeat the comment, and name nobody."
        )


class CoachesForm(CadreForm):
    """A coach for each participant of a round."""

    mark_optional = False

    def __init__(self, subjects: list[Subject], coaches: Iterable[Person], data: object = None) -> None:
        self.subjects, self.known = subjects, {person.pk: person for person in coaches}
        self.known |= {subject.coach.pk: subject.coach for subject in subjects if subject.coach}
        super().__init__(data, initial={name_of(subject): subject.coach_id for subject in subjects})
        for subject in subjects:
            self.fields[name_of(subject)] = self._field(subject)

    def _field(self, subject: Subject) -> forms.TypedChoiceField:
        """Everybody but the participant, who may be a coach for others."""
        able = [each for each in self.known.values() if each.user_id != subject.enrolment.person.user_id]
        return forms.TypedChoiceField(
            label=subject.name,
            choices=[("", NO_COACH), *((each.pk, each.name) for each in able)],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": f"Choose a coach for {subject.name} who is on the list"},
        )

    def propose(self, shared_out: dict[int, Person | None]) -> None:
        """Choose these in the page: nothing is saved before somebody says so."""
        for subject in self.subjects:
            coach = shared_out[subject.pk]
            self.initial[name_of(subject)] = coach.pk if coach else None

    def coaches(self) -> dict[int, Person | None]:
        """Of those who stood on the page: who has come into the round since is left as they are."""
        asked = [subject for subject in self.subjects if name_of(subject) in self.data]
        chosen = {subject.pk: self.cleaned_data[name_of(subject)] for subject in asked}
        return {subject: self.known[coach] if coach else None for subject, coach in chosen.items()}


def name_of(subject: Subject) -> str:
    return f"coach-{subject.pk}"


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
