"""The administrator opens and follows a round; a participant names raters and rates themselves."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments import following, licensing, naming, opening
from assessments.forms import OpenRoundForm
from assessments.models import Invitation, Relationship, Round, Subject
from assessments.naming_forms import NamingForm
from assessments.views.answering import begin
from cohorts.models import Cohort
from people.access import get_authorised


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation")
    cohort: Cohort = get_authorised(cohorts, "cohorts.run_cohort", request, pk=pk)
    latest = cohort.rounds.order_by("pk").last()
    if latest:
        return redirect(latest)
    people = cohort.enrolments.count()
    instruments = licensing.choices(cohort.organisation, seats_needed=people)
    form = OpenRoundForm(request.POST or None, instruments=instruments)
    if request.method == "POST" and people and form.is_valid():
        return open_round(request, cohort, form)
    return render(request, "assessments/open_round.html", {"cohort": cohort, "people": people, "form": form})


def open_round(request: HttpRequest, cohort: Cohort, form: OpenRoundForm) -> HttpResponse:
    try:
        opened = opening.open_round(cohort=cohort, **form.cleaned_data)
    except ValidationError:
        # Somebody else opened it, or took everybody off the cohort, a moment ago: the page says which.
        return redirect("cohort_assessment", pk=cohort.pk)
    messages.success(request, "The 360 round is open. Everybody in it is being emailed.")
    return redirect(opened)


def authorised_round(request: HttpRequest, pk: int) -> Round:
    rounds = Round.objects.select_related("cohort__programme__organisation", "instrument")
    found: Round = get_authorised(rounds, "assessments.run_round", request, pk=pk)
    return found


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    standings = following.standings(shown)
    newly_enrolled = opening.not_yet_in(shown).count() if shown.is_open else 0
    context = {
        "round": shown,
        "cohort": shown.cohort,
        "standings": standings,
        "progress": following.progress(standings),
        "waiting": sum(not standing.has_enough for standing in standings),
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


@require_POST
def round_remind(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    if not shown.is_open:
        messages.error(request, "This round has closed.")
        return redirect(shown)
    reminded = opening.remind_to_name_raters(round_=shown, today=timezone.localdate())
    messages.success(request, f"{people(reminded)} reminded today. Nobody is reminded twice on one day.")
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
