"""Whose diary and which closed days planning respects."""

from datetime import date, time, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cohorts.models import Element
from people.models import Organisation, Person, Role, User
from scheduling.working_days.clock import clock


class ClosedDaysQuerySet(models.QuerySet["ClosedDays"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organisation__in=Organisation.objects.where(user, Role.ADMINISTRATOR))


class ClosedDays(models.Model):
    """Days, both included, on which an organisation holds nothing, or school holidays, which are avoided."""

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


def in_diaries_of(user: User) -> Q:
    """Administrators of the organisation, and each person their own."""
    run = Organisation.objects.where(user, Role.ADMINISTRATOR)
    return Q(person__organisation__in=run) | Q(person__user=user)


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(in_diaries_of(user))


class Availability(models.Model):
    """Hours of a weekday at which a person can lead or coach. Somebody without any can at all usual hours."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="availabilities")
    weekday = models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)])
    starts = models.TimeField()
    ends = models.TimeField()

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "starts"]
        verbose_name_plural = "availabilities"
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="availability_hours_in_order")]


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(in_diaries_of(user))

    def to_come(self) -> Self:
        return self.filter(ends_at__gt=timezone.now())


class Absence(models.Model):
    """A time at which a person can be nowhere: days off, leave, or an appointment read from their diary's file.

    Of an appointment nothing but its time is kept.
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
        """The last day of which it takes anything: what ends at midnight takes nothing of the day that begins then."""
        return timezone.localdate(self.ends_at - timedelta(microseconds=1))

    @property
    def times(self) -> str:
        """Its hours in London, or "" when it takes whole days."""
        ends = (self.starts_at, self.ends_at)
        if all(timezone.localtime(end).time() == time.min for end in ends):
            return ""
        return " to ".join(map(clock, ends))


class DiaryImport(models.Model):
    """The diary file from which a person's busy times were read last. The file itself and its titles are not kept."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="diary_import")
    read_at = models.DateTimeField()
    # The days on which busy times were looked for, both included.
    first_on = models.DateField()
    last_on = models.DateField()
    # What could not be read, and why, in sentences.
    skipped = ArrayField(models.CharField(max_length=300), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="diary_import_days_in_order")
        ]


class MayLead(models.Model):
    """A kind of element that a person may lead, or help to lead as in-house staff.

    Somebody without any may lead what their role says: facilitators all that is dated, coaches what is one to one.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="leads")
    kind = models.CharField(max_length=20, choices=Element.Kind)
    is_co_facilitator = models.BooleanField(default=False)

    class Meta:
        ordering = ["person__name", "kind"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="may_lead_once_per_kind")]
