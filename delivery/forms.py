from collections.abc import Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cohorts.checking import shortened
from cohorts.forms import PlacesField, VerbForm
from delivery.calendar import EARLIEST, YEARS_AHEAD, latest, why_not_working, working_day_from
from people.fields import DateField, NameField
from people.names import one_line

# The id of the list that a browser offers.
VENUES = "venues"

STARTED = "This cohort has started already"
# Only asked for: no fact of the cohort.
CONFIRMED = ("is_new_venue", "has_started")


def refuse_absurd(day: date) -> None:
    """Records of cohorts long past are welcome; slips of a digit are not."""
    if day < EARLIEST:
        raise ValidationError("The date must be in or after %(year)s", params={"year": EARLIEST.year})
    if day > latest(timezone.localdate()):
        raise ValidationError("The date must be within %(years)s years from now", params={"years": YEARS_AHEAD})


def example(today: date) -> str:
    """A day as it is typed: one on which a cohort that is prepared now might start."""
    day = working_day_from(today + timedelta(days=90))
    return f"{day.day} {day.month} {day.year}"


class CohortForm(VerbForm):
    name = NameField(
        label="Name of the cohort",
        max_length=200,
        help_text="For example Cohort 3",
        error_messages={"required": "Enter a name for the cohort"},
    )
    starts_on = DateField(
        label="Start date",
        validators=[refuse_absurd],
        error_messages={"required": "Enter a start date"},
    )
    has_started = forms.BooleanField(label=STARTED, required=False)
    venue = NameField(
        label="Venue",
        max_length=200,
        help_text="Where most sessions are. You can change it for each of them later.",
        error_messages={"required": "Enter a venue"},
    )
    is_new_venue = forms.BooleanField(label="It is a new venue")
    capacity = PlacesField(initial=20)

    def __init__(self, *args: Any, venues: Sequence[str], **kwargs: Any) -> None:
        """With the names of the venues that there are: whoever types another is asked whether it is a new one."""
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["has_started"]
        self.venues = {name.lower(): name for name in venues}
        self.fields["starts_on"].help_text = (
            f"The day of the launch, for example {example(timezone.localdate())}. Other sessions are on the same day "
            "of the week where they can be."
        )
        self.fields["venue"].widget.attrs |= {"list": VENUES, "autocomplete": "off"} if venues else {}
        typed = one_line(self.data.get("venue", ""))
        if not venues or not typed or typed.lower() in self.venues:
            del self.fields["is_new_venue"]
        else:
            self.fields["is_new_venue"].error_messages["required"] = self._is_it_new(typed)

    def _is_it_new(self, typed: str) -> str:
        close = get_close_matches(typed.lower(), self.venues, n=1, cutoff=0.5)
        meant = f"If you mean {self.venues[close[0]]}" if close else "If it is a slip"
        return f"“{shortened(typed)}” is not one of your venues yet. {meant}, correct it. If it is new, tick the box"

    def full_clean(self) -> None:
        """Of a day to come nobody is asked whether it has passed."""
        super().full_clean()
        day = self.cleaned_data.get("starts_on") if self.is_bound else None
        if "has_started" in self.fields and not (day and day < timezone.localdate()):
            del self.fields["has_started"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day = cleaned.get("starts_on")
        if day and day < timezone.localdate() and not cleaned.get("has_started"):
            words = f"{day:%-d %B %Y} has passed. Choose a later start date, or tick “{STARTED}”"
            self.add_error("has_started", words)
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in CONFIRMED}

    def clean_venue(self) -> str:
        typed: str = self.cleaned_data["venue"]
        return self.venues.get(typed.lower(), typed)

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if why := why_not_working(day):
            raise ValidationError(f"{day:%-d %B %Y} is {why}. Choose a working day")
        return day
