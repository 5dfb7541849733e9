"""List the clashes of a proposal: the masterclass of Tuesday 6 October 2026, 9:30am to 1pm."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort, Element, PlacingRule, Programme
from people.models import Organisation, Person, Role
from scheduling.bookings.booking import book_all
from scheduling.clashes.judging import find_clashes
from scheduling.clashes.proposals import Clash, ClashKind
from scheduling.models import Absence, Availability, Booking, ClosedDays, Session, Venue, VenueClosure
from scheduling.sessions.cohort_start import start_cohort
from scheduling.working_days.clock import at
from tests import cast

TUESDAY = date(2026, 10, 6)
MORNING = time(9, 30), time(13, 0)


@pytest.fixture
def room(trust: Organisation) -> Venue:
    return Venue.objects.create(organisation=trust, name="Room 1", capacity=20, equipment=["Projector"])


@pytest.fixture
def elsewhere(programme: Programme, planned: Cohort, room: Venue, coach: Person) -> Session:
    """A masterclass of another cohort, in the room and with the coach, on that Tuesday from 12 to 3pm."""
    other = start_cohort(programme=programme, name="Cohort 2", starts_on=date(2026, 9, 8), venue="Fenmoor House")
    session = other.sessions.get(element__key="masterclass-self")
    session.starts_at, session.ends_at = at(TUESDAY, time(12)), at(TUESDAY, time(15))
    session.venue = room
    session.save()
    session.facilitators.add(coach)
    book_all([session])
    return session


def found(
    session: Session,
    day: date = TUESDAY,
    hours: tuple[time, time] = MORNING,
    venue: Venue | None = None,
    people: Iterable[Person] = (),
) -> list[Clash]:
    return find_clashes(session, at(day, hours[0]), at(day, hours[1]), venue, people)


def words(*args: Any, **kwargs: Any) -> list[str]:
    return [clash.words for clash in found(*args, **kwargs)]


def test_nothing_speaks_against_where_it_was_laid_out(masterclass: Session, room: Venue, coach: Person) -> None:
    assert found(masterclass, venue=room, people=[coach]) == []


def test_a_room_and_a_person_elsewhere_block(
    masterclass: Session, room: Venue, coach: Person, elsewhere: Session
) -> None:
    both = found(masterclass, venue=room, people=[coach])
    where = f"6 October 2026, midday to 3pm: {elsewhere.title} of Cohort 2"
    assert [(clash.words, clash.is_blocking) for clash in both] == [
        (f"Room 1 is taken on {where}", True),
        (f"{coach} leads another session on {where}", True),
    ]


def test_sessions_that_follow_each_other_at_once_do_not_clash(
    masterclass: Session, room: Venue, coach: Person, elsewhere: Session
) -> None:
    assert found(masterclass, hours=(time(8, 30), time(12)), venue=room, people=[coach]) == []


def test_a_shared_venue_holds_several(masterclass: Session, room: Venue, elsewhere: Session) -> None:
    room.is_shared = True
    room.save()
    book_all([elsewhere])
    assert found(masterclass, venue=room) == []


def test_what_is_cancelled_or_a_window_is_in_nobodys_way(
    masterclass: Session, assessment: Session, room: Venue, coach: Person, elsewhere: Session
) -> None:
    elsewhere.is_cancelled = True
    elsewhere.save()
    book_all([elsewhere])
    assessment.facilitators.add(coach)
    book_all([assessment])
    assert found(masterclass, venue=room, people=[coach]) == []


def test_two_sessions_of_a_cohort_at_once_block(masterclass: Session) -> None:
    launch = found(masterclass, date(2026, 9, 8))
    first = launch[0]
    assert first.words == "Programme launch and Insights of the same cohort is at that time: 9am to 4:30pm"
    assert first.is_blocking
    # it is in the way once, and not on the same day as well
    assert not any("on this day already" in clash.words for clash in launch)


def test_closed_days_and_school_holidays_are_doubts(masterclass: Session, trust: Organisation) -> None:
    for kind, name in ((ClosedDays.Kind.CLOSED, "Stocktaking"), (ClosedDays.Kind.SCHOOL_HOLIDAY, "Autumn half-term")):
        ClosedDays.objects.create(organisation=trust, kind=kind, name=name, first_on=TUESDAY, last_on=TUESDAY)
    other = cast.trust("Otherside Trust")
    ClosedDays.objects.create(organisation=other, name="Somebody else's", first_on=TUESDAY, last_on=TUESDAY)
    assert words(masterclass) == [
        "6 October 2026 is in the school holidays (Autumn half-term)",
        "6 October 2026 is a day on which your organisation is closed (Stocktaking)",
    ]
    assert not any(clash.is_blocking for clash in found(masterclass))


def test_a_venue_too_small_closed_shut_or_without_equipment_is_a_doubt(masterclass: Session, room: Venue) -> None:
    room.capacity, room.opens, room.equipment = 19, time(10), ["Flip chart"]
    room.save()
    VenueClosure.objects.create(venue=room, first_on=TUESDAY, last_on=TUESDAY, reason="Painting")
    Element.objects.filter(pk=masterclass.element_id).update(equipment=["Projector", "Flip chart"])
    masterclass.element.refresh_from_db()
    assert words(masterclass, venue=room) == [
        "Room 1 holds 19 people, and the cohort has 20 places",
        "Room 1 has no Projector",
        "Room 1 is closed on 6 October 2026: Painting",
        "Room 1 is not open at that time",
    ]


def test_of_a_venue_that_is_only_a_name_nobody_knows_what_it_has(masterclass: Session) -> None:
    Element.objects.filter(pk=masterclass.element_id).update(equipment=["Projector"])
    masterclass.element.refresh_from_db()
    assert words(masterclass, venue=masterclass.venue) == []


def test_a_facilitator_who_is_away_is_a_doubt_and_not_why(masterclass: Session, coach: Person) -> None:
    away(coach, "Operation")
    assert words(masterclass, people=[coach]) == [f"{coach} is away at that time"]
    assert words(masterclass, people=[]) == []


def away(person: Person, reason: str = "", day: date = TUESDAY) -> None:
    Absence.objects.create(person=person, starts_at=at(day, time(12)), ends_at=at(day, time(14)), reason=reason)


@pytest.mark.parametrize(
    ("hours", "is_in"),
    [
        ([(1, 9, 13)], True),
        ([(1, 9, 11), (1, 11, 14)], True),
        ([(1, 9, 11), (1, 12, 14)], False),
        ([(1, 10, 13)], False),
        ([(2, 9, 17)], False),
        ([], True),
    ],
)
def test_a_facilitator_outside_their_hours_is_a_doubt(
    masterclass: Session, coach: Person, hours: list[tuple[int, int, int]], is_in: bool
) -> None:
    for weekday, starts, ends in hours:
        Availability.objects.create(person=coach, weekday=weekday, starts=time(starts), ends=time(ends))
    said = words(masterclass, people=[coach])
    assert said == ([] if is_in else [f"{coach} does not work at those hours"])


def test_executives_matter_where_they_attend(masterclass: Session, executive: Person) -> None:
    away(executive)
    assert words(masterclass) == []
    masterclass.element.executives_attend = True
    assert words(masterclass) == [f"{executive}, an executive who is to attend, is away at that time"]


def test_participants_on_leave_are_counted_and_named(masterclass: Session) -> None:
    people = [cast.enrolled(masterclass.cohort, f"Person {number}").person for number in range(1, 9)]
    for person in people[:7]:
        away(person)
    away(people[7], day=TUESDAY + timedelta(days=1))
    names = "Person 1, Person 2, Person 3, Person 4, Person 5 and 2 more"
    assert words(masterclass) == [f"7 of 8 participants are away: {names}"]


def test_outside_the_weeks_of_the_design_is_a_doubt(masterclass: Session) -> None:
    window = masterclass.element.windows.get()
    window.first_week, window.last_week = 5, 6
    window.save()
    # week 5 begins 28 days after Tuesday 8 September; week 6 ends on Monday 19 October
    assert words(masterclass) == []
    assert words(masterclass, date(2026, 10, 19)) == []
    assert words(masterclass, date(2026, 10, 5)) == [
        "The design has it in weeks 5 to 6: 6 October 2026 to 19 October 2026"
    ]


def rule(cohort: Cohort, first: str, then: str, **values: Any) -> None:
    elements = cohort.design.elements
    PlacingRule.objects.create(
        design=cohort.design,
        position=cohort.design.placing_rules.count() + 100,
        first=elements.get(key=first),
        then=elements.get(key=then),
        **values,
    )


def test_order_and_distance_of_the_design_are_doubts(planned: Cohort, masterclass: Session) -> None:
    """The launch is on 8 September, 28 days before."""
    planned.design.placing_rules.all().delete()
    rule(planned, "launch", "masterclass-self", kind=PlacingRule.Kind.GAP, least_days=28, most_days=28)
    assert words(masterclass) == []
    assert words(masterclass, date(2026, 10, 7)) == [
        "The design has Understanding and leading self at most 28 days after Programme launch and Insights: "
        "it would be 29"
    ]
    too_early = (
        "The design has Understanding and leading self at least 28 days after Programme launch and Insights, "
        "which is on 8 September 2026"
    )
    assert too_early in words(masterclass, date(2026, 10, 5))


def test_sessions_kept_apart_are_a_doubt_in_the_same_week_only(planned: Cohort, masterclass: Session) -> None:
    planned.design.placing_rules.all().delete()
    rule(planned, "launch", "masterclass-self", kind=PlacingRule.Kind.APART)
    said = "Programme launch and Insights is in the same week, and the design keeps them apart"
    assert said in words(masterclass, date(2026, 9, 11))
    # 7 September is the Monday of the launch's week; the Monday after begins another
    assert said in words(masterclass, date(2026, 9, 7))
    assert said not in words(masterclass, date(2026, 9, 14))


def test_the_form_asks_for_a_reason_and_keeps_it(
    administrators_client: Client, masterclass: Session, room: Venue, coach: Person, elsewhere: Session
) -> None:
    url = f"/sessions/{masterclass.pk}/move/"
    place = posted(room, coach)
    page = administrators_client.post(url, place | {"anyway": "on"})
    assert "say why it is right all the same" in page.context["form"].errors["because"][0]
    assert page.content.decode().count("<strong>Clash:</strong>") == 2
    masterclass.refresh_from_db()
    assert str(masterclass.venue) == "Fenmoor House"

    response = administrators_client.post(url, place | {"because": "They share the room"})
    assert response.status_code == 302
    ignored = masterclass.bookings.values_list("venue", "person", "ignored_because")
    assert set(ignored) == {(room.pk, None, "They share the room"), (None, coach.pk, "They share the room")}
    assert masterclass.changes.get().because == "They share the room"
    assert set(Booking.objects.filter(session=elsewhere).values_list("ignored_because", flat=True)) == {""}
    assert 'value="They share the room"' in administrators_client.get(url).content.decode()


def test_a_reason_protects_nothing_less_than_it_must(
    administrators_client: Client, masterclass: Session, room: Venue, coach: Person, elsewhere: Session
) -> None:
    """The room clashes and the person does not: that person stays protected."""
    other = cast.member(masterclass.organisation, Role.COACH, "Olu Other")
    url = f"/sessions/{masterclass.pk}/move/"
    administrators_client.post(url, posted(room, other) | {"because": "They share the room"})
    assert masterclass.bookings.get(person=other).ignored_because == ""
    assert masterclass.bookings.get(venue=room).ignored_because == "They share the room"


def posted(room: Venue, *people: Person) -> dict[str, Any]:
    return {
        "day_day": "6",
        "day_month": "10",
        "day_year": "2026",
        "starts": "09:30",
        "ends_by": "13:00",
        "venue": room.pk,
        "facilitators": [person.pk for person in people],
    }


def test_clashes_are_said_while_the_form_is_filled_in_and_nothing_is_asked_or_changed(
    administrators_client: Client, masterclass: Session, room: Venue, coach: Person, elsewhere: Session
) -> None:
    page = administrators_client.post(f"/sessions/{masterclass.pk}/clashes/", posted(room, coach))
    assert page.content.decode().count("<strong>Clash:</strong>") == 2
    assert not page.context["form"].errors
    assert "<html" not in page.content.decode()
    assert not masterclass.bookings.exists()


def test_half_a_form_has_no_clashes_yet(administrators_client: Client, masterclass: Session, room: Venue) -> None:
    page = administrators_client.post(f"/sessions/{masterclass.pk}/clashes/", posted(room) | {"day_day": ""})
    assert page.status_code == 200
    assert page.content.decode().strip() == ""


def holidays_at(window: Session, first: date, last: date, kind: str = ClosedDays.Kind.SCHOOL_HOLIDAY) -> None:
    ClosedDays.objects.create(organisation=window.organisation, kind=kind, name="Summer", first_on=first, last_on=last)


def of_window(window: Session, opens: date, closes: date) -> list[str]:
    found = find_clashes(window, at(opens, time(9)), at(closes, time(17)), None, [])
    return [clash.words for clash in found if clash.kind == ClashKind.DAY]


def test_a_window_is_doubtful_only_when_every_working_day_of_it_is_lost(assessment: Session) -> None:
    """Monday 5 July to Friday 9 July 2027; its last day in the holidays leaves four."""
    opens, closes = date(2027, 7, 5), date(2027, 7, 9)
    holidays_at(assessment, date(2027, 7, 9), date(2027, 8, 30))
    assert of_window(assessment, opens, closes) == []
    holidays_at(assessment, date(2027, 7, 5), date(2027, 7, 7))
    assert of_window(assessment, opens, closes) == []
    holidays_at(assessment, date(2027, 7, 8), date(2027, 7, 8), ClosedDays.Kind.CLOSED)
    assert of_window(assessment, opens, closes) == [
        "No working day from 5 July 2027 to 9 July 2027 is outside the school holidays (Summer, Summer)"
    ]
    holidays_at(assessment, opens, closes, ClosedDays.Kind.CLOSED)
    assert of_window(assessment, opens, closes) == [
        "Your organisation is closed on every working day from 5 July 2027 to 9 July 2027 (Summer, Summer)"
    ]


def test_a_session_to_come_that_is_moved_into_the_past_is_a_doubt(ahead: Cohort) -> None:
    to_come = ahead.sessions.get(element__key="masterclass-self")
    yesterday = timezone.localdate() - timedelta(days=1)
    assert f"{yesterday:%-d %B %Y} has passed" in words(to_come, yesterday)
    assert not any("has passed" in each for each in words(to_come, timezone.localdate()))


def test_where_a_session_was_that_is_over_can_be_put_right(ahead: Cohort) -> None:
    """Correcting the record of a past session raises no doubt."""
    over = ahead.sessions.get(element__key="masterclass-self")
    over.starts_at, over.ends_at = over.starts_at - timedelta(days=700), over.ends_at - timedelta(days=700)
    over.save()
    assert not any("has passed" in each for each in words(over, timezone.localdate() - timedelta(days=700)))
