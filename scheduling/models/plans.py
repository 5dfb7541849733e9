"""Planning runs and the plans that they find."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort
from people.models import Organisation, Person, User


class PlanningRunQuerySet(models.QuerySet["PlanningRun"]):
    def run_by(self, user: User) -> Self:
        return self.filter(organisation__in=Organisation.objects.run_by(user))

    def owed(self) -> Self:
        """Keep runs that wait for a worker, or whose worker died before it finished."""
        abandoned = Q(state="running", claimed_until__lt=timezone.now())
        return self.filter(Q(state="queued") | abandoned)


class PlanningRun(models.Model):
    """A request to the planner, stored as it was made, with its progress and result."""

    class Purpose(models.TextChoices):
        PLAN = "plan", "Plan"
        REPAIR = "repair", "Repair"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to start"
        RUNNING = "running", "Looking for plans"
        DONE = "done", "Done"
        IMPOSSIBLE = "impossible", "No plan is possible"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Could not be worked out"

    UNDER_WAY = (State.QUEUED, State.RUNNING)

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="planning_runs")
    cohorts = models.ManyToManyField(Cohort, related_name="planning_runs")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.PLAN)
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    # Further details of the request: rules relaxed with one click, or the people and places that dropped out.
    request = models.JSONField(default=dict, blank=True)
    # The problem as given to the solver: the same problem gives the same plans.
    problem = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    is_to_stop = models.BooleanField(default=False)
    # Shown while it runs: plans found, the best score so far, the lowest score possible, seconds spent.
    progress = models.JSONField(default=dict, blank=True)
    # Why there is no plan, and changes that would allow one.
    why_not = models.JSONField(default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlanningRunQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "impossible", "stopped", "failed"]),
                name="planning_run_state_is_known",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("planning_run", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY


class PlanQuerySet(models.QuerySet["Plan"]):
    def run_by(self, user: User) -> Self:
        return self.filter(run__in=PlanningRun.objects.run_by(user))


class Plan(models.Model):
    """A time, a place and people for every session, with the price of each wish that is not met."""

    run = models.ForeignKey(PlanningRun, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveSmallIntegerField()
    score = models.PositiveIntegerField()
    placements = models.JSONField()
    sheet = models.JSONField()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="plan_number_once_per_run"),
            models.CheckConstraint(condition=Q(number__gte=1), name="plans_count_from_one"),
        ]

    @property
    def organisation(self) -> Organisation:
        return self.run.organisation
