"""Questionnaires as versioned data, each with the licence under which it may be used."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cohorts.models import Practice
from people.models import Organisation, User


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def visible_to(self, user: User) -> Self:
        """Keep what an administrator's organisations have imported, and Cadre's own."""
        run = Organisation.objects.run_by(user)
        own = Q(organisation=None) if run.exists() else Q(pk__in=[])
        return self.filter(Q(organisation__in=run) | own)

    def run_by(self, user: User) -> Self:
        """Keep those that an organisation which the account administers has imported."""
        return self.filter(organisation__in=Organisation.objects.run_by(user))

    def for_organisation(self, organisation: Organisation) -> Self:
        """Keep Cadre's own and what this organisation has imported."""
        return self.filter(Q(organisation=None) | Q(organisation=organisation))


class Instrument(models.Model):
    """A version of a questionnaire, with its scale and open questions. Cadre's own belongs to no organisation."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="instruments"
    )
    name = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField()
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    labels = models.JSONField()
    questions = ArrayField(models.CharField(max_length=300))
    may_be_unobserved = models.BooleanField(default=True, db_default=True)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "version"], name="instrument_version_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(highest__gt=F("lowest")), name="instrument_scale_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    @property
    def is_own(self) -> bool:
        return self.organisation_id is None


class Statement(models.Model):
    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveSmallIntegerField()
    practice = models.CharField(max_length=20, choices=Practice)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["instrument", "number"], name="statement_number_once")]

    def __str__(self) -> str:
        return self.text


class Licence(models.Model):
    """The licence of an imported instrument: its holder, its last day, and how many people it covers."""

    instrument = models.OneToOneField(Instrument, on_delete=models.CASCADE, primary_key=True, related_name="licence")
    holder = models.CharField(max_length=200)
    reference = models.CharField(max_length=200)
    expires_on = models.DateField()
    seats = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(seats__gt=0), name="licence_has_seats")]

    def __str__(self) -> str:
        return f"{self.reference}, held by {self.holder}"

    def has_expired(self, today: date) -> bool:
        return today > self.expires_on
