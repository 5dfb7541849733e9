"""The home page, the health check, and pages about accessibility and privacy."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.access import user_of
from programme.homes import sections_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the sections of each role that the account holds, one after the other."""
    return render(request, "programme/home.html", {"sections": sections_for(user_of(request))})


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer ok if the database answers."""
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
