"""The forms on which participants name raters, administrators correct them, and raters decline."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet

from assessments.models import Invitation, Relationship, Removal, Subject
from assessments.raters import request_limits
from assessments.raters.naming import (
    GROUPS,
    MOST_IN_GROUP,
    PLURALS,
    NamedRater,
    RequestLimitError,
    advice,
    with_kept_addresses,
)
from assessments.raters.request_limits import Load
from people.fields import LongTextField, NameField
from people.forms import CadreForm, VerbForm

LONGEST_NAME = Invitation._meta.get_field("name").max_length
LONGEST_EMAIL = Invitation._meta.get_field("email").max_length
LONGEST_REASON = Removal._meta.get_field("reason").max_length

ROWS_AT_FIRST = 3

NOT_IN_NAMES = ("@", "//", "www.")

# Email programs turn win-big.example into a link; initials and “Dr. Ann” are names.
LIKE_AN_ADDRESS = re.compile(r"[.\u3002\uff0e\uff61][^\W\d_]{2,}")

GROUP_HINTS = {
    Relationship.DIRECT_REPORT: "People whom you manage.",
    Relationship.CO_WORKER: "People you work beside, in your team or in another.",
    Relationship.OTHER: "Anybody else who sees you lead, in another department, organisation or patient group.",
}


class RaterForm(CadreForm):
    """A row with a name and an address, or an empty row."""

    mark_optional = False
    name = NameField(
        label="Name",
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": f"The name must be {LONGEST_NAME} characters or fewer"},
    )
    email = forms.EmailField(
        label="Email address",
        required=False,
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "invalid": "Enter an email address in the correct format, like name@example.com",
            "max_length": f"The email address must be {LONGEST_EMAIL} characters or fewer",
        },
    )

    def clean_name(self) -> str:
        """Refuse a name with a link in it, because an email from us greets the rater with it."""
        name = str(self.cleaned_data["name"])
        if any(mark in name for mark in NOT_IN_NAMES):
            raise ValidationError("Enter a name, without an address in it")
        if LIKE_AN_ADDRESS.search(name):
            raise ValidationError("Enter a name, with a space after a full stop")
        return name

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        name, email = self.cleaned_data.get("name"), self.cleaned_data.get("email")
        if name and email == "":
            self.add_error("email", f"Enter the email address of {name}")
        if email and name == "":
            self.add_error("name", f"Enter the name of the person with the address {email}")
        return self.cleaned_data

    def named(self, relationship: Relationship) -> NamedRater | None:
        email = self.cleaned_data.get("email")
        if not email:
            return None
        return NamedRater(relationship=relationship, name=self.cleaned_data.get("name") or email, email=email)


RaterFormSet = forms.formset_factory(
    RaterForm, extra=0, max_num=MOST_IN_GROUP, absolute_max=2 * MOST_IN_GROUP, validate_max=True
)


class ManagerForm(RaterForm):
    """The manager's row: the manager is always asked, so neither half may be empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, message in (("name", "Enter your manager’s name"), ("email", "Enter your manager’s email address")):
            self.fields[field].required = True
            self.fields[field].error_messages["required"] = message


class GroupRows:
    """The rows of one group: the raters who are asked already, and empty rows for more."""

    at_most = MOST_IN_GROUP

    def __init__(self, relationship: Relationship, asked: list[Invitation], least: int) -> None:
        self.relationship = relationship
        self.label = PLURALS[relationship].capitalize()
        self.who = GROUP_HINTS[relationship]
        self.asked = asked
        named = sum(invitation.state != Invitation.State.DECLINED for invitation in asked)
        self.advice = advice(relationship, named, least)
        rows = max(least - named, 1 if asked else ROWS_AT_FIRST)
        self.formset: BaseFormSet[RaterForm] = RaterFormSet(prefix=relationship.value, initial=[{}] * rows)

    def bind(self, data: Any) -> None:
        self.formset = RaterFormSet(data, prefix=self.relationship.value)

    def keep(self, data: Mapping[str, Any], more: int) -> None:
        """Show again what was typed without checking it, with `more` empty rows."""
        prefix = self.relationship.value
        rows = [
            {half: data.get(f"{prefix}-{row}-{half}", "") for half in ("name", "email")}
            for row in range(count_rows(data, prefix))
        ]
        self.formset = RaterFormSet(prefix=prefix, initial=[*rows, *[{}] * more][:MOST_IN_GROUP])
        if more:
            self.formset.forms[-1].fields["name"].widget.attrs["autofocus"] = True

    @property
    def has_no_room(self) -> bool:
        return self.formset.total_form_count() >= MOST_IN_GROUP

    @property
    def place_of_next(self) -> str:
        """The HTML id of the first input of the next row, which the page links to once it is added."""
        return f"id_{self.relationship.value}-{self.formset.total_form_count()}-name"

    def named(self) -> Iterator[tuple[RaterForm, NamedRater]]:
        for form in self.formset.forms:
            if rater := form.named(self.relationship):
                yield form, rater


def count_rows(data: Mapping[str, Any], prefix: str) -> int:
    """Count the rows that the page says it had, within reason."""
    total = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
    if not re.fullmatch("[0-9]{1,3}", total):
        return ROWS_AT_FIRST
    return min(int(total), MOST_IN_GROUP)


class NamingForm:
    """The forms of the whole page, the manager's and the groups', and the checks across them."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        least = subject.round.least_in_group
        asked = list(subject.invitations.all())
        self.own_email = subject.enrolment.person.email
        self.asked = {invitation.email: invitation for invitation in asked}
        self.manager = next((i for i in asked if i.relationship == Relationship.MANAGER), None)
        # The manager as the page showed them: an administrator may have corrected them since.
        self.manager_shown = (self.manager.name, self.manager.email) if self.manager else ("", "")
        self.manager_form = self._manager_form(None)
        self.groups = [GroupRows(group, [i for i in asked if i.relationship == group], least) for group in GROUPS]

    def _manager_form(self, data: Any) -> ManagerForm | None:
        """Make the manager's form, or return None once the manager has answered and cannot be replaced."""
        if self.manager and self.manager.is_answered:
            return None
        initial = {"name": self.manager.name, "email": self.manager.email} if self.manager else {}
        return ManagerForm(data, prefix=Relationship.MANAGER.value, initial=initial)

    def keep(self, data: Mapping[str, Any], *, add_to: str = "") -> None:
        """Show again what was typed without checking it, with one more row in the group `add_to`."""
        if self.manager_form:
            typed = {half: data.get(f"manager-{half}", "") for half in ("name", "email")}
            self.manager_form.initial = typed
        self._recall_manager(data)
        for shown in self.groups:
            shown.keep(data, more=1 if shown.relationship == add_to else 0)

    def bind(self, data: Any) -> None:
        self.manager_form = self._manager_form(data)
        self._recall_manager(data)
        for group in self.groups:
            group.bind(data)

    def _recall_manager(self, data: Mapping[str, Any]) -> None:
        name, email = self.manager_shown
        self.manager_shown = (data.get("manager-shown-name", name), data.get("manager-shown-email", email))

    def is_valid(self) -> bool:
        """Check everything at once, so that all mistakes are shown together."""
        for form in self.members():
            form.is_valid()
        self._check_across()
        return not self.has_errors

    @property
    def manager_has_changed(self) -> bool:
        """Whether the participant has entered another manager, or corrected this one."""
        if self.manager_form is None:
            return False
        typed = self.manager_form.named(Relationship.MANAGER)
        return typed is None or (typed.name, typed.email) != self.manager_shown

    def members(self) -> list[Any]:
        return [form for form in (self.manager_form, *(group.formset for group in self.groups)) if form is not None]

    @property
    def has_errors(self) -> bool:
        return any(
            member.total_error_count() if isinstance(member, BaseFormSet) else member.errors
            for member in self.members()
            if member.is_bound
        )

    def _check_across(self) -> None:
        rows = self.rows_at_kept_addresses()
        times = Counter(rater.email for _, rater in rows if rater.relationship in GROUPS)
        full = request_limits.addresses_at_limit(self.subject.round, times)
        manager = self._manager_email(rows)
        for form, rater in rows:
            if reason := self._refusal(rater, times, manager) or self._refusal_at_limit(rater, full):
                form.add_error("email", reason)
        if not (times or self._asked_in_groups() or any(group.formset.total_error_count() for group in self.groups)):
            for form in self.groups[0].formset.forms[:1]:
                form.add_error("name", "Enter the name and email address of at least one rater")

    def _refusal_at_limit(self, rater: NamedRater, full: Collection[str]) -> str:
        is_new = rater.relationship in GROUPS and rater.email not in self.asked
        return RequestLimitError(rater).sentence if is_new and rater.email in full else ""

    def refuse(self, refused: RequestLimitError) -> None:
        """Show that somebody else has just taken the last request that this rater may have."""
        for form, rater in self.rows_at_kept_addresses():
            if rater == refused.rater:
                form.add_error("email", refused.sentence)

    def _asked_in_groups(self) -> bool:
        return any(group.asked for group in self.groups)

    def _refusal(self, rater: NamedRater, times: Mapping[str, int], manager: str) -> str:
        if rater.email == self.own_email:
            return "This is your own email address. You rate yourself from your 360 page"
        if rater.relationship != Relationship.MANAGER and rater.email == manager:
            return "This is your manager’s email address. Your manager is asked already"
        if times[rater.email] > 1:
            return f"You have entered {rater.email} more than once. Each person answers once"
        asked = self.asked.get(rater.email)
        if asked and asked.state == Invitation.State.DECLINED and rater.relationship != Relationship.MANAGER:
            return f"{asked.name} would rather not answer. Choose somebody else"
        if asked and asked.relationship not in (rater.relationship, Relationship.MANAGER):
            return f"You have already named {asked.name} as {asked.as_whom}"
        return ""

    def _manager_email(self, rows: Iterable[tuple[RaterForm, NamedRater]]) -> str:
        typed = (rater.email for _, rater in rows if rater.relationship == Relationship.MANAGER)
        return next(typed, self.manager.email if self.manager else "")

    def rows(self) -> Iterator[tuple[RaterForm, NamedRater]]:
        manager = self.manager_form.named(Relationship.MANAGER) if self.manager_form else None
        if self.manager_form and manager and self.manager_has_changed:
            yield self.manager_form, manager
        for group in self.groups:
            yield from group.named()

    def rows_at_kept_addresses(self) -> list[tuple[RaterForm, NamedRater]]:
        """List everybody on the page, at the addresses that `name_raters` uses."""
        rows = list(self.rows())
        raters = with_kept_addresses((rater for _, rater in rows), self.subject.organisation)
        return [(form, rater) for (form, _), rater in zip(rows, raters, strict=True)]

    def raters(self) -> list[NamedRater]:
        return [rater for _, rater in self.rows()]


class PersonForm(RaterForm, VerbForm):
    """The name and address of one rater, of which neither may be empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, message in (("name", "Enter a name"), ("email", "Enter an email address")):
            self.fields[field].required = True
            self.fields[field].error_messages["required"] = message


class AmendForm(PersonForm):
    """The details of a rater who waits for approval, whose group can still be changed."""

    relationship = forms.ChoiceField(
        label="Group",
        choices=[(group.value, group.label) for group in GROUPS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the group in which they are asked"},
    )

    def clean_relationship(self) -> Relationship:
        return Relationship(self.cleaned_data["relationship"])


class RemoveForm(VerbForm):
    reason = LongTextField(
        label="Why are they not asked?",
        max_length=LONGEST_REASON,
        help_text="The participant is emailed this reason, word for word.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter why they are not asked",
            "max_length": f"The reason must be {LONGEST_REASON} characters or fewer",
        },
    )


class SearchForm(CadreForm):
    """The search among people and their requests. An empty search finds everybody."""

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
        """The words to look for; empty when nothing usable was entered."""
        return str(self.cleaned_data.get("sought", "")).split() if self.is_valid() else []


class JoinForm(VerbForm):
    """The choice of two addresses, among those that are asked in a round."""

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


class DeclineForm(CadreForm):
    reason = forms.ChoiceField(
        label="Why would you rather not answer?",
        choices=Invitation.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason"},
    )
