"""Executives are invited to what a design says that they attend: the conference at which participants present."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort, Programme
from messaging.models import Message
from messaging.sending import send
from people.models import Organisation, Person, Role
from scheduling.calendars import feeds
from scheduling.models import Invitee, ScheduleRelease, Session
from scheduling.releases.changes import pending_release
from scheduling.releases.release import DATES_LETTER, release
from scheduling.sessions.cancel import cancel
from scheduling.sessions.cohort_start import start_cohort
from tests import cast
from tests.conftest import ClientFor
from tests.post_office import PostOffice
from tests.reading import without_layout
from tests.scheduling.invitations.test_letters import calendars, read, text_of

WEEK = timedelta(weeks=1)


@pytest.fixture
def conference(ahead: Cohort) -> Session:
    return ahead.sessions.get(element__kind="conference")


def emailed(made: ScheduleRelease) -> set[str]:
    return {message.to_name for message in Message.objects.filter(kind=DATES_LETTER, about__startswith=f"{made.pk}:")}


def put_off(session: Session) -> None:
    session.starts_at, session.ends_at = session.starts_at + WEEK, session.ends_at + WEEK
    session.save()


def page(client: Client, url: str) -> str:
    return without_layout(client.get(url).content.decode())


def test_an_executive_gets_one_email_with_what_executives_attend_and_nothing_else(
    ahead: Cohort, conference: Session, executive: Person, administrator: Person, post_office: PostOffice
) -> None:
    release(cohort=ahead, by=administrator, note="")
    for message in Message.objects.due():
        send(message.pk)

    [mail] = post_office.mails
    assert mail["To"].addresses[0].addr_spec == executive.email
    [invitation] = calendars(mail)
    method, entry = read(invitation)
    assert (method, str(entry["UID"])) == ("REQUEST", str(conference.uid))
    assert "Programme launch" not in text_of(mail)
    assert "Please say here whether you will come" in text_of(mail)


@pytest.mark.usefixtures("executive")
def test_executives_of_another_organisation_are_not_invited(
    ahead: Cohort, conference: Session, other_trust: Organisation, administrator: Person
) -> None:
    cast.member(other_trust, Role.EXECUTIVE, "Otto Other")

    made = release(cohort=ahead, by=administrator, note="")

    assert emailed(made) == {Invitee.objects.get(session=conference).person.name}
    assert "Otto Other" not in emailed(made)


def test_executives_are_told_when_it_moves_and_when_it_is_cancelled_and_of_no_other_session(
    ahead: Cohort, conference: Session, executive: Person, administrator: Person
) -> None:
    cast.enrolled(ahead, "Pat Participant")
    release(cohort=ahead, by=administrator, note="")
    put_off(ahead.sessions.get(element__kind="launch"))
    assert emailed(release(cohort=ahead, by=administrator, note="")) == {"Pat Participant"}

    put_off(conference)
    assert emailed(release(cohort=ahead, by=administrator, note="")) == {"Pat Participant", executive.name}
    cancel(session=conference, because="The hall is flooded")
    off = release(cohort=ahead, by=administrator, note="")

    assert emailed(off) == {"Pat Participant", executive.name}
    assert [change["title"] for change in off.changes] == [conference.title]
    assert Invitee.objects.get(session=conference, person=executive).is_cancelled


def test_who_becomes_an_executive_later_is_invited_with_the_next_release(
    administrators_client: Client, ahead: Cohort, conference: Session, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    assert not pending_release(ahead)
    late = cast.member(ahead.organisation, Role.EXECUTIVE, "Lin Late")

    check = page(administrators_client, f"/cohorts/{ahead.pk}/release/")
    assert "<strong>Lin Late</strong> is invited to what executives attend" in check
    assert "has joined the cohort" not in check
    made = release(cohort=ahead, by=administrator, note="")

    assert emailed(made) == {"Lin Late"}
    assert made.changes[-1]["lines"] == ["Lin Late is invited to what executives attend"]
    assert Invitee.objects.get(person=late).session == conference


def test_who_is_no_executive_any_more_has_the_date_taken_out_of_their_diary(
    administrators_client: Client, ahead: Cohort, conference: Session, executive: Person, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    executive.grants.all().delete()

    check = page(administrators_client, f"/cohorts/{ahead.pk}/release/")
    assert f"<strong>{executive.name}</strong> is no longer an executive" in check
    assert "has left the cohort" not in check
    made = release(cohort=ahead, by=administrator, note="")

    assert emailed(made) == {executive.name}
    assert Invitee.objects.get(session=conference, person=executive).is_cancelled


def test_a_participant_who_is_an_executive_too_joins_and_leaves_as_a_participant(
    ahead: Cohort, executive: Person, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    enrolment = ahead.enrolments.create(person=executive, site=cast.enrolled(ahead).site)
    joined = pending_release(ahead)
    assert executive in joined.joined
    release(cohort=ahead, by=administrator, note="")
    enrolment.delete()

    draft = pending_release(ahead)

    assert (draft.left, draft.former_executives) == ([executive], [])
    assert all(not change.session.element.executives_attend for change in draft.changes)


def test_an_executive_changes_nothing_of_what_is_over(programme_over: Cohort, administrator: Person) -> None:
    before = cast.member(programme_over.organisation, Role.EXECUTIVE, "Bo Before")
    release(cohort=programme_over, by=administrator, note="")
    before.grants.all().delete()
    cast.member(programme_over.organisation, Role.EXECUTIVE, "Lin Late")

    assert not pending_release(programme_over)


@pytest.fixture
def programme_over(programme: Programme) -> Cohort:
    """A cohort whose last session was years ago."""
    return start_cohort(programme=programme, name="Cohort 0", starts_on=date(2020, 9, 8), venue="Fenmoor House")


def test_an_executive_finds_it_at_home_in_the_calendar_and_in_the_feed_and_answers(
    client_for: ClientFor, ahead: Cohort, conference: Session, executive: Person, administrator: Person
) -> None:
    client = client_for(executive)
    heading = "Sessions that executives attend"
    assert heading not in page(client, "/")
    release(cohort=ahead, by=administrator, note="")

    home = page(client, "/")
    assert conference.get_absolute_url() in home[home.index(heading) :]
    assert ahead.sessions.get(element__kind="launch").get_absolute_url() not in home
    assert conference.get_absolute_url() in page(client, f"/calendar/?on={timezone.localdate(conference.starts_at)}")
    entries = feeds.write_feed(executive).decode()
    assert entries.count("BEGIN:VEVENT") == 1
    assert str(conference.uid) in entries
    answered = client.post(f"{conference.get_absolute_url()}answer/", {"answer": "declined", "sequence": "0"})
    assert answered.status_code == 302
    assert Invitee.objects.get(session=conference, person=executive).answer == "declined"
    assert "You cannot come" in page(client, "/")


def test_who_is_no_executive_sees_it_nowhere(
    client_for: ClientFor, told: Cohort, coach: Person, executive: Person
) -> None:
    conference = told.sessions.get(element__kind="conference")
    executive.grants.all().delete()
    for person in (coach, executive):
        assert "Sessions that executives attend" not in page(client_for(person), "/")
        assert b"VEVENT" not in feeds.write_feed(person)
        assert client_for(person).get(conference.get_absolute_url()).status_code == 404
