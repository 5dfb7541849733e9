"""The letter of each kind of message. The package that owes it registers the function that writes it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.template.loader import render_to_string

from messaging import models
from messaging.models import Message


@dataclass(frozen=True, kw_only=True)
class CalendarPart:
    """An iCalendar object that goes with an email, and the METHOD in it."""

    method: str
    content: bytes
    name: str = "invite.ics"

    @property
    def mime_type(self) -> str:
        """The MIME type with the method: without it, calendar programs do not act on the part (RFC 6047, 2.4)."""
        return f"text/calendar; method={self.method}"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The words of an email: a subject, paragraphs and points, an optional button, and a closing.

    A single calendar is sent as an alternative to the text, so that calendar programs act on it. Several are attached.
    """

    subject: str
    greeting: str
    paragraphs: list[str]
    points: list[str] = field(default_factory=list)
    action: str = ""
    url: str = ""
    closing: list[str] = field(default_factory=list)
    calendars: tuple[CalendarPart, ...] = ()

    def text(self) -> str:
        return render_to_string("messaging/letter.txt", {"letter": self})

    def html(self) -> str:
        return render_to_string("messaging/letter.html", {"letter": self})


Writer = Callable[[Message], Letter | None]
_writers: dict[str, Writer] = {}


def writes(kind: str, *, unlisted: bool = False) -> Callable[[Writer], Writer]:
    """Register the function that writes a kind of message. It returns None if the message is no longer needed.

    Unlisted messages are shown and counted on no page.
    """
    if unlisted:
        models.hide_kind(kind)

    def register(writer: Writer) -> Writer:
        _writers[kind] = writer
        return writer

    return register


def letter_for(message: Message) -> Letter | None:
    return _writers[message.kind](message)
