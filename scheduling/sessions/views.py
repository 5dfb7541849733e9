"""Pages to start a cohort, and to move, cancel and reinstate a session."""

import re
from dataclasses import replace
from datetime import date, time

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.models import Cohort, Programme
from people.access import get_authorised, person_in
from people.forms import post_data
from scheduling.models import Session, Venue
from scheduling.sessions.cancel import cancel, reinstate
from scheduling.sessions.cohort_start import start_cohort
from scheduling.sessions.forms import CancelForm, CohortForm, DropTarget, MoveDayForm, MoveForm, MoveWindowForm
from scheduling.sessions.move import move
from scheduling.working_days.calendar_query import CalendarView, parse_query
from scheduling.working_days.days import EARLIEST, latest

SESSIONS = Session.objects.for_page()

NOT_TOLD = "Nobody is told before you release it."


@require_http_methods(["GET", "HEAD", "POST"])
def session_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_authorised(SESSIONS.run_by, request, pk=pk)
    dropped = DropTarget(dropped_day(request), dropped_time(request))
    form = _form_class(found)(post_data(request), session=found, dropped=dropped)
    by = person_in(found.organisation, request)
    if form.is_valid() and (moved := form.carry_out(move, session=found, by=by)):
        messages.success(request, f"{moved.title} is changed. {NOT_TOLD}")
        return redirect(_back_url(request, moved))
    context = {"form": form, "session": found, "cohort": found.cohort, "back_url": _back_url(request, found)}
    return render(request, "scheduling/sessions/move.html", context)


def _form_class(session: Session) -> type[MoveForm]:
    return MoveWindowForm if session.is_window else MoveDayForm


def dropped_day(request: HttpRequest) -> date | None:
    """Read the day onto which a session was dragged, or None if the address holds no sensible one."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if EARLIEST <= day <= latest(timezone.localdate()) else None


def dropped_time(request: HttpRequest) -> time | None:
    """Read the time of day onto which a session was dragged."""
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", request.GET.get("at", ""), re.ASCII)
    return time(int(found[1]), int(found[2])) if found else None


def _back_url(request: HttpRequest, session: Session) -> str:
    """Return the address of the calendar if the user came from there, or of the cohort's sessions."""
    view = request.GET.get("from", "")
    if view in list(CalendarView):
        return replace(parse_query(request.GET, timezone.localdate()), view=CalendarView(view), on=session.opens_on).url
    return reverse("cohort_sessions", args=[session.cohort_id])


@require_POST
def session_clashes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the clashes of what is in the form. Nothing is changed."""
    found = get_authorised(SESSIONS.run_by, request, pk=pk)
    form = _form_class(found)(request.POST, session=found, is_on_trial=True)
    form.is_valid()
    return render(request, "scheduling/sessions/clashes.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_authorised(SESSIONS.run_by, request, pk=pk)
    form = CancelForm(post_data(request))
    by = person_in(found.organisation, request)
    if form.is_valid() and form.carry_out(cancel, session=found, by=by) is not None:
        messages.success(request, f"{found.title} is cancelled in your draft. {NOT_TOLD}")
        return redirect(found)
    return render(request, "scheduling/sessions/cancel.html", {"form": form, "session": found, "cohort": found.cohort})


@require_POST
def session_reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_authorised(SESSIONS.run_by, request, pk=pk)
    try:
        reinstate(session=found, by=person_in(found.organisation, request))
    except ValidationError as error:
        for words in error.messages:
            messages.error(request, words)
        messages.error(request, "Move it to another time or place first, then hold it after all.")
        return redirect("session_move", pk)
    messages.success(request, f"{found.title} takes place after all. {NOT_TOLD}")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_new(request: HttpRequest, pk: int) -> HttpResponse:
    programmes = Programme.objects.select_related("organisation")
    programme = get_authorised(programmes.run_by, request, pk=pk)
    venues = list(Venue.objects.filter(organisation=programme.organisation).values_list("name", flat=True))
    form = CohortForm(post_data(request), venues=venues)
    if form.is_valid() and (cohort := form.carry_out(start_cohort, programme=programme)):
        done = f"{cohort.name} is made, with a first draft of its dates."
        messages.success(request, f"{done} Nobody is told before you release them.")
        if count := cohort.sessions.without_a_venue().count():
            messages.warning(request, _no_venue_yet(cohort, count))
        return redirect("cohort_sessions", cohort.pk)
    return render(request, "scheduling/sessions/cohort_new.html", {"form": form, "programme": programme})


def _no_venue_yet(cohort: Cohort, count: int) -> str:
    what = "1 session has" if count == 1 else f"{count} sessions have"
    return f"{what} no venue yet, because {cohort.venue} is taken then. Plan the dates to find venues."
