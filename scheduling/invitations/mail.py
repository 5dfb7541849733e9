"""Answers to invitations that arrive by email, as a mail server hands them over."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from scheduling.ics.reader import Reply, UnreadableDiaryError, read_reply
from scheduling.invitations.answers import Outcome, record

MOST_BYTES = 5_000_000
MOST_PARTS = 100
CALENDAR_TYPES = ("text/calendar", "application/ics")

TOO_BIG = "The email is too big to be an answer."
NO_ANSWER = "The email holds no answer to an invitation."
SOMEBODY_ELSES = "The email is not from the address that answers."


class NotAnAnswerError(Exception):
    """Nothing was recorded; the message says why."""


def record_mail(data: bytes) -> Outcome:
    """Record the answer in an email. Whoever sends it must be who answers. Raises NotAnAnswerError."""
    if len(data) > MOST_BYTES:
        raise NotAnAnswerError(TOO_BIG)
    try:
        found = _answer_in(message_from_bytes(data))
    except RecursionError:
        # Mails in mails in mails.
        raise NotAnAnswerError(NO_ANSWER) from None
    return record(uid=found.uid, email=found.email, answer=found.answer, sequence=found.sequence)


def _answer_in(mail: Message) -> Reply:
    found = next(_replies(mail), None)
    if found is None:
        raise NotAnAnswerError(NO_ANSWER)
    if _sender(mail) != found.email:
        raise NotAnAnswerError(SOMEBODY_ELSES)
    return found


def _replies(mail: Message) -> Iterator[Reply]:
    for _, part in zip(range(MOST_PARTS), mail.walk(), strict=False):
        content = part.get_payload(decode=True) if part.get_content_type() in CALENDAR_TYPES else None
        if isinstance(content, bytes) and (found := _understood(content)):
            yield found


def _understood(content: bytes) -> Reply | None:
    try:
        return read_reply(content)
    except UnreadableDiaryError:
        return None


def _sender(mail: Message) -> str:
    """Nobody, where a mail names several: one of them would be believed for another."""
    addresses = [address.lower() for _, address in getaddresses(list(map(str, mail.get_all("From", []))))]
    return addresses[0] if len(addresses) == 1 else ""
