"""The administrator closes a round, and watches its reports being made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments import releasing
from assessments.models import Round
from assessments.progress import progress_of
from assessments.rounds import following
from people.access import get_authorised

ROUNDS = Round.objects.select_related("cohort__programme__organisation")


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    round: Round = get_authorised(ROUNDS, "assessments.run_round", request, pk=pk)
    if request.method == "POST":
        releasing.close(round=round)
        messages.success(request, "The round is closed.")
        return redirect("round", pk=round.pk)
    if not round.is_open:
        return redirect("round", pk=round.pk)
    return render(request, "assessments/closing/close.html", {"round": round, **_turnout(round)})


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    round: Round = get_authorised(ROUNDS, "assessments.run_round", request, pk=pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "assessments/closing/page.html", {"round": round})
    return render(request, "assessments/closing/reports.html", {"round": round, "reports": progress_of(round)})


def _turnout(round: Round) -> dict[str, object]:
    """Of the subjects that would be closed. Only what everybody may count is counted."""
    standings = [standing for standing in following.standings(round) if standing.subject.is_open]
    return {
        "turnout": following.progress(standings),
        "reported": sum(standing.may_be_reported for standing in standings),
        "open": len(standings),
        "proposed": sum(tally.proposed for standing in standings for tally in standing.tallies),
        "last_day": max((standing.subject.closes_on for standing in standings), default=round.closes_on),
    }
