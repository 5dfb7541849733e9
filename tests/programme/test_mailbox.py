"""The mailbox of the demonstration shows what was sent, as it was sent."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client

from programme.demonstration.mailbox import LONGEST, NEWEST, newest_mails

pytestmark = pytest.mark.django_db


def post(folder: Path, subject: str, text: str = "Hello.", html: str = "") -> None:
    """Send as Django's file backend does, as one connection for each message."""
    mail = EmailMultiAlternatives(subject, text, to=["Raj Rater <raj@fenmoor.example>"])
    if html:
        mail.attach_alternative(html, "text/html")
    EmailBackend(file_path=str(folder)).send_messages([mail])


def write(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)


def test_an_empty_mailbox_says_so(demonstration: Path, visitor: Client) -> None:
    assert "No email has been sent yet" in visitor.get("/mailbox/").content.decode()


def test_a_message_is_listed_and_read_with_its_links(demonstration: Path, visitor: Client) -> None:
    post(
        demonstration,
        "Please give feedback on Pat – it's short",
        "Dear Raj,\n\nhttp://127.0.0.1:8000/r/abc_-123/\n",
        "<p>x</p>",
    )

    listed = visitor.get("/mailbox/").content.decode()
    page = visitor.get(f"/mailbox/{newest_mails()[0].name}/").content.decode()

    assert "Please give feedback on Pat – it&#x27;s short" in listed
    assert "Raj Rater &lt;raj@fenmoor.example&gt;" in listed
    assert '<a href="http://127.0.0.1:8000/r/abc_-123/"' in page
    assert "Dear Raj," in page


def test_the_newest_come_first(demonstration: Path) -> None:
    for second, subject in [("09", "First"), ("10", "Second"), ("11", "Third")]:
        write(demonstration, f"20260101-1200{second}-77.log", f"Subject: {subject}\n\nx\n".encode())

    assert [mail.subject for mail in newest_mails()] == ["Third", "Second", "First"]


def test_several_messages_of_one_connection_are_told_apart(demonstration: Path) -> None:
    mails = [EmailMultiAlternatives(subject, "x", to=["raj@fenmoor.example"]) for subject in ("One", "Two", "Three")]
    EmailBackend(file_path=str(demonstration)).send_messages(mails)

    assert [mail.subject for mail in newest_mails()] == ["Three", "Two", "One"]
    assert len({mail.name for mail in newest_mails()}) == 3


def test_what_a_message_says_is_never_markup(demonstration: Path, visitor: Client) -> None:
    post(demonstration, "<script>alert(1)</script>", "<img src=x onerror=alert(1)> javascript:alert(1)")

    page = visitor.get(f"/mailbox/{newest_mails()[0].name}/").content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_only_files_of_the_backend_are_read(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret"
    secret.write_text("Subject: Secret\n\nx")
    write(demonstration, "notes.log", b"Subject: Notes\n\nx")
    (demonstration / "20260101-120000-1.log").symlink_to(secret)

    assert newest_mails() == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Date: soon\nSubject: =?utf-8?b?!!?=\n\nx",
        b"Content-Type: text/plain; charset=none\n\n\xff",
        b"Content-Type: multipart/mixed\n\nx",
        b"Content-Transfer-Encoding: base64\n\n!!!",
        b"x" * (LONGEST + 10),
    ],
)
def test_a_broken_file_breaks_nothing(demonstration: Path, visitor: Client, content: bytes) -> None:
    write(demonstration, "20260101-120000-1.log", content)

    assert visitor.get("/mailbox/").status_code == 200
    for mail in newest_mails():
        assert visitor.get(f"/mailbox/{mail.name}/").status_code == 200


def test_a_full_mailbox_shows_the_newest(demonstration: Path, visitor: Client) -> None:
    for number in range(NEWEST + 5):
        write(demonstration, f"20260101-{number:06}-1.log", f"Subject: Mail {number}\n\nx".encode())

    subjects = [mail.subject for mail in newest_mails()]

    assert len(subjects) == NEWEST
    assert subjects[0] == f"Mail {NEWEST + 4}"
    assert visitor.get("/mailbox/").status_code == 200


@pytest.mark.parametrize("name", ["nothing", "20260101-120000-1-9", "x" * 3000])
def test_a_message_that_is_not_there_is_not_found(demonstration: Path, visitor: Client, name: str) -> None:
    assert visitor.get(f"/mailbox/{name}/").status_code == 404


def test_diary_entries_of_an_email_are_read_too(demonstration: Path, visitor: Client) -> None:
    mail = EmailMultiAlternatives("Your dates", "Hello.", to=["raj@fenmoor.example"])
    mail.attach("invite-1.ics", "BEGIN:VCALENDAR\r\nSUMMARY:A <b>launch</b>\r\n", "text/calendar")
    EmailBackend(file_path=str(demonstration)).send_messages([mail])

    page = visitor.get(f"/mailbox/{newest_mails()[0].name}/").content.decode()

    assert "invite-1.ics" in page
    assert "SUMMARY:A &lt;b&gt;launch&lt;/b&gt;" in page
