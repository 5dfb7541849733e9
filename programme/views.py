"""Each role's home page, and the pages that belong to nobody else."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.access import user_of
from programme.homes import sections_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One account may hold several roles: their sections stand one after the other."""
    return render(request, "programme/home.html", {"sections": sections_for(user_of(request))})


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
