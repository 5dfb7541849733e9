from typing import Any

from django import forms

from people.forms import CadreForm
from scheduling.invitations.answers import Outcome, answer_invitation
from scheduling.models import Invitee

CHOICES = [
    (Invitee.Answer.ACCEPTED, "I will come"),
    (Invitee.Answer.TENTATIVE, "Perhaps"),
    (Invitee.Answer.DECLINED, "I cannot come"),
]
CHANGED_MEANWHILE = "The date was changed while you looked at it. Look at it again, then answer"


class AnswerForm(CadreForm):
    """The form to answer an invitation, for the date that the page showed."""

    answer = forms.ChoiceField(
        label="Will you come?",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you will come"},
    )
    sequence = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, invitee: Invitee, answered: str = "", **kwargs: Any) -> None:
        """Show `answered` as chosen. Leave it empty for people who have not signed in."""
        super().__init__(*args, initial={"answer": answered or None, "sequence": invitee.sequence}, **kwargs)
        self.invitee = invitee

    def carry_out(self) -> Outcome:
        """Record the answer. If the date has changed meanwhile, record nothing and show the new one."""
        sequence = self.cleaned_data["sequence"]
        sequence = self.invitee.sequence if sequence is None else sequence
        outcome = answer_invitation(invitee=self.invitee, sequence=sequence, answer=self.cleaned_data["answer"])
        if outcome == Outcome.OVERTAKEN:
            self.add_error(None, CHANGED_MEANWHILE)
            self.data = dict(self.data.items()) | {"sequence": self.invitee.sequence}
        return outcome
