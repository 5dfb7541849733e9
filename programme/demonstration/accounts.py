"""The accounts of the demonstration, and where one-click sign-in to them is allowed."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port

from people.models import User

View = Callable[..., HttpResponse]
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


@dataclass(frozen=True)
class DemoAccount:
    role: str
    label: str
    email: str
    can: str


DEMO_ACCOUNTS = (
    DemoAccount(
        "administrator", "Administrator", "administrator@meadowvale.example", "plan a cohort and enrol its people"
    ),
    DemoAccount("participant", "Participant", "participant@meadowvale.example", "name raters and evaluate sessions"),
    DemoAccount("facilitator", "Facilitator", "facilitator@meadowvale.example", "see the sessions that they lead"),
    DemoAccount("coach", "Coach", "coach@meadowvale.example", "debrief 360s and see the sessions that they hold"),
    DemoAccount("executive", "Executive", "executive@meadowvale.example", "read the evaluation reports"),
)


def is_demo_account(user: User) -> bool:
    return user.email in {account.email for account in DEMO_ACCOUNTS}


def is_demonstration(request: HttpRequest) -> bool:
    """Whether one-click sign-in may be offered: in demonstration mode, on this machine, to this machine."""
    return settings.DEMO and _comes_from_here(request) and _asks_for_here(request)


def _comes_from_here(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself, and not from another one through a proxy here."""
    if any(header in request.META for header in FORWARDED):
        return False
    return _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _asks_for_here(request: HttpRequest) -> bool:
    try:
        host, _ = split_domain_port(request.get_host())
    except DisallowedHost:
        return False
    return host == "localhost" or _is_loopback(host.strip("[]"))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def demonstration_only(view: View) -> View:
    """Answer 404 unless this is the demonstration, used on its own machine."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_demonstration(request):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
