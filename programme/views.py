"""Each role's home page, and the pages that belong to nobody else."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from delivery.diaries.listing import own_diaries
from people.access import user_of
from people.models import Role
from programme import homes


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One account may hold several roles: their sections stand one after the other."""
    return render(request, "programme/home.html", sections_for(request))


def sections_for(request: HttpRequest) -> dict[str, Any]:
    user = user_of(request)
    participant = homes.for_participant(user)
    sections: dict[str, Any] = {"participant": participant} if participant else {}
    if Role.ADMINISTRATOR in user.roles:
        sections["programmes"] = homes.for_administrator(user)
    if user.roles & {Role.COACH, Role.FACILITATOR}:
        sections["held"] = homes.for_facilitator(user)
        sections["debriefs"] = homes.debriefed_by(user)
    if Role.EXECUTIVE in user.roles:
        sections["attended"] = homes.attended_by_executive(user)
        sections["cohorts"] = homes.for_executive(user)
    if diaries := list(own_diaries(user)):
        sections["diaries"] = diaries
    return {"sections": sections}


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answers once the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/privacy.html")
