"""The administrator opens and follows a round; a participant names raters and rates themselves."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from assessments import following, licensing, naming, opening, overview
from assessments.forms import OpenRoundForm
from assessments.models import Invitation, Relationship, Round, Subject
from assessments.naming_forms import NamingForm
from assessments.policies import policy_of
from assessments.views.answering import begin
from assessments.views.rounds import authorised_round
from cohorts.models import Cohort
from people.access import get_authorised


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest round of the cohort, or the form that opens the first."""
    cohort = authorised_cohort(request, pk)
    latest = cohort.rounds.order_by("pk").last()
    return redirect(latest) if latest else opening_page(request, cohort, Round.Kind.BASELINE)


@require_http_methods(["GET", "HEAD", "POST"])
def open_reassessment(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = authorised_cohort(request, pk)
    if not opening.may_be_reassessed(cohort):
        return redirect("cohort_assessment", pk=cohort.pk)
    return opening_page(request, cohort, Round.Kind.REASSESSMENT)


def authorised_cohort(request: HttpRequest, pk: int) -> Cohort:
    cohorts = Cohort.objects.select_related("programme__organisation")
    cohort: Cohort = get_authorised(cohorts, "cohorts.run_cohort", request, pk=pk)
    return cohort


def opening_page(request: HttpRequest, cohort: Cohort, kind: Round.Kind) -> HttpResponse:
    enrolled = cohort.enrolments.count()
    planned = opening.planned_close(cohort, kind)
    policy = policy_of(cohort.organisation)
    instruments = licensing.choices(cohort.organisation, seats_needed=enrolled)
    usual = opening.usual(cohort, planned)
    form = OpenRoundForm(request.POST or None, policy=policy, usual=usual, instruments=instruments)
    if request.method == "POST" and enrolled and form.is_valid():
        return open_round(request, cohort, kind, planned, form)
    context = {"cohort": cohort, "kind": kind, "people": enrolled, "planned": planned, "policy": policy}
    context["still_open"] = cohort.rounds.filter(state=Round.State.OPEN).first()
    return render(request, "assessments/open_round.html", {**context, "form": form})


def open_round(
    request: HttpRequest, cohort: Cohort, kind: Round.Kind, planned: date | None, form: OpenRoundForm
) -> HttpResponse:
    try:
        opened = opening.open_round(cohort=cohort, kind=kind, **form.cleaned_data)
    except ValidationError as refused:
        # Somebody else opened it a moment ago, and the page shows it; or there is a reason that it cannot show.
        if not cohort.rounds.filter(kind=kind).exists():
            messages.error(request, refused.messages[0])
        return redirect("cohort_assessment", pk=cohort.pk)
    messages.success(request, "The 360 round is open. Everybody in it is being emailed.")
    if planned and opened.closes_on > planned:
        messages.warning(request, f"It closes after {date_format(planned, 'j F Y')}, when the plan has the 360 end.")
    return redirect(opened)


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    standings = following.standings(shown)
    newly_enrolled = opening.not_yet_in(shown).count() if shown.is_open else 0
    context = {
        "round": shown,
        "cohort": shown.cohort,
        "rounds": list(shown.cohort.rounds.order_by("pk")),
        "standings": standings,
        "overview": overview.of(shown, standings),
        "declined": following.declined(shown),
        "newly_enrolled": newly_enrolled,
        "add_label": f"Add {people(newly_enrolled, 'newly enrolled ')} to the round",
    }
    return render(request, "assessments/round.html", context)


@require_POST
def round_add(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    try:
        added = opening.add_people(round_=shown)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, f"{people(added)} added to the round.")
    return redirect(shown)


def people(count: int, described: str = "") -> str:
    return f"{count} {described}{'person' if count == 1 else 'people'}"


def authorised_subject(request: HttpRequest, pk: int) -> Subject:
    subjects = Subject.objects.select_related(
        "round__cohort__programme", "enrolment__person__user", "enrolment__person__organisation"
    )
    subject: Subject = get_authorised(subjects, "assessments.be_assessed", request, pk=pk)
    return subject


def my_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised_subject(request, pk)
    standing = following.standing(subject)
    own = Invitation.objects.filter(subject=subject, relationship=Relationship.SELF)
    named = {group.relationship: group.asked for group in standing.groups}
    context = {
        "subject": subject,
        "round": subject.round,
        "standing": standing,
        "has_begun": own.filter(state=Invitation.State.STARTED).exists(),
        "needed": naming.still_needed(named, subject.round.least_in_group),
    }
    return render(request, "assessments/my_assessment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rate_self(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever had to sign in again comes here by a link, which starts nothing."""
    subject = authorised_subject(request, pk)
    if request.method != "POST":
        return redirect("my_assessment", pk=subject.pk)
    if not subject.round.is_open:
        messages.error(request, "This round has closed, so you cannot rate yourself any more.")
        return redirect("my_assessment", pk=subject.pk)
    return begin(request, Invitation.objects.get(subject=subject, relationship=Relationship.SELF))


@require_http_methods(["GET", "HEAD", "POST"])
def name_raters(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised_subject(request, pk)
    if not subject.round.is_open:
        messages.error(request, "This round has closed, so you cannot name raters any more.")
        return redirect("my_assessment", pk=subject.pk)
    form = NamingForm(subject, subject.round.least_in_group)
    if "add" in request.POST:
        form.add_row(request.POST, request.POST["add"])
    elif request.method == "POST":
        form.bind(request.POST)
        if form.is_valid() and save_raters(request, subject, form):
            return redirect("my_assessment", pk=subject.pk)
    return render(request, "assessments/name_raters.html", {"subject": subject, "round": subject.round, "naming": form})


def save_raters(request: HttpRequest, subject: Subject, form: NamingForm) -> bool:
    """What the verb refuses is said above the form, which keeps all that was typed."""
    try:
        asked = naming.name_raters(subject=subject, raters=form.raters())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return False
    messages.success(request, saved(asked, form))
    return True


def saved(asked: int, form: NamingForm) -> str:
    if asked:
        return f"Saved. {people(asked)} {'is' if asked == 1 else 'are'} being emailed."
    return "Saved. Nobody new is being emailed." if form.manager_has_changed else "Nothing was changed."
