"""Who may: one authorised fetch, with which every view begins."""

from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from people.models import Organisation, Person, Role, User


def organisations_of(request: HttpRequest) -> list[Organisation]:
    """The organisations that the account administers; 404 for whoever administers none."""
    found = list(Organisation.objects.where(user_of(request), Role.ADMINISTRATOR).order_by("name"))
    if not found:
        raise Http404
    return found


class Visible(Protocol):
    """A manager or queryset with the one rule of who may know that a row exists."""

    def visible_to(self, user: User) -> QuerySet[Any]: ...


def user_of(request: HttpRequest) -> User:
    """The account that is signed in; a view that asks for one runs only when there is one."""
    if isinstance(request.user, AnonymousUser):
        raise Http404
    return request.user


def get_authorised(visible: Visible, perm: str, request: HttpRequest, **lookup: Any) -> Any:
    """Fetch one visible row on which the signed-in account holds the permission, or answer 404.

    Somebody without the permission is told the same as somebody who may not know that the row exists.
    """
    user = user_of(request)
    found = get_object_or_404(visible.visible_to(user), **lookup)
    if not user.has_perm(perm, found):
        raise Http404
    return found


def person_in(organisation: Organisation, request: HttpRequest) -> Person | None:
    """The signed-in account as this organisation knows it."""
    return Person.objects.filter(organisation=organisation, user=user_of(request)).first()


def holds(user: User, organisation: Organisation, *roles: Role) -> bool:
    """Whether the account holds one of the roles in the organisation."""
    return Organisation.objects.where(user, *roles).filter(pk=organisation.pk).exists()
