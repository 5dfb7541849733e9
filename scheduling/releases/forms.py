from django import forms

from people.fields import LongTextField
from people.forms import VerbForm


class ReleaseForm(VerbForm):
    note = LongTextField(
        label="Note",
        max_length=2000,
        required=False,
        help_text="Why the dates changed, for example. It stands in each email and in the history of releases",
    )
    # The fingerprint of the changes when the page was opened: the draft may change meanwhile.
    checked = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
