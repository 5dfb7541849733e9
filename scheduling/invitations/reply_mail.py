"""Answers to invitations, read from emails that a mail server hands over."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from scheduling.ics.reader import Reply, UnreadableDiaryError, read_reply
from scheduling.invitations.answers import Outcome, record_reply

MOST_BYTES = 5_000_000
MOST_PARTS = 100
CALENDAR_TYPES = ("text/calendar", "application/ics")

TOO_BIG = "The email is too big to be an answer."
NO_ANSWER = "The email holds no answer to an invitation."
SOMEBODY_ELSES = "The email is not from the address that answers."


class NotAnAnswerError(Exception):
    """An email that holds no answer that can be recorded. Its message says why."""


def record_mail(data: bytes) -> Outcome:
    """Record the answer in an email. Raises NotAnAnswerError if it holds none, or is somebody else's answer."""
    if len(data) > MOST_BYTES:
        raise NotAnAnswerError(TOO_BIG)
    try:
        found = _read_answer(message_from_bytes(data))
    except RecursionError:
        # Emails can be nested without end.
        raise NotAnAnswerError(NO_ANSWER) from None
    return record_reply(uid=found.uid, email=found.email, answer=found.answer, sequence=found.sequence)


def _read_answer(mail: Message) -> Reply:
    found = next(_find_replies(mail), None)
    if found is None:
        raise NotAnAnswerError(NO_ANSWER)
    if _sender(mail) != found.email:
        raise NotAnAnswerError(SOMEBODY_ELSES)
    return found


def _find_replies(mail: Message) -> Iterator[Reply]:
    for _, part in zip(range(MOST_PARTS), mail.walk(), strict=False):
        content = part.get_payload(decode=True) if part.get_content_type() in CALENDAR_TYPES else None
        if isinstance(content, bytes) and (found := _read_or_skip(content)):
            yield found


def _read_or_skip(content: bytes) -> Reply | None:
    try:
        return read_reply(content)
    except UnreadableDiaryError:
        return None


def _sender(mail: Message) -> str:
    """Return the one sender, or "" if there are several: one could answer in the name of another."""
    addresses = [address.lower() for _, address in getaddresses(list(map(str, mail.get_all("From", []))))]
    return addresses[0] if len(addresses) == 1 else ""
