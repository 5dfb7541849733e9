"""The report on its page, and the commitments that its subject takes from it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments import reporting
from assessments.debriefs import commitments as keeping
from assessments.debriefs.commitment_forms import CommitmentsForm
from assessments.models import Commitment, Release, Subject
from people.access import get_authorised, user_of

KEEP_NO_COPY = "private, no-store"
RELEASES = Release.objects.select_related("document", "subject__enrolment__person")
SUBJECTS = Subject.objects.select_related("enrolment__person__user", "round__cohort")


def readable_release(request: HttpRequest, pk: int) -> Release:
    """The latest release of the subject that the account may read, or 404."""
    release = RELEASES.readable_by(user_of(request)).filter(subject=pk).latest_first().first()
    if release is None:
        raise Http404
    return release


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    release = readable_release(request, pk)
    document, subject = release.document, release.subject
    is_own = request.user.has_perm("assessments.be_assessed", subject)
    context = {
        **reporting.context(document.content),
        "is_page": True,
        "number": document.number,
        "document": document,
        "subject": subject,
        "may_commit": is_own,
        "is_coach": request.user.has_perm("assessments.debrief", subject) and not is_own,
        # They are the participant's own: whoever else reads the report sees them when the participant shows them.
        "commitments": Commitment.objects.filter(subject=subject) if is_own else [],
    }
    return kept_nowhere(render(request, "assessments/report/page.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def commitments(request: HttpRequest, pk: int) -> HttpResponse:
    subject: Subject = get_authorised(SUBJECTS, "assessments.be_assessed", request, pk=pk)
    readable_release(request, pk)
    form = CommitmentsForm(subject, request.POST or None)
    if request.method == "POST" and form.is_valid():
        keeping.commit_to(subject=subject, intentions=form.intentions())
        messages.success(request, "Your commitments are saved.")
        return redirect(reverse("report", args=[subject.pk]) + "#commitments")
    context = {"subject": subject, "form": form}
    return kept_nowhere(render(request, "assessments/report/commit.html", context))


def kept_nowhere(response: HttpResponse) -> HttpResponse:
    """Neither on the disk of a shared computer nor on the way."""
    response.headers["Cache-Control"] = KEEP_NO_COPY
    return response
