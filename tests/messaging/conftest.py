"""A kind of message to send through a real mail server."""

from collections.abc import Iterator

import pytest

from messaging import letters
from messaging.letters import Letter
from messaging.models import Message
from messaging.outbox import owe
from people.models import Organisation


@pytest.fixture
def owed(trust: Organisation) -> Iterator[Message]:
    """A message of its own kind, to somebody whose name would break a header that is put together carelessly."""
    letters.writes("test_greeting")(
        lambda message: Letter(
            subject="A greeting",
            greeting=f"Dear {message.to_name},",
            paragraphs=["Your session is on Tuesday & begins at 9."],
            action="See the session",
            url="http://127.0.0.1/sessions/1/",
        )
    )
    yield owe_greeting(trust)
    del letters._writers["test_greeting"]


def owe_greeting(trust: Organisation, key: str = "greeting:1") -> Message:
    return owe(
        kind="test_greeting", key=key, organisation=trust, to_name='Jo "JJ", Smith', to_email="jo@fenmoor.example"
    )
