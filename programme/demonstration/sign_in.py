"""One-click sign-in to the demonstration. Its addresses exist in demonstration mode only."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from people.models import User
from programme.demonstration.accounts import DEMO_ACCOUNTS, demonstration_only

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@demonstration_only
@require_safe
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    emails = [account.email for account in DEMO_ACCOUNTS]
    context = {"demo_accounts": DEMO_ACCOUNTS, "is_loaded": User.objects.filter(email__in=emails).exists()}
    return render(request, "programme/demo_sign_in.html", context)


@login_not_required
@demonstration_only
@require_POST
def demo_sign_in_as(request: HttpRequest, role: str) -> HttpResponse:
    account = next((account for account in DEMO_ACCOUNTS if account.role == role), None)
    if account is None:
        raise Http404
    user = User.objects.filter(email=account.email, is_active=True).first()
    if user is None:
        return redirect("demo_sign_in")
    login(request, user, backend=BACKEND)
    return redirect("home")
