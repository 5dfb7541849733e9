"""The forms with which an administrator asks for plans or for a repair."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from cohorts.models import Cohort
from people.fields import DateField, NameField
from people.forms import VerbForm
from people.models import Organisation, Person, Role
from scheduling.availability.forms import validate_plausible_day
from scheduling.models import Session, Venue
from scheduling.plans import ids
from scheduling.plans.questions import Question
from scheduling.working_days.days import DAY

MOST_DAYS_LOST = 400
NOT_ABOUT_PEOPLE = "Leave this empty: why somebody is away is theirs to say, in their own diary"
NOTHING_LOST = "Choose who or what drops out, or tick that nothing can take place on these days"
# More would keep a worker busy for minutes, and building the problem alone would keep the administrator waiting.
MOST_TOGETHER = 20


class CohortsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # it takes none when run
    widget = forms.CheckboxSelectMultiple


class CohortsForm(VerbForm):
    """A choice of cohorts that are planned together because they share rooms and people."""

    others = CohortsField(
        Cohort.objects.none(),
        required=False,
        label="Plan these cohorts with it",
        help_text="They share venues and people. Sessions of cohorts that you leave out stay where they are.",
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        others = _other_cohorts(cohort)
        if others:
            field = self.fields["others"]
            field.queryset = Cohort.objects.filter(pk__in=[each.pk for each in others])  # type: ignore[attr-defined]
        else:
            del self.fields["others"]

    def clean_others(self) -> list[Cohort]:
        others = list(self.cleaned_data["others"].select_related("programme__organisation", "design"))
        if len(others) >= MOST_TOGETHER:
            raise ValidationError(f"Plan at most {MOST_TOGETHER} cohorts together")
        return others

    def cohorts(self) -> list[Cohort]:
        return [self.cohort, *self.cleaned_data.get("others", [])]


def _needed_by(organisation: Organisation) -> QuerySet[Person]:
    """Return the people who lead a session to come, and executives if one needs them."""
    sessions = Session.objects.not_begun().filter(cohort__programme__organisation=organisation)
    needed = Q(sessions__in=sessions)
    if sessions.filter(element__executives_attend=True).exists():
        needed |= Q(grants__role=Role.EXECUTIVE)
    return organisation.people.filter(needed).distinct().order_by("name")


def _other_cohorts(cohort: Cohort) -> list[Cohort]:
    """Return the other cohorts of the organisation that have sessions to come."""
    coming = Session.objects.not_begun().values("cohort")
    others = Cohort.objects.filter(programme__organisation=cohort.organisation, pk__in=coming)
    return list(others.exclude(pk=cohort.pk).select_related("programme"))


class PlanForm(CohortsForm):
    keeps_known = forms.BooleanField(
        required=False,
        initial=True,
        label="Keep the dates that people know",
        help_text="Sessions that have been released stay where they are. Sessions that have begun always do.",
    )

    def question(self) -> Question:
        return Question(keeps_known=self.cleaned_data["keeps_known"])


class RepairForm(CohortsForm):
    person = forms.ModelChoiceField(Person.objects.none(), required=False, label="Who drops out", empty_label="Nobody")
    venue = forms.ModelChoiceField(Venue.objects.none(), required=False, label="Which venue", empty_label="No venue")
    days = forms.BooleanField(required=False, label="Nothing can take place on these days")
    first = DateField(
        label="First day", validators=[validate_plausible_day], error_messages={"required": "Enter the first day"}
    )
    last = DateField(
        label="Last day", required=False, validators=[validate_plausible_day], help_text="Leave empty for one day"
    )
    why = NameField(
        label="Why the venue or the days are lost",
        required=False,
        max_length=200,
        help_text="For example, flooded. Leave it empty for a person: why they are away is theirs to say.",
    )
    field_order = ["person", "venue", "days", "first", "last", "why", "others"]

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, cohort=cohort, **kwargs)
        organisation = cohort.organisation
        self.fields["person"].queryset = _needed_by(organisation)  # type: ignore[attr-defined]
        self.fields["venue"].queryset = organisation.venues.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not (cleaned.get("person") or cleaned.get("venue") or cleaned.get("days")):
            self.add_error("person", NOTHING_LOST)
        elif cleaned.get("why") and not (cleaned.get("venue") or cleaned.get("days")):
            self.add_error("why", NOT_ABOUT_PEOPLE)
        if "first" in cleaned and "last" in cleaned:
            cleaned["last"] = cleaned["last"] or cleaned["first"]
            self._check_days(cleaned["first"], cleaned["last"])
        return cleaned

    def _check_days(self, first: date, last: date) -> None:
        if last < first:
            self.add_error("last", "The last day must be on or after the first")
        elif last < timezone.localdate():
            self.add_error("last", "These days are over")
        elif last - first > DAY * MOST_DAYS_LOST:
            self.add_error("last", f"The last day must be within {MOST_DAYS_LOST} days of the first")

    def question(self) -> Question:
        return Question(losses=tuple(self._losses()))

    def _losses(self) -> Iterable[dict[str, Any]]:
        given = self.cleaned_data
        days = {"first": given["first"].isoformat(), "last": given["last"].isoformat()}
        why = {"why": given["why"]}
        if person := given["person"]:
            yield {"what": "person", "id": ids.of(person), "name": str(person), **days}
        if venue := given["venue"]:
            yield {"what": "venue", "id": ids.of(venue), "name": str(venue), **days, **why}
        if given["days"]:
            yield {"what": "days", **days, **why}
