"""The 360s of a home page: those about the account itself, and those that it debriefs."""

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
    """The account's own 360s, the latest first, with how far its own ratings are and the report that it may open."""
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
    own, cohort = subject.own_ratings, subject.round.cohort
    until = f"360 of {cohort}, open until {date_format(subject.closes_on)}"
    same = {"url": reverse("my_assessment", args=[subject.pk]), "hint": until, "cohort": cohort}
    when = {"rank": 20, "due_on": subject.closes_on}
    return [
        Task("Name your raters", is_done=subject.has_named_raters, **same, **when),
        Task("Rate yourself", is_done=own == ANSWERED, is_begun=own == STARTED, **same, **when),
    ]


def open_pages(subjects: Sequence[Any]) -> dict[int, str]:
    """The address of the account's latest 360 that is open, by the key of its cohort."""
    still_open = [subject for subject in reversed(subjects) if subject.is_open]
    return {subject.round.cohort_id: reverse("my_assessment", args=[subject.pk]) for subject in still_open}


def to_read(subjects: Iterable[Any]) -> list[Any]:
    """Keep those that have closed, or have a report. All else that can be done with it is on the page of the 360."""
    return [subject for subject in subjects if subject.report or not subject.is_open]


@dataclass(frozen=True)
class Debriefs:
    """Whom a coach debriefs: those who wait, and those who have their report."""

    open: list[DebriefStatus]
    released: list[DebriefStatus]


def debriefed_by(user: User) -> Debriefs:
    statuses = statuses_for_coach(user)
    waiting = [status for status in statuses if not status.is_released or status.is_on_hold]
    return Debriefs(waiting, [status for status in statuses if status not in waiting])
