"""The rater's pages: the landing page behind a personal link, the questionnaire, and the receipt.

A rater has no account. A human click on the landing page puts the invitation into the session, and every later
page finds it only there, under an address that holds no token.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.answering import browser, confidentiality_notice, drafts, identifying_words, invitations, submission
from assessments.answering.drafts import CAN_ANSWER, DraftAnswers, RoundIsClosedError, answers_of, questionnaire_of
from assessments.answering.forms import (
    CommentsForm,
    StatementsForm,
    fingerprints_of_comments,
    form_value,
    read_autosave,
    read_order,
)
from assessments.answering.rendering import comment_boxes, render_checked_row, render_meanings, render_page
from assessments.answering.submission import NoLongerAskedError, NotCompleteError
from assessments.instruments.questionnaires import (
    NOT_OBSERVED_BY_RATER,
    NOT_OBSERVED_BY_SELF,
    load_questionnaire,
    page_of,
)
from assessments.models import Invitation, Relationship
from cohorts.models import Programme
from people.forms import post_data

# In the address of a page: the answer to change, when the rater comes from the check page.
CHANGE = "change"
CHANGED = re.compile("(statement|comment)-[0-9]{1,3}", re.ASCII)
# In the address of a landing page: another invitation of the same rater.
ABOUT = "about"

Rest = ParamSpec("Rest")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitations.find_by_link(token)
    if invitation is None or invitation.state == Invitation.State.PROPOSED:
        return show_unknown_link(request)
    if ABOUT in request.GET:
        return show_landing(request, find_other_request(invitation, request.GET[ABOUT]), is_by_another=True)
    return show_landing(request, invitation)


def show_unknown_link(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/answering/unknown.html", status=404)


def show_landing(request: HttpRequest, invitation: Invitation, *, is_by_another: bool = False) -> HttpResponse:
    """Show the landing page, or start the questionnaire once its button is pressed.

    Mail scanners open every link, so looking changes nothing. Raters who come from the link about another person see
    this page too, since their relationship may be another one.
    """
    if notice := show_why_not(request, invitation):
        return notice
    if request.method == "POST":
        return start_answering(request, invitation)
    context = invitation_context(invitation) | ({} if is_by_another else others_context(request, invitation))
    context |= {
        "is_by_another": is_by_another,
        "questionnaire": questionnaire_of(invitation),
        "has_begun": invitation.state == Invitation.State.STARTED,
        "rated": len(answers_of(invitation).ratings),
        "notice": confidentiality_notice.accomplice_risk(invitation.subject.round),
        "programme": Programme.objects.select_related("organisation").get(cohorts=invitation.subject.round.cohort_id),
    }
    return render(request, "assessments/answering/landing.html", context)


def find_other_request(invitation: Invitation, wanted: str) -> Invitation:
    """Find another invitation to the same address. Raises Http404 if it is not one of them."""
    for other in invitations.other_requests(invitation):
        if str(other.pk) == wanted:
            return other
    raise Http404


def is_by_link(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name == "rate"


def others_context(request: HttpRequest, invitation: Invitation) -> dict[str, object]:
    """List the rater's other invitations. Their landing pages are reached by the link or the session."""
    go_on = "" if is_by_link(request) else reverse("answer_next", args=[invitation.pk])
    return {"others": invitations.other_requests(invitation), "go_on": go_on}


def start_answering(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Exchange the link for a session. A rater who is signed in stays signed in."""
    if is_about_themselves(request, invitation):
        return render(request, "assessments/answering/own.html", invitation_context(invitation), status=403)
    drafts.start(invitation=invitation)
    browser.open_questionnaire(request.session, invitation)
    return redirect_to_first_gap(invitation)


def is_about_themselves(request: HttpRequest, invitation: Invitation) -> bool:
    """Whether the subject would answer in place of one of their raters."""
    own = invitation.subject.enrolment.person.user_id == request.user.pk
    return own and invitation.relationship != Relationship.SELF


def opened_in_browser(
    view: Callable[Concatenate[HttpRequest, Invitation, Rest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Pass the view an invitation that this browser has opened by its link. Ask anybody else to open it again."""

    @wraps(view)
    def found(request: HttpRequest, pk: UUID, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not browser.has_open(request.session, pk):
            # Neither answer reveals whether there is such an invitation.
            return render(request, "assessments/answering/away.html", status=404)
        invitation = invitations.find_invitation(pk)
        if invitation is None:
            return render(request, "assessments/answering/no_longer.html", status=410)
        return view(request, invitation, *args, **kwargs)

    return found


def show_why_not(request: HttpRequest, invitation: Invitation) -> HttpResponse | None:
    """Show why there is nothing to answer, or return None if there is."""
    if invitation.is_answered:
        return show_end(request, invitation, "assessments/answering/answered.html")
    if not invitation.subject.is_open:
        closed_early = min(invitation.subject.ended_on, timezone.localdate()) < invitation.subject.closes_on
        template = "assessments/answering/closed.html"
        return show_end(request, invitation, template, status=410, closed_early=closed_early)
    if invitation.state == Invitation.State.DECLINED:
        return show_end(request, invitation, "assessments/answering/declined.html", by_link=is_by_link(request))
    if invitation.state not in CAN_ANSWER:
        return show_end(request, invitation, "assessments/answering/no_longer.html", status=410)
    return None


def show_end(
    request: HttpRequest, invitation: Invitation, template: str, status: int = 200, **context: object
) -> HttpResponse:
    """Show that nothing is left to answer here, with the rater's other invitations."""
    context = invitation_context(invitation) | others_context(request, invitation) | context
    return render(request, template, context, status=status)


def invitation_context(invitation: Invitation) -> dict[str, object]:
    """Return what every page of the questionnaire names: who is asked about whom."""
    return {
        "invitation": invitation,
        "subject": invitation.subject,
        "round": invitation.subject.round,
        "is_self": invitation.relationship == Relationship.SELF,
        "is_manager": invitation.relationship == Relationship.MANAGER,
    }


def not_observed_label(invitation: Invitation) -> str:
    return NOT_OBSERVED_BY_SELF if invitation.relationship == Relationship.SELF else NOT_OBSERVED_BY_RATER


@login_not_required
@opened_in_browser
def answer_start(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    return show_why_not(request, invitation) or redirect_to_first_gap(invitation)


def redirect_to_first_gap(invitation: Invitation) -> HttpResponse:
    """Redirect to the first page with a statement that has no answer."""
    missing = answers_of(invitation).missing(questionnaire_of(invitation).count)
    if not missing:
        return redirect(next_after_statements(invitation))
    return redirect("answer_page", pk=invitation.pk, page=page_of(missing[0]))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@opened_in_browser
def answer_page(request: HttpRequest, invitation: Invitation, page: int) -> HttpResponse:
    if notice := show_why_not(request, invitation):
        return notice
    if not 1 <= page <= questionnaire_of(invitation).pages:
        raise Http404
    if request.method == "POST":
        return save_page(request, invitation, page)
    return show_page(request, invitation, page)


def save_page(request: HttpRequest, invitation: Invitation, page: int) -> HttpResponse:
    questionnaire = questionnaire_of(invitation)
    form = StatementsForm(
        questionnaire=questionnaire,
        statements=questionnaire.on_page(page),
        not_observed=not_observed_label(invitation),
        data=request.POST,
        answers=answers_of(invitation),
    )
    complete = form.is_valid()
    if not drafts.save_draft(invitation_id=invitation.pk, ratings=form.ratings(), comments={}):
        return redirect("answer_start", pk=invitation.pk)
    if "back" in request.POST and CHANGE not in request.GET:
        return redirect("answer_page", pk=invitation.pk, page=max(page - 1, 1))
    if complete or "back" in request.POST:
        return redirect(next_after_page(request, invitation, page))
    return show_page(request, invitation, page, form)


def show_page(
    request: HttpRequest, invitation: Invitation, page: int, form: StatementsForm | None = None
) -> HttpResponse:
    questionnaire = questionnaire_of(invitation)
    context = {
        "form": form,
        "questionnaire": questionnaire,
        "page": page,
        "before": page - 1,
        "next": next_after_page(request, invitation, page),
        "meanings": render_meanings(questionnaire.pk, invitation.relationship == Relationship.SELF),
        **render_page(questionnaire, page, saved_answers(invitation, form), not_observed_label(invitation), form),
    }
    return render(request, "assessments/answering/page.html", invitation_context(invitation) | context)


def saved_answers(invitation: Invitation, form: StatementsForm | None) -> DraftAnswers:
    """Return the answers with the valid ones of a refused page, which are saved already."""
    answers = answers_of(invitation)
    return answers.with_more(ratings=form.ratings()) if form else answers


def next_after_page(request: HttpRequest, invitation: Invitation, page: int) -> str:
    if CHANGE in request.GET:
        return check_address(request, invitation)
    if page < questionnaire_of(invitation).pages:
        return reverse("answer_page", args=[invitation.pk, page + 1])
    return next_after_statements(invitation)


def next_after_statements(invitation: Invitation) -> str:
    """Find the page after the statements. An instrument may have no open questions."""
    name = "answer_comments" if questionnaire_of(invitation).questions else "answer_check"
    return reverse(name, args=[invitation.pk])


def check_address(request: HttpRequest, invitation: Invitation) -> str:
    """Return the address of the check page, at the answer that was changed, so that nobody has to look for it."""
    check = reverse("answer_check", args=[invitation.pk])
    changed = request.GET.get(CHANGE, "")
    return f"{check}#{changed}" if CHANGED.fullmatch(changed) else check


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@opened_in_browser
def answer_comments(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if notice := show_why_not(request, invitation):
        return notice
    questionnaire, answers = questionnaire_of(invitation), answers_of(invitation)
    questions = dict(enumerate(questionnaire.questions))
    form = CommentsForm(questions=questions, answers=answers, data=post_data(request))
    if request.method == "POST":
        complete = form.is_valid()
        if not drafts.save_draft(invitation_id=invitation.pk, ratings={}, comments=form.comments()):
            return redirect("answer_start", pk=invitation.pk)
        if complete:
            return redirect_after_comments(request, invitation)
        answers = answers.with_more(comments=form.comments())
    context = {
        "form": form if form.is_bound else None,
        "boxes": comment_boxes(questionnaire.questions, form),
        "last": questionnaire.pages,
        "next": check_address(request, invitation),
        "shown": fingerprints_of_comments(answers, len(questions)),
    }
    return render(request, "assessments/answering/comments.html", invitation_context(invitation) | context)


def redirect_after_comments(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if "back" in request.POST and CHANGE not in request.GET:
        return redirect("answer_page", pk=invitation.pk, page=questionnaire_of(invitation).pages)
    return redirect(check_address(request, invitation))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@opened_in_browser
def answer_check(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if invitation.is_answered and request.method == "POST":
        return redirect("answer_done", pk=invitation.pk)
    if notice := show_why_not(request, invitation):
        return notice
    if request.method != "POST":
        return show_check(request, invitation)
    try:
        submission.submit(invitation_id=invitation.pk)
    except (RoundIsClosedError, NoLongerAskedError):
        return redirect("answer_start", pk=invitation.pk)
    except NotCompleteError:
        return show_check(request, invitations.find_invitation(invitation.pk) or invitation, refused=True)
    return redirect("answer_done", pk=invitation.pk)


def show_check(request: HttpRequest, invitation: Invitation, *, refused: bool = False) -> HttpResponse:
    return render(
        request, "assessments/answering/check.html", invitation_context(invitation) | check_context(invitation, refused)
    )


def check_context(invitation: Invitation, refused: bool) -> dict[str, object]:
    """Put each statement and question beside its answer, and mark words of comments that could identify the writer."""
    questionnaire, answers = questionnaire_of(invitation), answers_of(invitation)
    words = not_observed_label(invitation)
    chosen = {statement.number: form_value(answers, statement.number) for statement in questionnaire.statements}
    texts = [answers.comments.get(place, "") for place in range(len(questionnaire.questions))]
    comments = identifying_words.mark_comments(invitation, texts)
    missing = [statement for statement in questionnaire.statements if not chosen[statement.number]]
    return {
        "rows": [render_checked_row(questionnaire.pk, number, value, words) for number, value in chosen.items()],
        "questions": list(zip(range(len(comments)), questionnaire.questions, comments, strict=True)),
        "is_warned": any(part.reason for parts in comments for part in parts),
        "missing": missing,
        "refused": refused and missing,
    }


@login_not_required
@opened_in_browser
def answer_done(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if not invitation.is_answered:
        return redirect("answer_start", pk=invitation.pk)
    return show_end(request, invitation, "assessments/answering/done.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@opened_in_browser
def answer_next(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Go on to another invitation of the same rater, without going back to the email."""
    return show_landing(request, find_other_request(invitation, request.GET.get(ABOUT, "")), is_by_another=True)


@login_not_required
@require_POST
def answer_save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Save the answers that have just been changed.

    It is called often, so it only reads the browser's session and writes the draft.
    """
    instrument = browser.instrument_of(request.session, pk)
    if instrument is None:
        return JsonResponse({"saved": False}, status=404)
    answers = read_autosave(load_questionnaire(instrument), request.POST)
    if answers is None:
        return JsonResponse({"saved": False}, status=400)
    order = read_order(request.POST)
    saved = drafts.save_draft(invitation_id=pk, ratings=answers.ratings, comments=answers.comments, order=order)
    return JsonResponse({"saved": saved}, status=200 if saved else 410)
