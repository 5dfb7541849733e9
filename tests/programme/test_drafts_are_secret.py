"""Before a release no page, email or document of anybody but administrators shows a date of the draft."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cohorts.models import Cohort, Enrolment
from evaluations.executive_report import collect_content
from evaluations.invitations import ask_after_sessions
from messaging.models import Message
from messaging.sending import send
from scheduling.models import Session
from tests import cast
from tests.conftest import ClientFor
from tests.programme.routes import ROLES, ROUTES
from tests.programme.world import World, build, standing, visitor

pytestmark = pytest.mark.django_db
# Days that only drafts have: of a session that people know on another day, and of one that nobody knows.
MOVED = datetime(2031, 3, 5, 10, 0, tzinfo=UTC)
NEW = datetime(2029, 3, 7, 10, 0, tzinfo=UTC)
YEARS = ("2031", "2029")
OTHERS = [role for role in ROLES if role not in ("administrator", "outsider")]


@pytest.fixture(scope="module")
def copies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], World]]:
    with standing(with_drafts, django_db_blocker) as copy:
        yield copy


@pytest.fixture
def world(copies: Callable[[], World], db: None) -> World:
    return copies()


def with_drafts() -> World:
    """A session that is known and over has been moved in the draft, and another has been added to it."""
    world = build()
    cohort = Cohort.objects.get(pk=world.objects["cohort"])
    new = cast.drafted(cohort, "coaching", starts_at=NEW)
    new.facilitators.add(world.people["coach"], world.people["facilitator"])
    moved = Session.objects.get(pk=world.objects["session"])
    moved.starts_at, moved.ends_at = MOVED, MOVED + timedelta(hours=7)
    moved.venue = cohort.organisation.venues.create(name="Draft House 2031")
    moved.save()
    moved.facilitators.add(world.people["facilitator"])
    return world


def test_an_administrator_sees_what_could_have_leaked(world: World, client_for: ClientFor) -> None:
    client = client_for(world.people["administrator"])

    page = client.get(reverse("cohort_sessions", args=[world.objects["cohort"]])).content.decode()

    assert all(year in page for year in YEARS)


@pytest.mark.parametrize("role", OTHERS)
def test_no_page_of_anybody_else_shows_a_draft(world: World, client_for: ClientFor, role: str) -> None:
    client = visitor(role, world, client_for)
    leaks = []
    for name, route in ROUTES.items():
        response = client.get(reverse(name, args=[world.objects[key] for key in route.objects]))
        content = b"".join(response.streaming_content) if response.streaming else response.content
        leaks += [(name, year) for year in YEARS if year in content.decode(errors="replace")]

    assert leaks == []


def test_the_page_of_a_session_that_only_the_draft_has_is_not_there(world: World, client_for: ClientFor) -> None:
    new = Session.objects.get(starts_at=NEW)

    for role in ("participant", "coach", "facilitator", "executive"):
        client = client_for(world.people[role])
        assert client.get(new.get_absolute_url()).status_code == 404
        assert client.get(reverse("evaluate", args=[new.pk])).status_code == 404


def test_no_email_shows_a_draft(world: World) -> None:
    ask_after_sessions()
    for message in Message.objects.due():
        send(message.pk)

    # Two are asked how the session was, which was held three days ago as far as they know.
    assert len(mail.outbox) >= 2
    assert not [sent.subject for sent in mail.outbox for year in YEARS if year in str(sent.message())]


def test_no_report_shows_a_draft(world: World) -> None:
    content = collect_content(Cohort.objects.get(pk=world.objects["cohort"]))

    assert not [year for year in YEARS if year in str(content)]
    held_on = Enrolment.objects.get(pk=world.objects["enrolment"]).cohort.sessions.get(element__kind="launch").released
    assert [one["title"] for one in content["held"]] == ["Launch"]
    assert held_on.starts_at < timezone.now()
    assert content["sessions"] == 1
