"""Cancelling a session in the draft, and reinstating it."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cohorts.models import Cohort
from people.models import Person
from scheduling.bookings.booking import book_all
from scheduling.models import Session, Venue
from scheduling.sessions.cancel import cancel, reinstate
from scheduling.sessions.move import move
from scheduling.working_days.clock import at

BECAUSE = {"because": "The facilitator is ill"}


@pytest.fixture
def led(masterclass: Session, coach: Person) -> Session:
    masterclass.venue = Venue.objects.create(organisation=masterclass.organisation, name="Room 1")
    masterclass.save()
    masterclass.facilitators.add(coach)
    book_all([masterclass])
    return masterclass


def test_a_cancelled_session_frees_its_room_and_its_people(administrators_client: Client, led: Session) -> None:
    assert "Do you want to cancel" in administrators_client.get(f"/sessions/{led.pk}/cancel/").content.decode()
    assert led.bookings.count() == 2
    assert administrators_client.post(f"/sessions/{led.pk}/cancel/", BECAUSE).status_code == 302
    led.refresh_from_db()
    assert (led.is_cancelled, led.cancelled_because) == (True, "The facilitator is ill")
    assert not led.bookings.exists()


@pytest.mark.parametrize("because", ["", " ", "x" * 201, "\0"])
def test_it_is_not_cancelled_without_a_reason(administrators_client: Client, led: Session, because: str) -> None:
    page = administrators_client.post(f"/sessions/{led.pk}/cancel/", {"because": because})
    assert page.context["form"].errors["because"]
    led.refresh_from_db()
    assert not led.is_cancelled


def test_cancelled_twice_it_is_cancelled_once(led: Session) -> None:
    cancel(session=led, because="The facilitator is ill")
    cancelled = cancel(session=led, because="The venue is flooded")
    assert cancelled.cancelled_because == "The facilitator is ill"
    assert led.changes.count() == 1


def test_it_is_held_after_all_where_it_was(administrators_client: Client, led: Session) -> None:
    cancel(session=led, because="The facilitator is ill")
    assert administrators_client.post(f"/sessions/{led.pk}/reinstate/").status_code == 302
    led.refresh_from_db()
    assert (led.is_cancelled, led.cancelled_because) == (False, "")
    assert led.bookings.count() == 2
    assert [change.now for change in led.changes.all()] == [
        f"Tuesday 6 October 2026, 9:30am to 1pm, Room 1, {led.facilitators.get()}",
        "Cancelled",
    ]


def test_it_stays_off_while_another_session_has_its_place(
    administrators_client: Client, led: Session, coach: Person
) -> None:
    cancel(session=led, because="The facilitator is ill")
    other = led.cohort.sessions.get(element__key="launch")
    other.starts_at, other.ends_at = at(led.opens_on, time(9)), at(led.opens_on, time(12))
    other.venue = led.venue
    other.save()
    book_all([other])
    page = administrators_client.post(f"/sessions/{led.pk}/reinstate/", follow=True).content.decode()
    assert "Room 1 is taken on 6 October 2026" in page
    assert "Move it to another time or place first" in page
    led.refresh_from_db()
    assert led.is_cancelled


def test_a_session_that_is_off_can_be_moved_to_where_it_can_be(administrators_client: Client, led: Session) -> None:
    cancel(session=led, because="The facilitator is ill")
    place = {"day_day": "7", "day_month": "10", "day_year": "2026", "starts": "09:30", "ends_by": "13:00"}
    assert administrators_client.post(f"/sessions/{led.pk}/move/", place).status_code == 302
    led.refresh_from_db()
    assert led.is_cancelled
    assert not led.bookings.exists()


def test_the_list_of_sessions_marks_it_and_the_picture_leaves_it_out(
    administrators_client: Client, led: Session
) -> None:
    cancel(session=led, because="The facilitator is ill")
    page = administrators_client.get(f"/cohorts/{led.cohort_id}/sessions/").content.decode()
    picture, table = page[page.index("<figure") :].split("<table", 1)
    assert "Programme launch" in picture
    assert led.title not in picture
    assert "Cancelled" in table


@pytest.mark.django_db(transaction=True)
def test_moving_cancelling_and_reinstating_lock_in_transactions_of_their_own(planned: Cohort) -> None:
    session = planned.sessions.get(element__key="masterclass-self")
    later = session.starts_at + timedelta(hours=1)
    move(session=session, starts_at=later, ends_at=later + timedelta(hours=1), venue=session.venue, facilitators=[])
    cancel(session=session, because="The facilitator is ill")
    reinstate(session=session)
    session.refresh_from_db()
    assert (session.starts_at, session.is_cancelled) == (later, False)


@pytest.mark.django_db(transaction=True)
def test_a_session_that_cannot_be_reinstated_stays_as_it_was(led: Session) -> None:
    """Its facilitator leads another session now: what was saved before the refusal is undone."""
    cancel(session=led, because="The facilitator is ill")
    other = led.cohort.sessions.get(element__key="launch")
    other.starts_at, other.ends_at = led.starts_at, led.ends_at
    other.save()
    other.facilitators.set(led.facilitators.all())
    book_all([other])
    with pytest.raises(ValidationError):
        reinstate(session=led)
    led.refresh_from_db()
    assert led.is_cancelled
