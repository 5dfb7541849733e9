"""Sessions: the dated occurrences of a cohort's elements, and the rooms and people that each has to itself."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, Element
from cohorts.recipes.parts import OPEN_FORMATS
from delivery.calendar import clock
from delivery.models.venues import Venue
from people.models import Organisation, Person, Role, User

if TYPE_CHECKING:
    from delivery.models.schedules import ReleasedSession


class Timed(models.Model):
    """Whatever starts and ends; both as London's clocks show it."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def has_ended(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def opens_on(self) -> date:
        """The day on which it takes place, or on which its window opens; as London counts days."""
        return timezone.localdate(self.starts_at)

    @property
    def times(self) -> str:
        return f"{clock(self.starts_at)} to {clock(self.ends_at)}"

    @property
    def closes_on(self) -> date:
        return timezone.localdate(self.ends_at)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        """Administrators see the draft. Everybody else knows of a session once it has been released to them."""
        run = Organisation.objects.where(user, Role.ADMINISTRATOR)
        read = Organisation.objects.where(user, Role.EXECUTIVE)
        knows = (
            Q(cohort__programme__organisation__in=read)
            | Q(cohort__enrolments__person__user=user)
            | Q(released__facilitators__user=user)
        )
        released = Q(released__isnull=False)
        return self.filter(Q(cohort__programme__organisation__in=run) | released & knows).distinct()

    def with_titles(self) -> Self:
        """All that a session's title is made of, in two queries for however many sessions."""
        return self.select_related("element", "venue").prefetch_related("element__windows")

    def for_list(self) -> Self:
        return self.with_titles().prefetch_related("facilitators")

    def without_a_venue(self) -> Self:
        """What takes place on a day, and nobody knows where. A window needs no venue."""
        return self.filter(venue=None, is_cancelled=False).exclude(element__format__in=OPEN_FORMATS)

    def not_begun(self) -> Self:
        """What can still be planned, as the draft has it."""
        return self.filter(starts_at__gt=timezone.now(), is_cancelled=False)

    def ended(self, now: datetime | None = None) -> Self:
        """Those held, as far as people were told: what a draft says of the past or the future does not count."""
        return self.filter(released__is_cancelled=False, released__ends_at__lte=now or timezone.now())

    def to_come(self, now: datetime | None = None) -> Self:
        """Those that people know of and expect."""
        return self.filter(released__is_cancelled=False, released__ends_at__gt=now or timezone.now())


class Session(Timed):
    """One dated occurrence of an element; for one-to-one and online elements, the time in which it is open.

    It is the working draft. What everybody but administrators knows is its `ReleasedSession`.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    element = models.ForeignKey(Element, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(default=1)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    facilitators = models.ManyToManyField(Person, related_name="sessions", blank=True)
    # The name under which diaries know it, for life.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_cancelled = models.BooleanField(default=False)
    cancelled_because = models.CharField(max_length=200, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "element__position"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "element", "number"], name="session_once_per_cohort"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.pk])

    @property
    def title(self) -> str:
        """The element's name, numbered where the element has several sessions."""
        several = len(self.element.windows.all()) > 1
        return f"{self.element.name} {self.number}" if several else self.element.name

    @property
    def organisation(self) -> Organisation:
        return self.cohort.organisation

    @property
    def is_window(self) -> bool:
        return self.element.is_window

    @property
    def can_be_planned(self) -> bool:
        return self.starts_at > timezone.now() and not self.is_cancelled

    @property
    def known(self) -> "ReleasedSession | None":
        """The session as people know it, or nothing before its first release."""
        return getattr(self, "released", None)

    @property
    def was_held(self) -> bool:
        """Whether it is over, and took place, as far as people were told."""
        return self.known is not None and self.known.was_held


def _one_place(column: str) -> list[tuple[Func, str]]:
    """Rows of the same room or person may not overlap. A range of one key needs no extension to be compared."""
    key = Func(F(column), F(column), Value("[]"), function="int8range")
    when = Func(F("starts_at"), F("ends_at"), function="tstzrange")
    return [(key, RangeOperators.OVERLAPS), (when, RangeOperators.OVERLAPS)]


class Booking(models.Model):
    """A room or a person that a session has to itself. It follows the session; `delivery.booking` keeps it so."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="bookings")
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, null=True, blank=True, related_name="bookings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # Why an administrator lets it clash all the same.
    ignored_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(venue__isnull=False, person__isnull=True) | Q(venue__isnull=True, person__isnull=False),
                name="booking_of_a_room_or_a_person",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_starts"),
            models.UniqueConstraint(fields=["session", "venue"], name="room_booked_once_per_session"),
            models.UniqueConstraint(fields=["session", "person"], name="person_booked_once_per_session"),
            ExclusionConstraint(
                name="room_in_one_session_at_a_time",
                expressions=_one_place("venue"),
                condition=Q(venue__isnull=False, ignored_because=""),
                violation_error_message="Another session has this venue at that time.",
            ),
            ExclusionConstraint(
                name="person_in_one_session_at_a_time",
                expressions=_one_place("person"),
                condition=Q(person__isnull=False, ignored_because=""),
                violation_error_message="Somebody leads another session at that time.",
            ),
        ]
