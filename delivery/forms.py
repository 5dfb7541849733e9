from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from cohorts.forms import VerbForm
from delivery.calendar import EARLIEST, YEARS_AHEAD, at, exists, latest, why_not_working
from delivery.layout import CLOSES, OPENS
from delivery.models import Session
from delivery.moving import doubts_about
from people.fields import DateField, NameField, TimeField
from people.models import Person, Role

ANYWAY = "Hold it on this day anyway"
MOST_PEOPLE = 200


def refuse_absurd(day: date) -> None:
    """Records of cohorts long past are welcome; slips of a digit are not."""
    if day < EARLIEST:
        raise ValidationError("The date must be in or after %(year)s", params={"year": EARLIEST.year})
    if day > latest(timezone.localdate()):
        raise ValidationError("The date must be within %(years)s years from now", params={"years": YEARS_AHEAD})


class CohortForm(VerbForm):
    name = NameField(
        label="Name of the cohort",
        max_length=200,
        help_text="For example Cohort 3, autumn 2026",
        error_messages={"required": "Enter a name for the cohort"},
    )
    starts_on = DateField(
        label="Start date",
        help_text="The day of the launch, for example 8 9 2026. Other sessions are on the same day of the week "
        "where they can be.",
        validators=[refuse_absurd],
        error_messages={"required": "Enter a start date"},
    )
    venue = NameField(
        label="Venue",
        max_length=200,
        help_text="Where most sessions are. You can change it for each of them later.",
        error_messages={"required": "Enter a venue"},
    )
    capacity = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"}),
        error_messages={
            "invalid": "Places must be a whole number, for example 20",
            "min_value": "There must be at least 1 place",
            "max_value": f"There can be at most {MOST_PEOPLE} places",
        },
    )

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if why := why_not_working(day):
            raise ValidationError(f"{day:%-d %B %Y} is {why}. Choose a working day")
        return day


class FacilitatorsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # it takes none when run
    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        super().__init__(Person.objects.none(), required=False, label="Facilitators and coaches")

    def offer(self, session: Session) -> bool:
        """Whoever may lead sessions, and whoever leads this one already."""
        leads = Q(grants__role__in=[Role.FACILITATOR, Role.COACH]) | Q(sessions=session)
        people = Person.objects.filter(leads, organisation=session.organisation)
        self.queryset = people.distinct().order_by("name")
        return bool(people)


class MoveForm(VerbForm):
    """What dated sessions and windows have in common. `moment` says when it starts and ends."""

    venue = NameField(label="Venue", max_length=200, required=False)
    facilitators = FacilitatorsField()
    anyway = forms.BooleanField(
        label=ANYWAY,
        required=False,
        help_text="For a weekend, a bank holiday, or a day on which the cohort has another session",
    )
    days: tuple[str, ...] = ()

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.initial_of(session), **kwargs)
        self.session = session
        field = self.fields["facilitators"]
        if isinstance(field, FacilitatorsField) and not field.offer(session):
            del self.fields["facilitators"]

    @classmethod
    def initial_of(cls, session: Session) -> dict[str, Any]:
        return {
            "venue": str(session.venue or ""),
            "facilitators": list(session.facilitators.values_list("pk", flat=True)),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.days:
            if name in cleaned and not cleaned.get("anyway"):
                self._ask_about(name, cleaned[name])
        return cleaned

    def _ask_about(self, name: str, day: date) -> None:
        for doubt in doubts_about(self.session, day):
            self.add_error(name, f"{doubt}. Choose another day, or tick “{ANYWAY}”")

    def moments(self) -> dict[str, Any]:
        """The arguments of the verb."""
        starts_at, ends_at = self.ends()
        return {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "venue": self.cleaned_data["venue"],
            "facilitators": self.cleaned_data.get("facilitators", []),
        }

    def ends(self) -> tuple[datetime, datetime]:
        raise NotImplementedError


class MoveDayForm(MoveForm):
    day = DateField(label="Date", validators=[refuse_absurd])
    starts = TimeField(label="Starts at")
    ends_by = TimeField(label="Ends at")
    field_order = ["day", "starts", "ends_by", "venue", "facilitators", "anyway"]
    days = ("day",)

    @classmethod
    def initial_of(cls, session: Session) -> dict[str, Any]:
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        return super().initial_of(session) | {"day": starts.date(), "starts": starts.time(), "ends_by": ends.time()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "day" in cleaned:
            self._refuse_missing_hour("starts")
            self._refuse_missing_hour("ends_by")
        if "starts" in cleaned and "ends_by" in cleaned and cleaned["ends_by"] <= cleaned["starts"]:
            self.add_error("ends_by", "The session must end after it starts")
        return cleaned

    def _refuse_missing_hour(self, name: str) -> None:
        wall_clock = self.cleaned_data.get(name)
        if wall_clock and not exists(at(self.cleaned_data["day"], wall_clock)):
            self.add_error(name, "This time does not exist on that day, because the clocks go forward")

    def ends(self) -> tuple[datetime, datetime]:
        day = self.cleaned_data["day"]
        return at(day, self.cleaned_data["starts"]), at(day, self.cleaned_data["ends_by"])


class MoveWindowForm(MoveForm):
    opens_on = DateField(label="Opens on", validators=[refuse_absurd])
    closes_on = DateField(label="Closes on", validators=[refuse_absurd])
    field_order = ["opens_on", "closes_on", "venue", "facilitators", "anyway"]
    days = ("opens_on", "closes_on")

    @classmethod
    def initial_of(cls, session: Session) -> dict[str, Any]:
        return super().initial_of(session) | {"opens_on": session.opens_on, "closes_on": session.closes_on}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "opens_on" in cleaned and "closes_on" in cleaned and cleaned["closes_on"] < cleaned["opens_on"]:
            self.add_error("closes_on", "It must close on or after the day on which it opens")
        return cleaned

    def ends(self) -> tuple[datetime, datetime]:
        return at(self.cleaned_data["opens_on"], OPENS), at(self.cleaned_data["closes_on"], CLOSES)
