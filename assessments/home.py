"""The 360s on a home page: the account's own, and those that it debriefs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import date_format

from assessments.debriefs.status import DebriefStatus, statuses_for_coach
from assessments.models import Invitation, Relationship, Release, Subject
from people.models import User
from people.registry import Task
from reports.models import DocumentState

ANSWERED, STARTED = Invitation.State.ANSWERED, Invitation.State.STARTED


def own_subjects(user: User) -> QuerySet[Any]:
    """Find the account's own 360s, the latest first, with the state of its ratings and the report that it may open."""
    own = Invitation.objects.filter(subject=OuterRef("pk"), relationship=Relationship.SELF)
    readable = Release.objects.readable_by(user).filter(subject=OuterRef("pk"), document__state=DocumentState.READY)
    latest = readable.order_by("-number")
    return (
        Subject.objects.visible_to(user)
        .select_related("round__cohort")
        .annotate(
            own_ratings=Subquery(own.values("state")[:1]),
            report=Subquery(latest.values("document")[:1]),
            report_size=Subquery(latest.values("document__size")[:1]),
        )
        .order_by("-round", "pk")
    )


def own_tasks(subjects: Iterable[Any]) -> list[Task]:
    return [task for subject in subjects if subject.is_open for task in tasks_about(subject)]


def tasks_about(subject: Any) -> list[Task]:
    state, cohort = subject.own_ratings, subject.round.cohort
    until = f"360 of {cohort}, open until {date_format(subject.closes_on)}"
    shared = {"url": reverse("my_assessment", args=[subject.pk]), "hint": until, "cohort": cohort}
    when = {"rank": 20, "due_on": subject.closes_on}
    return [
        Task("Name your raters", is_done=subject.has_named_raters, **shared, **when),
        Task("Rate yourself", is_done=state == ANSWERED, is_begun=state == STARTED, **shared, **when),
    ]


def open_pages(subjects: Sequence[Any]) -> dict[int, str]:
    """Find the address of the latest open 360, by the key of its cohort."""
    still_open = [subject for subject in reversed(subjects) if subject.is_open]
    return {subject.round.cohort_id: reverse("my_assessment", args=[subject.pk]) for subject in still_open}


def to_read(subjects: Iterable[Any]) -> list[Any]:
    """Keep the 360s that have closed or have a report. Everything else about a 360 is on its own page."""
    return [subject for subject in subjects if subject.report or not subject.is_open]


@dataclass(frozen=True)
class CoachDebriefs:
    """The debriefs of a coach: those that wait, and those whose report is released."""

    open: list[DebriefStatus]
    released: list[DebriefStatus]


def debriefs_of_coach(user: User) -> CoachDebriefs:
    statuses = statuses_for_coach(user)
    waiting = [status for status in statuses if not status.is_released or status.is_on_hold]
    return CoachDebriefs(waiting, [status for status in statuses if status not in waiting])
