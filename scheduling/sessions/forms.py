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
from cohorts.models import Cohort
from people.conflicts import SeenMixin
from people.fields import DateField, NameField, TimeField
from people.forms import Made, VerbForm
from people.models import Person, Role
from people.text import one_line, shortened
from scheduling.availability.forms import validate_plausible_day
from scheduling.clashes.judging import find_clashes
from scheduling.clashes.proposals import Clash
from scheduling.models import Session, SessionChange, Venue
from scheduling.sessions.history import change_in_force, session_fingerprint
from scheduling.working_days.clock import at, datetime_exists
from scheduling.working_days.days import why_not_working, working_day_from
from scheduling.working_days.layout import CLOSES, OPENS

NEEDS_REASON = "Choose another time, place or person, or say why it is right all the same"

NEEDS_TICK = "Choose another time, place or person, or tick “{label}”"

ANYWAY = "It is right all the same"

# The id of the list from which a browser completes the name of a venue.
VENUE_LIST = "venues"

HAS_STARTED = "This cohort has started already"

# Fields that ask for a confirmation and are not stored.
CONFIRMATIONS = ("is_new_venue", "has_started")


@dataclass(frozen=True)
class DropTarget:
    """The day onto which a session was dragged in the calendar, and in a week also the time of day."""

    day: date | None = None
    at: time | None = None

    def times(self, session: Session) -> tuple[time, time]:
        """Return when it starts and ends there: it takes as long as before, unless it would end after midnight."""
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        if self.at is not None:
            later = datetime.combine(starts, self.at)
            if (until := later + (ends - starts)).date() == later.date():
                return self.at, until.time()
        return starts.time(), ends.time()


NOT_DROPPED = DropTarget()


class FacilitatorsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # it takes none when run
    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        super().__init__(Person.objects.none(), required=False, label="Facilitators and coaches")

    def offer(self, session: Session) -> bool:
        """Offer facilitators and coaches, and those who lead this session already. False if there are none."""
        leads = Q(grants__role__in=[Role.FACILITATOR, Role.COACH]) | Q(sessions=session)
        people = Person.objects.filter(leads, organisation=session.organisation)
        self.queryset = people.distinct().order_by("name")
        return bool(people)


class VenueField(forms.ModelChoiceField):  # type: ignore[type-arg] # it takes none when run
    def __init__(self) -> None:
        super().__init__(Venue.objects.none(), required=False, label="Venue", empty_label="Not decided yet")


class MoveForm(SeenMixin, VerbForm):
    """The fields common to sessions on one day and windows. Subclasses define `start_and_end`.

    A form on trial only finds clashes, and does not ask about them.
    """

    venue = VenueField()
    another_place = NameField(
        label="Another place",
        max_length=Venue._meta.get_field("name").max_length,
        required=False,
        help_text="If it is not in the list of venues",
    )
    facilitators = FacilitatorsField()
    anyway = forms.BooleanField(label=ANYWAY, required=False)
    because = NameField(
        label="Why it is right all the same",
        max_length=SessionChange._meta.get_field("because").max_length,
        required=False,
        help_text="For example: the two groups share the room. It is kept in the session's history.",
    )
    mark_optional = False

    def __init__(
        self, *args: Any, session: Session, dropped: DropTarget = NOT_DROPPED, is_on_trial: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=self.initial_of(session, dropped), **kwargs)
        self.session, self.is_on_trial = session, is_on_trial
        self.fields["venue"].queryset = Venue.objects.filter(organisation=session.organisation)  # type: ignore[attr-defined]
        field = self.fields["facilitators"]
        if isinstance(field, FacilitatorsField) and not field.offer(session):
            del self.fields["facilitators"]
        self.clashes: list[Clash] = [] if self.is_bound else self._clashes_with({**self.initial})

    @classmethod
    def initial_of(cls, session: Session, dropped: DropTarget) -> dict[str, Any]:
        """Fill in the session as it is. A reason for its present place does not count for another."""
        change = change_in_force(session) if dropped == NOT_DROPPED else None
        details = {"venue": session.venue, "facilitators": list(session.facilitators.all())}
        return details | {"because": change.because if change else "", "seen": session_fingerprint(session)}

    @property
    def detail_fields(self) -> list[BoundField]:
        """The fields that decide about clashes."""
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
        """Find clashes once the fields are valid, and ask about them."""
        super().full_clean()
        if self.is_bound and not self.errors:
            self.clashes = self._clashes_with(self.cleaned_data)
            if self.clashes and not self.is_on_trial:
                self._require_confirmation()

    def _require_confirmation(self) -> None:
        because, anyway = self.cleaned_data["because"], self.cleaned_data["anyway"]
        if self.is_blocked and not because:
            self.add_error("because", NEEDS_REASON)
        elif not (because or anyway):
            self.add_error("anyway", NEEDS_TICK.format(label=ANYWAY))

    def _clashes_with(self, values: dict[str, Any]) -> list[Clash]:
        starts_at, ends_at = self.start_and_end(values)
        return find_clashes(self.session, starts_at, ends_at, self._place(values), values.get("facilitators", []))

    def _place(self, values: dict[str, Any]) -> Venue | None:
        """Find the venue, also by a typed name. A new place is None: nothing can clash there."""
        if name := values.get("another_place"):
            return Venue.objects.filter(organisation=self.session.organisation, name__iexact=name).first()
        venue: Venue | None = values["venue"]
        return venue

    def carry_out(self, verb: Callable[..., Made], **more: Any) -> Made | None:
        """Call the verb. If it refuses, show the clashes as they are now."""
        made = super().carry_out(verb, **more)
        if made is None:
            self.clashes = self._clashes_with(self.cleaned_data)
        return made

    def arguments(self) -> dict[str, Any]:
        starts_at, ends_at = self.start_and_end(self.cleaned_data)
        return {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "venue": self.cleaned_data["venue"],
            "another_place": self.cleaned_data["another_place"],
            "facilitators": self.cleaned_data.get("facilitators", []),
            "ignored_because": self.cleaned_data["because"] if self.is_blocked else "",
            "seen": self.cleaned_data["seen"],
        }

    def start_and_end(self, values: dict[str, Any]) -> tuple[datetime, datetime]:
        raise NotImplementedError


class MoveDayForm(MoveForm):
    day = DateField(label="Date", validators=[validate_plausible_day])
    starts = TimeField(label="Starts at")
    ends_by = TimeField(label="Ends at")
    field_order = ["day", "starts", "ends_by", "venue", "another_place", "facilitators", "anyway", "because"]

    @classmethod
    def initial_of(cls, session: Session, dropped: DropTarget) -> dict[str, Any]:
        starts, ends = dropped.times(session)
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

    def start_and_end(self, values: dict[str, Any]) -> tuple[datetime, datetime]:
        return at(values["day"], values["starts"]), at(values["day"], values["ends_by"])


class MoveWindowForm(MoveForm):
    opens_on = DateField(label="Opens on", validators=[validate_plausible_day])
    closes_on = DateField(label="Closes on", validators=[validate_plausible_day])
    field_order = ["opens_on", "closes_on", "venue", "another_place", "facilitators", "anyway", "because"]

    @classmethod
    def initial_of(cls, session: Session, dropped: DropTarget) -> dict[str, Any]:
        """Fill in the window as it is. On another day it stays open for as long as before."""
        opens_on = dropped.day or session.opens_on
        closes_on = opens_on + (session.closes_on - session.opens_on)
        return super().initial_of(session, dropped) | {"opens_on": opens_on, "closes_on": closes_on}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "opens_on" in cleaned and "closes_on" in cleaned and cleaned["closes_on"] < cleaned["opens_on"]:
            self.add_error("closes_on", "It must close on or after the day on which it opens")
        return cleaned

    def start_and_end(self, values: dict[str, Any]) -> tuple[datetime, datetime]:
        return at(values["opens_on"], OPENS), at(values["closes_on"], CLOSES)


class CancelForm(VerbForm):
    because = NameField(
        label="Why it is cancelled",
        max_length=Session._meta.get_field("cancelled_because").max_length,
        help_text="Everybody who was invited reads this. For example: the facilitator is ill",
        error_messages={"required": "Say why it is cancelled"},
    )


def example_start(today: date) -> str:
    """Return a day as it is typed, on which a cohort that is prepared now might start."""
    day = working_day_from(today + timedelta(days=90))
    return f"{day.day} {day.month} {day.year}"


class CohortForm(VerbForm):
    name = NameField(
        label="Name of the cohort",
        max_length=Cohort._meta.get_field("name").max_length,
        help_text="For example Cohort 3",
        error_messages={"required": "Enter a name for the cohort"},
    )
    starts_on = DateField(
        label="Start date",
        validators=[validate_plausible_day],
        error_messages={"required": "Enter a start date"},
    )
    has_started = forms.BooleanField(label=HAS_STARTED, required=False)
    venue = NameField(
        label="Venue",
        max_length=Cohort._meta.get_field("venue").max_length,
        help_text="Where most sessions are. You can change it for each of them later.",
        error_messages={"required": "Enter a venue"},
    )
    is_new_venue = forms.BooleanField(label="It is a new venue")
    capacity = PlacesField(initial=20)

    def __init__(self, *args: Any, venues: Sequence[str], **kwargs: Any) -> None:
        """Take the names of the existing venues. Another name has to be confirmed as a new venue."""
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["has_started"]
        self.venues = {name.lower(): name for name in venues}
        self.fields["starts_on"].help_text = (
            f"The day of the launch, for example {example_start(timezone.localdate())}. Other sessions are on the same "
            "day of the week where they can be."
        )
        self.fields["venue"].widget.attrs |= {"list": VENUE_LIST, "autocomplete": "off"} if venues else {}
        typed = one_line(self.data.get("venue", ""))
        if not venues or not typed or typed.lower() in self.venues:
            del self.fields["is_new_venue"]
        else:
            self.fields["is_new_venue"].error_messages["required"] = self._new_venue_question(typed)

    def _new_venue_question(self, typed: str) -> str:
        close = get_close_matches(typed.lower(), self.venues, n=1, cutoff=0.5)
        meant = f"If you mean {self.venues[close[0]]}" if close else "If it is a slip"
        return f"“{shortened(typed)}” is not one of your venues yet. {meant}, correct it. If it is new, tick the box"

    def full_clean(self) -> None:
        """Ask whether the cohort has started only if its start date has passed."""
        super().full_clean()
        day = self.cleaned_data.get("starts_on") if self.is_bound else None
        if "has_started" in self.fields and not (day and day < timezone.localdate()):
            del self.fields["has_started"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day = cleaned.get("starts_on")
        if day and day < timezone.localdate() and not cleaned.get("has_started"):
            words = f"{day:%-d %B %Y} has passed. Choose a later start date, or tick “{HAS_STARTED}”"
            self.add_error("has_started", words)
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in CONFIRMATIONS}

    def clean_venue(self) -> str:
        typed: str = self.cleaned_data["venue"]
        return self.venues.get(typed.lower(), typed)

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if why := why_not_working(day):
            raise ValidationError(f"{day:%-d %B %Y} is {why}. Choose a working day")
        return day
