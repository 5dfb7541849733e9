"""The parts that higher packages add to the page of a session."""

from dataclasses import dataclass

from people.models import User
from people.registry import Registry
from scheduling.models import Session


@dataclass(frozen=True)
class SessionPart:
    """A button for something that the account can do with a session."""

    label: str
    url: str


session_parts: Registry[[Session, User], SessionPart] = Registry()
