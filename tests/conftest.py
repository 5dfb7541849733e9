"""Fixtures for every test: the cast of `tests/cast.py`, and a browser's client for each of them."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker, Settings

from cohorts.models import Cohort, Enrolment
from people.models import Organisation, Person, Role, User
from programme.second_factor import needs_factor
from tests import cast
from tests.post_office import PostOffice, open_post_office
from tests.second_factor import give_second_factor
from tests.transactions import locks_need_transactions

Counts = Callable[[Client, str], int]

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

ClientFor = Callable[[Person], Client]

OTHER_SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

# Written by migrations, and the same for every test.
KEPT = ("django_migrations", "django_content_type", "auth_permission")

# A table that was emptied by TRUNCATE has no pages until something is written to it.
WRITTEN_TO = """
SELECT relname FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
AND pg_relation_size(oid) > 0 AND relname <> ALL(%s)
"""


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


# The browser's driver runs a loop in the tests' own thread, in which Django would otherwise refuse to use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How fast a machine is, and what else it does, fails no property.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.load_profile("unhurried")


def empty_what_was_written() -> None:
    """Truncate fewer tables than Django does, which also stores permissions anew: most tests write to few."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN_TO, [list(KEPT)])
        if tables := ", ".join(connection.ops.quote_name(name) for (name,) in cursor.fetchall()):
            cursor.execute(f"TRUNCATE {tables} CASCADE")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take longest come first, so that no process waits for another in the end."""
    items.sort(key=lambda item: ["running" in names_of(item), "browser" in names_of(item)], reverse=True)


def names_of(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Workers that tests have killed may leave a session behind, in whose presence the database cannot be dropped."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(TransactionTestCase, "_fixture_teardown", lambda test: empty_what_was_written())
        yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(OTHER_SESSIONS)


@pytest.fixture(autouse=True)
def own_transactions() -> Iterator[None]:
    """Code that locks a row outside of a transaction of its own fails, as it would for every user."""
    with locks_need_transactions():
        yield


@pytest.fixture
def trust(db: None) -> Organisation:
    return cast.trust()


@pytest.fixture
def other_trust(db: None) -> Organisation:
    return cast.trust("Otherside Trust")


@pytest.fixture
def administrator(trust: Organisation) -> Person:
    return cast.member(trust, Role.ADMINISTRATOR)


@pytest.fixture
def coach(trust: Organisation) -> Person:
    return cast.member(trust, Role.COACH)


@pytest.fixture
def executive(trust: Organisation) -> Person:
    return cast.member(trust, Role.EXECUTIVE)


@pytest.fixture
def outsider(other_trust: Organisation) -> Person:
    """An administrator of another Trust, who must see nothing of this one."""
    return cast.member(other_trust, Role.ADMINISTRATOR)


@pytest.fixture
def cohort(trust: Organisation) -> Cohort:
    return cast.cohort(trust)


@pytest.fixture
def enrolment(cohort: Cohort) -> Enrolment:
    return cast.enrolled(cohort)


@pytest.fixture
def participant(enrolment: Enrolment) -> Person:
    return enrolment.person


@pytest.fixture
def client_for(db: None) -> ClientFor:
    """A signed-in client, having given the second factor where one is asked for."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person.user)
        if needs_factor(User.objects.get(pk=person.user_id)):
            give_second_factor(client, person.user)
        return client

    return signed_in


@pytest.fixture
def post_office(settings: Settings) -> Iterator[PostOffice]:
    """A real mail server, to which this process sends."""
    with open_post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium, saying nothing to anybody but the pages that it is given."""
    return {"executable_path": CHROMIUM, "args": QUIET}
