"""The links in the header for each role."""

import re

import pytest
from django.test import Client

from people.models import Person
from tests.conftest import ClientFor

pytestmark = pytest.mark.django_db

LINK = re.compile(r'class="nhsuk-header__navigation-link" href="([^"]+)"\s*(aria-current="true")?')


def offered(client: Client, path: str = "/") -> list[tuple[str, bool]]:
    return [(url, bool(current)) for url, current in LINK.findall(client.get(path, follow=True).content.decode())]


def test_a_participant_is_offered_home_the_calendar_and_their_account(
    client_for: ClientFor, participant: Person
) -> None:
    assert offered(client_for(participant)) == [("/", True), ("/calendar/", False), ("/account/", False)]


def test_an_administrator_is_offered_programmes_planning_team_and_emails_too(
    client_for: ClientFor, administrator: Person
) -> None:
    assert offered(client_for(administrator), "/programmes/") == [
        ("/", False),
        ("/calendar/", False),
        ("/programmes/", True),
        ("/planning/", False),
        ("/team/", False),
        ("/emails/", False),
        ("/account/", False),
    ]


def test_nobody_is_offered_anything_before_signing_in(client: Client) -> None:
    assert offered(client) == []
