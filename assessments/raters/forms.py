"""What an administrator decides about raters: their group, why one is not asked, which addresses are one person's."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assessments.models import Relationship
from assessments.raters.ledger import Load
from assessments.raters.naming import GROUPS
from assessments.raters.naming_forms import PersonForm
from people.fields import LongTextField
from people.forms import CadreForm


class AmendForm(PersonForm):
    """Somebody who waits for approval: the group may still be put right too."""

    relationship = forms.ChoiceField(
        label="Group",
        choices=[(group.value, group.label) for group in GROUPS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the group in which they are asked"},
    )

    def clean_relationship(self) -> Relationship:
        return Relationship(self.cleaned_data["relationship"])


class RemoveForm(CadreForm):
    reason = LongTextField(
        label="Why are they not asked?",
        max_length=300,
        help_text="The participant is emailed this reason, word for word.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter why they are not asked",
            "max_length": "The reason must be 300 characters or fewer",
        },
    )


class SearchForm(CadreForm):
    """Of the load ledger: nothing entered finds everybody."""

    mark_optional = False
    sought = forms.CharField(
        label="Find a person",
        help_text="Part of a name or email address. A participant’s name finds all whom they ask.",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "search", "enterkeyhint": "search", "spellcheck": "false"}),
        error_messages={"max_length": "Enter 200 characters or fewer"},
    )

    @property
    def words(self) -> list[str]:
        """None when nothing, or nothing that can be looked for, was entered."""
        return str(self.cleaned_data.get("sought", "")).split() if self.is_valid() else []


class JoinForm(CadreForm):
    """Two of the addresses that are asked in a round."""

    kept = forms.ChoiceField(
        label="Address to keep",
        help_text="Their requests go to this address from now on.",
        error_messages={"required": "Choose the address to keep"},
    )
    other = forms.ChoiceField(
        label="Other address of the same person",
        help_text="Nothing is sent to this address any more. Whoever names it asks the address that is kept.",
        error_messages={"required": "Choose the other address"},
    )

    def __init__(self, loads: Iterable[Load], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_name = sorted(loads, key=lambda load: (load.name.casefold(), load.email))
        choices = [("", "Choose an address"), *((load.email, f"{load.name}, {load.email}") for load in by_name)]
        for name in ("kept", "other"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        kept, other = self.cleaned_data.get("kept"), self.cleaned_data.get("other")
        if kept and kept == other:
            self.add_error("other", "Choose two different addresses")
        return self.cleaned_data
