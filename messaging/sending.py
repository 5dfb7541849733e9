"""The sending of a message: claimed, sent, and its outcome stored. After a crash between two steps it is sent late."""

import logging
import smtplib
from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from messaging.letters import CalendarPart, Letter, letter_for
from messaging.models import Message, MessageState

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=5)
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]


def send(message_id: int) -> None:
    """Send the message if it is still owed and no other worker is sending it."""
    claimed = _claim(message_id)
    if claimed is None:
        return
    message, letter = claimed
    try:
        _post(message, letter)
    except Exception as error:
        _put_back(message, error)
    else:
        _settle(message, state=MessageState.SENT, sent_at=timezone.now())


@transaction.atomic
def _claim(message_id: int) -> tuple[Message, Letter] | None:
    """Reserve the message for a few minutes and write its letter, so that its links are stored before it is sent."""
    message = Message.objects.due().select_for_update(skip_locked=True, no_key=True).filter(pk=message_id).first()
    if message is None:
        return None
    letter = _written(message)
    if letter is None:
        return None
    message.state = MessageState.SENDING
    message.attempts += 1
    message.claimed_until = timezone.now() + CLAIM
    message.save()
    return message, letter


def _written(message: Message) -> Letter | None:
    """Write the letter. Return None if it is not needed, cannot be written, or has been tried too often."""
    if message.attempts > len(BACK_OFF):
        _settle(message, state=MessageState.FAILED, error=message.error or "Tried too often")
        return None
    try:
        letter = letter_for(message)
    except (LookupError, ValueError, ObjectDoesNotExist) as error:
        logger.exception("message %s cannot be written", message.pk)
        _settle(message, state=MessageState.FAILED, error=_reason(error))
        return None
    if letter is None:
        _settle(message, state=MessageState.WITHDRAWN)
    return letter


def _post(message: Message, letter: Letter) -> None:
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text(),
        to=[_address(message)],
        headers={"Message-ID": f"<{message.reference}@cadre>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(letter.html(), "text/html")
    _add_calendars(mail, letter.calendars)
    mail.send()


def _add_calendars(mail: EmailMultiAlternatives, calendars: Sequence[CalendarPart]) -> None:
    """Add calendars to the email. iTIP allows one entry in a calendar, so several are attached as files (ADR 15)."""
    if len(calendars) == 1:
        mail.attach_alternative(_lines_of(calendars[0]), calendars[0].mime_type)
        return
    for calendar in calendars:
        mail.attach(calendar.name, _lines_of(calendar), calendar.mime_type)


def _lines_of(calendar: CalendarPart) -> str:
    """Return the calendar with plain line ends. Python's email package would double CRLF."""
    return calendar.content.decode().replace("\r\n", "\n")


def _address(message: Message) -> str:
    name = "".join(character for character in message.to_name if character.isprintable() and character not in '"\\')
    return f'"{name}" <{message.to_email}>' if name else message.to_email


def _put_back(message: Message, error: Exception) -> None:
    """Try the message again later if that can help, or give it up."""
    logger.warning("message %s not sent: %s", message.pk, type(error).__name__)
    if is_temporary(error) and message.attempts <= len(BACK_OFF):
        due_at = timezone.now() + BACK_OFF[message.attempts - 1]
        _settle(message, state=MessageState.QUEUED, due_at=due_at, error=_reason(error))
    else:
        _settle(message, state=MessageState.FAILED, error=_reason(error))


def _settle(message: Message, **values: object) -> None:
    """Store the outcome, unless another worker has claimed the message since."""
    Message.objects.filter(pk=message.pk, attempts=message.attempts).update(**{"claimed_until": None, **values})


def is_temporary(error: Exception) -> bool:
    """Whether trying again later can help: SMTP codes from 400 to 499, and no connection (RFC 5321, 4.2.1)."""
    codes = _smtp_codes(error)
    if codes:
        return all(400 <= code < 500 for code in codes)
    return isinstance(error, (OSError, smtplib.SMTPServerDisconnected))


def _smtp_codes(error: Exception) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _ in error.recipients.values()]
    if isinstance(error, smtplib.SMTPResponseException):
        return [error.smtp_code]
    return []


def _reason(error: Exception) -> str:
    """Name the error by its class and SMTP codes. Its text is left out: it may quote what we sent."""
    codes = ", ".join(str(code) for code in _smtp_codes(error))
    return f"{type(error).__name__} {codes}".strip()
