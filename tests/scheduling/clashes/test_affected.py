"""Warn of sessions that later entries affect: when an entry is saved, and on the cohort's page."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.models import Cohort
from people.models import Person, Role
from scheduling.clashes.affected import affected_sessions
from scheduling.models import Absence, ClosedDays, Session, Venue
from scheduling.releases.release import release
from scheduling.working_days.clock import at
from scheduling.working_days.days import DAY
from tests import cast
from tests.conftest import ClientFor
from tests.scheduling.typed import day


@pytest.fixture
def masterclass(ahead: Cohort) -> Session:
    return ahead.sessions.get(element__key="masterclass-self")


@pytest.fixture
def room(masterclass: Session) -> Venue:
    assert masterclass.venue
    return masterclass.venue


@pytest.fixture
def lead(masterclass: Session) -> Person:
    person = cast.member(masterclass.organisation, Role.FACILITATOR, "Femi Facilitator")
    masterclass.facilitators.add(person)
    return person


def days(session: Session, first: str = "first_on", last: str = "last_on") -> dict[str, str]:
    """The day of a session and the next, in which nothing else of the cohort is."""
    return day(first, f"{session.opens_on:%d/%m/%Y}") | day(last, f"{session.opens_on + DAY:%d/%m/%Y}")


def text(client: Client, url: str) -> str:
    return " ".join(client.get(url).content.decode().split())


def posted(client: Client, url: str, typed: dict[str, str]) -> str:
    response = client.post(url, typed, follow=True)
    assert response.redirect_chain
    return " ".join(response.content.decode().split())


def said(session: Session) -> str:
    return (
        f'1 session to come is affected: <a class="nhsuk-notification-banner__link" '
        f'href="{session.get_absolute_url()}">{session.title}</a> ({session.cohort.name}, '
        f"{session.opens_on:%-d %B %Y})."
    )


def test_closed_days_say_which_sessions_are_on_them(administrators_client: Client, masterclass: Session) -> None:
    typed = {"name": "Board day", "kind": "closed", **days(masterclass)}
    assert said(masterclass) in posted(administrators_client, "/closed-days/new/", typed)
    closed = ClosedDays.objects.get()
    far = day("first_on", "1/8/2035") | day("last_on", "1/8/2035")
    changed = posted(administrators_client, f"/closed-days/{closed.pk}/", typed | far)
    assert "affected:" not in changed


def test_an_imported_list_says_it_too(administrators_client: Client, masterclass: Session) -> None:
    row = f"{masterclass.opens_on:%d/%m/%Y}\t{masterclass.opens_on:%d/%m/%Y}"
    text = f"Name\tKind\tFirst day\tLast day\nBoard day\tClosed\t{row}"
    page = posted(administrators_client, "/closed-days/import/", {"text": text, "confirm": "on"})
    assert said(masterclass) in page


def test_a_closed_venue_says_which_sessions_are_there(
    administrators_client: Client, masterclass: Session, room: Venue
) -> None:
    elsewhere = room.organisation.venues.create(name="Room elsewhere")
    for venue, is_said in ((elsewhere, False), (room, True)):
        page = posted(administrators_client, f"/venues/{venue.pk}/close/", days(masterclass) | {"reason": "Painting"})
        assert (said(masterclass) in page) == is_said


def test_time_off_says_where_somebody_is_needed(
    administrators_client: Client, masterclass: Session, lead: Person
) -> None:
    pat = cast.enrolled(masterclass.cohort, "Pat Participant").person
    nobody = cast.member(masterclass.organisation, Role.COACH, "Nobody Needed")
    for person, is_said in ((lead, True), (pat, True), (nobody, False)):
        page = posted(administrators_client, f"/diaries/{person.pk}/time-off/", days(masterclass))
        assert (said(masterclass) in page) == is_said


def test_an_executive_is_needed_where_the_design_wants_them(
    administrators_client: Client, ahead: Cohort, executive: Person
) -> None:
    conference = ahead.sessions.get(element__key="conference")
    conference.element.executives_attend = True
    conference.element.save()
    assert said(conference) in posted(administrators_client, f"/diaries/{executive.pk}/time-off/", days(conference))


def test_a_facilitator_is_warned_by_released_dates_and_not_by_the_draft(
    client_for: ClientFor, masterclass: Session, lead: Person, administrator: Person
) -> None:
    client, url = client_for(lead), f"/diaries/{lead.pk}/time-off/"
    assert "affected:" not in posted(client, url, days(masterclass))
    release(cohort=masterclass.cohort, by=administrator, note="")
    known = said(masterclass)
    Session.objects.filter(pk=masterclass.pk).update(
        starts_at=masterclass.starts_at + timedelta(days=9), ends_at=masterclass.ends_at + timedelta(days=9)
    )
    assert known in posted(client, url, days(masterclass) | {"reason": "Leave"})


def test_more_than_five_sessions_are_counted(administrators_client: Client, ahead: Cohort) -> None:
    typed = {"name": "Move", "kind": "closed"}
    typed |= day("first_on", f"{ahead.starts_on:%d/%m/%Y}")
    typed |= day("last_on", f"{ahead.starts_on + timedelta(days=700):%d/%m/%Y}")
    # Of thirteen sessions, three are open for weeks.
    page = posted(administrators_client, "/closed-days/new/", typed)
    assert "10 sessions to come are affected" in page
    assert "and 5 more." in page


def lose_everything(session: Session, lead: Person) -> None:
    """A day on which the organisation is closed, the venue too, and the facilitator away."""
    on = session.opens_on
    assert session.venue
    ClosedDays.objects.create(organisation=session.organisation, name="Board day", first_on=on, last_on=on)
    session.venue.closures.create(first_on=on, last_on=on, reason="Painting")
    Absence.objects.create(person=lead, starts_at=session.starts_at, ends_at=session.ends_at, reason="Operation")


def test_the_cohorts_page_says_what_cannot_be_held_any_more_and_leads_on(
    administrators_client: Client, masterclass: Session, lead: Person
) -> None:
    url = f"/cohorts/{masterclass.cohort_id}/sessions/"
    assert "cannot be held as they stand" not in text(administrators_client, url)
    lose_everything(masterclass, lead)
    page = text(administrators_client, url)
    on = f"{masterclass.opens_on:%-d %B %Y}"
    for words in (
        "Some sessions cannot be held as they stand",
        f"{on} is a day on which your organisation is closed (Board day)",
        f"Fenmoor House is closed on {on}: Painting",
        "Femi Facilitator is away at that time",
        f'href="/cohorts/{masterclass.cohort_id}/repair/">who or what drops out',
        f'href="/sessions/{masterclass.pk}/move/">Move {masterclass.title}',
    ):
        assert words in page
    assert "Operation" not in page


def test_nothing_is_said_of_school_holidays_other_times_other_trusts_or_what_is_off(
    masterclass: Session, lead: Person, outsider: Person
) -> None:
    on, organisation = masterclass.opens_on, masterclass.organisation
    holiday = {"kind": ClosedDays.Kind.SCHOOL_HOLIDAY, "name": "Half term", "first_on": on, "last_on": on}
    ClosedDays.objects.create(organisation=organisation, **holiday)
    ClosedDays.objects.create(organisation=outsider.organisation, name="Theirs", first_on=on, last_on=on)
    Absence.objects.create(person=lead, starts_at=masterclass.ends_at, ends_at=masterclass.ends_at + DAY)
    assert affected_sessions(masterclass.cohort) == []
    Absence.objects.create(person=lead, starts_at=masterclass.starts_at, ends_at=masterclass.ends_at)
    assert [one.session for one in affected_sessions(masterclass.cohort)] == [masterclass]
    Session.objects.filter(pk=masterclass.pk).update(is_cancelled=True)
    assert affected_sessions(masterclass.cohort) == []


def test_a_closed_midnight_takes_nothing_of_the_day_before(masterclass: Session) -> None:
    """A session until midnight in British Summer Time is on its own day, though in UTC it is not."""
    on = date(2035, 7, 3)
    masterclass.starts_at, masterclass.ends_at = at(on, time.min), at(on, time.max)
    masterclass.save()
    ClosedDays.objects.create(organisation=masterclass.organisation, name="Eve", first_on=on - DAY, last_on=on - DAY)
    assert affected_sessions(masterclass.cohort) == []
    ClosedDays.objects.update(first_on=on, last_on=on)
    assert [one.losses for one in affected_sessions(masterclass.cohort)] == [
        ["3 July 2035 is a day on which your organisation is closed (Eve)"]
    ]


def test_where_nothing_is_lost_it_takes_one_query(ahead: Cohort) -> None:
    with CaptureQueriesContext(connection) as captured:
        affected_sessions(ahead)
    assert len(captured) == 1


def test_doubts_are_said_though_there_is_nothing_to_release(
    administrators_client: Client, masterclass: Session, lead: Person, administrator: Person
) -> None:
    release(cohort=masterclass.cohort, by=administrator, note="")
    lose_everything(masterclass, lead)
    page = text(administrators_client, f"/cohorts/{masterclass.cohort_id}/release/")
    assert "There is nothing to release" in page
    assert "What speaks against these dates" in page
    assert "Femi Facilitator is away at that time" in page
