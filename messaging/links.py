"""Personal links: made when a message is sent, exchanged by a human click, void once they have served their purpose."""

import hashlib
import secrets

from messaging.models import PersonalLink

TOKEN_BYTES = 32


def make(*, purpose: str, target: str) -> str:
    """Make a fresh token of 256 random bits for the target. Earlier links to it go on working."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    PersonalLink.objects.create(purpose=purpose, target=target, token_hash=_hash(token))
    return token


def target_of(token: str, *, purpose: str) -> str | None:
    """Find what the token opens; None if it is unknown or void."""
    found = PersonalLink.objects.filter(purpose=purpose, token_hash=_hash(token))
    return found.values_list("target", flat=True).first()


def exists(*, purpose: str, target: str) -> bool:
    """Whether any link to the target works."""
    return PersonalLink.objects.filter(purpose=purpose, target=target).exists()


def void(*, purpose: str, target: str) -> None:
    """Make every link to the target stop working."""
    PersonalLink.objects.filter(purpose=purpose, target=target).delete()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
