"""Personal links: made as a message is sent, exchanged by a human click, void once their purpose is."""

import hashlib
import secrets

from django.db import connection

from messaging.models import PersonalLink

TOKEN_BYTES = 32
# Asked whenever a link is opened, so it is composed once.
FIND = "SELECT target FROM messaging_personallink WHERE purpose = %s AND token_hash = %s"


def make(*, purpose: str, target: str) -> str:
    """A fresh token of 256 random bits for the target. Earlier links to it go on working."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    PersonalLink.objects.create(purpose=purpose, target=target, token_hash=_hash(token))
    return token


def target_of(token: str, *, purpose: str) -> str | None:
    """What the token opens, or nothing when it is unknown or void."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [purpose, _hash(token)])
        found = cursor.fetchone()
    return found[0] if found else None


def exists(*, purpose: str, target: str) -> bool:
    """Whether any link to the target works."""
    return PersonalLink.objects.filter(purpose=purpose, target=target).exists()


def void(*, purpose: str, target: str) -> None:
    """Every link to the target stops working."""
    PersonalLink.objects.filter(purpose=purpose, target=target).delete()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
