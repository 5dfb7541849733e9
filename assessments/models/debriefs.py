"""From the frozen report to the participant: who has it now, what was held back or left out, and by whom."""

from django.db import models
from django.db.models import Q

from assessments.models.rounds import Subject
from cohorts.models import Practice
from people.models import User

COMMITMENTS = 3


class Debrief(models.Model):
    """Where a subject's report stands. Held: nobody can open it until the hold is lifted."""

    class State(models.TextChoices):
        PREPARED = "prepared", "Prepared"
        WITH_COACH = "with_coach", "Released to coach"
        HELD = "debriefed", "Debrief held"
        RELEASED = "released", "Released to participant"

    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, primary_key=True, related_name="debrief")
    state = models.CharField(max_length=20, choices=State, default=State.PREPARED)
    # On which day it came to this state.
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
    """The trail: what was done to a report, by whom, when and why. Rows are added, never changed."""

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
    # Nobody: the day had come on which it goes on by itself.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="debrief_steps")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]


class Redaction(models.Model):
    """A comment that is left out of the report, word for word as it was, and why."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="redactions")
    question = models.PositiveSmallIntegerField()
    comment = models.TextField()
    reason = models.CharField(max_length=300)
    step = models.OneToOneField(DebriefStep, on_delete=models.PROTECT, related_name="redaction")


class Commitment(models.Model):
    """One of three things that a participant takes from the report."""

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
