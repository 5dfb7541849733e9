"""The pages on which a rater declines, or answers after all, behind their personal link. A GET changes nothing."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from assessments.answering import invitations
from assessments.answering.drafts import RoundIsClosedError
from assessments.answering.views import invitation_context, is_about_themselves, show_unknown_link
from assessments.models import Invitation
from assessments.raters import declining
from assessments.raters.forms import DeclineForm
from people.forms import post_data


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def rater_decline(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitations.find_by_link(token)
    if invitation is None or invitation.state not in declining.WAITING or not invitation.subject.is_open:
        return redirect_undeclinable(request, token, invitation)
    if is_about_themselves(request, invitation):
        return render(request, "assessments/answering/own.html", invitation_context(invitation), status=403)
    form = DeclineForm(post_data(request))
    if form.is_valid():
        return decline(token, invitation, form)
    context = invitation_context(invitation) | {"form": form}
    return render(request, "assessments/raters/decline.html", context)


def decline(token: str, invitation: Invitation, form: DeclineForm) -> HttpResponse:
    """Decline, and redirect to the first page, which says if the rater declined, answered or came too late."""
    with suppress(RoundIsClosedError, Invitation.DoesNotExist):
        declining.decline(invitation_id=invitation.pk, reason=form.cleaned_data["reason"])
    return redirect("rate", token=token)


def redirect_undeclinable(request: HttpRequest, token: str, invitation: Invitation | None) -> HttpResponse:
    """Redirect to the first page, which says why there is nothing to decline."""
    if invitation is None:
        return show_unknown_link(request)
    return redirect("rate", token=token)


@login_not_required
@require_POST
def rater_answer_after_all(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitations.find_by_link(token)
    if invitation is None:
        return show_unknown_link(request)
    if is_about_themselves(request, invitation):
        return render(request, "assessments/answering/own.html", invitation_context(invitation), status=403)
    with suppress(RoundIsClosedError, Invitation.DoesNotExist):
        if declining.answer_after_all(invitation_id=invitation.pk):
            name, day = invitation.subject.name, date_format(invitation.subject.closes_on, "j F Y")
            messages.success(request, f"Thank you. You are asked again: you can answer about {name} until {day}.")
    return redirect("rate", token=token)
