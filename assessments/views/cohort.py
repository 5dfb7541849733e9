"""The cohort's 360 report: executives and administrators read it, and administrators have it made again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments.cohort_report import reporting as cohort_reporting
from assessments.cohort_report import sharing
from assessments.cohort_report.content import context
from assessments.cohort_report.profiling import LEAST
from assessments.models import Round
from people.access import get_authorised, user_of
from reports.models import Document

ROUNDS = Round.objects.select_related("cohort__programme__organisation", "instrument")
TOO_FEW = f"It takes at least {LEAST} participants who have a report of their own. Here there are {{}}."
NOTHING_NEW = (
    "There is nothing new to say: the report stays as it is. Figures of which fewer than five participants have "
    "changed wait until there are more."
)


@require_safe
def cohort_report(request: HttpRequest, pk: int) -> HttpResponse:
    round: Round = get_authorised(ROUNDS, "assessments.read_cohort_report", request, pk=pk)
    numbers = round.cohort_releases.filter(document__in=Document.objects.visible_to(user_of(request)))
    releases = list(numbers.select_related("document").order_by("-number"))
    latest = releases[0] if releases else None
    with_report = round.subjects.exclude(releases=None).count()
    shown = {
        "is_page": True,
        "round": round,
        "release": latest,
        "older": releases[1:],
        "may_make": user_of(request).has_perm("assessments.run_round", round),
        "on_hold": sharing.on_hold(round),
        "least": LEAST,
        "with_report": with_report,
        "too_few": TOO_FEW.format(with_report),
    }
    frozen = context(latest.document.content) if latest else {}
    response = render(request, "assessments/cohort/page.html", frozen | shown)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def cohort_report_make(request: HttpRequest, pk: int) -> HttpResponse:
    round: Round = get_authorised(ROUNDS, "assessments.run_round", request, pk=pk)
    if cohort_reporting.make(round=round):
        messages.success(request, "The report has been made. Its PDF will be ready in a moment.")
    else:
        messages.info(request, NOTHING_NEW)
    return redirect("cohort_report", pk=round.pk)
