"""Why a rater would rather not answer."""

from django import forms

from assessments.models import Invitation
from people.forms import CadreForm


class DeclineForm(CadreForm):
    reason = forms.ChoiceField(
        label="Why would you rather not answer?",
        choices=Invitation.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason"},
    )
