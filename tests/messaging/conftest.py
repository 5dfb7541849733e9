"""A real SMTP server on loopback that can be told to refuse, and a kind of message to send through it."""

import socket
from collections.abc import Iterator
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from messaging import letters
from messaging.letters import Letter
from messaging.models import Message
from messaging.outbox import owe
from people.models import Organisation


class PostOffice:
    """Keeps what it accepts; answers with `reply` when that is set."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.reply = ""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.reply:
            return self.reply
        assert isinstance(envelope.content, bytes)
        self.mails.append(BytesParser(policy=modern).parsebytes(envelope.content))
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def post_office(settings: Settings) -> Iterator[PostOffice]:
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    yield office
    controller.stop()


@pytest.fixture
def owed(trust: Organisation) -> Iterator[Message]:
    """A message of a kind of its own, owed to somebody whose name would break a careless header."""
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
