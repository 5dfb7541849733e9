"""The pages on which administrators open, follow, extend and close a round, and the participant's own 360 page."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.instruments import licensing
from assessments.models import Invitation, Relationship, Round, Subject
from assessments.raters import audit, turnout
from assessments.raters.access import authorised_own_subject, authorised_round, authorised_subject
from assessments.rounds import closing, completion, extending, opening, policies, reminding
from assessments.rounds.forms import DatesForm, MoreTimeForm, OpenRoundForm, PolicyForm
from assessments.rounds.policies import policy_of
from assessments.rounds.report_progress import progress_of
from cohorts.models import Cohort
from people.access import get_authorised
from people.forms import CadreForm, post_data
from people.models import Organisation
from people.words import counted

REMINDED = "Whoever has not answered is reminded, unless we have emailed them today already."

NOT_REMINDED = "This has closed, so nobody is reminded."


def my_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised_own_subject(request, pk)
    own = Invitation.objects.filter(subject=subject, relationship=Relationship.SELF)
    context = {
        "subject": subject,
        "round": subject.round,
        "progress": turnout.count_subject(subject),
        "has_begun": own.filter(state=Invitation.State.STARTED).exists(),
        "waiting": subject.invitations.filter(state=Invitation.State.PROPOSED).count(),
        "declined": subject.invitations.filter(state=Invitation.State.DECLINED),
        "changes": audit.changes_by_administrators(subject),
    }
    return render(request, "assessments/rounds/my_assessment.html", context)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    if shown.is_open:
        reminding.remind_round(round_=shown, today=timezone.localdate())
        messages.success(request, REMINDED)
    else:
        messages.error(request, NOT_REMINDED)
    return redirect(shown)


@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    if not shown.is_open or shown.closes_on < timezone.localdate():
        messages.error(request, extending.CLOSED)
        return redirect(shown)
    form = DatesForm(post_data(request), round_=shown)
    if form.is_valid() and change_dates(request, shown, form):
        return redirect(shown)
    return render(request, "assessments/rounds/dates.html", {"round": shown, "form": form})


def change_dates(request: HttpRequest, shown: Round, form: DatesForm) -> bool:
    closes_on = form.cleaned_data["closes_on"]
    try:
        extending.change_dates(round_=shown, closes_on=closes_on, remind_on=form.reminders())
    except ValidationError as refused:
        add_refusals(form, refused)
        return False
    if closes_on > shown.closes_on:
        day = date_format(closes_on, "j F Y")
        messages.success(request, f"Raters can answer until {day}. Those who have not answered are being told.")
    else:
        messages.success(request, "The dates are saved.")
    return True


def add_refusals(form: CadreForm, refused: ValidationError) -> None:
    """Show a verb's refusals beside the fields that they are about, or above the form."""
    blamed = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
    for field, sentences in blamed.items():
        form.add_error(field if field in form.fields else None, sentences)


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    name = slugify(f"{shown.cohort.name} {shown.get_kind_display()} completion")
    return HttpResponse(
        completion.completion_of(shown),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@require_safe
def subject_page(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised_subject(request, pk)
    context = {
        "subject": subject,
        "round": subject.round,
        "rolls": turnout.members_by_group(subject),
        "progress": turnout.count_subject(subject),
        "is_released": subject.releases.exists(),
    }
    return render(request, "assessments/rounds/subject.html", context)


@require_POST
def subject_remind(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised_subject(request, pk)
    if subject.is_open:
        reminding.remind_subject(subject=subject, today=timezone.localdate())
        messages.success(request, REMINDED)
    else:
        messages.error(request, NOT_REMINDED)
    return redirect("round_subject", pk=subject.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def subject_extend(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised_subject(request, pk)
    if subject.round.instrument_id is None:
        messages.error(request, extending.ASKED_ELSEWHERE)
        return redirect("round_subject", pk=subject.pk)
    form = MoreTimeForm(post_data(request), subject=subject)
    if form.is_valid() and extend(request, subject, form):
        return redirect("round_subject", pk=subject.pk)
    context = {"subject": subject, "round": subject.round, "form": form, "is_released": subject.releases.exists()}
    return render(request, "assessments/rounds/extend.html", context)


def extend(request: HttpRequest, subject: Subject, form: MoreTimeForm) -> bool:
    until = form.cleaned_data["until"]
    try:
        extending.extend_subject(subject=subject, until=until)
    except ValidationError as refused:
        add_refusals(form, refused)
        return False
    day = date_format(until, "j F Y")
    messages.success(request, f"Raters of {subject.name} can answer until {day}. Those who have not are being told.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the latest round of the cohort, or the form that opens the first."""
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
    return get_authorised(cohorts.run_by, request, pk=pk)


def opening_page(request: HttpRequest, cohort: Cohort, kind: Round.Kind) -> HttpResponse:
    enrolled = cohort.enrolments.count()
    planned = opening.planned_close(cohort, kind)
    policy = policy_of(cohort.organisation)
    instruments = licensing.list_choices(cohort.organisation, seats_needed=enrolled)
    proposed = opening.proposed_values(cohort, planned)
    form = OpenRoundForm(post_data(request), policy=policy, proposed=proposed, instruments=instruments)
    if enrolled and form.is_valid():
        return open_round(request, cohort, kind, planned, form)
    context = {"cohort": cohort, "kind": kind, "people": enrolled, "planned": planned, "policy": policy}
    context["still_open"] = cohort.rounds.filter(state=Round.State.OPEN).first()
    return render(request, "assessments/rounds/open_round.html", {**context, "form": form})


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
    standings = turnout.count_subjects(shown)
    newly_enrolled = opening.not_yet_in(shown).count() if shown.is_open else 0
    context = {
        "round": shown,
        "cohort": shown.cohort,
        "rounds": list(shown.cohort.rounds.order_by("pk")),
        "subjects": standings,
        "overview": completion.overview_of(shown, standings),
        "declined": turnout.declined_invitations(shown),
        "newly_enrolled": newly_enrolled,
        "add_label": f"Add {counted(newly_enrolled, 'newly enrolled person', 'newly enrolled people')} to the round",
    }
    return render(request, "assessments/rounds/round.html", context)


@require_POST
def round_add(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    try:
        added = opening.add_people(round_=shown)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, f"{counted(added, 'person', 'people')} added to the round.")
    return redirect(shown)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    if request.method == "POST":
        closing.close(round=shown)
        messages.success(request, "The round is closed.")
        return redirect(shown)
    if not shown.is_open:
        return redirect(shown)
    return render(request, "assessments/rounds/close.html", {"round": shown, **_turnout(shown)})


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    shown = authorised_round(request, pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "assessments/rounds/reports_page.html", {"round": shown})
    return render(request, "assessments/rounds/reports.html", {"round": shown, "reports": progress_of(shown)})


def _turnout(round: Round) -> dict[str, object]:
    """Count the answers about the subjects that would be closed, as far as everybody may know them."""
    standings = [standing for standing in turnout.count_subjects(round) if standing.subject.is_open]
    return {
        "turnout": turnout.count_answers(standings),
        "reported": sum(standing.may_be_reported for standing in standings),
        "open": len(standings),
        "proposed": sum(tally.proposed for standing in standings for tally in standing.tallies),
        "last_day": max((standing.subject.closes_on for standing in standings), default=round.closes_on),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_authorised(Organisation.objects.run_by, request, pk=pk)
    form = PolicyForm(post_data(request), policy=policies.policy_of(organisation))
    if form.is_valid():
        policies.set_policy(organisation=organisation, **form.cleaned_data)
        messages.success(request, "The settings are saved. They hold for rounds that are opened from now on.")
        return redirect("policy", pk=organisation.pk)
    return render(request, "assessments/rounds/policy.html", {"organisation": organisation, "form": form})
