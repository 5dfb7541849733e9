from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.utils import timezone

from cohorts.designs.storage import leading_for_change, store_design
from cohorts.models import Cohort, Programme
from cohorts.programmes.editing import commission_programme
from people.models import Organisation, Person
from scheduling.availability.venues.editing import get_or_create_venue
from scheduling.bookings.booking import book_all
from scheduling.models import Session, Venue
from scheduling.sessions.cohort_start import start_cohort
from scheduling.sessions.forms import example_start
from tests import cast
from tests.conftest import ClientFor

GOOD = {
    "name": "Cohort 1",
    "starts_on_day": "8",
    "starts_on_month": "9",
    "starts_on_year": "2026",
    # Asked once that day has passed, and of no consequence before.
    "has_started": "on",
    "venue": "Fenmoor House",
    "capacity": "20",
}


@pytest.fixture
def url(programme: Programme) -> str:
    return f"/programmes/{programme.pk}/cohorts/new/"


def test_a_cohort_is_made_with_every_session_of_its_design(administrators_client: Client, url: str) -> None:
    response = administrators_client.post(url, GOOD)
    made = Cohort.objects.get()
    assert response.headers["Location"] == f"/cohorts/{made.pk}/sessions/"
    assert (made.name, made.starts_on, made.venue, made.capacity) == (
        "Cohort 1",
        date(2026, 9, 8),
        "Fenmoor House",
        20,
    )
    # one 360, a launch, four masterclasses, two coaching, three learning sets, patient engagement, conference
    assert made.sessions.count() == 13


def test_the_sessions_stand_at_the_venue_and_windows_stand_nowhere(planned: Cohort) -> None:
    assert set(planned.sessions.filter(element__format="one_to_one").values_list("venue", flat=True)) == {None}
    assert planned.sessions.get(element__key="launch").venue.name == "Fenmoor House"


def test_sessions_are_numbered_where_an_element_has_several(planned: Cohort) -> None:
    titles = [session.title for session in planned.sessions.with_titles()]
    assert {"Coaching 1", "Coaching 2", "Action learning set 3", "Leading others"} <= set(titles)


def test_the_same_cohort_posted_twice_is_made_once(administrators_client: Client, url: str) -> None:
    first, second = administrators_client.post(url, GOOD), administrators_client.post(url, GOOD)
    assert first.headers["Location"] == second.headers["Location"]
    assert (Cohort.objects.count(), Session.objects.count()) == (1, 13)


@pytest.mark.django_db(transaction=True)
def test_the_same_cohort_posted_five_times_at_once_is_made_once() -> None:
    programme = commission_programme(organisation=cast.trust(), name="Leading for Change")
    start, made = Barrier(5), []

    def work() -> None:
        start.wait()
        try:
            made.append(start_cohort(programme=programme, name="C", starts_on=date(2026, 9, 8), venue="V").pk)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 5
    assert len(set(made)) == 1
    assert Session.objects.count() == 13


def test_where_the_room_is_taken_a_new_cohort_waits_for_a_plan_to_find_one(
    administrators_client: Client, url: str, planned: Cohort
) -> None:
    Venue.objects.update(is_shared=False)
    book_all(list(planned.sessions.all()))
    page = administrators_client.post(url, GOOD | {"name": "Cohort 2"}, follow=True).content.decode()
    made = Cohort.objects.get(name="Cohort 2")
    # thirteen sessions, three of which are open for weeks and have no venue anyway
    assert made.sessions.without_a_venue().count() == 10
    assert "10 sessions have no venue yet, because Fenmoor House is taken then" in page
    assert not planned.sessions.without_a_venue().exists()


def test_only_what_clashes_waits_for_a_venue(administrators_client: Client, url: str, planned: Cohort) -> None:
    Venue.objects.update(is_shared=False)
    book_all([planned.sessions.get(element__key="launch")])
    page = administrators_client.post(url, GOOD | {"name": "Cohort 2"}, follow=True).content.decode()
    waiting = Cohort.objects.get(name="Cohort 2").sessions.without_a_venue()
    assert [session.element.key for session in waiting] == ["launch"]
    assert "1 session has no venue yet" in page


def test_another_cohort_of_the_same_name_is_refused_beside_the_name(administrators_client: Client, url: str) -> None:
    administrators_client.post(url, GOOD)
    page = administrators_client.post(url, GOOD | {"venue": "Elsewhere", "is_new_venue": "on"})
    assert "already a cohort of this name" in page.context["form"].errors["name"][0]
    assert "Elsewhere" in page.content.decode()


def test_a_cohort_keeps_the_version_of_the_design_that_it_started_with(planned: Cohort) -> None:
    spec = leading_for_change()
    newer = store_design(programme=planned.programme, spec=type(spec)("Leading for Change", 40, spec.elements))
    second = start_cohort(
        programme=planned.programme, name="Cohort 2", starts_on=date(2027, 9, 7), venue="Fenmoor House"
    )
    planned.refresh_from_db()
    assert (planned.design.version, second.design) == (1, newer)


def test_a_pilot_of_years_ago_can_be_recorded(administrators_client: Client, url: str) -> None:
    administrators_client.post(url, GOOD | {"starts_on_day": "16", "starts_on_year": "2014"})
    assert Cohort.objects.get().starts_on == date(2014, 9, 16)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"name": ""}, "name", "Enter a name for the cohort"),
        ({"name": "x" * 201}, "name", "200 characters or fewer"),
        ({"name": "a\0"}, "name", "cannot be stored"),
        ({"starts_on_day": "12"}, "starts_on", "12 September 2026 is a Saturday. Choose a working day"),
        ({"starts_on_day": "31", "starts_on_month": "8"}, "starts_on", "is a bank holiday"),
        ({"starts_on_year": "1999"}, "starts_on", "must be in or after 2000"),
        ({"starts_on_year": "2126"}, "starts_on", "must be within 10 years from now"),
        ({"starts_on_year": "9999"}, "starts_on", "must be within 10 years from now"),
        ({"starts_on_year": "26"}, "starts_on", "must have 4 numbers"),
        ({"starts_on_day": "31"}, "starts_on", "real date"),
        ({"starts_on_day": "9" * 400}, "starts_on", "real date"),
        ({"starts_on_day": "a\0"}, "starts_on", "real date"),
        ({"starts_on_day": "", "starts_on_month": "", "starts_on_year": ""}, "starts_on", "Enter a start date"),
        ({"venue": " "}, "venue", "Enter a venue"),
        ({"capacity": "0"}, "capacity", "at least 1"),
        ({"capacity": "1.5"}, "capacity", "whole number"),
        ({"capacity": "9" * 5000}, "capacity", ""),
        ({"capacity": "-1"}, "capacity", "at least 1"),
        ({"capacity": ""}, "capacity", "Enter places"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_is_kept(
    administrators_client: Client, url: str, changes: dict[str, str], field: str, says: str
) -> None:
    page = administrators_client.post(url, GOOD | changes)
    assert page.status_code == 200
    assert says in page.context["form"].errors[field][0]
    assert not Cohort.objects.exists()


def test_a_start_that_has_passed_is_asked_about_and_one_to_come_is_not(administrators_client: Client, url: str) -> None:
    past = {**GOOD, "starts_on_year": "2020"}
    del past["has_started"]
    assert "has started already" not in administrators_client.get(url).content.decode()
    page = administrators_client.post(url, past)
    asked = page.context["form"].errors["has_started"][0]
    assert asked.startswith("8 September 2020 has passed. Choose a later start date")
    assert 'value="Fenmoor House"' in page.content.decode()
    assert not Cohort.objects.exists()
    assert administrators_client.post(url, past | {"has_started": "on"}).status_code == 302
    to_come = {**past, "name": "Cohort 2", "starts_on_year": str(timezone.localdate().year + 2), "starts_on_day": "x"}
    assert "has_started" not in administrators_client.post(url, to_come).context["form"].fields


def test_an_empty_form_is_answered_in_words(administrators_client: Client, url: str) -> None:
    page = administrators_client.post(url, {})
    assert set(page.context["form"].errors) == {"name", "starts_on", "venue", "capacity"}


def test_a_programme_without_a_design_has_nothing_to_lay_out(trust: Organisation) -> None:
    bare = cast.programme(trust, "Bare")
    with pytest.raises(ValidationError, match="no design yet"):
        start_cohort(programme=bare, name="C", starts_on=date(2026, 9, 8), venue="V")


def test_only_the_administrators_of_the_organisation_make_cohorts(
    client_for: ClientFor, url: str, outsider: Person, executive: Person, coach: Person
) -> None:
    for person in (outsider, executive, coach):
        assert client_for(person).get(url).status_code == 404
        assert client_for(person).post(url, GOOD).status_code == 404
    assert not Cohort.objects.exists()


# A venue that is new


def test_a_venue_that_may_be_a_slip_is_asked_about_and_nothing_typed_is_lost(
    administrators_client: Client, url: str, programme: Programme
) -> None:
    for name in ("The Old Granary", "Fenmoor House"):
        get_or_create_venue(organisation=programme.organisation, name=name)
    slip = GOOD | {"venue": "the old  granery"}
    refused = administrators_client.post(url, slip)
    assert refused.context["form"].errors == {
        "is_new_venue": [
            "“the old granery” is not one of your venues yet. If you mean The Old Granary, correct it. "
            "If it is new, tick the box"
        ]
    }
    assert refused.context["form"]["venue"].value() == "the old  granery"
    assert not Cohort.objects.exists()
    assert Venue.objects.count() == 2
    for _ in range(2):
        assert administrators_client.post(url, slip | {"is_new_venue": "on"}).status_code == 302
    assert Cohort.objects.get().venue == "the old granery"
    assert Venue.objects.count() == 3


def test_a_known_venue_is_offered_and_taken_whatever_its_capitals(
    administrators_client: Client, url: str, programme: Programme
) -> None:
    get_or_create_venue(organisation=programme.organisation, name="Fenmoor House")
    get_or_create_venue(organisation=cast.trust("Secret Trust"), name="Secret House")
    page = administrators_client.get(url).content.decode()
    assert '<option value="Fenmoor House">' in page
    assert "Secret House" not in page
    assert "It is a new venue" not in page
    assert administrators_client.post(url, GOOD | {"venue": "FENMOOR house"}).status_code == 302
    assert Cohort.objects.get().venue == "Fenmoor House"


def test_the_example_of_a_start_date_is_a_working_day_in_three_months() -> None:
    # 90 days after 28 September 2026 is 27 December, a Sunday; the Monday is Boxing Day's substitute
    assert example_start(date(2026, 9, 28)) == "29 12 2026"


# Names are one line: they stand in the subjects of emails


def test_line_breaks_in_them_become_spaces(administrators_client: Client, url: str) -> None:
    administrators_client.post(url, GOOD | {"name": "Cohort\r\n1", "venue": "Fenmoor\nHouse"})

    made = Cohort.objects.get()
    assert (made.name, made.venue) == ("Cohort 1", "Fenmoor House")
    assert EmailMessage(subject=made.name).message()["Subject"] == "Cohort 1"


@pytest.mark.parametrize("field", ["name", "venue"])
def test_what_cannot_be_stored_is_refused_beside_its_field(administrators_client: Client, url: str, field: str) -> None:
    page = administrators_client.post(url, GOOD | {field: "a\x1bb"})

    assert list(page.context["form"].errors) == [field]
    assert not Cohort.objects.exists()
