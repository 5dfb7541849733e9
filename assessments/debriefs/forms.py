"""What coaches and administrators are asked about a report on its way."""

from collections.abc import Iterable

from django import forms
from django.utils import timezone

from assessments.models import DebriefStep, Subject
from cohorts.forms import VerbForm
from people.fields import DateField, InlineRadioSelect, LongTextField
from people.forms import CadreForm
from people.models import Person

LONGEST_REASON = DebriefStep._meta.get_field("reason").max_length
NO_COACH = "No coach yet"


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
