"""Releases: frozen results, and the documents made of them."""

from typing import Self

from django.db import models

from assessments.models.rounds import Round, Subject
from people.models import User
from reports.models import Document


class ReleaseQuerySet(models.QuerySet["Release"]):
    def latest_first(self) -> Self:
        return self.order_by("-number")

    def readable_by(self, user: User) -> Self:
        """Keep those whose document the account may read: the coach's at first, the participant's once released."""
        return self.filter(document__in=Document.objects.visible_to(user))


class Release(models.Model):
    """A frozen result of one subject: only cells that may be seen, as they may be seen. A correction is a new number.

    `change` compares it with the baseline, if this is a reassessment and there was one.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField(default=1, db_default=1)
    result = models.JSONField()
    change = models.JSONField(null=True, blank=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="release")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["subject", "number"]
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="release_number_once_per_subject")]


class CohortRelease(models.Model):
    """The frozen result of a whole round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="cohort_releases")
    number = models.PositiveSmallIntegerField(default=1)
    result = models.JSONField()
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="cohort_release")

    class Meta:
        ordering = ["round", "number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="cohort_release_number_once")]
