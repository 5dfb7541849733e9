"""The administrator opens and follows a round."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from assessments.instruments import licensing
from assessments.models import Round
from assessments.rounds import following, opening, overview
from assessments.rounds.opening_forms import OpenRoundForm
from assessments.rounds.policies import policy_of
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
