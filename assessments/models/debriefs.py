"""A report on its way to the participant: its state, its trail, comments left out, and commitments."""

from django.db import models
from django.db.models import Q

from assessments.models.rounds import Subject
from cohorts.models import Practice
from people.models import User

COMMITMENTS = 3


class Debrief(models.Model):
    """The state of a subject's report. While it is on hold, nobody can open it."""

    class State(models.TextChoices):
        PREPARED = "prepared", "Prepared"
        WITH_COACH = "with_coach", "Released to coach"
        HELD = "debriefed", "Debrief held"
        RELEASED = "released", "Released to participant"

    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, primary_key=True, related_name="debrief")
    state = models.CharField(max_length=20, choices=State, default=State.PREPARED)
    # The day on which it reached this state.
    since = models.DateField()
    is_on_hold = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "with_coach", "debriefed", "released"]),
                name="debrief_state_is_known",
            )
        ]


class DebriefStep(models.Model):
    """A step in the trail of a report: who did what, when and why. Rows are added, never changed."""

    class Action(models.TextChoices):
        GIVE_TO_COACH = "give_to_coach", "Released to coach"
        RECORD_DEBRIEF = "record_debrief", "Debrief held"
        GIVE_TO_PARTICIPANT = "give_to_participant", "Released to participant"
        CHANGE_COACH = "change_coach", "Coach changed"
        HOLD = "hold", "Put on hold"
        LIFT = "lift", "Hold lifted"
        REDACT = "redact", "Comment left out"
        RELEASE_AGAIN = "release_again", "Report made again"

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(max_length=20, choices=Action)
    # None if it was released automatically, because its day had come.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="debrief_steps")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]


class Redaction(models.Model):
    """A comment that is left out of the report, in its exact words, and the reason."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="redactions")
    question = models.PositiveSmallIntegerField()
    comment = models.TextField()
    reason = models.CharField(max_length=300)
    step = models.OneToOneField(DebriefStep, on_delete=models.PROTECT, related_name="redaction")


class Commitment(models.Model):
    """One of three commitments that a participant makes after reading the report."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="commitments")
    place = models.PositiveSmallIntegerField()
    practice = models.CharField(max_length=20, choices=Practice, blank=True)
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "place"], name="commitment_place_once"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=COMMITMENTS), name="commitment_is_one_of_3"),
        ]
