"""The list of an account's passkeys."""

import re
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from people.models import Person
from tests.conftest import ClientFor
from tests.programme.passkey import CREDENTIAL
from tests.reading import read
from tests.second_factor import give_second_factor

pytestmark = pytest.mark.django_db

PASSKEYS = "/account/passkeys/"


def add_passkey(person: Person, name: str, added: datetime, used: datetime | None) -> Authenticator:
    return Authenticator.objects.create(
        user=person.user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": name, "credential": CREDENTIAL},
        created_at=added,
        last_used_at=used,
    )


def rows_on(client: Client) -> list[list[str]]:
    """The words of each cell of each row below the headings."""
    html = read(client.get(PASSKEYS))
    rows = re.findall(r"<tr\b[^>]*>(.*?)</tr>", html)[1:]
    cells = [re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row) for row in rows]
    return [[" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row] for row in cells]


@pytest.fixture
def own_client(participant: Person, client_for: ClientFor) -> Client:
    client = client_for(participant)
    give_second_factor(client, participant.user)
    return client


def test_each_passkey_is_shown_by_its_name_with_the_days_when_it_was_added_and_last_used(
    own_client: Client, participant: Person
) -> None:
    # Half past eleven at night by Greenwich is the next day in London's summer.
    add_passkey(
        participant, "Blue phone", datetime(2024, 5, 3, 23, 30, tzinfo=UTC), datetime(2025, 2, 14, 9, tzinfo=UTC)
    )
    add_passkey(participant, "<b>Ward</b> laptop", datetime(2024, 11, 9, 12, tzinfo=UTC), None)

    rows = {row[0]: row[1:3] for row in rows_on(own_client)}

    assert rows == {
        "Blue phone": ["Added 4 May 2024", "Last used 14 February 2025"],
        "&lt;b&gt;Ward&lt;/b&gt; laptop": ["Added 9 November 2024", "Last used Never"],
    }


def test_each_row_leads_to_its_own_passkey_by_name(own_client: Client, participant: Person) -> None:
    added = datetime(2024, 5, 3, 12, tzinfo=UTC)
    phone, laptop = (add_passkey(participant, name, added, None) for name in ("Blue phone", "Ward laptop"))

    html = read(own_client.get(PASSKEYS))

    for passkey, name in ((phone, "Blue phone"), (laptop, "Ward laptop")):
        row = next(row for row in re.findall(r"<tr\b[^>]*>(.*?)</tr>", html) if name in row)
        links = dict(re.findall(r'<a class="nhsuk-link" href="([^"]+)">\s*(\w+)', row))
        assert links == {f"{PASSKEYS}{passkey.pk}/": "Rename", f"{PASSKEYS}{passkey.pk}/remove/": "Remove"}
        assert row.count(f">{name}</span>") == 2


def test_the_passkeys_of_others_are_not_listed(own_client: Client, participant: Person, administrator: Person) -> None:
    add_passkey(participant, "Blue phone", datetime(2024, 5, 3, tzinfo=UTC), None)
    add_passkey(administrator, "Zircon key", datetime(2024, 5, 3, tzinfo=UTC), None)

    assert [row[0] for row in rows_on(own_client)] == ["Blue phone"]
