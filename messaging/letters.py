"""What a message says: each kind has one writer, registered by the package that owes it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.template.loader import render_to_string

from messaging import models
from messaging.models import Message


@dataclass(frozen=True, kw_only=True)
class CalendarPart:
    """An iCalendar object that goes with an email, and the METHOD that stands in it."""

    method: str
    content: bytes
    name: str = "invite.ics"

    @property
    def mime_type(self) -> str:
        """Diaries obey only where the type of the part names the method too (RFC 6047, 2.4)."""
        return f"text/calendar; method={self.method}"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The words of an email: a subject, paragraphs and points, perhaps one thing to do, and a closing.

    One calendar is the email in another form, which diaries obey; several are attached as files.
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
    """Register the writer of a kind of message. It answers None when the message is no longer needed.

    What is unlisted stands on no page: not that it was sent, nor to whom, nor how many there were.
    """
    if unlisted:
        models.hide_kind(kind)

    def register(writer: Writer) -> Writer:
        _writers[kind] = writer
        return writer

    return register


def letter_for(message: Message) -> Letter | None:
    return _writers[message.kind](message)
