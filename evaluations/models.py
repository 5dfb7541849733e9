"""Evaluations of sessions by participants, and the executive reports issued from them."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models import Cohort, Enrolment
from people.models import User
from reports.models import Document
from scheduling.models import Session

LONGEST = 2000


class Score(models.IntegerChoices):
    POOR = 1, "Poor"
    FAIR = 2, "Fair"
    SATISFACTORY = 3, "Satisfactory"
    GOOD = 4, "Good"
    EXCELLENT = 5, "Excellent"


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, user: User) -> Self:
        """Keep the account's own evaluations. Everybody else sees only figures of the group."""
        return self.filter(enrolment__person__user=user)

    def of_held(self, cohort: Cohort) -> Self:
        """Keep evaluations of sessions that took place: those moved again or cancelled do not count."""
        return self.filter(session__in=Session.objects.filter(cohort=cohort).ended())


class Evaluation(models.Model):
    """A participant's evaluation of a session. It records no time, so that the order reveals nothing."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="evaluations")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="evaluations")
    score = models.PositiveSmallIntegerField(
        choices=Score, validators=[MinValueValidator(Score.POOR), MaxValueValidator(Score.EXCELLENT)]
    )
    learned = models.TextField(blank=True, max_length=LONGEST)
    will_do = models.TextField(blank=True, max_length=LONGEST)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="evaluation_once_per_participant"),
            models.CheckConstraint(
                condition=Q(score__gte=Score.POOR, score__lte=Score.EXCELLENT), name="evaluation_score_on_scale"
            ),
        ]


class EvaluationReport(models.Model):
    """An issued report to the Executive Team. A correction is a new number."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="evaluation_reports")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="evaluation_report")
    issued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-issued_at"]
