"""Pages on which participants evaluate sessions, and staff read a cohort's evaluation and issue its report."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.models import Cohort
from evaluations.answers import answer, is_open
from evaluations.executive_report import collect_content, issue
from evaluations.forms import EvaluationForm, IssueForm
from evaluations.invitations import EvaluationInvitation, has_answered, invitation_by_token
from evaluations.models import Evaluation, Score
from evaluations.summary import draw_chart, group_by_element, key_figures, summarise
from people.access import administers, get_authorised, user_of
from people.forms import post_data
from scheduling.models import Session

SESSIONS = Session.objects.select_related("element", "cohort__programme", "released")
COHORTS = Cohort.objects.select_related("programme__organisation")


@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a participant who is signed in evaluate a session, or change the evaluation."""
    session = get_authorised(SESSIONS.attended_by, request, pk=pk)
    invitation = EvaluationInvitation(session, session.cohort.enrolments.get(person__user=user_of(request)))
    if not is_open(session):
        return render(request, "evaluations/not_yet.html", {"session": session, "base": "base.html"})
    form = _form(request, _own(request, session))
    if form.is_valid():
        answer(session=invitation.session, enrolment=invitation.enrolment, **form.cleaned_data)
        return redirect("evaluate_done", pk=session.pk)
    return render(request, "evaluations/form.html", {"form": form, "session": session, "base": "base.html"})


@require_safe
def evaluate_done(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_authorised(SESSIONS.attended_by, request, pk=pk)
    own = _own(request, session)
    if own is None:
        return redirect("evaluate", pk=session.pk)
    return render(request, "evaluations/done.html", {"session": session, "own": own, "base": "base.html"})


def _own(request: HttpRequest, session: Session) -> Evaluation | None:
    return Evaluation.objects.visible_to(user_of(request)).filter(session=session).first()


def _form(request: HttpRequest, own: Evaluation | None = None) -> EvaluationForm:
    initial = {"score": own.score, "learned": own.learned, "will_do": own.will_do} if own else {}
    return EvaluationForm(post_data(request), initial=initial)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def evaluate_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let a participant evaluate a session by personal link. Opening it changes nothing and shows no answers."""
    invitation = invitation_by_token(token)
    return _gone(request) if invitation is None else _by_link(request, invitation)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "evaluations/link_gone.html", status=404)


def _by_link(request: HttpRequest, invitation: EvaluationInvitation) -> HttpResponse:
    shown = {"session": invitation.session, "enrolment": invitation.enrolment, "base": "base_plain.html"}
    if not is_open(invitation.session):
        return render(request, "evaluations/not_yet.html", shown)
    if request.method != "POST" and has_answered(invitation):
        return render(request, "evaluations/done.html", shown)
    form = _form(request)
    if form.is_valid():
        answer(session=invitation.session, enrolment=invitation.enrolment, **form.cleaned_data)
        return redirect("evaluate_link_done")
    return render(request, "evaluations/form.html", {"form": form, **shown})


@login_not_required
@require_safe
def evaluate_link_done(request: HttpRequest) -> HttpResponse:
    """Say thank you at an address without the token."""
    return render(request, "evaluations/done.html", {"base": "base_plain.html"})


@require_safe
def cohort_evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a cohort's evaluation to administrators and executives."""
    cohort = get_authorised(COHORTS.read_by, request, pk=pk)
    summary = summarise(cohort, group_by_element(cohort))
    context = {
        "cohort": cohort,
        "summary": summary,
        "tiles": key_figures(summary),
        "chart": draw_chart(summary),
        "scores": Score,
        "reports": cohort.evaluation_reports.select_related("document"),
        "may_issue": administers(user_of(request), cohort.organisation),
    }
    return render(request, "evaluations/cohort.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def issue_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the report will contain, and issue it once confirmed."""
    cohort = get_authorised(COHORTS.run_by, request, pk=pk)
    form = IssueForm(post_data(request))
    if form.is_valid() and _issued(request, cohort, form.cleaned_data["request_key"]):
        return redirect("cohort_evaluation", pk=cohort.pk)
    content = collect_content(cohort)
    context = {"cohort": cohort, "summary": content, "tiles": key_figures(content), "request_key": uuid.uuid4()}
    return render(request, "evaluations/issue.html", context)


def _issued(request: HttpRequest, cohort: Cohort, request_key: uuid.UUID) -> bool:
    try:
        report = issue(cohort=cohort, request_key=request_key)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return False
    messages.success(request, f"Evaluation report no. {report.document.number} is issued.")
    return True
