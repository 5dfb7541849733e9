"""The pages on which an administrator checks a draft, releases it and looks back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.models import Cohort, Enrolment
from people.models import Person, Role
from scheduling.bookings.booking import book_all
from scheduling.models import Absence, ClosedDays, ScheduleRelease, Session
from scheduling.releases.release import release
from scheduling.sessions.cancel import cancel
from tests import cast
from tests.reading import read

WEEK = timedelta(weeks=1)


@pytest.fixture
def pat(ahead: Cohort) -> Enrolment:
    return cast.enrolled(ahead, "Pat Participant")


@pytest.fixture
def conference(ahead: Cohort) -> Session:
    return ahead.sessions.get(element__kind="conference")


def check_url(cohort: Cohort) -> str:
    return f"/cohorts/{cohort.pk}/release/"


def history_url(cohort: Cohort) -> str:
    return f"/cohorts/{cohort.pk}/releases/"


def sessions_url(cohort: Cohort) -> str:
    return f"/cohorts/{cohort.pk}/sessions/"


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return read(response)


def put_off(session: Session) -> None:
    session.starts_at, session.ends_at = session.starts_at + WEEK, session.ends_at + WEEK
    session.save()


def test_a_new_cohort_says_that_nobody_is_told_yet(administrators_client: Client, ahead: Cohort) -> None:
    page = text(administrators_client, sessions_url(ahead))

    assert "nobody knows of these dates yet" in page
    assert check_url(ahead) in page


def test_the_banner_counts_and_names_what_nobody_knows(
    administrators_client: Client, ahead: Cohort, conference: Session, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    assert "Draft:" not in text(administrators_client, sessions_url(ahead))

    put_off(conference)
    page = text(administrators_client, sessions_url(ahead))
    assert "Draft: 1 change that nobody knows of yet" in page
    assert "Moved from" in page

    cast.enrolled(ahead, "Nic Newcomer")
    page = text(administrators_client, sessions_url(ahead))
    assert "Draft: 2 changes that nobody knows of yet" in page
    assert "Nic Newcomer</strong> has joined" in page


def test_the_check_says_what_changes_and_who_gets_an_email(
    administrators_client: Client, ahead: Cohort, pat: Enrolment, conference: Session, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    put_off(conference)

    page = text(administrators_client, check_url(ahead))

    assert "1 person gets one email" in page
    assert "Pat Participant" in page
    assert f"<strong>{conference.title}</strong><br>Moved from" in page


def test_pressing_release_releases_and_leads_to_the_history(
    administrators_client: Client, ahead: Cohort, pat: Enrolment, administrator: Person
) -> None:
    checked = administrators_client.get(check_url(ahead)).context["draft"].fingerprint

    pressed = {"note": "Dates as agreed.", "seen": checked}
    responses = [administrators_client.post(check_url(ahead), pressed) for _ in range(20)]

    assert {response.headers["Location"] for response in responses} == {history_url(ahead)}
    assert ScheduleRelease.objects.count() == 1
    page = text(administrators_client, history_url(ahead))
    for words in ("Release 1 is out. 1 person is emailed.", "Dates as agreed.", administrator.name, "New: "):
        assert words in page


def test_what_changed_meanwhile_is_shown_and_the_note_is_kept(
    administrators_client: Client, ahead: Cohort, conference: Session
) -> None:
    checked = administrators_client.get(check_url(ahead)).context["draft"].fingerprint
    put_off(conference)

    refused = administrators_client.post(check_url(ahead), {"note": "My long note", "seen": checked})

    page = refused.content.decode()
    assert refused.status_code == 200
    assert "Check it again" in page
    assert "My long note" in page
    assert not ScheduleRelease.objects.exists()
    again = {"note": "My long note", "seen": refused.context["form"]["seen"].value()}
    assert administrators_client.post(check_url(ahead), again).status_code == 302


@pytest.mark.parametrize("note", ["x" * 2001, "a\0b"])
def test_a_note_that_cannot_be_kept_is_refused_beside_its_field(
    administrators_client: Client, ahead: Cohort, note: str
) -> None:
    page = administrators_client.post(check_url(ahead), {"note": note})

    assert page.status_code == 200
    assert page.context["form"].errors["note"]
    assert not ScheduleRelease.objects.exists()


def test_nothing_to_release_is_said(
    administrators_client: Client, ahead: Cohort, cohort: Cohort, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")

    assert "Everybody knows the dates" in text(administrators_client, check_url(ahead))
    assert "has no sessions yet" in text(administrators_client, check_url(cohort))
    assert "nothing to release yet" in administrators_client.post(check_url(cohort)).content.decode()


def test_the_history_has_every_release_the_newest_first(
    administrators_client: Client, ahead: Cohort, conference: Session, administrator: Person
) -> None:
    assert "Nothing has been released yet" in text(administrators_client, history_url(ahead))
    release(cohort=ahead, by=administrator, note="First note")
    put_off(conference)
    release(cohort=ahead, by=administrator, note="Second note")

    page = text(administrators_client, history_url(ahead))

    assert page.index("Second note") < page.index("First note")
    assert "Nobody was emailed." in page


def test_warnings_say_what_speaks_against_a_date(
    administrators_client: Client, ahead: Cohort, pat: Enrolment, conference: Session
) -> None:
    launch = ahead.sessions.get(element__kind="launch")
    lead = cast.member(ahead.organisation, Role.FACILITATOR, "Femi Facilitator")
    ClosedDays.objects.create(
        organisation=ahead.organisation, name="Board day", first_on=launch.opens_on, last_on=launch.opens_on
    )
    Absence.objects.create(person=pat.person, starts_at=launch.starts_at, ends_at=launch.ends_at)
    Absence.objects.create(person=lead, starts_at=conference.starts_at, ends_at=conference.ends_at)
    conference.facilitators.add(lead)
    tiny = ahead.organisation.venues.create(name="Tiny room", capacity=1)
    tiny.closures.create(first_on=conference.opens_on, last_on=conference.opens_on)
    Session.objects.filter(pk=conference.pk).update(venue=tiny)
    Session.objects.filter(pk=launch.pk).update(venue=None)
    cast.enrolled(ahead, "Robin Reader")

    page = text(administrators_client, check_url(ahead))

    for words in (
        "is a day on which your organisation is closed (Board day)",
        "1 of 2 participants is away: Pat Participant",
        "It has no venue yet",
        "Nobody leads it yet",
        "Tiny room holds 1 people, and the cohort has 20 places",
        "Tiny room is closed on",
        "Femi Facilitator is away at that time",
    ):
        assert words in page


def test_a_clash_with_another_cohort_is_a_warning(
    administrators_client: Client, ahead: Cohort, conference: Session, cohort: Cohort
) -> None:
    lead = cast.member(ahead.organisation, Role.FACILITATOR, "Femi Facilitator")
    room = ahead.organisation.venues.create(name="One room")
    other = cast.drafted(cohort, "launch", starts_at=conference.starts_at)
    for session in (other, conference):
        session.facilitators.add(lead)
        session.venue = room
        session.save()
    book_all([other])

    page = text(administrators_client, check_url(ahead))

    assert "Femi Facilitator leads another session on" in page
    assert "One room is taken on" in page
    assert "Launch of Cohort 1" in page


def test_a_session_that_is_off_is_not_offered_to_be_moved(
    administrators_client: Client, ahead: Cohort, conference: Session
) -> None:
    move = f"/sessions/{conference.pk}/move/"
    assert move in text(administrators_client, sessions_url(ahead))
    assert move in text(administrators_client, conference.get_absolute_url())

    cancel(session=conference, because="The hall is flooded")

    for url in (sessions_url(ahead), conference.get_absolute_url(), f"/calendar/?on={conference.opens_on}"):
        assert move not in text(administrators_client, url)


@pytest.mark.parametrize("address", [sessions_url, check_url, history_url])
def test_the_queries_do_not_grow_with_people(
    administrators_client: Client, ahead: Cohort, administrator: Person, address: object
) -> None:
    assert callable(address)
    counts = []
    for many in (1, 4):
        for number in range(many):
            cast.enrolled(ahead, f"Person {many} {number}")
        release(cohort=ahead, by=administrator, note="")
        cast.enrolled(ahead, f"Newcomer {many}")
        with CaptureQueriesContext(connection) as captured:
            administrators_client.get(address(ahead))
        counts.append(len(captured))

    assert len(set(counts)) == 1


def test_a_date_that_has_passed_is_said_before_it_is_released(
    administrators_client: Client, ahead: Cohort, conference: Session, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    back = timedelta(weeks=200)
    conference.starts_at, conference.ends_at = conference.starts_at - back, conference.ends_at - back
    conference.save()
    page = text(administrators_client, check_url(ahead))
    assert f"{conference.opens_on:%-d %B %Y} has passed" in page
    release(cohort=ahead, by=administrator, note="It was so")
    assert "has passed" not in text(administrators_client, check_url(ahead))
