"""A participant's own 360: names raters, puts them right or replaces them, and rates themselves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments.answering.views import start_answering
from assessments.models import Invitation, Relationship, Subject
from assessments.raters import editing, naming
from assessments.raters.access import authorised_own_subject, authorised_rater
from assessments.raters.forms import NamingForm, PersonForm
from assessments.raters.turnout import people_in_words
from people.access import user_of
from people.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def rate_self(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever had to sign in again comes here by a link, which starts nothing."""
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
        return has_closed(request, subject)
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


def has_closed(request: HttpRequest, subject: Subject) -> HttpResponse:
    messages.error(request, "This round has closed, so you cannot name raters any more.")
    return redirect("my_assessment", pk=subject.pk)


def take_back(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Whoever still waits for approval is taken off; what else is typed on the page stays there."""
    try:
        naming.take_back(invitation=authorised_rater(subject, UUID(request.POST["take_back"])))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    except (Http404, ValueError):
        # Pressed twice, or approved and replaced meanwhile: the page shows who is there now.
        pass
    form = NamingForm(subject)
    form.keep(request.POST)
    return naming_page(request, subject, form)


def save_raters(request: HttpRequest, subject: Subject, form: NamingForm) -> bool:
    """What the verb refuses is said beside the field or above the form, which keeps all that was typed."""
    try:
        asked = naming.name_raters(subject=subject, raters=form.raters())
    except naming.FullError as refused:
        form.refuse(refused)
        return False
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return False
    messages.success(request, saved(asked, form))
    return True


def saved(asked: int, form: NamingForm) -> str:
    parts = ["Saved."]
    if asked:
        parts.append(f"{people_in_words(asked)} {'is' if asked == 1 else 'are'} being emailed.")
    if proposed := form.subject.invitations.filter(state=Invitation.State.PROPOSED).count():
        parts.append(f"{people_in_words(proposed)} {'waits' if proposed == 1 else 'wait'} for approval.")
    if parts == ["Saved."]:
        return unchanged(form)
    return " ".join(parts)


def unchanged(form: NamingForm) -> str:
    if form.manager_has_changed:
        return "Saved. Nobody new is being emailed."
    return "Everybody whom you entered is asked already." if form.raters() else "Nothing was changed."


@require_http_methods(["GET", "HEAD", "POST"])
def own_rater_mend(request: HttpRequest, pk: int, rater: UUID) -> HttpResponse:
    subject = authorised_own_subject(request, pk)
    invitation = authorised_rater(subject, rater)
    if not subject.is_open:
        return has_closed(request, subject)
    if not editing.may_be_mended_by_participant(invitation, subject.round):
        messages.error(request, editing.ASK_AN_ADMINISTRATOR)
        return redirect("name_raters", pk=subject.pk)
    form = PersonForm(request.POST or None, initial={"name": invitation.name, "email": invitation.email})
    if request.method == "POST" and changed(form, editing.mend, invitation, user_of(request)):
        messages.success(request, mended(invitation, form))
        return redirect("name_raters", pk=subject.pk)
    context = {"subject": subject, "round": subject.round, "invitation": invitation, "form": form}
    return render(request, "assessments/raters/own_mend.html", context)


def mended(invitation: Invitation, form: PersonForm) -> str:
    """The same words whether or not they have answered."""
    if invitation.state == Invitation.State.PROPOSED or form.cleaned_data["email"] == invitation.email:
        return "Saved."
    name = form.cleaned_data["name"]
    return f"Saved. Unless {name} has answered already, they are being emailed at the new address."


@require_http_methods(["GET", "HEAD", "POST"])
def own_rater_replace(request: HttpRequest, pk: int, rater: UUID) -> HttpResponse:
    subject = authorised_own_subject(request, pk)
    invitation = authorised_rater(subject, rater)
    if not subject.is_open:
        return has_closed(request, subject)
    if invitation.state != Invitation.State.DECLINED:
        messages.error(request, f"{invitation.name} is asked already.")
        return redirect("name_raters", pk=subject.pk)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and changed(form, editing.replace, invitation, user_of(request)):
        what = "waits for approval" if subject.round.approves_raters else "is being emailed"
        messages.success(request, f"Saved. {form.cleaned_data['name']} {what}.")
        return redirect("name_raters", pk=subject.pk)
    context = {"subject": subject, "round": subject.round, "invitation": invitation, "form": form}
    return render(request, "assessments/raters/own_replace.html", context)


def changed(form: PersonForm, verb: Any, invitation: Invitation, by: User, *, is_approved: bool = False) -> bool:
    """Whether the verb did it. What it refuses is said beside the field that is to blame, or above the form."""
    if not form.is_valid():
        return False
    try:
        verb(invitation=invitation, is_approved=is_approved, by=by, **form.cleaned_data)
    except naming.FullError as refused:
        form.add_error("email", refused.sentence)
    except ValidationError as refused:
        form.add_error(None, refused)
    return not form.errors
