"""The rater's pages: the landing behind a personal link, the questionnaire, and the receipt.

A rater has no account. A human click on the landing page puts the invitation into the session, and every later
page finds it only there, under an address that holds no token.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments import answering, inviting, seats
from assessments.answering import NotCompleteError, RoundIsClosedError, answers_of
from assessments.forms import CommentsForm, StatementsForm, autosaved
from assessments.models import Invitation, Relationship, Statement

TO_A_PAGE = 5
# In the address of a page: the answer that somebody came from the check page to change.
CHANGE = "change"
CHANGED = re.compile("(statement|comment)-[0-9]{1,3}", re.ASCII)

Rest = ParamSpec("Rest")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    invitation = inviting.invitation_for(token)
    return landing(request, invitation)


def landing(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """Mail scanners open every link: looking changes nothing, only the post of a human does."""
    if invitation is None:
        return render(request, "assessments/answering/unknown.html", status=404)
    if invitation.is_answered:
        return render(request, "assessments/answering/answered.html", about(invitation))
    if not invitation.subject.is_open:
        return round_closed(request, invitation)
    if invitation.state == Invitation.State.DECLINED:
        return render(request, "assessments/raters/declined.html", about(invitation) | {"by_link": True})
    if request.method == "POST":
        return begin(request, invitation)
    return render(request, "assessments/answering/landing.html", about(invitation))


def begin(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Exchange the link for a session; whoever is signed in stays signed in."""
    if is_about_themselves(request, invitation):
        return render(request, "assessments/answering/own.html", about(invitation), status=403)
    answering.start(invitation=invitation)
    seats.take(request.session, invitation)
    return redirect("answer_start", pk=invitation.pk)


def is_about_themselves(request: HttpRequest, invitation: Invitation) -> bool:
    """Whether the subject is about to answer in the place of somebody else."""
    own = invitation.subject.enrolment.person.user_id == request.user.pk
    return own and invitation.relationship != Relationship.SELF


def in_this_browser(
    view: Callable[Concatenate[HttpRequest, Invitation, Rest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """For the view an invitation that this browser has started by its link. Everybody else is told to open it again."""

    @wraps(view)
    def found(request: HttpRequest, pk: UUID, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        invitation = being_answered(request, pk)
        if invitation is None:
            return render(request, "assessments/answering/away.html", status=404)
        return view(request, invitation, *args, **kwargs)

    return found


def being_answered(request: HttpRequest, pk: UUID) -> Invitation | None:
    """Nothing for whoever has not started it: no answer tells whether there is such an invitation."""
    if not seats.is_taken(request.session, pk):
        return None
    return Invitation.objects.for_answering().filter(pk=pk).first()


def turned_away(request: HttpRequest, invitation: Invitation) -> HttpResponse | None:
    """What is shown instead, once there is nothing left to answer."""
    if invitation.is_answered:
        return render(request, "assessments/answering/answered.html", about(invitation))
    if not invitation.subject.is_open:
        return round_closed(request, invitation)
    if invitation.state == Invitation.State.DECLINED:
        return render(request, "assessments/raters/declined.html", about(invitation))
    return None


def round_closed(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    closed_early = invitation.subject.closes_on >= timezone.localdate()
    context = about(invitation) | {"closed_early": closed_early}
    return render(request, "assessments/answering/closed.html", context, status=410)


def about(invitation: Invitation) -> dict[str, object]:
    """What every page of the questionnaire says: who is asked about whom."""
    return {
        "invitation": invitation,
        "subject": invitation.subject,
        "round": invitation.subject.round,
        "is_self": invitation.relationship == Relationship.SELF,
        "is_manager": invitation.relationship == Relationship.MANAGER,
    }


def not_observed(invitation: Invitation) -> str:
    return "Does not apply to me" if invitation.relationship == Relationship.SELF else "Not able to observe"


def pages_of(invitation: Invitation) -> "Paginator[Statement]":
    return Paginator(list(Statement.objects.filter(instrument=invitation.subject.round.questionnaire)), TO_A_PAGE)


@login_not_required
@in_this_browser
def answer_start(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """To the first page on which something is left to answer."""
    if away := turned_away(request, invitation):
        return away
    missing = answers_of(invitation).missing(invitation.statement_count)
    if not missing:
        return redirect("answer_comments", pk=invitation.pk)
    return redirect("answer_page", pk=invitation.pk, page=page_of(missing[0]))


def page_of(number: int) -> int:
    return (number - 1) // TO_A_PAGE + 1


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_this_browser
def answer_page(request: HttpRequest, invitation: Invitation, page: int) -> HttpResponse:
    if away := turned_away(request, invitation):
        return away
    pages = pages_of(invitation)
    if not 1 <= page <= pages.num_pages:
        raise Http404
    form = StatementsForm(
        instrument=invitation.subject.round.questionnaire,
        statements=pages.page(page),
        not_observed=not_observed(invitation),
        data=request.POST if request.method == "POST" else None,
        answers=answers_of(invitation),
    )
    if request.method == "POST":
        complete = form.is_valid()
        if not answering.save_draft(invitation_id=invitation.pk, ratings=form.ratings(), comments={}):
            return redirect("answer_start", pk=invitation.pk)
        if complete or "back" in request.POST:
            return after_page(request, invitation.pk, page, pages.num_pages)
    context = {"form": form, "page": page, "pages": pages.num_pages, "before": page - 1}
    return render(request, "assessments/answering/page.html", about(invitation) | context)


def after_page(request: HttpRequest, pk: UUID, page: int, last: int) -> HttpResponse:
    if CHANGE in request.GET:
        return back_to_check(request, pk)
    if "back" in request.POST:
        return redirect("answer_page", pk=pk, page=max(page - 1, 1))
    if page < last:
        return redirect("answer_page", pk=pk, page=page + 1)
    return redirect("answer_comments", pk=pk)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_this_browser
def answer_comments(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if away := turned_away(request, invitation):
        return away
    form = CommentsForm(
        questions=dict(enumerate(invitation.subject.round.questionnaire.questions)),
        data=request.POST if request.method == "POST" else None,
        answers=answers_of(invitation),
    )
    if request.method == "POST":
        complete = form.is_valid()
        if not answering.save_draft(invitation_id=invitation.pk, ratings={}, comments=form.comments()):
            return redirect("answer_start", pk=invitation.pk)
        if complete:
            return after_comments(request, invitation)
    context = {"form": form, "last": page_of(invitation.statement_count)}
    return render(request, "assessments/answering/comments.html", about(invitation) | context)


def after_comments(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if "back" in request.POST and CHANGE not in request.GET:
        return redirect("answer_page", pk=invitation.pk, page=page_of(invitation.statement_count))
    return back_to_check(request, invitation.pk)


def back_to_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To the place of the answer that was changed, so that nobody has to look for it again."""
    check = reverse("answer_check", args=[pk])
    changed = request.GET.get(CHANGE, "")
    return redirect(f"{check}#{changed}" if CHANGED.fullmatch(changed) else check)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_this_browser
def answer_check(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if invitation.is_answered and request.method == "POST":
        return redirect("answer_done", pk=invitation.pk)
    if away := turned_away(request, invitation):
        return away
    if request.method != "POST":
        return check_page(request, invitation)
    try:
        answering.submit(invitation_id=invitation.pk)
    except RoundIsClosedError:
        return redirect("answer_start", pk=invitation.pk)
    except NotCompleteError:
        return check_page(request, Invitation.objects.for_answering().get(pk=invitation.pk), refused=True)
    return redirect("answer_done", pk=invitation.pk)


def check_page(request: HttpRequest, invitation: Invitation, *, refused: bool = False) -> HttpResponse:
    return render(request, "assessments/answering/check.html", about(invitation) | checked(invitation, refused))


def checked(invitation: Invitation, refused: bool) -> dict[str, object]:
    """Every statement and question beside its answer."""
    answers = answers_of(invitation)
    statements = Statement.objects.filter(instrument=invitation.subject.round.questionnaire)
    rows = [
        {
            "statement": statement,
            "page": page_of(statement.number),
            "answered": statement.number in answers.ratings,
            "rating": answers.ratings.get(statement.number),
        }
        for statement in statements
    ]
    questions = [
        (place, question, answers.comments.get(place, ""))
        for place, question in enumerate(invitation.subject.round.questionnaire.questions)
    ]
    missing = [row for row in rows if not row["answered"]]
    return {
        "rows": rows,
        "questions": questions,
        "missing": missing,
        "refused": refused and missing,
        "not_observed": not_observed(invitation),
    }


@login_not_required
@in_this_browser
def answer_done(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if not invitation.is_answered:
        return redirect("answer_start", pk=invitation.pk)
    return render(request, "assessments/answering/done.html", about(invitation))


@login_not_required
@require_POST
@in_this_browser
def answer_save(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Keep the answers that have just been changed. Small and often, so it asks the database for little."""
    found = autosaved(invitation.subject.round.questionnaire, invitation.statement_count, request.POST)
    if found is None:
        return JsonResponse({"saved": False}, status=400)
    ratings, comments = found
    saved = answering.save_draft(invitation_id=invitation.pk, ratings=ratings, comments=comments)
    return JsonResponse({"saved": saved}, status=200 if saved else 410)
