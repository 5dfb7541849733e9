"""An administrator sees emails that have not arrived, and can send them again."""

import re
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from messaging.models import Message, MessageState
from people.models import Organisation, Person
from tests.conftest import ClientFor
from tests.messaging.conftest import owe_greeting
from tests.reading import read


def refused(trust: Organisation, number: int = 1) -> Message:
    message = owe_greeting(trust, key=f"greeting:{number}")
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.FAILED, attempts=1, error="SMTPRecipientsRefused 550", to_email=f"jo{number}@fenmoor.example"
    )
    return message


def test_it_lists_what_was_refused_and_what_is_tried_again(
    administrator: Person, trust: Organisation, client_for: ClientFor
) -> None:
    refused(trust)
    put_off = owe_greeting(trust, key="greeting:2")
    Message.objects.filter(pk=put_off.pk).update(attempts=2, to_email="busy@fenmoor.example")
    owe_greeting(trust, key="greeting:3")

    page = read(client_for(administrator).get("/emails/"))

    assert "jo1@fenmoor.example" in page
    assert "550" in page
    assert "busy@fenmoor.example" in page
    assert "0 sent, 2 on their way, 1 could not be sent" in page
    assert page.count('scope="row"') == 2


def test_it_says_so_when_nothing_is_stuck(administrator: Person, client_for: ClientFor) -> None:
    assert "Nothing is stuck" in client_for(administrator).get("/emails/").content.decode()


def test_another_organisation_sees_and_sends_nothing(
    outsider: Person, trust: Organisation, client_for: ClientFor
) -> None:
    message = refused(trust)
    client = client_for(outsider)

    assert "jo1@fenmoor.example" not in client.get("/emails/").content.decode()
    assert client.post(f"/emails/{message.reference}/again/").status_code == 404
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


def test_it_is_sent_again(administrator: Person, trust: Organisation, client_for: ClientFor) -> None:
    message = refused(trust)

    client_for(administrator).post(f"/emails/{message.reference}/again/")

    assert list(Message.objects.due()) == [message]
    message.refresh_from_db()
    assert (message.attempts, message.error) == (0, "")


def test_its_address_does_not_count_the_emails_that_others_were_owed(
    administrator: Person, trust: Organisation, client_for: ClientFor
) -> None:
    """Which were owed between two that they see tells an administrator who has not answered a 360."""
    refused(trust, 1)
    refused(trust, 2)

    page = client_for(administrator).get("/emails/").content.decode()

    references = re.findall(r'action="/emails/([^/]+)/again/"', page)
    assert [UUID(reference).version for reference in references] == [4, 4]
    assert len(set(references)) == 2


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.WITHDRAWN])
def test_what_is_done_is_not_sent_again(
    administrator: Person, trust: Organisation, client_for: ClientFor, state: MessageState
) -> None:
    message = owe_greeting(trust)
    sent_at = message.due_at if state == MessageState.SENT else None
    Message.objects.filter(pk=message.pk).update(state=state, sent_at=sent_at)

    client_for(administrator).post(f"/emails/{message.reference}/again/")

    message.refresh_from_db()
    assert message.state == state


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_the_number_of_queries_does_not_grow(
    administrator: Person,
    trust: Organisation,
    client_for: ClientFor,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for number in range(rows):
        refused(trust, number)
    client = client_for(administrator)
    client.get("/emails/")

    with django_assert_num_queries(9, exact=False):
        client.get("/emails/")
