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
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.answering import browser, confidentiality_notice, drafts, identifying_words, lookup, submission
from assessments.answering.drafts import WAITING, DraftAnswers, RoundIsClosedError, answers_of, questionnaire_of
from assessments.answering.forms import CommentsForm, StatementsForm, autosaved, order_of, shown_comments, value_of
from assessments.answering.scales import boxes, checked_row, meanings, page_of_scales
from assessments.answering.submission import NoLongerAskedError, NotCompleteError
from assessments.instruments.questionnaires import WORDS_FOR_RATER, WORDS_FOR_SELF, page_of, questionnaire
from assessments.models import Invitation, Relationship
from cohorts.models import Programme

# In the address of a page: the answer that somebody came from the check page to change.
CHANGE = "change"
CHANGED = re.compile("(statement|comment)-[0-9]{1,3}", re.ASCII)
# In the address of a landing: which of several people who ask the same rater.
ABOUT = "about"

Rest = ParamSpec("Rest")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    invitation = lookup.invitation_for(token)
    if invitation is None or invitation.state == Invitation.State.PROPOSED:
        return unknown(request)
    if ABOUT in request.GET:
        return landing(request, also_asked(invitation, request.GET[ABOUT]), is_by_another=True)
    return landing(request, invitation)


def unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/answering/unknown.html", status=404)


def landing(request: HttpRequest, invitation: Invitation, *, is_by_another: bool = False) -> HttpResponse:
    """Mail scanners open every link: looking changes nothing, only the post of a human does.

    Whoever comes by the link about another person is asked as somebody else, perhaps: they read the same before.
    """
    if away := turned_away(request, invitation):
        return away
    if request.method == "POST":
        return begin(request, invitation)
    context = about(invitation) | ({} if is_by_another else others(request, invitation))
    context |= {
        "is_by_another": is_by_another,
        "asked": questionnaire_of(invitation),
        "has_begun": invitation.state == Invitation.State.STARTED,
        "rated": len(answers_of(invitation).ratings),
        "notice": confidentiality_notice.of_accomplices(invitation.subject.round),
        "programme": Programme.objects.select_related("organisation").get(cohorts=invitation.subject.round.cohort_id),
    }
    return render(request, "assessments/answering/landing.html", context)


def also_asked(invitation: Invitation, wanted: str) -> Invitation:
    """Another request to the address of this one; whoever reads its mail may answer both."""
    for other in lookup.also_asking(invitation):
        if str(other.pk) == wanted:
            return other
    raise Http404


def is_by_link(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name == "rate"


def others(request: HttpRequest, invitation: Invitation) -> dict[str, object]:
    """The link itself leads on to the landing of another; away from it the session does."""
    go_on = "" if is_by_link(request) else reverse("answer_next", args=[invitation.pk])
    return {"others": lookup.also_asking(invitation), "go_on": go_on}


def begin(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Exchange the link for a session; whoever is signed in stays signed in."""
    if is_about_themselves(request, invitation):
        return render(request, "assessments/answering/own.html", about(invitation), status=403)
    drafts.start(invitation=invitation)
    browser.take(request.session, invitation)
    return to_first_gap(invitation)


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
        if not browser.is_taken(request.session, pk):
            # No answer tells whether there is such an invitation.
            return render(request, "assessments/answering/away.html", status=404)
        invitation = lookup.invitation(pk)
        if invitation is None:
            return render(request, "assessments/answering/no_longer.html", status=410)
        return view(request, invitation, *args, **kwargs)

    return found


def turned_away(request: HttpRequest, invitation: Invitation) -> HttpResponse | None:
    """What is shown instead, once there is nothing left to answer."""
    if invitation.is_answered:
        return render(request, "assessments/answering/answered.html", about(invitation) | others(request, invitation))
    if not invitation.subject.is_open:
        return round_closed(request, invitation)
    if invitation.state == Invitation.State.DECLINED:
        context = about(invitation) | others(request, invitation) | {"by_link": is_by_link(request)}
        return render(request, "assessments/answering/declined.html", context)
    if invitation.state not in WAITING:
        return render(
            request, "assessments/answering/no_longer.html", about(invitation) | others(request, invitation), status=410
        )
    return None


def round_closed(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    closed_early = min(invitation.subject.ended_on, timezone.localdate()) < invitation.subject.closes_on
    context = about(invitation) | others(request, invitation) | {"closed_early": closed_early}
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
    return WORDS_FOR_SELF if invitation.relationship == Relationship.SELF else WORDS_FOR_RATER


@login_not_required
@in_this_browser
def answer_start(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    return turned_away(request, invitation) or to_first_gap(invitation)


def to_first_gap(invitation: Invitation) -> HttpResponse:
    """To the first page on which something is left to answer."""
    missing = answers_of(invitation).missing(questionnaire_of(invitation).count)
    if not missing:
        return redirect(after_statements(invitation))
    return redirect("answer_page", pk=invitation.pk, page=page_of(missing[0]))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_this_browser
def answer_page(request: HttpRequest, invitation: Invitation, page: int) -> HttpResponse:
    if away := turned_away(request, invitation):
        return away
    if not 1 <= page <= questionnaire_of(invitation).pages:
        raise Http404
    if request.method == "POST":
        return keep_page(request, invitation, page)
    return statements_page(request, invitation, page)


def keep_page(request: HttpRequest, invitation: Invitation, page: int) -> HttpResponse:
    asked = questionnaire_of(invitation)
    form = StatementsForm(
        questionnaire=asked,
        statements=asked.on_page(page),
        not_observed=not_observed(invitation),
        data=request.POST,
        answers=answers_of(invitation),
    )
    complete = form.is_valid()
    if not drafts.save_draft(invitation_id=invitation.pk, ratings=form.ratings(), comments={}):
        return redirect("answer_start", pk=invitation.pk)
    if "back" in request.POST and CHANGE not in request.GET:
        return redirect("answer_page", pk=invitation.pk, page=max(page - 1, 1))
    if complete or "back" in request.POST:
        return redirect(after_page(request, invitation, page))
    return statements_page(request, invitation, page, form)


def statements_page(
    request: HttpRequest, invitation: Invitation, page: int, form: StatementsForm | None = None
) -> HttpResponse:
    asked = questionnaire_of(invitation)
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "before": page - 1,
        "next": after_page(request, invitation, page),
        "meanings": meanings(asked.pk, invitation.relationship == Relationship.SELF),
        **page_of_scales(asked, page, kept_by_now(invitation, form), not_observed(invitation), form),
    }
    return render(request, "assessments/answering/page.html", about(invitation) | context)


def kept_by_now(invitation: Invitation, form: StatementsForm | None) -> DraftAnswers:
    """What was fit to keep of a page that is refused is kept already."""
    answers = answers_of(invitation)
    return answers.with_more(ratings=form.ratings()) if form else answers


def after_page(request: HttpRequest, invitation: Invitation, page: int) -> str:
    if CHANGE in request.GET:
        return back_to_check(request, invitation)
    if page < questionnaire_of(invitation).pages:
        return reverse("answer_page", args=[invitation.pk, page + 1])
    return after_statements(invitation)


def after_statements(invitation: Invitation) -> str:
    """An instrument need have no open questions."""
    name = "answer_comments" if questionnaire_of(invitation).questions else "answer_check"
    return reverse(name, args=[invitation.pk])


def back_to_check(request: HttpRequest, invitation: Invitation) -> str:
    """To the place of the answer that was changed, so that nobody has to look for it again."""
    check = reverse("answer_check", args=[invitation.pk])
    changed = request.GET.get(CHANGE, "")
    return f"{check}#{changed}" if CHANGED.fullmatch(changed) else check


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_this_browser
def answer_comments(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if away := turned_away(request, invitation):
        return away
    asked, answers = questionnaire_of(invitation), answers_of(invitation)
    questions = dict(enumerate(asked.questions))
    form = CommentsForm(questions=questions, answers=answers, data=request.POST if request.method == "POST" else None)
    if request.method == "POST":
        complete = form.is_valid()
        if not drafts.save_draft(invitation_id=invitation.pk, ratings={}, comments=form.comments()):
            return redirect("answer_start", pk=invitation.pk)
        if complete:
            return after_comments(request, invitation)
        answers = answers.with_more(comments=form.comments())
    context = {
        "form": form if form.is_bound else None,
        "boxes": boxes(asked.questions, form),
        "last": asked.pages,
        "next": back_to_check(request, invitation),
        "shown": shown_comments(answers, len(questions)),
    }
    return render(request, "assessments/answering/comments.html", about(invitation) | context)


def after_comments(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if "back" in request.POST and CHANGE not in request.GET:
        return redirect("answer_page", pk=invitation.pk, page=questionnaire_of(invitation).pages)
    return redirect(back_to_check(request, invitation))


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
        submission.submit(invitation_id=invitation.pk)
    except (RoundIsClosedError, NoLongerAskedError):
        return redirect("answer_start", pk=invitation.pk)
    except NotCompleteError:
        return check_page(request, lookup.invitation(invitation.pk) or invitation, refused=True)
    return redirect("answer_done", pk=invitation.pk)


def check_page(request: HttpRequest, invitation: Invitation, *, refused: bool = False) -> HttpResponse:
    return render(request, "assessments/answering/check.html", about(invitation) | checked(invitation, refused))


def checked(invitation: Invitation, refused: bool) -> dict[str, object]:
    """Every statement and question beside its answer, with what in a comment could identify who wrote it."""
    asked, answers = questionnaire_of(invitation), answers_of(invitation)
    words = not_observed(invitation)
    chosen = {statement.number: value_of(answers, statement.number) for statement in asked.statements}
    texts = [answers.comments.get(place, "") for place in range(len(asked.questions))]
    comments = identifying_words.shown_back(invitation, texts)
    missing = [statement for statement in asked.statements if not chosen[statement.number]]
    return {
        "rows": [checked_row(asked.pk, number, value, words) for number, value in chosen.items()],
        "questions": list(zip(range(len(comments)), asked.questions, comments, strict=True)),
        "is_warned": any(part.reason for parts in comments for part in parts),
        "missing": missing,
        "refused": refused and missing,
    }


@login_not_required
@in_this_browser
def answer_done(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if not invitation.is_answered:
        return redirect("answer_start", pk=invitation.pk)
    return render(request, "assessments/answering/done.html", about(invitation) | others(request, invitation))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_this_browser
def answer_next(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """On to another person who asks the same rater, without the way back to the email."""
    return landing(request, also_asked(invitation, request.GET.get(ABOUT, "")), is_by_another=True)


@login_not_required
@require_POST
def answer_save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the answers that have just been changed. Small and often, so it asks the database for as little as can be:
    whose browser this is, and whether the row took them."""
    instrument = browser.instrument_of(request.session, pk)
    if instrument is None:
        return JsonResponse({"saved": False}, status=404)
    answers = autosaved(questionnaire(instrument), request.POST)
    if answers is None:
        return JsonResponse({"saved": False}, status=400)
    order = order_of(request.POST)
    saved = drafts.save_draft(invitation_id=pk, ratings=answers.ratings, comments=answers.comments, order=order)
    return JsonResponse({"saved": saved}, status=200 if saved else 410)
