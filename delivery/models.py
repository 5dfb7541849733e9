"""Sessions: the dated occurrences of a cohort's elements."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, Element
from delivery.calendar import clock
from people.models import Organisation, Person, Role, User


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        """Staff of the organisation, the cohort's participants, and whoever facilitates the session."""
        staff = Organisation.objects.where(user, Role.ADMINISTRATOR, Role.EXECUTIVE)
        return self.filter(
            Q(cohort__programme__organisation__in=staff)
            | Q(cohort__enrolments__person__user=user)
            | Q(facilitators__user=user)
        ).distinct()

    def with_titles(self) -> Self:
        """All that a session's title is made of, in two queries for however many sessions."""
        return self.select_related("element").prefetch_related("element__windows")

    def for_list(self) -> Self:
        return self.with_titles().prefetch_related("facilitators")

    def ended(self, now: datetime | None = None) -> Self:
        return self.filter(ends_at__lte=now or timezone.now())

    def to_come(self, now: datetime | None = None) -> Self:
        return self.filter(ends_at__gt=now or timezone.now())


class Session(models.Model):
    """One dated occurrence of an element; for one-to-one and online elements, the time in which it is open."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    element = models.ForeignKey(Element, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    venue = models.CharField(max_length=200, blank=True)
    facilitators = models.ManyToManyField(Person, related_name="sessions", blank=True)

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
