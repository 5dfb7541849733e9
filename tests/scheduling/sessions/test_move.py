from datetime import UTC, date, datetime, time

import pytest
from django.test import Client

from people.models import Organisation, Person, Role
from scheduling.models import Session, Venue
from tests import cast

GOOD = {
    "day_day": "7",
    "day_month": "10",
    "day_year": "2026",
    "starts": "13:30",
    "ends_by": "17:00",
    "another_place": "North site",
}
WINDOW = {
    "opens_on_day": "14",
    "opens_on_month": "9",
    "opens_on_year": "2026",
    "closes_on_day": "16",
    "closes_on_month": "10",
    "closes_on_year": "2026",
    "venue": "",
}


@pytest.fixture
def url(masterclass: Session) -> str:
    return f"/sessions/{masterclass.pk}/move/"


@pytest.fixture
def window_url(assessment: Session) -> str:
    return f"/sessions/{assessment.pk}/move/"


def on(day: int, month: int, year: int = 2026) -> dict[str, str]:
    return {"day_day": str(day), "day_month": str(month), "day_year": str(year)}


def test_a_session_gets_another_day_time_place_and_facilitator(
    administrators_client: Client, url: str, masterclass: Session, coach: Person
) -> None:
    response = administrators_client.post(url, GOOD | {"facilitators": [coach.pk]})
    assert response.headers["Location"] == f"/cohorts/{masterclass.cohort_id}/sessions/"
    masterclass.refresh_from_db()
    # 13:30 in British Summer Time is 12:30 UTC
    assert masterclass.starts_at == datetime(2026, 10, 7, 12, 30, tzinfo=UTC)
    assert masterclass.ends_at == datetime(2026, 10, 7, 16, 0, tzinfo=UTC)
    assert str(masterclass.venue) == "North site"
    assert list(masterclass.facilitators.all()) == [coach]


def test_after_the_clocks_go_back_the_same_wall_clock_is_an_hour_later_in_utc(
    administrators_client: Client, url: str, masterclass: Session
) -> None:
    administrators_client.post(url, GOOD | on(26, 10) | {"anyway": "on"})
    masterclass.refresh_from_db()
    assert masterclass.starts_at == datetime(2026, 10, 26, 13, 30, tzinfo=UTC)


def test_the_form_shows_the_session_as_it_is(administrators_client: Client, url: str) -> None:
    page = administrators_client.get(url).content.decode()
    for value in (
        'value="6"',
        'value="10"',
        'value="2026"',
        'value="09:30"',
        'value="13:00"',
        "selected>Fenmoor House",
    ):
        assert value in page


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"ends_by": "13:30"}, "ends_by", "must end after it starts"),
        ({"ends_by": "09:00"}, "ends_by", "must end after it starts"),
        ({"starts": "25:00"}, "starts", "Enter a real time"),
        ({"starts": "\0"}, "starts", "Enter a real time"),
        ({"starts": ""}, "starts", "Enter starts at"),
        (on(31, 2), "day", "real date"),
        (on(1, 1, 1066), "day", "must be in or after 2000"),
        (on(31, 12, 9999), "day", "within 10 years"),
        ({"another_place": "x" * 201}, "another_place", "200"),
        ({"venue": "999999"}, "venue", ""),
        ({"venue": "x"}, "venue", ""),
        ({"venue": "\0"}, "venue", ""),
        ({"facilitators": ["999999"]}, "facilitators", ""),
        ({"facilitators": ["x"]}, "facilitators", ""),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    administrators_client: Client, masterclass: Session, changes: dict[str, str], field: str, says: str
) -> None:
    cast.member(masterclass.organisation, Role.COACH)
    page = administrators_client.post(f"/sessions/{masterclass.pk}/move/", GOOD | changes)
    assert page.status_code == 200
    assert says in page.context["form"].errors[field][0]
    before = masterclass.starts_at
    masterclass.refresh_from_db()
    assert masterclass.starts_at == before


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (on(10, 10), "10 October 2026 is a Saturday"),
        (on(25, 12), "25 December 2026 is a bank holiday (Christmas Day)"),
        (on(8, 9) | {"starts": "17:00", "ends_by": "18:00"}, "Programme launch and Insights is on this day already"),
    ],
)
def test_a_doubtful_day_is_taken_only_when_ticked(
    administrators_client: Client, url: str, masterclass: Session, day: dict[str, str], says: str
) -> None:
    page = administrators_client.post(url, GOOD | day)
    assert "or tick “It is right all the same”" in page.context["form"].errors["anyway"][0]
    assert says in page.content.decode()
    assert administrators_client.post(url, GOOD | day | {"anyway": "on"}).status_code == 302
    masterclass.refresh_from_db()
    assert masterclass.opens_on == date(2026, int(day["day_month"]), int(day["day_day"]))


def test_a_time_that_the_clocks_leave_out_is_refused_even_when_ticked(administrators_client: Client, url: str) -> None:
    """On 28 March 2027 it is never half past one."""
    changes = on(28, 3, 2027) | {"starts": "01:30", "ends_by": "03:00", "anyway": "on"}
    page = administrators_client.post(url, GOOD | changes)
    assert "does not exist on that day" in page.context["form"].errors["starts"][0]


def test_staying_on_its_own_day_is_no_doubt(administrators_client: Client, url: str) -> None:
    assert administrators_client.post(url, GOOD | on(6, 10)).status_code == 302


def test_windows_do_not_take_the_day_on_which_they_open(administrators_client: Client, url: str) -> None:
    """The first coaching window opens on Tuesday 20 October."""
    page = administrators_client.post(url, GOOD | on(20, 10)).content.decode()
    assert "The design has it in weeks" in page
    assert "on this day already" not in page


def test_a_window_gets_other_days(administrators_client: Client, window_url: str, assessment: Session) -> None:
    assert administrators_client.post(window_url, WINDOW | {"anyway": "on"}).status_code == 302
    assessment.refresh_from_db()
    assert (assessment.opens_on, assessment.closes_on) == (date(2026, 9, 14), date(2026, 10, 16))
    assert assessment.times == "9am to 5pm"


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"closes_on_day": "14", "closes_on_month": "8"}, "closes_on", "on or after the day on which it opens"),
        ({"opens_on_day": ""}, "opens_on", "must include a day"),
    ],
)
def test_what_is_wrong_with_a_window_stands_beside_its_field(
    administrators_client: Client, window_url: str, changes: dict[str, str], field: str, says: str
) -> None:
    page = administrators_client.post(window_url, WINDOW | changes)
    assert says in page.context["form"].errors[field][0]


@pytest.mark.parametrize(
    ("changes", "says"), [({"closes_on_day": "17"}, "is a Saturday"), ({"opens_on_day": "13"}, "is a Sunday")]
)
def test_a_window_that_opens_or_closes_at_a_weekend_is_a_doubt(
    administrators_client: Client, window_url: str, changes: dict[str, str], says: str
) -> None:
    page = administrators_client.post(window_url, WINDOW | changes)
    assert list(page.context["form"].errors) == ["anyway"]
    assert says in page.content.decode()


def test_a_window_may_be_one_day(administrators_client: Client, window_url: str) -> None:
    one_day = WINDOW | {"closes_on_day": "14", "closes_on_month": "9"}
    assert administrators_client.post(window_url, one_day).status_code == 302


def test_only_facilitators_and_coaches_of_the_organisation_are_offered(
    administrators_client: Client, url: str, coach: Person, executive: Person, other_trust: Organisation
) -> None:
    cast.member(other_trust, Role.COACH, "Coach Elsewhere")
    facilitator = cast.member(coach.organisation, Role.FACILITATOR, "Femi Facilitator")
    offered = administrators_client.get(url).context["form"].fields["facilitators"].queryset
    assert list(offered) == [coach, facilitator]


def test_a_coach_of_another_organisation_cannot_be_posted(
    administrators_client: Client, url: str, masterclass: Session, coach: Person, other_trust: Organisation
) -> None:
    elsewhere = cast.member(other_trust, Role.COACH)
    page = administrators_client.post(url, GOOD | {"facilitators": [elsewhere.pk]})
    assert page.context["form"].errors["facilitators"]
    assert not masterclass.facilitators.exists()


def test_without_a_team_the_page_leads_to_making_one(administrators_client: Client, url: str) -> None:
    page = administrators_client.get(url).content.decode()
    assert 'href="/team/"' in page
    assert administrators_client.post(url, GOOD).status_code == 302


def test_a_venue_is_chosen_from_the_list(administrators_client: Client, url: str, masterclass: Session) -> None:
    room = Venue.objects.create(organisation=masterclass.organisation, name="Room 1", equipment=["Projector"])
    assert administrators_client.post(url, GOOD | {"venue": room.pk, "another_place": ""}).status_code == 302
    masterclass.refresh_from_db()
    assert masterclass.venue == room


def test_a_venue_of_another_organisation_cannot_be_posted(
    administrators_client: Client, url: str, other_trust: Organisation
) -> None:
    elsewhere = Venue.objects.create(organisation=other_trust, name="Room elsewhere")
    assert "Room elsewhere" not in administrators_client.get(url).content.decode()
    page = administrators_client.post(url, GOOD | {"venue": elsewhere.pk, "another_place": ""})
    assert page.context["form"].errors["venue"]


def test_a_place_is_chosen_or_typed_and_not_both(administrators_client: Client, url: str, masterclass: Session) -> None:
    page = administrators_client.post(url, GOOD | {"venue": masterclass.venue_id})
    assert "not both" in page.context["form"].errors["another_place"][0]


def test_a_session_dragged_to_a_day_is_shown_there_with_its_clashes_and_stays_where_it_is(
    administrators_client: Client, url: str, masterclass: Session
) -> None:
    page = administrators_client.get(f"{url}?day=2026-10-10")
    assert page.context["form"]["day"].value() == date(2026, 10, 10)
    assert "10 October 2026 is a Saturday" in page.content.decode()
    masterclass.refresh_from_db()
    assert masterclass.opens_on == date(2026, 10, 6)


def test_a_window_dragged_to_a_day_stays_open_as_long(administrators_client: Client, window_url: str) -> None:
    """From 8 September to 12 October are 34 days, which from 15 September lead to 19 October."""
    form = administrators_client.get(f"{window_url}?day=2026-09-15").context["form"]
    assert (form["opens_on"].value(), form["closes_on"].value()) == (date(2026, 9, 15), date(2026, 10, 19))


@pytest.mark.parametrize("day", ["", "tomorrow", "9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_that_was_made_up_is_left_out(administrators_client: Client, url: str, day: str) -> None:
    form = administrators_client.get(url, {"day": day}).context["form"]
    assert form["day"].value() == date(2026, 10, 6)


@pytest.mark.parametrize(
    ("at", "starts", "ends"),
    [
        # It takes three and a half hours wherever it is.
        ("14:00", time(14), time(17, 30)),
        ("20:30", time(9, 30), time(13)),
        ("", time(9, 30), time(13)),
        ("25:00", time(9, 30), time(13)),
        ("٠٩:٣٠", time(9, 30), time(13)),
    ],
)
def test_a_session_dragged_to_a_time_takes_as_long_as_it_did_within_the_day(
    administrators_client: Client, url: str, at: str, starts: time, ends: time
) -> None:
    form = administrators_client.get(url, {"day": "2026-10-25", "at": at}).context["form"]
    assert (form["day"].value(), form["starts"].value(), form["ends_by"].value()) == (date(2026, 10, 25), starts, ends)


def test_saving_leads_back_to_the_calendar_if_one_came_from_there(
    administrators_client: Client, url: str, masterclass: Session
) -> None:
    response = administrators_client.post(f"{url}?from=week&cohort={masterclass.cohort_id}", GOOD)
    assert response.headers["Location"] == f"/calendar/?view=week&on=2026-10-07&cohort={masterclass.cohort_id}"


def test_what_somebody_else_has_changed_meanwhile_is_not_undone_unseen(
    administrators_client: Client, url: str, masterclass: Session, coach: Person
) -> None:
    """The first opens the page, the second gives the session a coach and saves, then the first saves another time."""
    opened = administrators_client.get(url).context["form"]
    seen = {"seen": opened["seen"].value(), "starts": "10:00", "ends_by": "13:00"} | on(6, 10)
    masterclass.facilitators.add(coach)

    refused = administrators_client.post(url, GOOD | seen)

    form = refused.context["form"]
    assert "Somebody has changed this session" in form.non_field_errors()[0]
    assert coach.name in form.non_field_errors()[0]
    assert form["starts"].value() == "10:00"
    assert list(masterclass.facilitators.all()) == [coach]

    again = GOOD | seen | {"seen": form["seen"].value(), "facilitators": [coach.pk]}
    assert administrators_client.post(url, again).status_code == 302
    masterclass.refresh_from_db()
    assert (masterclass.times, list(masterclass.facilitators.all())) == ("10am to 1pm", [coach])


def test_saved_as_it_was_it_does_not_put_back_what_somebody_else_has_changed(
    administrators_client: Client, url: str, masterclass: Session, coach: Person
) -> None:
    opened = administrators_client.get(url).context["form"]
    seen = {"seen": opened["seen"].value(), "venue": masterclass.venue_id, "another_place": ""}
    masterclass.facilitators.add(coach)

    as_it_was = GOOD | on(6, 10) | {"starts": "09:30", "ends_by": "13:00"} | seen
    assert administrators_client.post(url, as_it_was).status_code == 200
    assert list(masterclass.facilitators.all()) == [coach]


def test_saved_twice_it_is_saved(administrators_client: Client, url: str, masterclass: Session) -> None:
    seen = {"seen": administrators_client.get(url).context["form"]["seen"].value()}
    assert administrators_client.post(url, GOOD | seen).status_code == 302
    assert administrators_client.post(url, GOOD | seen).status_code == 302
    assert masterclass.changes.count() == 1


def test_the_session_keeps_what_was_changed_by_hand(
    administrators_client: Client, url: str, masterclass: Session, administrator: Person
) -> None:
    administrators_client.post(url, GOOD)
    change = masterclass.changes.get()
    assert change.was == "Tuesday 6 October 2026, 9:30am to 1pm, Fenmoor House"
    assert change.now == "Wednesday 7 October 2026, 1:30pm to 5pm, North site"
    assert change.changed_by == administrator
