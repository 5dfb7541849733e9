"""Emails from diaries, as a mail server pipes them in."""

import io
import os
import subprocess
import sys
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from cohorts.models import Cohort
from people.models import Person
from scheduling.invitations.answers import Outcome
from scheduling.invitations.reply_mail import (
    MOST_BYTES,
    NO_ANSWER,
    SOMEBODY_ELSES,
    TOO_BIG,
    NotAnAnswerError,
    record_mail,
)
from scheduling.models import Invitee
from tests import cast
from tests.scheduling.invitations.mails import mail_of, reply_of

ROOT = Path(__file__).parents[3]
JUNK = b"From: somebody@example.org\r\nSubject: Lunch\r\n\r\nSee you at noon.\r\n"


@pytest.fixture
def invitee(cohort: Cohort, participant: Person) -> Invitee:
    return cast.invited(participant, cast.session(cohort, starts_at=timezone.now() + timedelta(days=30)))


def refused(mail: bytes) -> str:
    with pytest.raises(NotAnAnswerError) as why:
        record_mail(mail)
    return str(why.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "answer"), [("ACCEPTED", "accepted"), ("TENTATIVE", "tentative"), ("DECLINED", "declined")]
)
def test_an_answer_by_email_is_recorded(invitee: Invitee, said: str, answer: str) -> None:
    assert record_mail(mail_of(reply_of(invitee, said), invitee.person.email)) == Outcome.RECORDED

    invitee.refresh_from_db()
    assert invitee.answer == answer


@pytest.mark.django_db
def test_a_calendar_in_base_64_or_as_a_file_is_read_too(invitee: Invitee) -> None:
    mail = EmailMessage()
    mail["From"] = f"PAT <{invitee.person.email.upper()}>"
    mail.set_content("See the file.")
    mail.add_attachment(reply_of(invitee), maintype="application", subtype="ics", filename="invite.ics")

    assert record_mail(mail.as_bytes()) == Outcome.RECORDED


@pytest.mark.django_db
def test_an_answer_counts_only_from_its_own_sender(invitee: Invitee) -> None:
    assert refused(mail_of(reply_of(invitee), "eve@example.org")) == SOMEBODY_ELSES
    twice = mail_of(reply_of(invitee), invitee.person.email)
    assert refused(b"From: eve@example.org\n" + twice) == SOMEBODY_ELSES
    assert refused(twice.replace(b"From:", b"X-From:")) == SOMEBODY_ELSES

    invitee.refresh_from_db()
    assert invitee.answer == ""


@pytest.mark.django_db
@pytest.mark.parametrize("sender", ["{}, evil@example.org", "evil@example.org, {}", "{} <evil@example.org>"])
def test_an_email_from_several_senders_is_not_believed(invitee: Invitee, sender: str) -> None:
    """Mail servers that refuse forged addresses look at the first, at the last or at none of them."""
    mail = mail_of(reply_of(invitee), invitee.person.email)
    theirs = f"Somebody <{invitee.person.email}>"
    forged = mail.replace(theirs.encode(), sender.format(invitee.person.email).encode())
    assert forged != mail

    assert refused(forged) == SOMEBODY_ELSES

    invitee.refresh_from_db()
    assert invitee.answer == ""


@pytest.mark.parametrize(
    "mail",
    [
        b"From: a@b.example\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
        b"From: a@b.example\r\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(2_000)),
    ],
)
def test_mails_within_mails_are_refused(mail: bytes) -> None:
    assert refused(mail) == NO_ANSWER


@pytest.mark.django_db
def test_an_answer_to_an_earlier_date_is_told_apart(invitee: Invitee) -> None:
    Invitee.objects.update(sequence=1)

    assert record_mail(mail_of(reply_of(invitee), invitee.person.email)) == Outcome.OVERTAKEN


@pytest.mark.parametrize("mail", [b"", JUNK, b"\x00" * 100, b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n"])
def test_what_holds_no_answer_is_refused(mail: bytes) -> None:
    assert refused(mail) == NO_ANSWER


def test_what_is_too_big_is_refused() -> None:
    assert refused(JUNK + b"x" * MOST_BYTES) == TOO_BIG


HEADERS = st.sampled_from(["From", "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "To"])
VALUES = st.one_of(
    st.sampled_from(["text/calendar; method=REPLY", "multipart/mixed; boundary=a", "base64", "message/rfc822", "a@b"]),
    st.text(max_size=30),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(HEADERS, VALUES), max_size=6), st.binary(max_size=200))
def test_no_email_raises_anything_else(headers: list[tuple[str, str]], body: bytes) -> None:
    written = "".join(f"{name}: {value}\n" for name, value in headers)
    with pytest.raises(NotAnAnswerError):
        record_mail(written.encode("utf-8", "replace") + b"\n--a\n" + body)


@pytest.mark.django_db
def test_the_command_says_what_it_did(invitee: Invitee, monkeypatch: pytest.MonkeyPatch) -> None:
    page = io.StringIO()
    mail = mail_of(reply_of(invitee), invitee.person.email)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mail)))

    call_command("record_reply", stdout=page)

    assert page.getvalue() == "The answer is recorded.\n"


def test_the_command_refuses_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(JUNK)))

    with pytest.raises(CommandError, match=NO_ANSWER) as why:
        call_command("record_reply")

    assert why.value.returncode == 65


def piped(mail: bytes) -> tuple[int, str]:
    """The command as a mail server runs it, while the database is away."""
    environment = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    command = [sys.executable, "manage.py", "record_reply"]
    done = subprocess.run(command, cwd=ROOT, input=mail, env=environment, capture_output=True, check=False)
    return done.returncode, done.stderr.decode()


@pytest.mark.django_db
def test_a_mail_server_is_told_to_bring_it_again_or_to_give_up(invitee: Invitee) -> None:
    code, said = piped(mail_of(reply_of(invitee), invitee.person.email))

    assert (code, "send the email again later" in said) == (75, True)
    assert piped(JUNK)[0] == 65
