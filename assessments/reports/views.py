"""The pages of the individual report and of the cohort's report."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Commitment, Release, Round
from assessments.reports.cohort.generate import generate_report
from assessments.reports.cohort.profile_arithmetic import LEAST_SUBJECTS
from assessments.reports.cohort.readers import count_on_hold
from assessments.reports.cohort.report_content import context
from assessments.reports.individual import report_content
from assessments.rules import is_coach, is_subject
from people.access import administers, get_authorised, user_of
from reports.models import Document

RELEASES = Release.objects.select_related("document", "subject__enrolment__person")

ROUNDS = Round.objects.select_related("cohort__programme__organisation", "instrument")

TOO_FEW = f"It takes at least {LEAST_SUBJECTS} participants who have a report of their own. Here there are {{}}."

NOTHING_NEW = (
    "There is nothing new to say: the report stays as it is. Figures of which fewer than five participants have "
    "changed wait until there are more."
)


def readable_release(request: HttpRequest, pk: int) -> Release:
    """Fetch the latest release of the subject that the user may read, or answer 404."""
    release = RELEASES.readable_by(user_of(request)).filter(subject=pk).latest_first().first()
    if release is None:
        raise Http404
    return release


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    release = readable_release(request, pk)
    document, subject, user = release.document, release.subject, user_of(request)
    is_own = is_subject(user, subject)
    context = {
        **report_content.context(document.content),
        "is_page": True,
        "number": document.number,
        "document": document,
        "subject": subject,
        "may_commit": is_own,
        "is_coach": is_coach(user, subject) and not is_own,
        # Commitments are the participant's own: other readers see them only when the participant shows them.
        "commitments": Commitment.objects.filter(subject=subject) if is_own else [],
    }
    return forbid_copies(render(request, "assessments/reports/individual/page.html", context))


def forbid_copies(response: HttpResponse) -> HttpResponse:
    """Keep the page off the disks of shared computers and of proxies."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def cohort_report(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_authorised(ROUNDS.visible_to, request, pk=pk)
    numbers = round.cohort_releases.filter(document__in=Document.objects.visible_to(user_of(request)))
    releases = list(numbers.select_related("document").order_by("-number"))
    latest = releases[0] if releases else None
    with_report = round.subjects.exclude(releases=None).count()
    shown = {
        "is_page": True,
        "round": round,
        "release": latest,
        "older": releases[1:],
        "may_make": administers(user_of(request), round.organisation),
        "on_hold": count_on_hold(round),
        "least": LEAST_SUBJECTS,
        "with_report": with_report,
        "too_few": TOO_FEW.format(with_report),
    }
    frozen = context(latest.document.content) if latest else {}
    return forbid_copies(render(request, "assessments/reports/cohort/page.html", frozen | shown))


@require_POST
def cohort_report_make(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_authorised(ROUNDS.run_by, request, pk=pk)
    if generate_report(round=round):
        messages.success(request, "The report has been made. Its PDF will be ready in a moment.")
    else:
        messages.info(request, NOTHING_NEW)
    return redirect("cohort_report", pk=round.pk)
