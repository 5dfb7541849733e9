"""The page of one session: the draft for administrators, and what was released for everybody else."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.models import Subject
from cohorts.models import Element
from delivery.session_parts import session_parts
from people.access import user_of
from people.models import User
from scheduling.invitations.attendance import Answers, answers_of, let_go
from scheduling.models import Invitee, Session
from scheduling.releases.changes import untold
from scheduling.sessions.views import session_for


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Administrators see the draft, everybody else what was released."""
    found = session_for(request, "scheduling.see_session", pk)
    user = user_of(request)
    may_run = user.has_perm("scheduling.run_session", found)
    context = {
        "session": found if may_run else found.as_released,
        "cohort": found.cohort,
        "may_run": may_run,
        "key": found.pk,
        "parts": session_parts.collect(found, user),
        "invited": _invited(found, user),
        "own_assessments": _own_assessments(found, user),
        "in_calendars": found.as_released is not None and not found.as_released.is_cancelled,
        "answers": _answers(found, user),
        **(_for_administrator(found) if may_run else {}),
    }
    return render(request, "delivery/session.html", context)


def _invited(found: Session, user: User) -> Invitee | None:
    invitee = Invitee.objects.visible_to(user).for_page().filter(session=found).first()
    return invitee if invitee and invitee.can_answer else None


def _answers(session: Session, user: User) -> Answers | None:
    """For whoever runs the session or leads it."""
    if session.is_window or not user.has_perm("scheduling.see_who_comes", session):
        return None
    return answers_of(session)


def _own_assessments(session: Session, user: User) -> Iterable[Subject]:
    """Where a participant names raters, rates themselves and finds the report."""
    if session.element.kind != Element.Kind.ASSESSMENT:
        return []
    own = Subject.objects.filter(enrolment__person__user=user, round__cohort=session.cohort_id)
    return own.visible_to(user).select_related("round").order_by("round")


def _for_administrator(session: Session) -> dict[str, Any]:
    return {
        "untold": untold(session),
        "let_go": let_go(session),
        "changes": session.changes.select_related("changed_by"),
    }
