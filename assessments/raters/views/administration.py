"""The administrator's pages about raters: approval, correction, and the requests that each person has.

None of them reveals whether a rater has answered, except for the line manager, of whom everybody may know.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.models import Invitation, KnownAddress, Relationship, Round, Subject
from assessments.raters import approving, audit, duplicates, editing, request_limits
from assessments.raters.access import authorised_round, round_rater
from assessments.raters.forms import AmendForm, JoinForm, PersonForm, RemoveForm, SearchForm
from assessments.raters.naming import GROUPS, PLURALS
from assessments.raters.views.naming import corrected_message
from assessments.rules import OWN, is_subject
from people.access import user_of
from people.forms import post_data
from people.models import User
from people.words import counted

LOADS_AT_ONCE = 20

LABELS = {Relationship.MANAGER: "Manager"} | {group: PLURALS[group].capitalize() for group in GROUPS}


@require_http_methods(["GET", "HEAD", "POST"])
def round_raters(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the raters of the round who wait for approval, and links to each participant's raters."""
    shown = authorised_round(request, pk)
    if request.method == "POST":
        approve(request, shown)
        return redirect("round_raters", pk=shown.pk)
    waiting = list(approving.proposals(shown).order_by("subject__enrolment__person__name", "relationship", "name"))
    subjects = shown.subjects.select_related("enrolment__person")
    context = {"round": shown, "cohort": shown.cohort, "waiting": waiting, "subjects": subjects}
    return render(request, "assessments/raters/round.html", context)


def approve(request: HttpRequest, shown: Round) -> None:
    """Approve all raters that the page listed, or the ticked ones, but nobody who was named since."""
    chosen = parse_uuids(request.POST.getlist("shown" if "all" in request.POST else "chosen"))
    if not chosen:
        messages.error(request, "Nobody is chosen. Tick the people to approve.")
        return
    approved = approving.approve(round_=shown, chosen=chosen, by=user_of(request))
    if approved:
        messages.success(
            request, f"{counted(approved, 'person', 'people')} {'is' if approved == 1 else 'are'} being emailed."
        )
    own = approving.proposals(shown).filter(pk__in=chosen, subject__enrolment__person__user=user_of(request)).count()
    if own:
        messages.info(request, f"{counted(own, 'person', 'people')} left out. {OWN}")
    if approved + own < len(chosen):
        messages.info(request, "Some of them no longer wait for approval.")


def parse_uuids(texts: Iterable[str]) -> set[UUID]:
    """Parse the texts that are UUIDs and leave out the others."""
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def subject_raters(request: HttpRequest, pk: int, subject: int) -> HttpResponse:
    """Show the raters of one participant and the state of each."""
    shown = authorised_round(request, pk)
    about: Subject = get_object_or_404(shown.subjects.select_related("enrolment__person"), pk=subject)
    if request.method == "POST":
        approve(request, shown)
        return redirect("subject_raters", pk=shown.pk, subject=about.pk)
    is_own = is_subject(user_of(request), about)
    raters = list(about.invitations.exclude(relationship=Relationship.SELF))
    waiting = [rater for rater in raters if about.is_open and rater.state == Invitation.State.PROPOSED]
    changeable = [] if is_own else [rater for rater in raters if can_change(about, rater)]
    context = {
        "round": shown,
        "subject": about,
        "groups": group_raters([rater for rater in raters if rater not in waiting], changeable),
        "waiting": waiting,
        "own": OWN if is_own else "",
        "changes": audit.changes_by_administrators(about),
    }
    return render(request, "assessments/raters/subject.html", context)


def group_raters(
    raters: Iterable[Invitation], changeable: Collection[Invitation]
) -> list[tuple[str, list[tuple[Invitation, bool]]]]:
    """Sort raters into labelled groups, each beside whether it can be changed."""
    by_group = {relationship: list[tuple[Invitation, bool]]() for relationship in LABELS}
    for rater in raters:
        by_group[Relationship(rater.relationship)].append((rater, rater in changeable))
    return [(LABELS[relationship], members) for relationship, members in by_group.items()]


def can_change(subject: Subject, rater: Invitation) -> bool:
    """Whether a rater can be changed. Only of a manager may the page show that they have answered."""
    return subject.is_open and not (rater.relationship == Relationship.MANAGER and rater.is_answered)


@require_http_methods(["GET", "HEAD", "POST"])
def rater_change(request: HttpRequest, pk: int, rater: UUID) -> HttpResponse:
    """Correct a rater's details, and their group too while they wait for approval."""
    shown = authorised_round(request, pk)
    invitation = round_rater(shown, rater)
    waits = invitation.state == Invitation.State.PROPOSED
    kept = {"name": invitation.name, "email": invitation.email}
    form: PersonForm = (
        AmendForm(post_data(request), initial={**kept, "relationship": invitation.relationship})
        if waits
        else PersonForm(post_data(request), initial=kept)
    )
    if form.is_valid() and change_rater(form, invitation, user_of(request)):
        messages.success(request, corrected_message(form, invitation))
        return redirect("subject_raters", pk=shown.pk, subject=invitation.subject_id)
    context = {"round": shown, "subject": invitation.subject, "invitation": invitation, "form": form, "waits": waits}
    return render(request, "assessments/raters/change.html", context)


def change_rater(form: PersonForm, invitation: Invitation, by: User) -> bool:
    if isinstance(form, AmendForm):
        form.carry_out(approving.amend, invitation=invitation, by=by)
    else:
        form.carry_out(editing.correct, invitation=invitation, is_approved=True, by=by)
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
def rater_replace(request: HttpRequest, pk: int, rater: UUID) -> HttpResponse:
    shown = authorised_round(request, pk)
    invitation = round_rater(shown, rater)
    form = PersonForm(post_data(request))
    if form.is_valid() and replace(form, invitation, user_of(request)):
        name = form.cleaned_data["name"]
        unless = "" if invitation.state in KNOWN_UNANSWERED else f"Unless {invitation.name} has answered already, "
        messages.success(request, f"Saved. {unless}{name} is asked instead, and emailed.")
        return redirect("subject_raters", pk=shown.pk, subject=invitation.subject_id)
    context = {"round": shown, "subject": invitation.subject, "invitation": invitation, "form": form}
    return render(request, "assessments/raters/replace.html", context)


def replace(form: PersonForm, invitation: Invitation, by: User) -> bool:
    return form.carry_out(editing.replace, invitation=invitation, is_approved=True, by=by) is not None


# The states in which everybody knows that the rater has not answered.
KNOWN_UNANSWERED = (Invitation.State.PROPOSED, Invitation.State.DECLINED)


@require_http_methods(["GET", "HEAD", "POST"])
def rater_remove(request: HttpRequest, pk: int, rater: UUID) -> HttpResponse:
    shown = authorised_round(request, pk)
    invitation = round_rater(shown, rater)
    form = RemoveForm(post_data(request))
    if invitation.state != Invitation.State.PROPOSED:
        messages.error(request, f"{invitation.name} no longer waits for approval.")
        return redirect("subject_raters", pk=shown.pk, subject=invitation.subject_id)
    if form.is_valid() and remove(form, invitation, user_of(request)):
        messages.success(request, f"{invitation.name} is not asked. {invitation.subject.name} is emailed the reason.")
        return redirect("subject_raters", pk=shown.pk, subject=invitation.subject_id)
    context = {"round": shown, "subject": invitation.subject, "invitation": invitation, "form": form}
    return render(request, "assessments/raters/remove.html", context)


def remove(form: RemoveForm, invitation: Invitation, by: User) -> bool:
    form.carry_out(approving.remove, invitation=invitation, by=by)
    return not form.errors


@require_safe
def round_requests(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how many requests each person has, and find people by name or address."""
    shown = authorised_round(request, pk)
    loads = request_limits.loads(shown)
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
    form = JoinForm(request_limits.loads(shown), post_data(request), initial={"other": request.GET.get("other", "")})
    if form.is_valid() and join(form, shown, user_of(request)):
        messages.success(
            request, f"Saved. {form.cleaned_data['other']} is now understood as {form.cleaned_data['kept']}."
        )
        return redirect("round_requests", pk=shown.pk)
    context = {"round": shown, "cohort": shown.cohort, "form": form}
    return render(request, "assessments/raters/join.html", context)


def join(form: JoinForm, shown: Round, by: User) -> bool:
    form.carry_out(duplicates.join_addresses, organisation=shown.organisation, by=by)
    return not form.errors


@require_POST
def round_part(request: HttpRequest, pk: int, known: int) -> HttpResponse:
    """Separate two addresses that were joined."""
    shown = authorised_round(request, pk)
    found: KnownAddress = get_object_or_404(KnownAddress, organisation=shown.organisation, pk=known)
    duplicates.separate_addresses(known=found)
    messages.success(request, f"Saved. {found.address} and {found.same_as} are two people’s addresses again.")
    return redirect("round_requests", pk=shown.pk)
