"""The administrator's pages about raters: approval, putting right, and the load ledger.

None of them tells whether a rater has answered, but for the line manager, of whom it is known.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.models import Invitation, KnownAddress, Relationship, Round, Subject
from assessments.raters import approving, audit, duplicates, editing, ledger
from assessments.raters.access import authorised_round, rater_in
from assessments.raters.forms import AmendForm, JoinForm, PersonForm, RemoveForm, SearchForm
from assessments.raters.naming import GROUPS, PLURALS
from assessments.raters.turnout import people_in_words
from assessments.raters.views.naming import changed
from assessments.rules import OWN, is_subject
from people.access import user_of
from people.models import User

LOADS_AT_ONCE = 20

LABELS = {Relationship.MANAGER: "Manager"} | {group: PLURALS[group].capitalize() for group in GROUPS}


@require_http_methods(["GET", "HEAD", "POST"])
def round_raters(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody in the round who waits for approval, and the way to each participant's raters."""
    shown = authorised_round(request, pk)
    if request.method == "POST":
        approve(request, shown)
        return redirect("round_raters", pk=shown.pk)
    waiting = list(approving.proposals(shown).order_by("subject__enrolment__person__name", "relationship", "name"))
    subjects = shown.subjects.select_related("enrolment__person")
    context = {"round": shown, "cohort": shown.cohort, "waiting": waiting, "subjects": subjects}
    return render(request, "assessments/raters/round.html", context)


def approve(request: HttpRequest, shown: Round) -> None:
    """All who stood on the page, or those who are ticked: nobody who was named since."""
    chosen = uuids(request.POST.getlist("shown" if "all" in request.POST else "chosen"))
    if not chosen:
        messages.error(request, "Nobody is chosen. Tick the people to approve.")
        return
    approved = approving.approve(round_=shown, chosen=chosen, by=user_of(request))
    if approved:
        messages.success(request, f"{people_in_words(approved)} {'is' if approved == 1 else 'are'} being emailed.")
    own = approving.proposals(shown).filter(pk__in=chosen, subject__enrolment__person__user=user_of(request)).count()
    if own:
        messages.info(request, f"{people_in_words(own)} left out. {OWN}")
    if approved + own < len(chosen):
        messages.info(request, "Some of them no longer wait for approval.")


def uuids(texts: Iterable[str]) -> set[UUID]:
    """Those that are ids: what else is posted names nobody."""
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def subject_raters(request: HttpRequest, pk: int, subject: int) -> HttpResponse:
    """Whom one participant asks, and where each of them stands."""
    shown = authorised_round(request, pk)
    about: Subject = get_object_or_404(shown.subjects.select_related("enrolment__person"), pk=subject)
    if request.method == "POST":
        approve(request, shown)
        return redirect("subject_raters", pk=shown.pk, subject=about.pk)
    is_own = is_subject(user_of(request), about)
    raters = list(about.invitations.exclude(relationship=Relationship.SELF))
    waiting = [rater for rater in raters if about.is_open and rater.state == Invitation.State.PROPOSED]
    listed = [rater for rater in raters if rater not in waiting]
    groups = [
        (
            LABELS[relationship],
            [
                (rater, may_change(about, rater) and not is_own)
                for rater in listed
                if rater.relationship == relationship
            ],
        )
        for relationship in LABELS
    ]
    context = {
        "round": shown,
        "subject": about,
        "groups": groups,
        "waiting": waiting,
        "own": OWN if is_own else "",
        "changes": audit.by_administrators(about),
    }
    return render(request, "assessments/raters/subject.html", context)


def may_change(subject: Subject, rater: Invitation) -> bool:
    """Of a manager it is known that they have answered; of everybody else it is not to be seen here."""
    return subject.is_open and not (rater.relationship == Relationship.MANAGER and rater.is_answered)


@require_http_methods(["GET", "HEAD", "POST"])
def rater_change(request: HttpRequest, pk: int, rater: UUID) -> HttpResponse:
    """Put somebody right: their group as well, as long as they wait for approval."""
    shown = authorised_round(request, pk)
    invitation = rater_in(shown, rater)
    waits = invitation.state == Invitation.State.PROPOSED
    kept = {"name": invitation.name, "email": invitation.email}
    form: PersonForm = (
        AmendForm(request.POST or None, initial={**kept, "relationship": invitation.relationship})
        if waits
        else PersonForm(request.POST or None, initial=kept)
    )
    change = amended if waits else mended
    if request.method == "POST" and change(form, invitation, user_of(request)):
        messages.success(request, said(form, invitation, waits=waits))
        return redirect("subject_raters", pk=shown.pk, subject=invitation.subject_id)
    context = {"round": shown, "subject": invitation.subject, "invitation": invitation, "form": form, "waits": waits}
    return render(request, "assessments/raters/change.html", context)


def amended(form: PersonForm, invitation: Invitation, by: User) -> bool:
    def amend(*, is_approved: bool, **values: Any) -> None:
        approving.amend(**values)

    return changed(form, amend, invitation, by)


def mended(form: PersonForm, invitation: Invitation, by: User) -> bool:
    return changed(form, editing.mend, invitation, by, is_approved=True)


def said(form: PersonForm, invitation: Invitation, *, waits: bool) -> str:
    """The same words whether or not they have answered."""
    if waits or form.cleaned_data["email"] == invitation.email:
        return "Saved."
    name = form.cleaned_data["name"]
    return f"Saved. Unless {name} has answered already, they are being emailed at the new address."


@require_http_methods(["GET", "HEAD", "POST"])
def rater_replace(request: HttpRequest, pk: int, rater: UUID) -> HttpResponse:
    shown = authorised_round(request, pk)
    invitation = rater_in(shown, rater)
    form = PersonForm(request.POST or None)
    by = user_of(request)
    if request.method == "POST" and changed(form, editing.replace, invitation, by, is_approved=True):
        name = form.cleaned_data["name"]
        unless = "" if invitation.state in KNOWN else f"Unless {invitation.name} has answered already, "
        messages.success(request, f"Saved. {unless}{name} is asked instead, and emailed.")
        return redirect("subject_raters", pk=shown.pk, subject=invitation.subject_id)
    context = {"round": shown, "subject": invitation.subject, "invitation": invitation, "form": form}
    return render(request, "assessments/raters/replace.html", context)


# Of these everybody knows that they have not answered.
KNOWN = (Invitation.State.PROPOSED, Invitation.State.DECLINED)


@require_http_methods(["GET", "HEAD", "POST"])
def rater_remove(request: HttpRequest, pk: int, rater: UUID) -> HttpResponse:
    shown = authorised_round(request, pk)
    invitation = rater_in(shown, rater)
    form = RemoveForm(request.POST or None)
    if invitation.state != Invitation.State.PROPOSED:
        messages.error(request, f"{invitation.name} no longer waits for approval.")
        return redirect("subject_raters", pk=shown.pk, subject=invitation.subject_id)
    if request.method == "POST" and removed(request, invitation, form):
        messages.success(request, f"{invitation.name} is not asked. {invitation.subject.name} is emailed the reason.")
        return redirect("subject_raters", pk=shown.pk, subject=invitation.subject_id)
    context = {"round": shown, "subject": invitation.subject, "invitation": invitation, "form": form}
    return render(request, "assessments/raters/remove.html", context)


def removed(request: HttpRequest, invitation: Invitation, form: RemoveForm) -> bool:
    if not form.is_valid():
        return False
    try:
        approving.remove(invitation=invitation, reason=form.cleaned_data["reason"], by=user_of(request))
    except ValidationError as refused:
        form.add_error(None, refused)
    return not form.errors


@require_safe
def round_requests(request: HttpRequest, pk: int) -> HttpResponse:
    """The load ledger."""
    shown = authorised_round(request, pk)
    loads = ledger.loads(shown)
    form = SearchForm(request.GET)
    found = [load for load in loads if load.is_found_by(form.words)]
    context = {
        "round": shown,
        "cohort": shown.cohort,
        "loads": loads,
        "full": sum(load.is_full for load in loads),
        "form": form,
        "words": form.words,
        "page": Paginator(found, LOADS_AT_ONCE).get_page(request.GET.get("page")),
        "longest": max([shown.requests_at_most, *(load.requests for load in loads)]),
        "joined": KnownAddress.objects.filter(organisation=shown.organisation).order_by("same_as", "address"),
    }
    return render(request, "assessments/raters/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def round_join(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    form = JoinForm(ledger.loads(shown), request.POST or None, initial={"other": request.GET.get("other", "")})
    if request.method == "POST" and joined(shown, form, user_of(request)):
        messages.success(
            request, f"Saved. {form.cleaned_data['other']} is now understood as {form.cleaned_data['kept']}."
        )
        return redirect("round_requests", pk=shown.pk)
    context = {"round": shown, "cohort": shown.cohort, "form": form}
    return render(request, "assessments/raters/join.html", context)


def joined(shown: Round, form: JoinForm, by: User) -> bool:
    if not form.is_valid():
        return False
    try:
        duplicates.join(organisation=shown.organisation, by=by, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
    return not form.errors


@require_POST
def round_part(request: HttpRequest, pk: int, known: int) -> HttpResponse:
    """Two addresses that were joined are understood as two people again."""
    shown = authorised_round(request, pk)
    found: KnownAddress = get_object_or_404(KnownAddress, organisation=shown.organisation, pk=known)
    duplicates.part(known=found)
    messages.success(request, f"Saved. {found.address} and {found.same_as} are two people’s addresses again.")
    return redirect("round_requests", pk=shown.pk)
