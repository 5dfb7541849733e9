"""Where an administrator finds all that planning respects, and the cohorts that can be planned."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from cohorts.views.programmes import organisations_of
from delivery.models import Session
from people.access import user_of


@require_safe
def planning_home(request: HttpRequest) -> HttpResponse:
    organisations_of(request)
    cohorts = Cohort.objects.run_by(user_of(request)).filter(pk__in=Session.objects.not_begun().values("cohort"))
    return render(request, "delivery/planning_home.html", {"cohorts": cohorts.select_related("programme")})
