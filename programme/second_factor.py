"""The second factor: who needs one, and whether it was given in this session."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from people.models import Role, User

# Recovery codes are no factor of their own: they replace one of these.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def needs_factor(user: User) -> bool:
    return Role.ADMINISTRATOR in user.roles


def has_given(request: HttpRequest) -> bool:
    """Whether the second factor was given in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


@receiver(authenticator_added)
def count_set_up_as_given(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Count a factor that was set up just now as given, so that it need not be given again."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
