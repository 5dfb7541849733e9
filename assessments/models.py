"""The 360: instruments, rounds, subjects, raters' invitations, responses and the frozen release.

A response carries no link, no clock time and no id shared with the invitation it came from.
"""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.urls import reverse

from cohorts.models import Cohort, Enrolment, Practice
from people.models import Organisation, Role, User
from reports.models import Document

LEAST_IN_GROUP = 3


class Instrument(models.Model):
    """A version of a questionnaire, with its scale and open questions."""

    name = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField()
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    labels = models.JSONField()
    questions = ArrayField(models.CharField(max_length=300))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="instrument_version_once"),
            models.CheckConstraint(condition=Q(highest__gt=F("lowest")), name="instrument_scale_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


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


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(cohort__programme__organisation__in=Organisation.objects.where(user, Role.ADMINISTRATOR))


class Round(models.Model):
    """One time that a cohort is assessed."""

    class Kind(models.TextChoices):
        BASELINE = "baseline", "Baseline"
        REASSESSMENT = "reassessment", "Reassessment"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="rounds")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.BASELINE)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closes_on = models.DateField()
    least_in_group = models.PositiveSmallIntegerField(default=LEAST_IN_GROUP)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "kind"],
                name="round_kind_once_per_cohort",
                violation_error_message="This cohort already has a round of this kind.",
            ),
            models.CheckConstraint(condition=Q(least_in_group__gte=LEAST_IN_GROUP), name="round_least_is_at_least_3"),
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
        return self.state == self.State.OPEN


class SubjectQuerySet(models.QuerySet["Subject"]):
    def visible_to(self, user: User) -> Self:
        """A subject is visible to the participant whom it is about, and to nobody else."""
        return self.filter(enrolment__person__user=user)


class Subject(models.Model):
    """A participant as the one whom a round asks about."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="subjects")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="subjects")
    has_named_raters = models.BooleanField(default=False)

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


class Relationship(models.TextChoices):
    SELF = "self", "Self"
    MANAGER = "manager", "Manager"
    DIRECT_REPORT = "direct_report", "Direct report"
    CO_WORKER = "co_worker", "Co-worker"
    OTHER = "other", "Other"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def for_answering(self) -> Self:
        """With everything that the questionnaire's pages show, so that each page asks once."""
        statements = Statement.objects.filter(instrument=OuterRef("subject__round__instrument")).order_by()
        count = statements.values("instrument").annotate(count=Count("*")).values("count")
        return self.select_related(
            "subject__round__instrument",
            "subject__round__cohort__programme__organisation",
            "subject__enrolment__person__user",
            "draft",
        ).annotate(statement_count=Subquery(count))

    def asked_by_email(self) -> Self:
        """Everybody who is sent a link: the participant has a page of their own instead."""
        return self.exclude(relationship=Relationship.SELF)


class Invitation(models.Model):
    """A rater who is asked about a subject. It knows whether they have answered, and never when or what."""

    class State(models.TextChoices):
        INVITED = "invited", "Invited"
        STARTED = "started", "Started"
        ANSWERED = "answered", "Answered"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="invitations")
    relationship = models.CharField(max_length=20, choices=Relationship)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    # How many statements the instrument has: known to `for_answering()`.
    statement_count: int

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "email"], name="rater_once_per_subject"),
            models.UniqueConstraint(
                fields=["subject", "relationship"],
                condition=Q(relationship__in=[Relationship.SELF, Relationship.MANAGER]),
                name="one_self_and_one_manager_per_subject",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="rater_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(relationship__in=Relationship.values), name="invitation_relationship_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["invited", "started", "answered"]), name="invitation_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_answered(self) -> bool:
        return self.state == self.State.ANSWERED


class Draft(models.Model):
    """What a rater has answered so far. It belongs to the invitation, and is gone once submitted.

    `ratings` maps a statement's number to a rating, or to null for "not able to observe".
    """

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, primary_key=True, related_name="draft")
    ratings = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)


class Response(models.Model):
    """One rater's submitted answers: a random key, whom they are about, and from which group."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="responses")
    relationship = models.CharField(max_length=20, choices=Relationship)
    ratings = ArrayField(models.PositiveSmallIntegerField(null=True, blank=True))
    comments = ArrayField(models.TextField(blank=True))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(relationship__in=Relationship.values), name="response_relationship_is_known"
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(relationship=Relationship.SELF), name="one_self_response"
            ),
        ]


class Release(models.Model):
    """The frozen result of one subject: only cells that may be seen, as they may be seen."""

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="release")
    result = models.JSONField()
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="release")
