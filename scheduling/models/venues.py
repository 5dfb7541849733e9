"""Where sessions are held, and when a venue is not available."""

import calendar
from collections.abc import Iterable
from datetime import time
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from people.models import Organisation, Role, User
from scheduling.working_days.clock import clock_face

FRIDAY = 4


def weekdays() -> list[int]:
    """Monday to Friday, as Python counts them."""
    return list(range(FRIDAY + 1))


def in_short(days: Iterable[int]) -> str:
    """Weekdays as people say them: Mon to Fri; Mon, Wed and Sat; Every day."""
    ordered = sorted(set(days))
    names = [calendar.day_abbr[day] for day in ordered]
    if len(names) == len(calendar.day_abbr):
        return "Every day"
    if len(names) > 2 and ordered[-1] - ordered[0] == len(names) - 1:
        return f"{names[0]} to {names[-1]}"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


class VenueQuerySet(models.QuerySet["Venue"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organisation__in=Organisation.objects.where(user, Role.ADMINISTRATOR))

    def for_list(self) -> Self:
        """By organisation, each with how many sessions to come are there, as `to_come`."""
        to_come = Count("sessions", filter=Q(sessions__ends_at__gt=timezone.now()))
        return self.select_related("organisation").annotate(to_come=to_come).order_by("organisation__name", "name")


class Venue(models.Model):
    """A room, or anything else that a session has to itself. One that is shared holds several sessions at once."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    equipment = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    opens = models.TimeField(default=time(8, 0))
    closes = models.TimeField(default=time(18, 0))
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)]), default=weekdays, blank=True
    )
    is_shared = models.BooleanField(default=False)

    objects = VenueQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                name="venue_once_per_organisation",
                violation_error_message="There is already a venue of this name.",
            ),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="venue_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="venue_has_room"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("venue", args=[self.pk])

    @property
    def open_on(self) -> str:
        """Its days and hours: Mon to Fri, 8am to 6pm."""
        return f"{in_short(self.weekdays)}, {clock_face(self.opens)} to {clock_face(self.closes)}"


class VenueClosure(models.Model):
    """Days, both included, on which a venue is not available."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="closures")
    first_on = models.DateField()
    last_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["first_on"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="venue_closure_days_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.venue}, {self.first_on} to {self.last_on}"
