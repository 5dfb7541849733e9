"""The page of a session before and after a release: the draft for administrators, the release for everybody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.enrolments.withdrawing import withdraw
from cohorts.models import Cohort
from people.models import Person
from scheduling.models import Invitee, Session
from scheduling.releases.release import release
from scheduling.sessions.cancel import cancel, reinstate
from tests import cast
from tests.conftest import ClientFor
from tests.reading import read

WEEK = timedelta(weeks=1)


@pytest.fixture
def conference(ahead: Cohort) -> Session:
    return ahead.sessions.get(element__kind="conference")


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return read(response)


def put_off(session: Session) -> None:
    session.starts_at, session.ends_at = session.starts_at + WEEK, session.ends_at + WEEK
    session.save()


def test_a_session_page_says_who_comes(
    administrators_client: Client, ahead: Cohort, conference: Session, administrator: Person, client_for: ClientFor
) -> None:
    names = {"Ann Accepts": "accepted", "Terry Tentative": "tentative", "Dee Declines": "declined", "Noor Nothing": ""}
    people = {name: cast.enrolled(ahead, name).person for name in names}
    url = conference.get_absolute_url()
    assert "Nobody has been invited yet" in text(administrators_client, url)
    release(cohort=ahead, by=administrator, note="")
    for name, answer in names.items():
        Invitee.objects.filter(session=conference, person=people[name]).update(answer=answer)

    page = text(administrators_client, url)

    for label, name in (
        ("Comes", "Ann Accepts"),
        ("Perhaps", "Terry Tentative"),
        ("Cannot come", "Dee Declines"),
        ("Has not answered", "Noor Nothing"),
    ):
        assert f'{label}</dt><dd class="nhsuk-summary-list__value">1 of 4<br>{name}' in page
    assert "Dee Declines" not in text(client_for(people["Ann Accepts"]), url)


def test_participants_see_the_released_date_and_administrators_the_draft(
    administrators_client: Client, client_for: ClientFor, ahead: Cohort, conference: Session, administrator: Person
) -> None:
    participant = client_for(cast.enrolled(ahead).person)
    assert participant.get(conference.get_absolute_url()).status_code == 404
    release(cohort=ahead, by=administrator, note="")
    was = f"{timezone.localtime(conference.starts_at):%A %-d %B %Y}"
    put_off(conference)
    now = f"{timezone.localtime(conference.starts_at):%A %-d %B %Y}"

    page = text(participant, conference.get_absolute_url())
    assert was in page
    assert now not in page
    page = text(administrators_client, conference.get_absolute_url())
    assert now in page
    assert "Nobody has been told yet" in page


def test_a_cancelled_session_is_shown_as_cancelled_to_those_who_knew_it(
    client_for: ClientFor, ahead: Cohort, conference: Session, administrator: Person
) -> None:
    knew = cast.enrolled(ahead, "Pat Participant").person
    release(cohort=ahead, by=administrator, note="")
    Session.objects.filter(pk=conference.pk).update(is_cancelled=True)
    assert "Cancelled" not in text(client_for(knew), "/")
    release(cohort=ahead, by=administrator, note="")
    later = cast.enrolled(ahead, "Nic Newcomer").person

    assert "Cancelled" in text(client_for(knew), "/")
    assert "This session does not take place" in text(client_for(knew), conference.get_absolute_url())
    home = text(client_for(later), "/")
    assert "Cancelled" not in home
    # Who joins later sees at once what everybody else knows.
    assert ahead.sessions.with_titles()[0].title in home


def test_who_had_been_invited_stands_on_the_page_of_a_session_that_is_off(
    administrators_client: Client, ahead: Cohort, conference: Session, administrator: Person
) -> None:
    left, knew = cast.enrolled(ahead, "Lou Leaves"), cast.enrolled(ahead, "Pat Participant")
    release(cohort=ahead, by=administrator, note="")
    withdraw(enrolment=left)
    release(cohort=ahead, by=administrator, note="")
    cancel(session=conference, because="The hall is flooded")
    draft = text(administrators_client, conference.get_absolute_url())
    assert "Who comes" in draft
    assert "People are told when you release the draft" in draft

    release(cohort=ahead, by=administrator, note="")

    page = text(administrators_client, conference.get_absolute_url())
    assert "Everybody who was invited has been told." in page
    assert f"1 person was invited before it was cancelled. None of them is expected now.</p><p>{knew.person}" in page
    for gone in ("Nobody has been invited", "Lou Leaves", "Move or change"):
        assert gone not in page


def test_everybody_who_is_told_that_a_session_is_off_reads_why(
    administrators_client: Client, client_for: ClientFor, ahead: Cohort, conference: Session, administrator: Person
) -> None:
    knew = client_for(cast.enrolled(ahead, "Pat Participant").person)
    release(cohort=ahead, by=administrator, note="")
    form = text(administrators_client, f"/sessions/{conference.pk}/cancel/")
    assert "Everybody who was invited reads this" in form
    cancel(session=conference, because="The hall is <flooded>")
    assert "flooded" not in text(knew, conference.get_absolute_url())
    assert "Reason: The hall is &lt;flooded&gt;" in text(administrators_client, f"/cohorts/{ahead.pk}/release/")

    release(cohort=ahead, by=administrator, note="")

    assert "Reason: The hall is &lt;flooded&gt;" in text(administrators_client, f"/cohorts/{ahead.pk}/releases/")
    # What the draft says by now does not reach who reads what was released.
    reinstate(session=conference)
    assert "Reason: The hall is &lt;flooded&gt;" in text(knew, conference.get_absolute_url())


def test_a_facilitator_sees_a_session_once_it_is_released_to_them(
    client_for: ClientFor, ahead: Cohort, conference: Session, coach: Person, administrator: Person
) -> None:
    conference.facilitators.add(coach)
    client = client_for(coach)
    assert client.get(conference.get_absolute_url()).status_code == 404
    assert conference.title not in text(client, "/")

    release(cohort=ahead, by=administrator, note="")

    assert client.get(conference.get_absolute_url()).status_code == 200
    assert conference.title in text(client, "/")


def test_the_page_says_which_executives_come_in_a_group_of_their_own(
    administrators_client: Client, ahead: Cohort, conference: Session, executive: Person, administrator: Person
) -> None:
    cast.enrolled(ahead, "Pat Participant")
    release(cohort=ahead, by=administrator, note="")
    Invitee.objects.filter(session=conference, person=executive).update(answer="accepted")

    found = text(administrators_client, conference.get_absolute_url())

    assert "2 people were invited." in found
    others, executives = found[found.index("Participants and facilitators</h3>") :].split("Executives</h3>")
    assert "1 of 1<br>Pat Participant" in others
    assert executive.name not in others
    assert f'Comes</dt><dd class="nhsuk-summary-list__value">1 of 1<br>{executive.name}' in executives
    launch = ahead.sessions.get(element__kind="launch")
    assert "Executives</h3>" not in text(administrators_client, launch.get_absolute_url())
