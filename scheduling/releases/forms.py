from people.conflicts import SeenMixin
from people.fields import LongTextField
from people.forms import VerbForm


class ReleaseForm(SeenMixin, VerbForm):
    note = LongTextField(
        label="Note",
        max_length=2000,
        required=False,
        help_text="Why the dates changed, for example. It stands in each email and in the history of releases",
    )
