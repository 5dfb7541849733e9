"""A message owed is sent once, kept while the server is busy, and given up only when the server says never."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from messaging import letters
from messaging.models import Message, MessageState
from messaging.outbox import withdraw
from messaging.sending import BACK_OFF, send
from people.models import Organisation
from tests.messaging.conftest import owe_greeting
from tests.post_office import PostOffice


def test_it_arrives_as_text_and_html_with_the_link_in_both(owed: Message, post_office: PostOffice) -> None:
    send(owed.pk)

    [mail] = post_office.mails
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert mail["To"] == '"Jo JJ, Smith" <jo@fenmoor.example>'
    assert mail["Subject"] == "A greeting"
    assert "Tuesday & begins" in text
    assert "Tuesday &amp; begins" in html
    assert "http://127.0.0.1/sessions/1/" in text
    assert 'href="http://127.0.0.1/sessions/1/"' in html
    owed.refresh_from_db()
    assert owed.state == MessageState.SENT
    assert owed.sent_at is not None


def test_what_names_the_email_to_mail_programs_counts_nothing_and_stays_the_same_when_it_is_sent_again(
    owed: Message, post_office: PostOffice
) -> None:
    """A number would tell each reader how many emails others were sent since their last."""
    send(owed.pk)
    Message.objects.update(state=MessageState.QUEUED, sent_at=None)
    send(owed.pk)

    first, second = (mail["Message-ID"] for mail in post_office.mails)
    assert UUID(first.strip("<>").removesuffix("@cadre")).version == 4
    assert second == first


def test_a_second_delivery_sends_nothing(owed: Message, post_office: PostOffice) -> None:
    send(owed.pk)
    send(owed.pk)

    assert len(post_office.mails) == 1


def test_the_same_key_is_owed_once(owed: Message, trust: Organisation) -> None:
    again = owe_greeting(trust)

    assert again.pk == owed.pk
    assert Message.objects.count() == 1


def test_a_name_with_a_line_break_adds_no_header(owed: Message, post_office: PostOffice) -> None:
    Message.objects.update(to_name="Eve\r\nBcc: all@fenmoor.example")

    send(owed.pk)

    [mail] = post_office.mails
    assert "Bcc" not in mail
    assert mail["To"] == '"EveBcc: all@fenmoor.example" <jo@fenmoor.example>'


@pytest.mark.parametrize("reply", ["421 Too busy", "451 Try later", "452 Mailbox full"])
def test_a_temporary_refusal_is_tried_again_later(owed: Message, post_office: PostOffice, reply: str) -> None:
    post_office.reply = reply
    before = timezone.now()

    send(owed.pk)

    owed.refresh_from_db()
    assert owed.state == MessageState.QUEUED
    assert owed.due_at >= before + BACK_OFF[0]
    assert reply[:3] in owed.error
    post_office.reply = ""
    Message.objects.update(due_at=timezone.now())
    send(owed.pk)
    assert len(post_office.mails) == 1


def test_a_server_that_is_down_is_tried_again_later(owed: Message, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    send(owed.pk)

    owed.refresh_from_db()
    assert (owed.state, owed.error) == (MessageState.QUEUED, "ConnectionRefusedError")


def test_a_permanent_refusal_is_not_tried_again(owed: Message, post_office: PostOffice) -> None:
    post_office.reply = "550 No such person"

    send(owed.pk)

    owed.refresh_from_db()
    assert owed.state == MessageState.FAILED
    assert "550" in owed.error
    assert "No such person" not in owed.error


def test_it_is_given_up_after_the_last_try(owed: Message, post_office: PostOffice) -> None:
    post_office.reply = "451 Try later"
    Message.objects.update(attempts=len(BACK_OFF))

    send(owed.pk)

    owed.refresh_from_db()
    assert owed.state == MessageState.FAILED


def test_a_claim_left_by_a_dead_worker_is_taken_over(owed: Message, post_office: PostOffice) -> None:
    Message.objects.update(state=MessageState.SENDING, attempts=1, claimed_until=timezone.now() - timedelta(seconds=1))

    send(owed.pk)

    assert len(post_office.mails) == 1


def test_a_claim_that_a_worker_still_holds_is_left_alone(owed: Message, post_office: PostOffice) -> None:
    Message.objects.update(state=MessageState.SENDING, attempts=1, claimed_until=timezone.now() + timedelta(minutes=1))

    send(owed.pk)

    assert post_office.mails == []


def test_a_message_whose_workers_keep_dying_is_given_up(owed: Message, post_office: PostOffice) -> None:
    Message.objects.update(
        state=MessageState.SENDING,
        attempts=len(BACK_OFF) + 1,
        claimed_until=timezone.now() - timedelta(seconds=1),
    )

    send(owed.pk)

    owed.refresh_from_db()
    assert owed.state == MessageState.FAILED
    assert post_office.mails == []


def test_a_withdrawn_message_is_not_sent(owed: Message, post_office: PostOffice) -> None:
    withdraw(key=owed.key)

    send(owed.pk)

    assert post_office.mails == []


def test_a_letter_that_is_no_longer_needed_is_not_sent(owed: Message, post_office: PostOffice) -> None:
    letters.writes("test_greeting")(lambda message: None)

    send(owed.pk)

    owed.refresh_from_db()
    assert owed.state == MessageState.WITHDRAWN
    assert post_office.mails == []


def test_a_letter_that_cannot_be_written_is_given_up_and_says_why(owed: Message, post_office: PostOffice) -> None:
    def broken(message: Message) -> None:
        raise LookupError("secret detail")

    letters.writes("test_greeting")(broken)

    send(owed.pk)

    owed.refresh_from_db()
    assert owed.state == MessageState.FAILED
    assert owed.error == "LookupError"


@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_send_one_mail(post_office: PostOffice) -> None:
    trust = Organisation.objects.create(name="Fenmoor Trust")
    letters.writes("test_greeting")(lambda message: letters.Letter(subject="Once", greeting="Hello,", paragraphs=[]))
    message = owe_greeting(trust)
    together = Barrier(10)

    def work() -> None:
        together.wait()
        send(message.pk)
        connection.close()

    workers = [Thread(target=work) for _ in range(10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(post_office.mails) == 1
