"""The administrator opens and follows a round."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments import following, licensing, opening
from assessments.forms import OpenRoundForm
from assessments.models import Round
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
