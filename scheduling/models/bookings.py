"""Rooms and people booked for one session at a time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from people.models import Person
from scheduling.models.sessions import Session
from scheduling.models.venues import Venue


def _one_place(column: str) -> list[tuple[Func, str]]:
    """Forbid overlapping rows of one room or person. A range of one key saves the extension that a plain key needs."""
    key = Func(F(column), F(column), Value("[]"), function="int8range")
    when = Func(F("starts_at"), F("ends_at"), function="tstzrange")
    return [(key, RangeOperators.OVERLAPS), (when, RangeOperators.OVERLAPS)]


class Booking(models.Model):
    """A room or a person booked for a session. `bookings.booking` replaces them when the session changes."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="bookings")
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, null=True, blank=True, related_name="bookings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # The reason an administrator gave for allowing a clash.
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
