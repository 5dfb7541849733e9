"""The forms on which administrators open a round, change its dates, give more time and choose the 360 settings."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils import timezone

from assessments.instruments.forms import InstrumentChoiceForm
from assessments.models import LEAST_IN_GROUP, Policy, Round, Subject
from assessments.rounds.extending import TOO_EARLY
from assessments.rounds.opening import LONGEST
from assessments.rounds.policies import MOST_IN_GROUP, REMINDERS_AT_MOST
from people.fields import DateField
from people.forms import CadreForm

MOST_DAYS_BEFORE = 60

NUMBER = re.compile("[0-9]{1,3}", re.ASCII)

PLACES = ("first", "second", "third")


def check_closing_day(day: date) -> None:
    """Raise ValidationError unless the closing day is after today and within six months."""
    today = timezone.localdate()
    if day <= today:
        raise ValidationError("The closing date must be in the future")
    if day > today + LONGEST:
        raise ValidationError("The closing date must be within 6 months from today")


def number_input() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"})


class DaysField(forms.CharField):
    """Numbers of days, for example "7, 2"."""

    widget = forms.TextInput(attrs={"class": "nhsuk-input--width-10"})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        typed = re.split(r"[\s,;]+", (super().clean(value) or "").strip(" ,;"))
        days = {self._day(part) for part in typed if part}
        if len(days) > REMINDERS_AT_MOST:
            raise ValidationError(f"Enter up to {REMINDERS_AT_MOST} numbers of days")
        return sorted(days, reverse=True)

    def _day(self, part: str) -> int:
        day = int(part) if NUMBER.fullmatch(part) else 0
        if not 1 <= day <= MOST_DAYS_BEFORE:
            raise ValidationError(f"Enter numbers of days from 1 to {MOST_DAYS_BEFORE}, for example 7, 2")
        return day


class LeastField(forms.IntegerField):
    """The fewest answers that a group needs to be shown: never under three."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Fewest answers to show a group",
            min_value=LEAST_IN_GROUP,
            max_value=MOST_IN_GROUP,
            widget=number_input(),
            error_messages={
                "required": "Enter the fewest answers, for example 3",
                "invalid": "Enter a whole number, for example 3",
                "min_value": "The fewest answers must be 3 or more, so that nobody can be found out",
                "max_value": f"The fewest answers must be {MOST_IN_GROUP} or fewer",
            },
            **kwargs,
        )

    def raise_to(self, least: int) -> None:
        if least > LEAST_IN_GROUP:
            self.validators.append(MinValueValidator(least))
            self.error_messages["min_value"] = (
                f"The fewest answers must be {least} or more, as your organisation has settled"
            )


class PolicyForm(CadreForm):
    least_in_group = LeastField(
        help_text="A group with fewer answers is never shown by itself, on any page or in any report. "
        "From 3 to 10: the higher, the safer a rater is, and the fewer groups are shown.",
    )
    approves_raters = forms.TypedChoiceField(
        label="Does an administrator approve the raters?",
        choices=[("yes", "Yes, nobody is emailed before"), ("no", "No, raters are emailed as soon as they are named")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="Approving gives you a look at who was chosen, and takes your time.",
    )
    requests_at_most = forms.IntegerField(
        label="Most requests to one person",
        min_value=1,
        max_value=50,
        widget=number_input(),
        help_text="How many participants of a cohort may ask the same person. Line managers are counted, "
        "and are never refused.",
        error_messages={
            "invalid": "Enter a whole number, for example 5",
            "min_value": "The most requests must be 1 or more",
            "max_value": "The most requests must be 50 or fewer",
        },
    )
    reminds_days_before = DaysField(
        label="Reminders",
        required=False,
        help_text="How many days before the closing date to remind those who have not answered, for example 7, 2. "
        f"Up to {REMINDERS_AT_MOST}. Nobody gets more than one reminder a day.",
    )
    without_coach_after = forms.IntegerField(
        label="Days until a report is given without a debrief",
        required=False,
        min_value=1,
        max_value=365,
        widget=number_input(),
        help_text="A coach has the report first, and goes through it with the participant. After so many days the "
        "participant gets it even so. Leave it empty for never.",
        error_messages={
            "invalid": "Enter a whole number of days, for example 21, or leave it empty",
            "min_value": "The number of days must be 1 or more, or leave it empty",
            "max_value": "The number of days must be 365 or fewer",
        },
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        values = {name: getattr(policy, name) for name in self.base_fields}
        values["approves_raters"] = "yes" if policy.approves_raters else "no"
        super().__init__(*args, initial=values, **kwargs)


class DatesForm(CadreForm):
    """The closing date of an open round, and up to three days on which to remind."""

    closes_on = DateField(
        label="Closing date",
        help_text="The last day on which raters can answer. It can be put off, but not brought forward: "
        "raters have been told the day. You can close the round by hand at any time.",
        error_messages={"required": "Enter the closing date"},
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        self.round = round_
        to_come = [day for day in round_.remind_on if day > timezone.localdate()]
        reminders = dict(zip(reminder_names(), to_come, strict=False))
        super().__init__(*args, initial={"closes_on": round_.closes_on, **reminders}, **kwargs)
        for name, place in zip(reminder_names(), PLACES, strict=True):
            self.fields[name] = DateField(label=f"{place.capitalize()} reminder", required=False)

    def clean_closes_on(self) -> date:
        closes_on: date = self.cleaned_data["closes_on"]
        if closes_on == self.round.closes_on:
            return closes_on
        check_closing_day(closes_on)
        if closes_on < self.round.closes_on:
            raise ValidationError("The closing date can only be put off, because raters have been told the day")
        return closes_on

    def clean(self) -> dict[str, Any]:
        """Check each reminder against the closing date beside it."""
        last = self.cleaned_data.get("closes_on")
        for name in reminder_names():
            day = self.cleaned_data.get(name)
            if day and last and not timezone.localdate() < day <= last:
                self.add_error(name, "A reminder must be between tomorrow and the closing date")
        return self.cleaned_data

    def reminders(self) -> Sequence[date]:
        return [day for name in reminder_names() if (day := self.cleaned_data[name])]


def reminder_names() -> list[str]:
    return [f"remind_{place}" for place in PLACES]


class MoreTimeForm(CadreForm):
    """The last day on which raters of one participant can answer."""

    until = DateField(
        label="New closing date",
        help_text="The last day on which raters can answer about this participant, for example 31 3 2027.",
        error_messages={"required": "Enter the new closing date"},
    )

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        self.subject = subject
        super().__init__(*args, **kwargs)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        check_closing_day(until)
        if self.subject.is_open and until < self.subject.closes_on:
            raise ValidationError(TOO_EARLY)
        return until


class OpenRoundForm(InstrumentChoiceForm):
    closes_on = DateField(
        label="Closing date",
        help_text="The last day on which raters can answer, for example 31 3 2027. Three to five weeks is usual.",
        error_messages={"required": "Enter the closing date"},
    )
    remind_days = DaysField(
        label="Reminders",
        required=False,
        help_text="How many days before the closing date to remind those who have not answered, for example 7, 2. "
        "You can change the dates while the round is open.",
    )
    least_in_group = LeastField(
        help_text="A group with fewer answers than this is not shown by itself. "
        "It cannot be changed once the round is open.",
    )

    def __init__(self, *args: Any, policy: Policy, proposed: dict[str, Any], **kwargs: Any) -> None:
        """Fill in the organisation's settings. The fewest answers can only be raised."""
        settings = {"least_in_group": policy.least_in_group, "remind_days": policy.reminds_days_before}
        super().__init__(*args, initial=proposed | settings, **kwargs)
        least = self.fields["least_in_group"]
        if isinstance(least, LeastField):
            least.raise_to(policy.least_in_group)

    def clean_closes_on(self) -> date:
        closes_on: date = self.cleaned_data["closes_on"]
        check_closing_day(closes_on)
        return closes_on
