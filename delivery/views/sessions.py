from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.models import Subject
from cohorts.models import Cohort, Element, Programme
from delivery.by_hand.affected import affected
from delivery.forms import CohortForm
from delivery.models import Invitee, Session, Venue
from delivery.planning import start_cohort
from delivery.releases.changes import draft_of, untold
from delivery.replies.listing import Answers, answers_of, let_go
from delivery.session_parts import session_parts
from delivery.timeline import draw, entries
from people.access import get_authorised, user_of
from people.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_new(request: HttpRequest, pk: int) -> HttpResponse:
    programmes = Programme.objects.select_related("organisation")
    programme: Programme = get_authorised(programmes, "cohorts.run_programme", request, pk=pk)
    venues = list(Venue.objects.filter(organisation=programme.organisation).values_list("name", flat=True))
    form = CohortForm(request.POST if request.method == "POST" else None, venues=venues)
    if form.is_valid() and (cohort := form.carry_out(start_cohort, programme=programme)):
        done = f"{cohort.name} is made, with a first draft of its dates."
        messages.success(request, f"{done} Nobody is told before you release them.")
        if count := cohort.sessions.without_a_venue().count():
            messages.warning(request, _no_venue_yet(cohort, count))
        return redirect("cohort_sessions", cohort.pk)
    return render(request, "delivery/cohort_new.html", {"form": form, "programme": programme})


def _no_venue_yet(cohort: Cohort, count: int) -> str:
    what = "1 session has" if count == 1 else f"{count} sessions have"
    return f"{what} no venue yet, because {cohort.venue} is taken then. Plan the dates to find venues."


@require_safe
def cohort_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation")
    cohort: Cohort = get_authorised(cohorts, "cohorts.run_cohort", request, pk=pk)
    sessions = list(cohort.sessions.for_list())
    context = {
        "cohort": cohort,
        "sessions": sessions,
        "timeline": draw(entries(sessions), today=timezone.localdate()),
        "draft": draft_of(cohort),
        "affected": affected(cohort),
        "can_be_planned": any(each.can_be_planned for each in sessions),
        "is_released": cohort.schedule_releases.exists(),
    }
    return render(request, "delivery/cohort_sessions.html", context)


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Administrators see the draft, everybody else what was released."""
    found = session_for(request, "delivery.see_session", pk)
    user = user_of(request)
    may_run = user.has_perm("delivery.run_session", found)
    context = {
        "session": found if may_run else found.known,
        "cohort": found.cohort,
        "may_run": may_run,
        "key": found.pk,
        "parts": session_parts.collect(found, user),
        "invited": _invited(found, user),
        "own_assessments": _own_assessments(found, user),
        "in_calendars": found.known is not None and not found.known.is_cancelled,
        "answers": _answers(found, user),
        **(_for_administrator(found) if may_run else {}),
    }
    return render(request, "delivery/session.html", context)


def _invited(found: Session, user: User) -> Invitee | None:
    invitee = Invitee.objects.visible_to(user).for_page().filter(session=found).first()
    return invitee if invitee and invitee.can_answer else None


def _answers(session: Session, user: User) -> Answers | None:
    """For whoever runs the session or leads it."""
    if session.is_window or not user.has_perm("delivery.see_who_comes", session):
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


def session_for(request: HttpRequest, perm: str, pk: int) -> Session:
    sessions = Session.objects.for_list().select_related("cohort__programme__organisation", "released")
    found: Session = get_authorised(sessions, perm, request, pk=pk)
    return found
