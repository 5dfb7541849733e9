"""Checking a draft, releasing it, and looking back at what was released."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.models import Cohort
from people.access import get_authorised, person_in
from scheduling.models import ScheduleRelease
from scheduling.releases.changes import Draft, draft_of
from scheduling.releases.checks import doubts_of
from scheduling.releases.forms import ReleaseForm
from scheduling.releases.release import release

COHORTS = Cohort.objects.select_related("programme__organisation")


@require_http_methods(["GET", "HEAD", "POST"])
def release_dates(request: HttpRequest, pk: int) -> HttpResponse:
    cohort: Cohort = get_authorised(COHORTS, "cohorts.run_cohort", request, pk=pk)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (made := _released(request, form, cohort)):
        messages.success(request, f"Release {made.number} is out. {_who_is_told(made)}")
        return redirect("releases_of_dates", cohort.pk)
    draft = draft_of(cohort)
    found = doubts_of(cohort)
    context = {
        "cohort": cohort,
        "draft": draft,
        "doubts": [one for one in found if one.doubts],
        "settled": [one for one in found if one.settled],
        "form": _checking(form, draft),
    }
    return render(request, "scheduling/releases/check.html", context)


def _released(request: HttpRequest, form: ReleaseForm, cohort: Cohort) -> ScheduleRelease | None:
    return form.carry_out(release, cohort=cohort, by=person_in(cohort.organisation, request))


def _checking(form: ReleaseForm, draft: Draft) -> ReleaseForm:
    """The form says what is on the page now, and not what was on it when it was sent."""
    form.hold(draft.fingerprint)
    return form


def _who_is_told(made: ScheduleRelease) -> str:
    told = made.told_count
    if not told:
        return "Nobody needed an email."
    return "1 person is emailed." if told == 1 else f"{told} people are emailed."


@require_safe
def releases_of_dates(request: HttpRequest, pk: int) -> HttpResponse:
    cohort: Cohort = get_authorised(COHORTS, "cohorts.run_cohort", request, pk=pk)
    releases = cohort.schedule_releases.select_related("released_by")
    context = {"cohort": cohort, "releases": releases, "draft": draft_of(cohort)}
    return render(request, "scheduling/releases/history.html", context)
