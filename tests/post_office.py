"""A real SMTP server on loopback, which keeps what it accepts and can be told to refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.service import free_port


class PostOffice:
    """Keeps what it accepts; answers with `reply` when that is set."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.reply = ""
        self.port = free_port()

    def empty(self) -> None:
        """Keep nothing of what came, and accept everything again."""
        self.mails.clear()
        self.reply = ""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.reply:
            return self.reply
        assert isinstance(envelope.content, bytes)
        mail = BytesParser(policy=modern).parsebytes(envelope.content)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def text_to(self, address: str, subject: str = "") -> str:
        """The text of the newest mail to the address, or nothing yet."""
        for mail in reversed(self.mails):
            if address in mail["To"] and subject in mail["Subject"]:
                body = mail.get_body(("plain",))
                assert body is not None
                return str(body.get_content()).replace("\r\n", "\n")
        return ""


@contextmanager
def open_post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
