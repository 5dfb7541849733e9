"""Pages to check and release a draft, and the history of releases."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.models import Cohort
from people.access import get_authorised, person_in
from people.forms import post_data
from people.words import counted
from scheduling.models import ScheduleRelease
from scheduling.releases.changes import PendingRelease, pending_release
from scheduling.releases.checks import find_doubts
from scheduling.releases.forms import ReleaseForm
from scheduling.releases.release import release

COHORTS = Cohort.objects.select_related("programme__organisation")


@require_http_methods(["GET", "HEAD", "POST"])
def release_dates(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = get_authorised(COHORTS.run_by, request, pk=pk)
    form = ReleaseForm(post_data(request))
    if form.is_valid() and (made := _release(request, form, cohort)):
        messages.success(request, f"Release {made.number} is out. {_who_is_told(made)}")
        return redirect("releases_of_dates", cohort.pk)
    draft = pending_release(cohort)
    found = find_doubts(cohort)
    context = {
        "cohort": cohort,
        "draft": draft,
        "doubts": [one for one in found if one.doubts],
        "settled": [one for one in found if one.settled],
        "form": _with_fingerprint(form, draft),
    }
    return render(request, "scheduling/releases/check.html", context)


def _release(request: HttpRequest, form: ReleaseForm, cohort: Cohort) -> ScheduleRelease | None:
    return form.carry_out(release, cohort=cohort, by=person_in(cohort.organisation, request))


def _with_fingerprint(form: ReleaseForm, draft: PendingRelease) -> ReleaseForm:
    """Put the fingerprint of the changes shown now into the form, in place of the one that was sent."""
    form.hold(draft.fingerprint)
    return form


def _who_is_told(made: ScheduleRelease) -> str:
    if not made.told_count:
        return "Nobody needed an email."
    verb = "is" if made.told_count == 1 else "are"
    return f"{counted(made.told_count, 'person', 'people')} {verb} emailed."


@require_safe
def releases_of_dates(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = get_authorised(COHORTS.run_by, request, pk=pk)
    releases = cohort.schedule_releases.select_related("released_by")
    context = {"cohort": cohort, "releases": releases, "draft": pending_release(cohort)}
    return render(request, "scheduling/releases/history.html", context)
