from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import Person
from tests.conftest import ClientFor

Counts = Callable[[Client, str], int]


@pytest.fixture
def administrators_client(client_for: ClientFor, administrator: Person) -> Client:
    return client_for(administrator)


@pytest.fixture
def queries() -> Counts:
    """How many queries a page takes."""

    def count(client: Client, url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    return count


@pytest.fixture
def other_clients(
    client_for: ClientFor, outsider: Person, executive: Person, coach: Person, participant: Person
) -> list[Client]:
    """Those who may not run this organisation's programmes: three of its own people, and another's administrator."""
    return [client_for(person) for person in (outsider, executive, coach, participant)]
