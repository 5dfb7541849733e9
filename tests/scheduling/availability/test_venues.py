"""An organisation's venues: their details, the days on which they are closed, and when one may be removed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.accounts import grant
from people.models import Organisation, Person, Role
from scheduling.availability.venues.editing import add_venue, get_or_create_venue
from scheduling.models import Session, Venue, VenueClosure
from tests import cast
from tests.conftest import ClientFor
from tests.scheduling.typed import day

pytestmark = pytest.mark.django_db
NEW = "/venues/new/"
FILLED: dict[str, Any] = {
    "name": "Garden room",
    "address": "1 Mill Lane",
    "capacity": "24",
    "equipment": "Projector\r\nFlipcharts\r\n\r\nprojector",
    "weekdays": ["0", "1", "3"],
    "opens": "08:30",
    "closes": "17:00",
}


def room(organisation: Organisation, name: str = "Garden room") -> Venue:
    return add_venue(
        organisation=organisation,
        name=name,
        address="",
        capacity=None,
        equipment=[],
        weekdays=[0],
        opens=time(9),
        closes=time(17),
        is_shared=False,
    )


def test_a_venue_is_added_with_all_that_is_said_of_it(administrators_client: Client, trust: Organisation) -> None:
    response = administrators_client.post(NEW, FILLED)
    made = Venue.objects.get()
    assert response.headers["Location"] == made.get_absolute_url()
    assert (made.organisation, made.name, made.address, made.capacity) == (trust, "Garden room", "1 Mill Lane", 24)
    # The same piece in other letters is one piece, and an empty line none.
    assert made.equipment == ["Projector", "Flipcharts"]
    assert (made.weekdays, made.opens, made.closes, made.is_shared) == ([0, 1, 3], time(8, 30), time(17), False)
    page = administrators_client.get(made.get_absolute_url()).content.decode()
    assert "Mon, Tue and Thu, 8:30am to 5pm" in page
    assert "Projector, Flipcharts" in page


def test_the_same_venue_sent_twice_is_one_and_both_lead_to_it(administrators_client: Client) -> None:
    addresses = {administrators_client.post(NEW, FILLED).headers["Location"] for _ in range(2)}
    assert addresses == {Venue.objects.get().get_absolute_url()}


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"name": ""}, "name", "Enter a name for the venue"),
        ({"name": "GARDEN room", "capacity": "5"}, "name", "There is already a venue of this name"),
        ({"capacity": "many"}, "capacity", "Enter a whole number"),
        ({"capacity": "0"}, "capacity", "at least 1 person"),
        ({"capacity": "99999"}, "capacity", "2000 people or fewer"),
        ({"closes": "08:30"}, "closes", "It must close after it opens"),
        ({"opens": "later"}, "opens", "Enter a real time"),
        ({"weekdays": []}, "weekdays", "Select at least one day"),
        ({"weekdays": ["7"]}, "weekdays", "Select a valid choice"),
        ({"equipment": "x" * 51}, "equipment", "50 characters or fewer"),
        ({"equipment": "\n".join(map(str, range(21)))}, "equipment", "Name up to 20 pieces"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    administrators_client: Client, trust: Organisation, changed: dict[str, Any], field: str, says: str
) -> None:
    room(trust)
    page = administrators_client.post(NEW, {**FILLED, "name": "Another", **changed})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert says in page.context["form"].errors[field][0]
    assert 'value="1 Mill Lane"' in page.content.decode()
    assert Venue.objects.count() == 1


def test_a_venue_is_changed_and_may_keep_its_name(administrators_client: Client, trust: Organisation) -> None:
    venue = room(trust)
    administrators_client.post(f"/venues/{venue.pk}/change/", {**FILLED, "is_shared": "on"})
    venue.refresh_from_db()
    assert (venue.name, venue.capacity, venue.is_shared) == ("Garden room", 24, True)


def test_it_cannot_take_the_name_of_another(administrators_client: Client, trust: Organisation) -> None:
    room(trust, "Board room")
    venue = room(trust)
    page = administrators_client.post(f"/venues/{venue.pk}/change/", {**FILLED, "name": "board room"})
    assert "already a venue of this name" in page.context["form"].errors["name"][0]


def test_it_is_closed_on_some_days_once_and_opened_again(administrators_client: Client, trust: Organisation) -> None:
    venue = room(trust)
    days = day("first_on", "24/12/2026") | {"reason": "Redecorating"}
    for _ in range(2):
        assert administrators_client.post(f"/venues/{venue.pk}/close/", days).status_code == 302
    closure = VenueClosure.objects.get()
    # One day, since no last day was given.
    assert (closure.first_on, closure.last_on) == (date(2026, 12, 24), date(2026, 12, 24))
    assert "Redecorating" in administrators_client.get(venue.get_absolute_url()).content.decode()
    administrators_client.post(f"/venues/{venue.pk}/closures/{closure.pk}/remove/")
    assert not VenueClosure.objects.exists()


def test_a_closure_cannot_end_before_it_begins(administrators_client: Client, trust: Organisation) -> None:
    days = day("first_on", "2/12/2026") | day("last_on", "1/12/2026")
    page = administrators_client.post(f"/venues/{room(trust).pk}/close/", days)
    assert page.context["form"].errors["last_on"] == ["The last day must be on or after the first"]


def test_a_venue_with_sessions_stays_and_the_page_says_why(administrators_client: Client, masterclass: Session) -> None:
    venue = masterclass.venue
    assert venue is not None
    page = administrators_client.post(f"/venues/{venue.pk}/remove/")
    assert f"{venue.name} cannot be removed" in page.content.decode()
    assert Venue.objects.filter(pk=venue.pk).exists()


def test_a_venue_without_sessions_is_removed(administrators_client: Client, trust: Organisation) -> None:
    response = administrators_client.post(f"/venues/{room(trust).pk}/remove/")
    assert response.headers["Location"] == "/venues/"
    assert not Venue.objects.exists()


def test_an_administrator_of_two_organisations_sees_and_serves_both(
    client_for: ClientFor, administrator: Person, other_trust: Organisation, trust: Organisation
) -> None:
    grant(organisation=other_trust, email=administrator.email, name="Ada", role=Role.ADMINISTRATOR)
    room(trust)
    room(other_trust, "Far room")
    client = client_for(administrator)
    page = client.get("/venues/").content.decode()
    assert "Garden room" in page
    assert "Far room" in page
    client.post(NEW, {**FILLED, "name": "Third room", "organisation": other_trust.pk})
    assert Venue.objects.get(name="Third room").organisation == other_trust


def test_the_venues_of_another_organisation_are_out_of_reach(
    administrators_client: Client, other_trust: Organisation
) -> None:
    venue = room(other_trust, "Secret room")
    assert "Secret room" not in administrators_client.get("/venues/").content.decode()
    for ending in ("", "change/", "close/", "remove/"):
        assert administrators_client.get(f"/venues/{venue.pk}/{ending}").status_code == 404
    assert administrators_client.post(NEW, {**FILLED, "organisation": other_trust.pk}).status_code == 302
    assert Venue.objects.filter(organisation=other_trust).count() == 1


def test_the_list_takes_as_many_queries_at_1_and_at_5_venues(
    administrators_client: Client, trust: Organisation
) -> None:
    counts = []
    for number in range(5):
        room(trust, f"Room {number}")
        with CaptureQueriesContext(connection) as captured:
            assert administrators_client.get("/venues/").status_code == 200
        counts.append(len(captured))
    assert counts[1] == counts[4]


@pytest.mark.django_db(transaction=True)
def test_a_place_that_two_people_type_at_once_is_one_venue() -> None:
    trust = cast.trust()
    for number in range(10):
        barrier = Barrier(2)

        def name(place: str, barrier: Barrier = barrier) -> Venue | None:
            try:
                barrier.wait()
                return get_or_create_venue(organisation=trust, name=place)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as threads:
            one, other = threads.map(name, [f"Hall {number}", f"HALL {number}"])
        assert one == other
    assert Venue.objects.count() == 10
