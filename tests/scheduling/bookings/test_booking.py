"""Refuse a person or a room in two sessions at once: the verb says why, and the database refuses too."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction

from cohorts.programmes.editing import commission_programme
from people.models import Person, Role
from scheduling.bookings.booking import book_all
from scheduling.models import Booking, Session, Venue
from scheduling.sessions.cohort_start import start_cohort
from scheduling.sessions.move import move
from scheduling.working_days.clock import at
from tests import cast

DAY = date(2026, 10, 6)
INSERT = """
INSERT INTO scheduling_booking (session_id, venue_id, person_id, starts_at, ends_at, ignored_because)
VALUES (%s, %s, %s, %s, %s, %s)
"""


def two_sessions() -> tuple[Session, Session]:
    """Masterclasses of two cohorts, in a venue that they may share, and led by nobody yet."""
    programme = commission_programme(organisation=cast.trust(), name="Leading for Change 2026")
    cohorts = [
        start_cohort(programme=programme, name=name, starts_on=date(2026, 9, 8), venue="Fenmoor House")
        for name in ("One", "Two")
    ]
    first, second = (cohort.sessions.get(element__key="masterclass-self") for cohort in cohorts)
    return first, second


def room() -> Venue:
    return Venue.objects.create(organisation=cast.trust(), name="Room 1")


def insert(session: Session, venue: Venue | None, person: Person | None, hours: tuple[int, int], why: str = "") -> None:
    starts, ends = at(DAY, time(hours[0])), at(DAY, time(hours[1]))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [session.pk, venue and venue.pk, person and person.pk, starts, ends, why])


@pytest.mark.django_db
def test_the_database_itself_refuses_a_room_in_two_places() -> None:
    first, second = two_sessions()
    place = room()
    insert(first, place, None, (9, 13))
    with pytest.raises(IntegrityError, match="room_in_one_session_at_a_time"):
        insert(second, place, None, (12, 15))
    insert(second, place, None, (13, 15))


@pytest.mark.django_db
def test_the_database_itself_refuses_a_person_in_two_places() -> None:
    first, second = two_sessions()
    coach = cast.member(cast.trust(), Role.COACH)
    insert(first, None, coach, (9, 13))
    with pytest.raises(IntegrityError, match="person_in_one_session_at_a_time"):
        insert(second, None, coach, (9, 10))
    insert(second, None, coach, (9, 10), "It is agreed")


@pytest.mark.django_db
def test_a_booking_is_of_a_room_or_of_a_person() -> None:
    session, _ = two_sessions()
    for venue, person in ((None, None), (room(), cast.member(cast.trust(), Role.COACH))):
        with pytest.raises(IntegrityError, match="booking_of_a_room_or_a_person"):
            insert(session, venue, person, (9, 13))


@pytest.mark.django_db
def test_bookings_follow_the_session() -> None:
    session, _ = two_sessions()
    place, coach = room(), cast.member(cast.trust(), Role.COACH)
    moved = to(session, place, coach)
    assert {(each.venue, each.person) for each in moved.bookings.all()} == {(place, None), (None, coach)}
    moved = to(session, None)
    assert not moved.bookings.exists()


def to(session: Session, venue: Venue | None, *people: Person, because: str = "") -> Session:
    starts_at, ends_at = at(DAY, time(9)), at(DAY, time(12))
    return move(
        session=session,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=venue,
        facilitators=people,
        ignored_because=because,
    )


@pytest.mark.django_db
def test_the_verb_refuses_a_clash_in_words_and_changes_nothing() -> None:
    first, second = two_sessions()
    place, coach = room(), cast.member(cast.trust(), Role.COACH)
    to(first, place, coach)
    before = second.starts_at, second.venue, 0
    with pytest.raises(ValidationError) as refused:
        to(second, place, coach)
    assert refused.value.messages == [
        "Room 1 is taken on 6 October 2026, 9am to midday: Understanding and leading self of One",
        f"{coach} leads another session on 6 October 2026, 9am to midday: Understanding and leading self of One",
    ]
    second.refresh_from_db()
    assert (second.starts_at, second.venue, second.facilitators.count()) == before


@pytest.mark.django_db
def test_two_sessions_may_change_places() -> None:
    first, second = two_sessions()
    here, there = room(), Venue.objects.create(organisation=cast.trust(), name="Room 2")
    to(first, here)
    to(second, there)
    Session.objects.filter(pk=first.pk).update(venue=there)
    Session.objects.filter(pk=second.pk).update(venue=here)
    book_all(list(Session.objects.filter(pk__in=[first.pk, second.pk])))
    assert {each.venue: each.session for each in Booking.objects.all()} == {there: first, here: second}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_room_and_person_at_once_exactly_one_gets_them() -> None:
    """Each on a connection of its own; the other is told who has them, and keeps what they had."""
    sessions = two_sessions()
    place, coach = room(), cast.member(cast.trust(), Role.COACH)
    for _ in range(5):
        for session in sessions:
            to(session, None)
        barrier = Barrier(2)

        def take(session: Session, barrier: Barrier = barrier) -> list[str]:
            try:
                barrier.wait()
                to(session, place, coach)
            except ValidationError as error:
                return error.messages
            finally:
                connections.close_all()
            return []

        with ThreadPoolExecutor(2) as threads:
            told = list(threads.map(take, sessions))
        won, lost = sorted(told, key=len)
        assert won == []
        assert "on 6 October 2026, 9am to midday" in lost[0]
        assert Booking.objects.count() == 2
        assert len(set(Booking.objects.values_list("session", flat=True))) == 1
