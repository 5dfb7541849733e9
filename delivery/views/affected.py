"""What a page says after something was saved that sessions to come depend on."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest

from delivery.by_hand.affected import in_words
from delivery.models import ReleasedSession, Session


def warn_of(request: HttpRequest, sessions: Iterable[Session | ReleasedSession]) -> None:
    if words := in_words(sessions):
        messages.warning(request, words)
