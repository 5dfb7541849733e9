"""Middleware: headers of every response, the limit on the size of requests, and administrators' second factor."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from people.models import User
from programme.demonstration.accounts import is_demo_account, is_demonstration
from programme.errors import explain
from programme.private_paths import holds_token
from programme.second_factor import has_factor, has_given, needs_factor

NOT_ALLOWED = 405

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Computers on wards are shared, and so are proxies. Static files set their own header before this.
    "Cache-Control": "private, no-store",
}
# A list of people has 2 MB at most and a form 5 MB.
MOST_BYTES = 6_000_000


def response_headers(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == NOT_ALLOWED and not response.content:
            explain(response)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if holds_token(request.path):
            # No page may learn the address. The origin is enough for the check of posts.
            response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return middleware


def upload_limit(get_response: GetResponse) -> GetResponse:
    """Refuse requests that are too large before anything reads them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if declared_length(request) > MOST_BYTES:
            return HttpResponse(render_to_string("413.html"), status=413)
        return get_response(request)

    return middleware


def declared_length(request: HttpRequest) -> int:
    """Return the declared length of a body. Django reads nothing of a body without one."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class SecondFactor:
    """A check that administrators have a second factor, and that everybody who has one has given it."""

    GIVING = {"account_logout", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
    SETTING_UP = {"account_logout", "mfa_activate_totp", "mfa_add_webauthn", "mfa_index"}

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        # Public pages stay open, since they hold no data of an organisation. They are checked first, so that their
        # session need not be read.
        if not getattr(view, "login_required", True) or not isinstance(request.user, User):
            return None
        if is_demonstration(request) and is_demo_account(request.user):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        if has_factor(request.user):
            return None if name in self.GIVING or has_given(request) else ask_for_second_factor(request)
        return redirect("mfa_index") if needs_factor(request.user) and name not in self.SETTING_UP else None


def ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, then go on to the page that was asked for, unless it was a post."""
    back = request.get_full_path() if request.method == "GET" else reverse("home")
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
