"""A person's calendar feed, and files to download."""

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.models import Cohort
from messaging.models import PersonalLink
from people.models import Organisation, Person, User
from scheduling.calendars import feeds
from scheduling.models import Invitee, ReleasedSession, Session
from tests import cast
from tests.conftest import ClientFor
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def launch(cohort: Cohort) -> Session:
    # 9:30am to 5pm in winter.
    return cast.session(cohort, starts_at=datetime(2027, 1, 12, 9, 30, tzinfo=UTC))


@pytest.fixture
def address(participant: Person) -> str:
    return "/feeds/" + feeds.make_feed_address(person=participant).rpartition("/feeds/")[2]


def titles(content: bytes) -> list[str]:
    return [entry.summary.value for entry in vobject.readOne(content.decode()).contents.get("vevent", [])]


def test_a_participants_feed_holds_what_was_released(client: Client, address: str, launch: Session) -> None:
    cast.drafted(launch.cohort, "launch", number=2, starts_at=timezone.now())

    response = client.get(address)

    entry = vobject.readOne(response.content.decode()).vevent
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert titles(response.content) == ["Launch (Leading for Change)"]
    assert entry.uid.value == str(launch.uid)
    assert entry.dtstart.value.astimezone(UTC) == datetime(2027, 1, 12, 9, 30, tzinfo=UTC)
    assert "attendee" not in entry.contents


def test_a_feed_holds_what_was_released_and_not_the_draft(client: Client, address: str, launch: Session) -> None:
    Session.objects.filter(pk=launch.pk).update(starts_at=launch.starts_at - timedelta(days=7))

    entry = vobject.readOne(client.get(address).content.decode()).vevent

    assert entry.dtstart.value.astimezone(UTC) == datetime(2027, 1, 12, 9, 30, tzinfo=UTC)


def test_a_facilitator_has_their_sessions_in_the_feed(client: Client, coach: Person, launch: Session) -> None:
    address = "/feeds/" + feeds.make_feed_address(person=coach).rpartition("/feeds/")[2]
    assert titles(client.get(address).content) == []

    cast.leads(coach, launch)

    assert titles(client.get(address).content) == ["Launch (Leading for Change)"]


def test_what_is_cancelled_leaves_the_feed(client: Client, address: str, launch: Session) -> None:
    ReleasedSession.objects.update(is_cancelled=True)

    assert titles(client.get(address).content) == []


def test_a_feed_numbers_changes_as_the_invitations_do(
    client: Client, address: str, launch: Session, participant: Person
) -> None:
    cast.invited(participant, launch, sequence=3)

    assert vobject.readOne(client.get(address).content.decode()).vevent.sequence.value == "3"


def test_a_feed_is_of_one_organisation(
    client: Client, address: str, launch: Session, participant: Person, other_trust: Organisation
) -> None:
    elsewhere = cast.enrolled(cast.cohort(other_trust, "Cohort of the others"))
    elsewhere.person.user = participant.user
    elsewhere.person.save()
    cast.session(elsewhere.cohort, "coaching")

    assert titles(client.get(address).content) == ["Launch (Leading for Change)"]


def test_the_secret_is_not_in_the_database(address: str) -> None:
    token = address.removeprefix("/feeds/").removesuffix(".ics")

    row = PersonalLink.objects.get()
    assert token not in f"{row.purpose} {row.target}"
    assert bytes(row.token_hash) != token.encode()
    assert len(token) == 43


def test_a_new_address_ends_the_old_one_and_off_ends_all(client: Client, address: str, participant: Person) -> None:
    new = "/feeds/" + feeds.make_feed_address(person=participant).rpartition("/feeds/")[2]
    assert client.get(address).status_code == 404
    assert client.get(new).status_code == 200

    feeds.switch_feed_off(person=participant)

    assert client.get(new).status_code == 404


def test_an_account_that_is_closed_has_no_feed(client: Client, address: str, participant: Person) -> None:
    User.objects.filter(pk=participant.user_id).update(is_active=False)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 3000, "%00", "%ff"])
def test_a_wrong_address_is_not_found(client: Client, token: str) -> None:
    assert client.get(f"/feeds/{token}.ics").status_code == 404


def test_asking_again_costs_little_and_sends_nothing(
    client: Client, address: str, launch: Session, cohort: Cohort
) -> None:
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"

    with CaptureQueriesContext(connection) as few:
        again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    cast.session(cohort, "coaching", starts_at=launch.starts_at + timedelta(days=7))
    with CaptureQueriesContext(connection) as as_few:
        changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert len(few) == len(as_few) <= 5


def test_the_page_shows_a_new_address_once(client_for: ClientFor, participant: Person) -> None:
    client = client_for(participant)
    assert "Your feed is off" in client.get("/calendar-feed/").content.decode()

    made = client.post(f"/calendar-feed/{participant.pk}/new/")
    page = made.content.decode()

    secret = page.partition("<code>")[2].partition("</code>")[0]
    assert f'href="webcal://{secret.partition("://")[2]}"' in page
    assert made["Cache-Control"] == "private, no-store"
    assert Client().get("/feeds/" + secret.rpartition("/feeds/")[2]).status_code == 200
    assert secret not in client.get("/calendar-feed/").content.decode()
    # A telephone that loads the page anew.
    assert client.get(f"/calendar-feed/{participant.pk}/new/")["Location"] == "/calendar-feed/"
    assert Client().get("/feeds/" + secret.rpartition("/feeds/")[2]).status_code == 200


def test_the_page_says_that_feeds_lag(client_for: ClientFor, participant: Person) -> None:
    page = read(client_for(participant).get("/calendar-feed/"))

    assert "Outlook can take a day or longer" in page
    assert "Google up to a day" in page
    assert "An invitation by email is quicker" in page


def test_a_feed_is_switched_off_on_its_page(
    client: Client, client_for: ClientFor, participant: Person, address: str
) -> None:
    page = client_for(participant).post(f"/calendar-feed/{participant.pk}/off/", follow=True).content.decode()

    assert "switched off" in page
    assert client.get(address).status_code == 404


def test_nobody_makes_or_ends_the_feed_of_somebody_else(
    client_for: ClientFor, participant: Person, address: str, administrator: Person, outsider: Person
) -> None:
    for person in (administrator, outsider):
        for what in ("new", "off"):
            assert client_for(person).post(f"/calendar-feed/{participant.pk}/{what}/").status_code == 404

    assert Client().get(address).status_code == 200


def test_a_session_is_downloaded_as_it_was_released(
    client_for: ClientFor, participant: Person, launch: Session, administrator: Person
) -> None:
    Session.objects.filter(pk=launch.pk).update(starts_at=launch.starts_at - timedelta(days=7))

    for person in (participant, administrator):
        response = client_for(person).get(f"/sessions/{launch.pk}/session.ics")
        entry = vobject.readOne(response.content.decode()).vevent
        assert response["Content-Disposition"] == 'attachment; filename="launch.ics"'
        assert entry.dtstart.value.astimezone(UTC) == datetime(2027, 1, 12, 9, 30, tzinfo=UTC)


def test_of_a_draft_or_of_what_is_off_there_is_no_file(
    client_for: ClientFor, administrator: Person, launch: Session
) -> None:
    client = client_for(administrator)
    draft = cast.drafted(launch.cohort, "coaching")
    ReleasedSession.objects.update(is_cancelled=True)

    assert client.get(f"/sessions/{draft.pk}/session.ics").status_code == 404
    assert client.get(f"/sessions/{launch.pk}/session.ics").status_code == 404


def test_a_cohorts_dates_are_one_file(client_for: ClientFor, participant: Person, launch: Session) -> None:
    cast.session(launch.cohort, "coaching", starts_at=launch.starts_at + timedelta(days=7))
    cast.drafted(launch.cohort, "coaching", number=2)

    response = client_for(participant).get(f"/cohorts/{launch.cohort_id}/dates.ics")

    assert titles(response.content) == ["Launch (Leading for Change)", "Coaching 1 (Leading for Change)"]
    assert response["Content-Disposition"] == 'attachment; filename="leading-for-change-cohort-1.ics"'


def test_a_download_numbers_changes_for_the_account_that_downloads(
    client_for: ClientFor, participant: Person, launch: Session, cohort: Cohort
) -> None:
    cast.invited(participant, launch, sequence=2)
    other = cast.enrolled(cohort, "Robin Reader").person

    found = [
        vobject.readOne(
            client_for(person).get(f"/sessions/{launch.pk}/session.ics").content.decode()
        ).vevent.sequence.value
        for person in (participant, other)
    ]

    assert found == ["2", "0"]
    assert Invitee.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_address_locks_the_person_in_a_transaction_of_its_own(participant: Person) -> None:
    old, new = (feeds.make_feed_address(person=participant) for _ in range(2))
    assert [feeds.find_person(each.rpartition("/")[2].removesuffix(".ics")) for each in (old, new)] == [
        None,
        participant,
    ]
