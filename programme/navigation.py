"""The links in the header for each role."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from people.models import Role, User
from programme.demonstration.accounts import is_demonstration

# Addresses of pages for running a programme.
RUNNING = ("/programmes/", "/cohorts/", "/rounds/", "/sessions/", "/enrolments/", "/instruments/", "/360-settings/")

# Addresses of pages about planning and what it takes into account.
PLANNING = ("/planning/", "/venues/", "/closed-days/", "/diaries/")


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Add the links to the context of all templates. Requests that are refused early have no account yet."""
    user = getattr(request, "user", None)
    items = items_for(user, request.path) if isinstance(user, User) else []
    return {"navigation": items, "demo": is_demonstration(request)}


def items_for(user: User, path: str) -> list[Item]:
    items = [Item("Home", reverse("home"), path == "/")]
    items.append(Item("Calendar", reverse("calendar"), path.startswith("/calendar/")))
    if Role.ADMINISTRATOR in user.roles:
        items.append(Item("Programmes", reverse("programmes"), path.startswith(RUNNING)))
        items.append(Item("Planning", reverse("planning_home"), path.startswith(PLANNING)))
        items.append(Item("Team", reverse("team"), path.startswith("/team/")))
        items.append(Item("Emails", reverse("emails"), path.startswith("/emails/")))
    account = reverse("mfa_index")
    return [*items, Item("Your account", account, path.startswith(account))]
