"""The page of a session: the draft for administrators, the released version for everybody else."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.models import Subject
from cohorts.models import Element
from delivery.session_parts import session_parts
from people.access import administers, get_authorised, user_of
from people.models import User
from scheduling.invitations.attendance import find_attendance, invited_before_cancellation
from scheduling.models import Invitee, ReleasedSession, Session
from scheduling.releases.changes import unreleased_changes

SESSIONS = Session.objects.for_page()


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the draft to administrators, and the released version to everybody else."""
    found = get_authorised(SESSIONS.visible_to, request, pk=pk)
    user = user_of(request)
    may_run = administers(user, found.organisation)
    may_see_attendance = not found.is_window and (may_run or _leads(user, found))
    context = {
        "session": found if may_run else found.as_released,
        "cohort": found.cohort,
        "may_run": may_run,
        "key": found.pk,
        "parts": session_parts.collect(found, user),
        "invited": _invited(found, user),
        "own_assessments": _own_assessments(found, user),
        "in_calendars": found.as_released is not None and not found.as_released.is_cancelled,
        "attendance": find_attendance(found) if may_see_attendance else None,
        **(_for_administrator(found) if may_run else {}),
    }
    return render(request, "delivery/session.html", context)


def _invited(found: Session, user: User) -> Invitee | None:
    invitee = Invitee.objects.visible_to(user).for_page().filter(session=found).first()
    return invitee if invitee and invitee.can_answer else None


def _leads(user: User, session: Session) -> bool:
    """Whether the account leads the session as it was released: the draft does not count."""
    return ReleasedSession.objects.led_by(user).filter(session=session).exists()


def _own_assessments(session: Session, user: User) -> Iterable[Subject]:
    """Find the participant's own 360, whose page leads to their raters, questionnaire and report."""
    if session.element.kind != Element.Kind.ASSESSMENT:
        return []
    own = Subject.objects.filter(enrolment__person__user=user, round__cohort=session.cohort_id)
    return own.visible_to(user).select_related("round").order_by("round")


def _for_administrator(session: Session) -> dict[str, Any]:
    return {
        "unreleased": unreleased_changes(session),
        "invited_before": invited_before_cancellation(session),
        "changes": session.changes.select_related("changed_by"),
    }
