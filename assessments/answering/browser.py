"""The questionnaires that a browser has open, so that the next person at a shared computer finds none."""

from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from assessments.models import Invitation
from people.models import User

# Under this key the session maps each invitation to its instrument, so that saving an answer need not look it up.
OPENED = "seats"


def open_questionnaire(session: SessionBase, invitation: Invitation) -> None:
    """Open a questionnaire under a new session key. Questionnaires of other raters are closed."""
    opened = _only_of(session, invitation.email)
    # A browser without a session has no key that anybody else could know.
    if session.session_key:
        session.cycle_key()
    session[OPENED] = opened | {str(invitation.pk): invitation.subject.round.instrument_id}


def has_open(session: SessionBase, pk: UUID) -> bool:
    return str(pk) in session.get(OPENED, {})


def instrument_of(session: SessionBase, pk: UUID) -> int | None:
    """Find the key of the instrument of a questionnaire that this browser has open; None if it is not open."""
    opened: dict[str, int] = session.get(OPENED, {})
    return opened.get(str(pk))


def _only_of(session: SessionBase, email: str) -> dict[str, int | None]:
    open_before: dict[str, int | None] = session.get(OPENED, {})
    if not open_before:
        return {}
    kept = Invitation.objects.filter(pk__in=open_before, email=email).values_list("pk", flat=True)
    return {str(pk): open_before[str(pk)] for pk in kept}


@receiver(user_logged_in)
def close_those_of_others(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Close the questionnaires that another rater opened here: signing in leaves the session's content in place."""
    if OPENED in request.session:
        request.session[OPENED] = _only_of(request.session, user.email)
