"""The handbook of a cohort's released dates: made when somebody first asks for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from delivery import handbook
from delivery.models import ScheduleRelease
from people.access import get_authorised
from reports import issuing

RELEASES = ScheduleRelease.objects.newest().select_related("cohort__programme__organisation")


@require_http_methods(["GET", "HEAD", "POST"])
def handbook_of_cohort(request: HttpRequest, pk: int) -> HttpResponse:
    release: ScheduleRelease = get_authorised(RELEASES, "delivery.read_handbook", request, cohort=pk)
    if request.method == "POST":
        issuing.try_again(document=handbook.issue(release=release))
        return redirect("handbook", pk)
    document = handbook.of(release)
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    template = "delivery/handbook/state.html" if is_part else "delivery/handbook/page.html"
    return render(request, template, {"release": release, "cohort": release.cohort, "document": document})
