"""Evaluations on the pages of other packages: a cohort's tab, a session's button, and the home page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort
from cohorts.registry import cohort_tasks, tab
from delivery.session_parts import SessionPart, session_parts
from evaluations.models import Evaluation, EvaluationReport
from people.models import User
from people.queries import count_of
from people.registry import HomePart, Task, home_parts
from reports.models import Document
from scheduling.models import ReleasedSession, Session

# For this long after a session the home page offers to change its evaluation.
CHANGED_WITHIN = timedelta(weeks=4)
# For this long after the last session it asks for missing evaluations.
EVALUATED_WITHIN = timedelta(weeks=8)

tab("evaluation", "Evaluation", "cohort_evaluation", rank=40)


@session_parts.register
def evaluate(session: Session, user: User) -> Iterator[SessionPart]:
    """Offer participants the evaluation of a session that was held."""
    if session.was_held and session.cohort.enrolments.filter(person__user=user).exists():
        yield SessionPart("Say how it was", reverse("evaluate", args=[session.pk]))


@home_parts.register
def tasks_on_home(user: User) -> Iterator[HomePart]:
    given = Evaluation.objects.visible_to(user).filter(session=OuterRef("session"))
    attended = ReleasedSession.objects.attended_by(user).with_titles().annotate(is_evaluated=Exists(given))
    latest_first = attended.order_by("-starts_at", "-session__element__position")
    yield HomePart(tasks=evaluation_tasks(list(latest_first)))


def evaluation_tasks(attended: list[Any]) -> list[Task]:
    """Ask for missing evaluations until the programme is long over, and offer to change recent ones for some weeks."""
    now = timezone.now()
    held = [session for session in attended if session.was_held]
    to_come = any(not session.has_ended for session in attended)
    goes_on = to_come or any(session.ends_at > now - EVALUATED_WITHIN for session in held)
    return [
        evaluation_task(session)
        for session in held
        if (session.ends_at > now - CHANGED_WITHIN if session.is_evaluated else goes_on)
    ]


def evaluation_task(session: Any) -> Task:
    """Make a task without a due date, so that the latest sessions stay first."""
    return Task(
        f"Evaluate {session.title}",
        reverse("evaluate", args=[session.session_id]),
        hint="Change your answers" if session.is_evaluated else "It takes a minute",
        is_done=session.is_evaluated,
        cohort=session.cohort,
        rank=30,
    )


def with_responses(cohorts: QuerySet[Cohort]) -> QuerySet[Any]:
    """Add the number of sessions held as `held`, and the number of their evaluations as `evaluated`."""
    over = Session.objects.filter(cohort=OuterRef("pk")).ended()
    given = Evaluation.objects.filter(session__cohort=OuterRef("pk"), session__in=Session.objects.ended())
    return cohorts.annotate(held=count_of(over, "cohort"), evaluated=count_of(given, "session__cohort"))


def with_issued_reports(cohorts: QuerySet[Cohort]) -> QuerySet[Any]:
    """Add the reports of each cohort as `issued`, so that `issued_reports` needs no query."""
    issued = EvaluationReport.objects.filter(cohort=OuterRef("pk")).order_by("-issued_at")
    document = JSONObject(pk="document__pk", number="document__number", state="document__state")
    return cohorts.annotate(issued=ArraySubquery(issued.values(found=document)))


def issued_reports(cohort: Any) -> list[Document]:
    """Return the documents of a cohort's reports, the latest first."""
    return [Document(**found) for found in cohort.issued]


@cohort_tasks.register
def read_evaluation(cohort: Any) -> Iterator[Task]:
    """Link to the evaluation, which can always be read."""
    yield Task("Read the evaluation", reverse("cohort_evaluation", args=[cohort.pk]), cohort=cohort, rank=70)
