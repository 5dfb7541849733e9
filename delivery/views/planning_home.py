"""Where an administrator finds all that planning respects."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cohorts.views.programmes import organisations_of


@require_safe
def planning_home(request: HttpRequest) -> HttpResponse:
    organisations_of(request)
    return render(request, "delivery/planning_home.html")
