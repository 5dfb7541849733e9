from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.cohorts.editing import change_cohort
from cohorts.cohorts.forms import ChangeCohortForm
from cohorts.models import Cohort
from people.access import get_authorised
from people.conflicts import fingerprint
from people.forms import post_data


@require_safe
def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation", "design")
    found = get_authorised(cohorts.run_by, request, pk=pk)
    enrolments = list(found.enrolments.for_list())
    context = {"cohort": found, "enrolments": enrolments, "places": max(found.capacity - len(enrolments), 0)}
    return render(request, "cohorts/cohorts/cohort.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_change(request: HttpRequest, pk: int) -> HttpResponse:
    cohorts = Cohort.objects.select_related("programme__organisation")
    found = get_authorised(cohorts.run_by, request, pk=pk)
    initial = {"name": found.name, "capacity": found.capacity}
    form = ChangeCohortForm(post_data(request), initial=initial | {"seen": fingerprint(initial)})
    if form.is_valid() and (changed := form.carry_out(change_cohort, cohort=found)):
        messages.success(request, f"{changed.name} has {changed.capacity} places.")
        return redirect(changed)
    return render(request, "cohorts/cohorts/change.html", {"cohort": found, "form": form})
