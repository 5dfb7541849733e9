"""The pages on which participants name, correct and replace their raters, and rate themselves."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments.answering.views import start_answering
from assessments.models import Invitation, Relationship, Subject
from assessments.raters import editing, naming
from assessments.raters.access import authorised_own_subject, own_rater
from assessments.raters.forms import NamingForm, PersonForm
from people.access import user_of
from people.forms import post_data
from people.models import User
from people.words import counted


@require_http_methods(["GET", "HEAD", "POST"])
def rate_self(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the participant's own questionnaire.

    A GET, which follows when somebody had to sign in again, starts nothing.
    """
    subject = authorised_own_subject(request, pk)
    if request.method != "POST":
        return redirect("my_assessment", pk=subject.pk)
    if not subject.is_open:
        messages.error(request, "This round has closed, so you cannot rate yourself any more.")
        return redirect("my_assessment", pk=subject.pk)
    return start_answering(request, Invitation.objects.get(subject=subject, relationship=Relationship.SELF))


@require_http_methods(["GET", "HEAD", "POST"])
def name_raters(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised_own_subject(request, pk)
    if not subject.is_open:
        return redirect_closed(request, subject)
    if "take_back" in request.POST:
        return take_back(request, subject)
    form = NamingForm(subject)
    if "add" in request.POST:
        form.keep(request.POST, add_to=request.POST["add"])
    elif request.method == "POST":
        form.bind(request.POST)
        if form.is_valid() and save_raters(request, subject, form):
            return redirect("my_assessment", pk=subject.pk)
    return naming_page(request, subject, form)


def naming_page(request: HttpRequest, subject: Subject, form: NamingForm) -> HttpResponse:
    context = {"subject": subject, "round": subject.round, "naming": form}
    return render(request, "assessments/raters/name_raters.html", context)


def redirect_closed(request: HttpRequest, subject: Subject) -> HttpResponse:
    messages.error(request, "This round has closed, so you cannot name raters any more.")
    return redirect("my_assessment", pk=subject.pk)


def take_back(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Take back a rater who waits for approval, and keep what else is typed on the page."""
    try:
        naming.take_back(invitation=own_rater(subject, UUID(request.POST["take_back"])))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    except (Http404, ValueError):
        # Somebody pressed twice, or approved or replaced the rater meanwhile: the page shows who is there now.
        pass
    form = NamingForm(subject)
    form.keep(request.POST)
    return naming_page(request, subject, form)


def save_raters(request: HttpRequest, subject: Subject, form: NamingForm) -> bool:
    """Save the raters, or show beside the field or above the form why they are refused."""
    try:
        asked = naming.name_raters(subject=subject, raters=form.raters())
    except naming.RequestLimitError as refused:
        form.refuse(refused)
        return False
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return False
    messages.success(request, saved_message(asked, form))
    return True


def saved_message(asked: int, form: NamingForm) -> str:
    parts = ["Saved."]
    if asked:
        parts.append(f"{counted(asked, 'person', 'people')} {'is' if asked == 1 else 'are'} being emailed.")
    if proposed := form.subject.invitations.filter(state=Invitation.State.PROPOSED).count():
        parts.append(f"{counted(proposed, 'person', 'people')} {'waits' if proposed == 1 else 'wait'} for approval.")
    if parts == ["Saved."]:
        return unchanged_message(form)
    return " ".join(parts)


def unchanged_message(form: NamingForm) -> str:
    if form.manager_has_changed:
        return "Saved. Nobody new is being emailed."
    return "Everybody whom you entered is asked already." if form.raters() else "Nothing was changed."


@require_http_methods(["GET", "HEAD", "POST"])
def own_rater_correct(request: HttpRequest, pk: int, rater: UUID) -> HttpResponse:
    subject = authorised_own_subject(request, pk)
    invitation = own_rater(subject, rater)
    if not subject.is_open:
        return redirect_closed(request, subject)
    if not editing.can_participant_correct(invitation, subject.round):
        messages.error(request, editing.ASK_AN_ADMINISTRATOR)
        return redirect("name_raters", pk=subject.pk)
    form = PersonForm(post_data(request), initial={"name": invitation.name, "email": invitation.email})
    if form.is_valid() and change_own_rater(form, editing.correct, invitation, user_of(request)):
        messages.success(request, corrected_message(form, invitation))
        return redirect("name_raters", pk=subject.pk)
    context = {"subject": subject, "round": subject.round, "invitation": invitation, "form": form}
    return render(request, "assessments/raters/own_correct.html", context)


def corrected_message(form: PersonForm, invitation: Invitation) -> str:
    """Confirm a correction in the same words whether or not the rater has answered."""
    if invitation.state == Invitation.State.PROPOSED or form.cleaned_data["email"] == invitation.email:
        return "Saved."
    name = form.cleaned_data["name"]
    return f"Saved. Unless {name} has answered already, they are being emailed at the new address."


@require_http_methods(["GET", "HEAD", "POST"])
def own_rater_replace(request: HttpRequest, pk: int, rater: UUID) -> HttpResponse:
    subject = authorised_own_subject(request, pk)
    invitation = own_rater(subject, rater)
    if not subject.is_open:
        return redirect_closed(request, subject)
    if invitation.state != Invitation.State.DECLINED:
        messages.error(request, f"{invitation.name} is asked already.")
        return redirect("name_raters", pk=subject.pk)
    form = PersonForm(post_data(request))
    if form.is_valid() and change_own_rater(form, editing.replace, invitation, user_of(request)):
        what = "waits for approval" if subject.round.approves_raters else "is being emailed"
        messages.success(request, f"Saved. {form.cleaned_data['name']} {what}.")
        return redirect("name_raters", pk=subject.pk)
    context = {"subject": subject, "round": subject.round, "invitation": invitation, "form": form}
    return render(request, "assessments/raters/own_replace.html", context)


def change_own_rater(form: PersonForm, verb: Callable[..., Invitation], invitation: Invitation, by: User) -> bool:
    return form.carry_out(verb, invitation=invitation, is_approved=False, by=by) is not None
