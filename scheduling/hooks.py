"""Dates on the pages of other packages: a cohort's tab, the tasks of its administrators, and the home page."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort
from cohorts.registry import cohort_tasks, tab
from people.models import User
from people.registry import HomePart, Task, home_parts
from scheduling.availability.diaries.listing import own_diaries
from scheduling.home import find_own_sessions, reply_tasks
from scheduling.models import ScheduleRelease, Session

# Dates or cancellations that differ from the released ones. Other changes are too costly to look for on every page.
DIFFERS_FROM_RELEASED = (
    ~Q(starts_at=F("released__starts_at"))
    | ~Q(ends_at=F("released__ends_at"))
    | ~Q(is_cancelled=F("released__is_cancelled"))
)

tab("sessions", "Sessions", "cohort_sessions", rank=20)


@home_parts.register
def sessions_on_home(user: User) -> Iterator[HomePart]:
    own = find_own_sessions(user)
    yield HomePart(reply_tasks(own.to_answer), {"sessions": own})


@home_parts.register
def diaries_on_home(user: User) -> Iterator[HomePart]:
    yield HomePart(shown={"diaries": list(own_diaries(user))})


def annotate_dates(cohorts: QuerySet[Cohort]) -> QuerySet[Any]:
    """Add to each cohort when its next session is, and whether its dates have to be released."""
    of_cohort = Session.objects.filter(cohort=OuterRef("pk"))
    return cohorts.annotate(
        next_at=Subquery(of_cohort.not_begun().order_by("starts_at").values("starts_at")[:1]),
        is_draft=Exists(of_cohort) & ~Exists(ScheduleRelease.objects.filter(cohort=OuterRef("pk"))),
        has_moved=Exists(of_cohort.filter(DIFFERS_FROM_RELEASED, released__ends_at__gt=timezone.now())),
    )


@cohort_tasks.register
def release_dates(cohort: Any) -> Iterator[Task]:
    """Return a task to release the cohort's dates if there are changes. The cohort comes from `annotate_dates`."""
    url = reverse("release_dates", args=[cohort.pk])
    if cohort.is_draft:
        yield Task("Check and release the dates", url, cohort=cohort, rank=20)
    elif cohort.has_moved:
        yield Task("Release the dates that have changed", url, cohort=cohort, rank=20)
