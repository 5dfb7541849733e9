"""The debriefs of a whole round: who coaches whom, all reports to their coaches, all on hold at once."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments.debriefs import assigning, debriefing, holding
from assessments.debriefs.forms import CoachesForm, ReasonForm
from assessments.models import Round, Subject
from assessments.rules import is_subject
from people.access import get_authorised, user_of

OWN_LEFT_OUT = "Your own 360 is left out: another administrator has to do this for you."
ROUNDS = Round.objects.select_related("cohort__programme__organisation")


def authorised(request: HttpRequest, pk: int) -> Round:
    found: Round = get_authorised(ROUNDS, "assessments.run_round", request, pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def round_coaches(request: HttpRequest, pk: int) -> HttpResponse:
    round = authorised(request, pk)
    known = ("enrolment__person__user", "enrolment__person__organisation", "coach__user")
    everybody = list(round.subjects.select_related(*known))
    subjects = [subject for subject in everybody if not is_subject(user_of(request), subject)]
    coaches = list(assigning.coaches_of(round.organisation))
    saves = request.method == "POST" and "share" not in request.POST
    form = CoachesForm(subjects, coaches, request.POST if saves else None)
    if request.method == "POST" and not saves:
        form.propose(assigning.shared_out(subjects, coaches))
        messages.info(request, "Shared out below. Nothing is saved yet: check it, then save.")
    elif saves and form.is_valid() and _assign(request, round, form):
        return redirect(round)
    left_out = "" if len(subjects) == len(everybody) else OWN_LEFT_OUT
    context = {"round": round, "form": form, "coaches": coaches, "left_out": left_out}
    return render(request, "assessments/debriefs/coaches.html", context)


def _say_left_out(request: HttpRequest, round: Round) -> None:
    if Subject.objects.visible_to(user_of(request)).filter(round=round).exists():
        messages.info(request, OWN_LEFT_OUT)


def _assign(request: HttpRequest, round: Round, form: CoachesForm) -> bool:
    try:
        changed = assigning.assign(round=round, coaches=form.coaches(), by=user_of(request))
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    people = "1 participant has" if changed == 1 else f"{changed} participants have"
    messages.success(request, f"Saved. {people} another coach now." if changed else "Nothing was changed.")
    return True


@require_POST
def round_give(request: HttpRequest, pk: int) -> HttpResponse:
    round = authorised(request, pk)
    given = debriefing.give_all_to_coaches(round=round, by=user_of(request))
    reports = "1 report is" if given == 1 else f"{given} reports are"
    messages.success(
        request, f"{reports} with a coach now. Each coach is emailed." if given else "There was none to give."
    )
    _say_left_out(request, round)
    return redirect(round)


@require_http_methods(["GET", "HEAD", "POST"])
def round_hold(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, authorised(request, pk), "hold_all", holding.hold_all, "put on hold")


@require_http_methods(["GET", "HEAD", "POST"])
def round_lift(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, authorised(request, pk), "lift_all", holding.lift_all, "taken off hold")


def _with_reason(request: HttpRequest, round: Round, page: str, verb: Callable[..., int], done: str) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = form.carry_out(verb, round=round, by=user_of(request))
        if count is not None:
            messages.success(request, f"{count} {'report' if count == 1 else 'reports'} {done}.")
            _say_left_out(request, round)
            return redirect(round)
    return render(request, f"assessments/debriefs/{page}.html", {"round": round, "form": form})
