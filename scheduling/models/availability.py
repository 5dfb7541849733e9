"""Closed days and the diaries of people: when they are free, when they are away, and what they may lead."""

from datetime import date, time, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cohorts.models import Element
from people.models import Organisation, Person, User
from scheduling.working_days.clock import clock


class ClosedDaysQuerySet(models.QuerySet["ClosedDays"]):
    def run_by(self, user: User) -> Self:
        return self.filter(organisation__in=Organisation.objects.run_by(user))


class ClosedDays(models.Model):
    """Days, both included, on which an organisation holds no sessions, or school holidays, which planning avoids."""

    class Kind(models.TextChoices):
        CLOSED = "closed", "Closed"
        SCHOOL_HOLIDAY = "school_holiday", "School holiday"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="closed_days")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CLOSED)
    name = models.CharField(max_length=200)
    first_on = models.DateField()
    last_on = models.DateField()

    objects = ClosedDaysQuerySet.as_manager()

    class Meta:
        ordering = ["first_on", "name"]
        verbose_name_plural = "closed days"
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="closed_days_in_order"),
            models.UniqueConstraint(
                fields=["organisation", "kind", "name", "first_on"],
                name="closed_days_once",
                violation_error_message="These days are there already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Availability(models.Model):
    """Hours of a weekday in which a person can lead or coach. Somebody without any is free at all usual hours."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="availabilities")
    weekday = models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)])
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["weekday", "starts"]
        verbose_name_plural = "availabilities"
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="availability_hours_in_order")]


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def to_come(self) -> Self:
        return self.filter(ends_at__gt=timezone.now())

    def typed(self) -> Self:
        return self.filter(source=Absence.Source.TYPED)

    def from_diary(self) -> Self:
        return self.filter(source=Absence.Source.DIARY)


class Absence(models.Model):
    """A time at which a person cannot attend: days off, or an appointment from the file of their own diary.

    Only the time of an appointment is stored.
    """

    class Source(models.TextChoices):
        TYPED = "typed", "Entered here"
        DIARY = "diary", "From a diary file"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source, default=Source.TYPED)
    reason = models.CharField(max_length=200, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_starts")
        ]

    @property
    def first_on(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def last_on(self) -> date:
        """The last day that it touches: one that ends at midnight does not touch the day that begins then."""
        return timezone.localdate(self.ends_at - timedelta(microseconds=1))

    @property
    def times(self) -> str:
        """The hours in London, or "" for whole days."""
        ends = (self.starts_at, self.ends_at)
        if all(timezone.localtime(end).time() == time.min for end in ends):
            return ""
        return " to ".join(map(clock, ends))


class DiaryImport(models.Model):
    """The last time that a person's busy times were read from a file. The file and its titles are not stored."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="diary_import")
    read_at = models.DateTimeField()
    # The days for which busy times were read, both included.
    first_on = models.DateField()
    last_on = models.DateField()
    # Sentences about entries that could not be read.
    skipped = ArrayField(models.CharField(max_length=300), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="diary_import_days_in_order")
        ]


class MayLead(models.Model):
    """A kind of element that a person may lead, or help to lead as in-house staff.

    For somebody without any, their role decides: facilitators may lead everything with a date, coaches one-to-one work.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="leads")
    kind = models.CharField(max_length=20, choices=Element.Kind)
    is_co_facilitator = models.BooleanField(default=False)

    class Meta:
        ordering = ["person__name", "kind"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="may_lead_once_per_kind")]
