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

LONGEST_TEXT = Commitment._meta.get_field("text").max_length

PLACES = range(1, COMMITMENTS + 1)

NO_PRACTICE = ("", "No practice in particular")


class HeldForm(VerbForm):
    """The date of the debrief, and whether the report is released at once."""

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
    """The reason for putting a report on hold, or for lifting the hold."""

    reason = LongTextField(
        label="Reason",
        max_length=LONGEST_REASON,
        help_text="The coach and the administrators can read it. Say nothing that could tell who wrote what.",
        error_messages={"required": "Enter the reason"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LeaveOutForm(ReasonForm):
    """The reason for leaving out a comment, which takes its place in the report."""

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
        self.subjects = subjects
        self.coaches_by_key = {person.pk: person for person in coaches}
        self.coaches_by_key |= {subject.coach.pk: subject.coach for subject in subjects if subject.coach}
        super().__init__(data, initial={field_name(subject): subject.coach_id for subject in subjects})
        for subject in subjects:
            self.fields[field_name(subject)] = self._field(subject)

    def _field(self, subject: Subject) -> forms.TypedChoiceField:
        """Offer everybody but the participant, who may be a coach for others."""
        able = [each for each in self.coaches_by_key.values() if each.user_id != subject.enrolment.person.user_id]
        return forms.TypedChoiceField(
            label=subject.name,
            choices=[("", NO_COACH), *((each.pk, each.name) for each in able)],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": f"Choose a coach for {subject.name} who is on the list"},
        )

    def propose(self, proposed: dict[int, Person | None]) -> None:
        """Preselect these coaches on the page. Nothing is saved before the form is sent."""
        for subject in self.subjects:
            coach = proposed[subject.pk]
            self.initial[field_name(subject)] = coach.pk if coach else None

    def coaches(self) -> dict[int, Person | None]:
        """Return the choices for those who were on the page, and none for those who have joined the round since."""
        asked = [subject for subject in self.subjects if field_name(subject) in self.data]
        chosen = {subject.pk: self.cleaned_data[field_name(subject)] for subject in asked}
        return {subject: self.coaches_by_key[coach] if coach else None for subject, coach in chosen.items()}


def field_name(subject: Subject) -> str:
    return f"coach-{subject.pk}"


class CommitmentsForm(CadreForm):
    """The texts and practices of up to three commitments; all of it may be left empty."""

    mark_optional = False

    def __init__(self, subject: Subject, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(subject), **kwargs)
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
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"What you will do must be {LONGEST_TEXT} characters or fewer"},
    )


def _practice() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Which practice does it serve?", required=False, choices=[NO_PRACTICE, *Practice.choices]
    )


def _initial(subject: Subject) -> dict[str, str]:
    stored = Commitment.objects.filter(subject=subject)
    texts = {f"text_{one.place}": one.text for one in stored}
    return texts | {f"practice_{one.place}": one.practice for one in stored}
