"""Personal links: made when a message is sent, exchanged for a session by a click, and void after use."""

import hashlib
import secrets

from django.db import connection

from messaging.models import PersonalLink

TOKEN_BYTES = 32
# Asked whenever a link is opened, so it is composed once.
FIND = "SELECT target FROM messaging_personallink WHERE purpose = %s AND token_hash = %s"


def make(*, purpose: str, target: str) -> str:
    """Make a new token of 256 random bits for the target. Earlier links to it still work."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    PersonalLink.objects.create(purpose=purpose, target=target, token_hash=_hash(token))
    return token


def target_of(token: str, *, purpose: str) -> str | None:
    """Find what the token opens. Return None if it is unknown or void."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [purpose, _hash(token)])
        found = cursor.fetchone()
    return found[0] if found else None


def exists(*, purpose: str, target: str) -> bool:
    """Whether any link to the target works."""
    return PersonalLink.objects.filter(purpose=purpose, target=target).exists()


def void(*, purpose: str, target: str) -> None:
    """Make all links to the target stop working."""
    PersonalLink.objects.filter(purpose=purpose, target=target).delete()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
