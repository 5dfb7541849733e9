"""A clash that somebody ignores with a reason is asked about once."""

import pytest
from django.test import Client

from cohorts.models import Cohort
from people.models import Person, Role
from scheduling.bookings.booking import book_all
from scheduling.models import Session
from scheduling.sessions.move import move
from tests import cast

REASON = "She can do both"


@pytest.fixture
def fay(ahead: Cohort) -> Person:
    return cast.member(ahead.organisation, Role.FACILITATOR, "Fay Facilitator")


@pytest.fixture
def launch(ahead: Cohort, fay: Person) -> Session:
    """It takes a facilitator whom another cohort has at the same time, for a reason."""
    launch = ahead.sessions.get(element__key="launch")
    taken = cast.session(cast.cohort(ahead.organisation, "Cohort 2"), starts_at=launch.starts_at)
    taken.facilitators.set([fay])
    book_all([taken])
    return put(launch, fay, REASON)


def put(session: Session, who: Person, because: str = "") -> Session:
    administrator = cast.member(session.organisation, Role.ADMINISTRATOR, "Ada Administrator")
    return move(
        session=session,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        venue=session.venue,
        facilitators=[who],
        ignored_because=because,
        by=administrator,
    )


def before_release(client: Client, cohort: Cohort) -> tuple[str, str]:
    """Return the doubts that are asked about before a release, and those that are settled."""
    page = " ".join(client.get(f"/cohorts/{cohort.pk}/release/").content.decode().split())
    asked, _, said = page.partition("These clashes are ignored, for a reason that was given:")
    return asked, said


def test_the_reason_and_who_gave_it_are_said_before_a_release_and_nothing_is_asked(
    launch: Session, ahead: Cohort, administrators_client: Client
) -> None:
    asked, said = before_release(administrators_client, ahead)
    assert f". Ignored by Ada Administrator: {REASON}" in said
    assert "Fay Facilitator leads another session" in said
    assert "Fay Facilitator leads another session" not in asked


def test_from_the_other_session_the_same_reason_is_seen(launch: Session, administrators_client: Client) -> None:
    """The other is moved by hand as well, to the same people and time, which clashes with nothing new."""
    other = Session.objects.get(cohort__name="Cohort 2")
    asked, said = before_release(administrators_client, other.cohort)
    assert "Fay Facilitator leads another session" not in asked
    assert said == "" or REASON in said


def test_a_reason_is_no_reason_for_another_place(launch: Session, ahead: Cohort, administrators_client: Client) -> None:
    """Something else has moved the session since: what clashes now is asked about."""
    launch.ends_at = launch.ends_at.replace(minute=5)
    launch.save()
    asked, said = before_release(administrators_client, ahead)
    assert "Fay Facilitator leads another session" in asked
    assert REASON not in said


def test_the_form_knows_the_reason_where_the_session_stands_and_for_no_other_day(
    launch: Session, administrators_client: Client
) -> None:
    url = f"/sessions/{launch.pk}/move/"
    assert f'value="{REASON}"' in administrators_client.get(url).content.decode()
    assert REASON not in administrators_client.get(f"{url}?day=2030-03-05").content.decode()
