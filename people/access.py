"""The fetch with which every view begins: a row that the signed-in account may work with, or 404."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from people.models import Organisation, Person, User

Row = TypeVar("Row", bound=Model)


def user_of(request: HttpRequest) -> User:
    """Return the account that is signed in, or answer 404 if there is none or it is closed."""
    if isinstance(request.user, AnonymousUser) or not request.user.is_active:
        raise Http404
    return request.user


def get_authorised(rule: Callable[[User], QuerySet[Row]], request: HttpRequest, **lookup: Any) -> Row:
    """Fetch one of the rows that the rule allows the signed-in account, or answer 404.

    The rule is a QuerySet method, such as `Cohort.objects.run_by`. Somebody whom it refuses gets the same answer as
    somebody who asks for a row that does not exist.
    """
    return get_object_or_404(rule(user_of(request)), **lookup)


def administers(user: User, organisation: Organisation) -> bool:
    return Organisation.objects.run_by(user).filter(pk=organisation.pk).exists()


def organisations_of(request: HttpRequest) -> list[Organisation]:
    """Fetch the organisations that the account administers. Answer 404 if there are none."""
    found = list(Organisation.objects.run_by(user_of(request)).order_by("name"))
    if not found:
        raise Http404
    return found


def person_in(organisation: Organisation, request: HttpRequest) -> Person | None:
    """Find the organisation's record of the signed-in account."""
    return Person.objects.filter(organisation=organisation, user=user_of(request)).first()
