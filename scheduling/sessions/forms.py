"""Forms to start a cohort, and to move or cancel a session."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.utils import timezone

from cohorts.cohorts.forms import PlacesField
from people.conflicts import SeenMixin
from people.fields import DateField, NameField, TimeField
from people.forms import Made, VerbForm
from people.models import Person, Role
from people.text import one_line, shortened
from scheduling.availability.forms import validate_plausible_day
from scheduling.clashes.judging import find_clashes
from scheduling.clashes.proposals import Clash
from scheduling.models import Session, Venue
from scheduling.sessions.history import decided, state_of
from scheduling.working_days.clock import at, datetime_exists
from scheduling.working_days.days import why_not_working, working_day_from
from scheduling.working_days.layout import CLOSES, OPENS

NEEDS_REASON = "Choose another time, place or person, or say why it is right all the same"

NEEDS_TICK = "Choose another time, place or person, or tick “{label}”"

ANYWAY = "It is right all the same"

# The id of the list that a browser offers.
VENUES = "venues"

STARTED = "This cohort has started already"

# Only asked for: no fact of the cohort.
CONFIRMED = ("is_new_venue", "has_started")


@dataclass(frozen=True)
class Dropped:
    """Where on the calendar a session was dropped: a day, and in a week also a time of day."""

    day: date | None = None
    at: time | None = None

    def clocks(self, session: Session) -> tuple[time, time]:
        """When it starts and ends. At another time it takes as long as it did, unless that were past midnight."""
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        if self.at is not None:
            later = datetime.combine(starts, self.at)
            if (until := later + (ends - starts)).date() == later.date():
                return self.at, until.time()
        return starts.time(), ends.time()


NOT_DROPPED = Dropped()


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


class VenueField(forms.ModelChoiceField):  # type: ignore[type-arg] # it takes none when run
    def __init__(self) -> None:
        super().__init__(Venue.objects.none(), required=False, label="Venue", empty_label="Not decided yet")


class MoveForm(SeenMixin, VerbForm):
    """What dated sessions and windows have in common. `ends` says when it starts and ends.

    A form on trial only looks for clashes, and asks nothing about them.
    """

    venue = VenueField()
    another_place = NameField(
        label="Another place", max_length=200, required=False, help_text="If it is not in the list of venues"
    )
    facilitators = FacilitatorsField()
    anyway = forms.BooleanField(label=ANYWAY, required=False)
    because = NameField(
        label="Why it is right all the same",
        max_length=200,
        required=False,
        help_text="For example: the two groups share the room. It is kept in the session's history.",
    )
    mark_optional = False

    def __init__(
        self, *args: Any, session: Session, dropped: Dropped = NOT_DROPPED, is_on_trial: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=self.initial_of(session, dropped), **kwargs)
        self.session, self.is_on_trial = session, is_on_trial
        self.fields["venue"].queryset = Venue.objects.filter(organisation=session.organisation)  # type: ignore[attr-defined]
        field = self.fields["facilitators"]
        if isinstance(field, FacilitatorsField) and not field.offer(session):
            del self.fields["facilitators"]
        self.clashes: list[Clash] = [] if self.is_bound else self._clashes_with({**self.initial})

    @classmethod
    def initial_of(cls, session: Session, dropped: Dropped) -> dict[str, Any]:
        """Of what was decided about where it stands, the reason is known; for another place it needs its own."""
        change = decided(session) if dropped == NOT_DROPPED else None
        facts = {"venue": session.venue, "facilitators": list(session.facilitators.all())}
        return facts | {"because": change.because if change else "", "seen": state_of(session)}

    @property
    def facts(self) -> list[BoundField]:
        """All that the session can clash by."""
        return [field for field in self if field.name not in ("anyway", "because", "seen")]

    @property
    def is_blocked(self) -> bool:
        return any(clash.is_blocking for clash in self.clashes)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("venue") and cleaned.get("another_place"):
            self.add_error("another_place", "Choose a venue from the list or type another place, not both")
        return cleaned

    def full_clean(self) -> None:
        """What is wrong with a day or a time comes before what it clashes with."""
        super().full_clean()
        if self.is_bound and not self.errors:
            self.clashes = self._clashes_with(self.cleaned_data)
            if self.clashes and not self.is_on_trial:
                self._ask()

    def _ask(self) -> None:
        because, anyway = self.cleaned_data["because"], self.cleaned_data["anyway"]
        if self.is_blocked and not because:
            self.add_error("because", NEEDS_REASON)
        elif not (because or anyway):
            self.add_error("anyway", NEEDS_TICK.format(label=ANYWAY))

    def _clashes_with(self, values: dict[str, Any]) -> list[Clash]:
        starts_at, ends_at = self.ends(values)
        return find_clashes(self.session, starts_at, ends_at, self._place(values), values.get("facilitators", []))

    def _place(self, values: dict[str, Any]) -> Venue | None:
        """A place that is typed may be known; of one that is new, nothing can clash."""
        if name := values.get("another_place"):
            return Venue.objects.filter(organisation=self.session.organisation, name__iexact=name).first()
        venue: Venue | None = values["venue"]
        return venue

    def carry_out(self, verb: Callable[..., Made], **more: Any) -> Made | None:
        """What somebody else has just taken is a clash from now on."""
        made = super().carry_out(verb, **more)
        if made is None:
            self.clashes = self._clashes_with(self.cleaned_data)
        return made

    def arguments(self) -> dict[str, Any]:
        starts_at, ends_at = self.ends(self.cleaned_data)
        return {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "venue": self.cleaned_data["venue"],
            "another_place": self.cleaned_data["another_place"],
            "facilitators": self.cleaned_data.get("facilitators", []),
            "ignored_because": self.cleaned_data["because"] if self.is_blocked else "",
            "seen": self.cleaned_data["seen"],
        }

    def ends(self, values: dict[str, Any]) -> tuple[datetime, datetime]:
        raise NotImplementedError


class MoveDayForm(MoveForm):
    day = DateField(label="Date", validators=[validate_plausible_day])
    starts = TimeField(label="Starts at")
    ends_by = TimeField(label="Ends at")
    field_order = ["day", "starts", "ends_by", "venue", "another_place", "facilitators", "anyway", "because"]

    @classmethod
    def initial_of(cls, session: Session, dropped: Dropped) -> dict[str, Any]:
        starts, ends = dropped.clocks(session)
        own = {"day": dropped.day or session.opens_on, "starts": starts, "ends_by": ends}
        return super().initial_of(session, dropped) | own

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
        if wall_clock and not datetime_exists(at(self.cleaned_data["day"], wall_clock)):
            self.add_error(name, "This time does not exist on that day, because the clocks go forward")

    def ends(self, values: dict[str, Any]) -> tuple[datetime, datetime]:
        return at(values["day"], values["starts"]), at(values["day"], values["ends_by"])


class MoveWindowForm(MoveForm):
    opens_on = DateField(label="Opens on", validators=[validate_plausible_day])
    closes_on = DateField(label="Closes on", validators=[validate_plausible_day])
    field_order = ["opens_on", "closes_on", "venue", "another_place", "facilitators", "anyway", "because"]

    @classmethod
    def initial_of(cls, session: Session, dropped: Dropped) -> dict[str, Any]:
        """On another day it stays open for as long as it was."""
        opens_on = dropped.day or session.opens_on
        closes_on = opens_on + (session.closes_on - session.opens_on)
        return super().initial_of(session, dropped) | {"opens_on": opens_on, "closes_on": closes_on}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "opens_on" in cleaned and "closes_on" in cleaned and cleaned["closes_on"] < cleaned["opens_on"]:
            self.add_error("closes_on", "It must close on or after the day on which it opens")
        return cleaned

    def ends(self, values: dict[str, Any]) -> tuple[datetime, datetime]:
        return at(values["opens_on"], OPENS), at(values["closes_on"], CLOSES)


class CancelForm(VerbForm):
    because = NameField(
        label="Why it is cancelled",
        max_length=200,
        help_text="Everybody who was invited reads this. For example: the facilitator is ill",
        error_messages={"required": "Say why it is cancelled"},
    )


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
        validators=[validate_plausible_day],
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
