"""Rounds and their subjects: when a cohort is assessed, by which rules, and how far each participant's 360 is."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone

from assessments.models.instruments import Instrument
from cohorts.models import Cohort, Enrolment
from people.locking import lock, lock_rows
from people.models import Organisation, Person, Role, RoleGrant, User

LEAST_IN_GROUP = 3

REQUESTS_AT_MOST = 5

COACHING = (Role.COACH, Role.FACILITATOR)


def days_before() -> list[int]:
    return [7, 2]


class State(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class Policy(models.Model):
    """The rules by which an organisation runs its 360s. A round copies them when it opens."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="assessment_policy"
    )
    least_in_group = models.PositiveSmallIntegerField(default=LEAST_IN_GROUP)
    approves_raters = models.BooleanField(default=True)
    requests_at_most = models.PositiveSmallIntegerField(default=REQUESTS_AT_MOST)
    reminds_days_before = ArrayField(models.PositiveSmallIntegerField(), default=days_before, blank=True)
    # After this many days the report goes to the participant without a debrief. If empty, it waits.
    without_coach_after = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(condition=Q(least_in_group__gte=LEAST_IN_GROUP), name="policy_least_is_at_least_3"),
            models.CheckConstraint(condition=Q(requests_at_most__gte=1), name="policy_requests_at_least_1"),
        ]


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> Self:
        """Keep rounds whose cohort report the account may read, as an administrator or executive."""
        return self.filter(cohort__in=Cohort.objects.read_by(user))

    def run_by(self, user: User) -> Self:
        """Keep rounds of cohorts that the account administers."""
        return self.filter(cohort__in=Cohort.objects.run_by(user))

    def locked(self, pk: int) -> "Round":
        """Lock this round and the others of its cohort, always in the same order, and return it.

        Requests to a rater are counted over all of them, and a reassessment is compared with its baseline.
        """
        rounds = lock_rows(self.filter(cohort__rounds=pk).order_by("pk"))
        return {locked.pk: locked for locked in rounds}[pk]

    def lock_all_of(self, cohort: Cohort) -> Cohort:
        """Lock a cohort's rounds and then the cohort, as every change of a round does, so that none is added."""
        if first := self.filter(cohort=cohort).first():
            self.locked(first.pk)
        return lock(cohort)


class Round(models.Model):
    """One assessment of a cohort: asked here, or imported from reports made elsewhere.

    It is open as long as one of its subjects is.
    """

    class Kind(models.TextChoices):
        BASELINE = "baseline", "Baseline"
        REASSESSMENT = "reassessment", "Reassessment"

    State = State

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="rounds")
    # None when only scores were imported: `source` then says from where.
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds")
    source = models.CharField(max_length=200, blank=True, default="", db_default="")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.BASELINE)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_on = models.DateField(default=timezone.localdate, db_default=Now())
    closes_on = models.DateField()
    least_in_group = models.PositiveSmallIntegerField(default=LEAST_IN_GROUP)
    approves_raters = models.BooleanField(default=False, db_default=False)
    requests_at_most = models.PositiveSmallIntegerField(default=REQUESTS_AT_MOST, db_default=REQUESTS_AT_MOST)
    remind_on = ArrayField(models.DateField(), default=list, db_default=[], blank=True)
    without_coach_after = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "kind"],
                name="round_kind_once_per_cohort",
                violation_error_message="This cohort already has a round of this kind.",
            ),
            models.CheckConstraint(condition=Q(least_in_group__gte=LEAST_IN_GROUP), name="round_least_is_at_least_3"),
            models.CheckConstraint(
                condition=Q(instrument__isnull=False, source="") | Q(instrument__isnull=True) & ~Q(source=""),
                name="round_has_instrument_or_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} 360 of {self.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("round", args=[self.pk])

    @property
    def organisation(self) -> Organisation:
        return self.cohort.organisation

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def questionnaire(self) -> Instrument:
        """The instrument of a round that is asked here. Raises LookupError for imported scores."""
        if self.instrument is None:
            raise LookupError(f"{self} was asked elsewhere")
        return self.instrument


class SubjectQuerySet(models.QuerySet["Subject"]):
    def visible_to(self, user: User) -> Self:
        """Keep those that are about the account: nobody else sees a subject."""
        return self.filter(enrolment__person__user=user)

    def run_by(self, user: User) -> Self:
        """Keep those in rounds that the account administers."""
        return self.filter(round__cohort__in=Cohort.objects.run_by(user))

    def followed_by(self, user: User) -> Self:
        """Keep those whose debriefs the account may follow, as their coach or as an administrator."""
        coached = Subject.objects.coached_by(user).values("pk")
        return self.filter(Q(pk__in=coached) | Q(round__cohort__in=Cohort.objects.run_by(user)))

    def coached_by(self, user: User) -> Self:
        """Keep those whom the account debriefs, while it holds a role that may."""
        grants = RoleGrant.objects.filter(person=OuterRef("coach"), role__in=COACHING)
        return self.filter(Exists(grants), coach__user=user)

    def open(self) -> Self:
        return self.filter(state=State.OPEN)

    def due(self, today: date) -> Self:
        """Keep those that are still open although their last day is over."""
        return (
            self.open().annotate(last_day=Coalesce(F("extended_to"), F("round__closes_on"))).filter(last_day__lt=today)
        )


class Subject(models.Model):
    """A participant about whom a round asks."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="subjects")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="subjects")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_default=State.OPEN)
    extended_to = models.DateField(null=True, blank=True)
    # The day on which it last closed, by hand or automatically; None for imported scores.
    closed_on = models.DateField(null=True, blank=True)
    has_named_raters = models.BooleanField(default=False)
    coach = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="debriefs")

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment__person__name"]
        constraints = [models.UniqueConstraint(fields=["round", "enrolment"], name="subject_once_per_round")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.enrolment.person.name

    @property
    def organisation(self) -> Organisation:
        return self.enrolment.person.organisation

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def closes_on(self) -> date:
        """The last day on which raters of this subject can answer."""
        return self.extended_to or self.round.closes_on

    @property
    def ended_on(self) -> date:
        """The last day on which raters could answer: before `closes_on` where it was closed by hand."""
        return min(self.closed_on, self.closes_on) if self.closed_on else self.closes_on
