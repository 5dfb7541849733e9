"""Keep track of the questionnaires that a browser has open, so that the next person at a shared computer finds none."""

from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from assessments.models import Invitation
from people.models import User

# In the session: the invitation's key, and with it the instrument's, so that saving an answer need not look for it.
OPENED = "seats"


def take(session: SessionBase, invitation: Invitation) -> None:
    """Open the questionnaire under a new key; of those open before, only the same rater's stay."""
    taken = _only_of(session, invitation.email)
    # A browser without a session has no key that anybody could know.
    if session.session_key:
        session.cycle_key()
    session[OPENED] = taken | {str(invitation.pk): invitation.subject.round.instrument_id}


def is_taken(session: SessionBase, pk: UUID) -> bool:
    return str(pk) in session.get(OPENED, {})


def instrument_of(session: SessionBase, pk: UUID) -> int | None:
    """The key of the instrument that this browser answers here, or nothing when it has not opened it."""
    taken: dict[str, int] = session.get(OPENED, {})
    return taken.get(str(pk))


def _only_of(session: SessionBase, email: str) -> dict[str, int | None]:
    open_before: dict[str, int | None] = session.get(OPENED, {})
    if not open_before:
        return {}
    kept = Invitation.objects.filter(pk__in=open_before, email=email).values_list("pk", flat=True)
    return {str(pk): open_before[str(pk)] for pk in kept}


@receiver(user_logged_in)
def leave_to_others(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Signing in keeps the session's content: what another rater began in this browser is not theirs to see."""
    if OPENED in request.session:
        request.session[OPENED] = _only_of(request.session, user.email)
