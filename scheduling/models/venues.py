"""Venues, and the days on which they are closed."""

from datetime import time
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from people.dates import weekdays_in_short
from people.models import Organisation, User
from scheduling.working_days.clock import clock_face

FRIDAY = 4
# Characters of one piece of equipment.
LONGEST_EQUIPMENT = 50


def monday_to_friday() -> list[int]:
    """Return the numbers of Monday to Friday, counted from 0 as Python does."""
    return list(range(FRIDAY + 1))


class VenueQuerySet(models.QuerySet["Venue"]):
    def run_by(self, user: User) -> Self:
        return self.filter(organisation__in=Organisation.objects.run_by(user))

    def for_list(self) -> Self:
        """Sort by organisation, and count the sessions to come in each venue as `to_come`."""
        to_come = Count("sessions", filter=Q(sessions__ends_at__gt=timezone.now()))
        return self.select_related("organisation").annotate(to_come=to_come).order_by("organisation__name", "name")


class Venue(models.Model):
    """A room or other place for one session at a time, or for several at once if it is shared."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    equipment = ArrayField(models.CharField(max_length=LONGEST_EQUIPMENT), default=list, blank=True)
    opens = models.TimeField(default=time(8, 0))
    closes = models.TimeField(default=time(18, 0))
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)]), default=monday_to_friday, blank=True
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
        """Days and hours, such as "Mon to Fri, 8am to 6pm"."""
        return f"{weekdays_in_short(self.weekdays)}, {clock_face(self.opens)} to {clock_face(self.closes)}"


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
