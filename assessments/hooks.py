"""The 360 on the pages of other packages: a cohort's tab, the tasks of its administrators, and the home page."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from assessments.home import debriefs_of_coach, open_pages, own_subjects, own_tasks, to_read
from assessments.models import CohortRelease, Debrief, Invitation, Round, Subject
from cohorts.models import Cohort
from cohorts.registry import cohort_tasks, tab
from people.models import Role, User
from people.registry import HomePart, Task, home_parts

tab("assessment", "360", "cohort_assessment", rank=30)


@home_parts.register
def own_360s_on_home(user: User) -> Iterator[HomePart]:
    subjects = list(own_subjects(user))
    shown = {"assessed": to_read(subjects), "open_assessments": open_pages(subjects)}
    yield HomePart(own_tasks(subjects), shown)


@home_parts.register
def debriefs_on_home(user: User) -> Iterator[HomePart]:
    if user.roles & {Role.COACH, Role.FACILITATOR}:
        yield HomePart(shown={"debriefs": debriefs_of_coach(user)})


def with_rounds(cohorts: QuerySet[Cohort], user: User) -> QuerySet[Any]:
    """Add to each cohort the state of its 360, and its first round in which something waits for this account."""
    last_days = Subject.objects.open().annotate(last_day=Coalesce("extended_to", "round__closes_on"))
    open_until = last_days.filter(round__cohort=OuterRef("pk")).order_by("-last_day").values("last_day")
    # Another administrator takes care of their own 360.
    others = ~Q(subject__enrolment__person__user=user)
    proposed = Invitation.objects.filter(others, state=Invitation.State.PROPOSED, subject__state=Round.State.OPEN)
    prepared = Debrief.objects.filter(others, state=Debrief.State.PREPARED, is_on_hold=False)
    return cohorts.annotate(
        has_round=Exists(Round.objects.filter(cohort=OuterRef("pk"))),
        closes_on=Subquery(open_until[:1]),
        approves_in=first_round_of(proposed),
        gives_in=first_round_of(prepared),
    )


def first_round_of(rows: QuerySet[Any]) -> Subquery:
    """Find the cohort's first round that has one of these rows about a subject."""
    return Subquery(
        rows.filter(subject__round__cohort=OuterRef("pk")).order_by("subject__round").values("subject__round")[:1]
    )


def with_reported_rounds(cohorts: QuerySet[Cohort]) -> QuerySet[Any]:
    """Add to each cohort the rows that `reported_rounds` reads, so that no cohort needs a query of its own."""
    has_report = Exists(CohortRelease.objects.filter(round=OuterRef("pk")))
    reported = Round.objects.filter(has_report, cohort=OuterRef("pk")).order_by("closes_on")
    return cohorts.annotate(reported=ArraySubquery(reported.values(found=JSONObject(pk="pk", kind="kind"))))


def reported_rounds(cohort: Any) -> list[Round]:
    """List the rounds of a cohort that have a cohort report. The cohort comes from `with_reported_rounds`."""
    return [Round(**found) for found in cohort.reported]


@cohort_tasks.register
def tasks_of_cohort(cohort: Any) -> Iterator[Task]:
    """List the tasks of a cohort's 360. The cohort comes from `with_rounds`."""
    own_page = reverse("cohort_assessment", args=[cohort.pk])
    if not cohort.has_round:
        yield Task("Open the 360 round", own_page, cohort=cohort, rank=30)
    if cohort.approves_in:
        url = reverse("round_raters", args=[cohort.approves_in])
        yield Task("Approve raters", url, cohort=cohort, rank=40)
    if cohort.closes_on:
        yield Task("See who has answered the 360", own_page, cohort=cohort, rank=50, due_on=cohort.closes_on)
    if cohort.gives_in:
        url = reverse("round", args=[cohort.gives_in])
        yield Task("Release the 360 reports to coaches", url, cohort=cohort, rank=60)
