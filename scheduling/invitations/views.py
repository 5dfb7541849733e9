"""Pages to answer an invitation, signed in or by personal link. Opening either changes nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from people.access import get_authorised
from people.forms import post_data
from scheduling.invitations.answers import Outcome, find_invitee
from scheduling.invitations.forms import AnswerForm
from scheduling.models import Invitee


@require_http_methods(["GET", "HEAD", "POST"])
def session_answer(request: HttpRequest, pk: int) -> HttpResponse:
    invitees = Invitee.objects.for_page()
    invitee = get_authorised(invitees.visible_to, request, session=pk)
    form = _form(request, invitee, answered=invitee.answer)
    if invitee.can_answer and form.is_valid() and form.carry_out() == Outcome.RECORDED:
        messages.success(request, f"Your answer on {invitee.session.title} is recorded.")
        return redirect("session", pk=pk)
    return _answer_page(request, invitee, form, base="base.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """Answer without signing in. An earlier answer is not shown."""
    invitee = find_invitee(token)
    if invitee is None:
        return render(request, "scheduling/invitations/link_gone.html", status=404)
    form = _form(request, invitee)
    if invitee.can_answer and form.is_valid() and form.carry_out() == Outcome.RECORDED:
        return redirect("session_answer_done")
    return _answer_page(request, invitee, form, base="base_plain.html")


@login_not_required
@require_safe
def session_answer_done(request: HttpRequest) -> HttpResponse:
    """Thank the person at an address without the token."""
    return render(request, "scheduling/invitations/done.html")


def _form(request: HttpRequest, invitee: Invitee, answered: str = "") -> AnswerForm:
    return AnswerForm(post_data(request), invitee=invitee, answered=answered)


def _answer_page(request: HttpRequest, invitee: Invitee, form: AnswerForm, *, base: str) -> HttpResponse:
    context = {"form": form, "invitee": invitee, "session": invitee.session, "base": base}
    return render(request, "scheduling/invitations/answer.html", context)
