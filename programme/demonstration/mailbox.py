"""The mailbox of the demonstration, which shows emails that were written to files instead of being sent."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programme.demonstration.accounts import demonstration_only

# Django's file backend names files by second and connection, and ends each message with a line of dashes.
FILE_NAME = re.compile(r"\d{8}-\d{6}-\d+\.log")
END_OF_MESSAGE = b"\n" + b"-" * 79 + b"\n"
NEWEST = 200
LONGEST = 256 * 1024


@dataclass(frozen=True)
class CalendarEntry:
    """A calendar entry attached to an email, as a mail program would pass it to a calendar."""

    name: str
    text: str


@dataclass(frozen=True)
class Mail:
    name: str
    subject: str
    to: str
    sent_at: datetime | None
    text: str
    entries: list[CalendarEntry]


@login_not_required
@demonstration_only
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/mailbox.html", {"mails": newest_mails()})


@login_not_required
@demonstration_only
@require_safe
def mailbox_message(request: HttpRequest, name: str) -> HttpResponse:
    mail = next((mail for mail in newest_mails() if mail.name == name), None)
    if mail is None:
        raise Http404
    return render(request, "programme/mailbox_message.html", {"mail": mail})


def newest_mails() -> list[Mail]:
    """Read as many emails as a page can show, the newest first."""
    mails = [mail for path in _newest_files() for mail in reversed(list(_mails_in(path)))]
    return mails[:NEWEST]


def _newest_files() -> list[Path]:
    """Find the newest files that the email backend wrote. Symbolic links are left out."""
    folder = Path(settings.MAILBOX_DIR)
    if not folder.is_dir():
        return []
    files = [path for path in folder.iterdir() if FILE_NAME.fullmatch(path.name) and not path.is_symlink()]
    return sorted(files, key=lambda path: (path.name[:15], path.stat().st_mtime_ns), reverse=True)[:NEWEST]


def _mails_in(path: Path) -> Iterator[Mail]:
    with path.open("rb") as file:
        written = file.read(LONGEST)
    for number, content in enumerate(filter(None, written.split(END_OF_MESSAGE))):
        yield _mail(f"{path.stem}-{number}", content)


def _mail(name: str, content: bytes) -> Mail:
    message = email.message_from_bytes(content, policy=email.policy.default)
    return Mail(
        name=name,
        subject=str(message["Subject"] or "No subject"),
        to=str(message["To"] or ""),
        sent_at=_date_of(message),
        text=_text_of(message),
        entries=list(_entries_of(message)),
    )


def _date_of(message: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        return None


def _text_of(message: EmailMessage) -> str:
    """Return the plain text, which every email of ours has."""
    try:
        part = message.get_body(preferencelist=("plain",))
        return str(part.get_content()) if part else ""
    except (KeyError, LookupError, ValueError):
        return ""


def _entries_of(message: EmailMessage) -> Iterator[CalendarEntry]:
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            content = part.get_payload(decode=True)
            text = content.decode(errors="replace") if isinstance(content, bytes) else ""
            yield CalendarEntry(part.get_filename() or "invite.ics", text)
