"""Whose questionnaires a browser has open. On a shared computer, whoever comes next must not find the last one's."""

from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from assessments.models import Invitation
from people.models import User

ANSWERING = "answering"


def take(session: SessionBase, invitation: Invitation) -> None:
    """Open the questionnaire under a new key; of those open before, only the same rater's stay."""
    session.cycle_key()
    others = [key for key in _keep_only(session, invitation.email) if key != str(invitation.pk)]
    session[ANSWERING] = [*others, str(invitation.pk)]


def is_taken(session: SessionBase, pk: UUID) -> bool:
    return str(pk) in session.get(ANSWERING, [])


def _keep_only(session: SessionBase, email: str) -> list[str]:
    kept = Invitation.objects.filter(pk__in=session.get(ANSWERING, []), email=email).values_list("pk", flat=True)
    return [str(pk) for pk in kept]


@receiver(user_logged_in)
def leave_to_others(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Signing in keeps the session's content: what another rater began in this browser is not theirs to see."""
    if ANSWERING in request.session:
        request.session[ANSWERING] = _keep_only(request.session, user.email)
