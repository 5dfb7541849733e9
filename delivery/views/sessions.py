from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.models import Cohort, Programme
from delivery.forms import CohortForm, MoveDayForm, MoveForm, MoveWindowForm
from delivery.models import Session
from delivery.moving import move
from delivery.planning import start_cohort
from delivery.timeline import draw, entries
from people.access import get_authorised, user_of


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_new(request: HttpRequest, pk: int) -> HttpResponse:
    programmes = Programme.objects.select_related("organisation")
    programme: Programme = get_authorised(programmes, "cohorts.run_programme", request, pk=pk)
    form = CohortForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (cohort := form.carry_out(start_cohort, programme=programme)):
        messages.success(request, f"{cohort.name} is made. Check its sessions, then enrol people.")
        return redirect("cohort_sessions", cohort.pk)
    return render(request, "delivery/cohort_new.html", {"form": form, "programme": programme})


@require_safe
def cohort_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation")
    cohort: Cohort = get_authorised(cohorts, "cohorts.run_cohort", request, pk=pk)
    sessions = list(cohort.sessions.for_list())
    context = {"cohort": cohort, "sessions": sessions, "timeline": draw(entries(sessions), today=timezone.localdate())}
    return render(request, "delivery/cohort_sessions.html", context)


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    found = _session(request, "delivery.see_session", pk)
    user = user_of(request)
    context = {
        "session": found,
        "cohort": found.cohort,
        "may_run": user.has_perm("delivery.run_session", found),
        "may_evaluate": found.has_ended and found.cohort.enrolments.filter(person__user=user).exists(),
    }
    return render(request, "delivery/session.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def session_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = _session(request, "delivery.run_session", pk)
    form_class: type[MoveForm] = MoveWindowForm if found.is_window else MoveDayForm
    form = form_class(request.POST if request.method == "POST" else None, session=found)
    if form.is_valid():
        move(session=found, **form.moments())
        messages.success(request, f"{found.title} is changed.")
        return redirect("cohort_sessions", found.cohort_id)
    return render(request, "delivery/session_move.html", {"form": form, "session": found, "cohort": found.cohort})


def _session(request: HttpRequest, perm: str, pk: int) -> Session:
    sessions = Session.objects.for_list().select_related("cohort__programme__organisation")
    found: Session = get_authorised(sessions, perm, request, pk=pk)
    return found
