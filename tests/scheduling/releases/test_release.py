"""Nothing reaches anybody before a release; a release tells each person whose own dates changed, and nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from cohorts.enrolments.withdrawing import withdraw
from cohorts.models import Cohort, Enrolment
from cohorts.programmes.editing import commission_programme
from messaging.models import Message
from people.models import Person, Role
from scheduling.models import Invitee, ReleasedSession, ScheduleRelease, Session
from scheduling.releases.changes import pending_release
from scheduling.releases.release import DATES_LETTER, release
from scheduling.sessions.cohort_start import start_cohort
from tests import cast
from tests.scheduling.conftest import next_tuesday

WEEK = timedelta(weeks=1)


@pytest.fixture
def pat(ahead: Cohort) -> Enrolment:
    return cast.enrolled(ahead, "Pat Participant")


@pytest.fixture
def robin(ahead: Cohort) -> Enrolment:
    return cast.enrolled(ahead, "Robin Reader")


@pytest.fixture
def lead(ahead: Cohort) -> Person:
    """A facilitator who leads the launch and nothing else."""
    person = cast.member(ahead.organisation, Role.FACILITATOR, "Femi Facilitator")
    launch(ahead).facilitators.add(person)
    return person


def launch(cohort: Cohort) -> Session:
    return cohort.sessions.get(element__kind="launch")


def conference(cohort: Cohort) -> Session:
    return cohort.sessions.get(element__kind="conference")


def emailed(made: ScheduleRelease) -> set[str]:
    messages = Message.objects.filter(kind=DATES_LETTER, about__startswith=f"{made.pk}:")
    return {message.to_name for message in messages}


def put_off(session: Session, by: timedelta = WEEK) -> None:
    session.starts_at, session.ends_at = session.starts_at + by, session.ends_at + by
    session.save()


def test_before_a_release_nothing_is_known_and_nobody_is_told(ahead: Cohort, pat: Enrolment, lead: Person) -> None:
    assert not ReleasedSession.objects.exists()
    assert not Invitee.objects.exists()
    assert not Message.objects.exists()
    # 13 sessions, each of them new
    assert pending_release(ahead).count == 13


@pytest.mark.usefixtures("pat", "robin", "lead", "coach")
def test_the_first_release_tells_everybody_who_has_a_date_once(ahead: Cohort, administrator: Person) -> None:
    made = release(cohort=ahead, by=administrator, note="Please keep them free.")

    assert (made.number, made.note, made.released_by) == (1, "Please keep them free.", administrator)
    # The coach leads nothing yet.
    assert emailed(made) == {"Pat Participant", "Robin Reader", "Femi Facilitator"}
    assert Message.objects.filter(kind=DATES_LETTER).count() == 3
    for session in ahead.sessions.all():
        known = session.released
        assert (known.starts_at, known.ends_at, known.venue) == (
            session.starts_at,
            session.ends_at,
            str(session.venue or ""),
        )
    # 13 sessions for each of 2 participants, and the launch for who leads it
    assert Invitee.objects.count() == 13 * 2 + 1
    assert set(Invitee.objects.values_list("sequence", flat=True)) == {0}
    assert not pending_release(ahead)


def test_a_session_that_moved_is_told_to_those_who_are_in_it_and_to_nobody_else(
    ahead: Cohort, pat: Enrolment, lead: Person, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    put_off(conference(ahead))

    made = release(cohort=ahead, by=administrator, note="")

    # Femi leads the launch, which stays.
    assert emailed(made) == {"Pat Participant"}
    [change] = made.changes
    assert change["title"] == conference(ahead).title
    assert change["lines"][0].startswith("Moved from ")
    rows = Invitee.objects.filter(person=pat.person)
    assert {row.session_id: row.sequence for row in rows if row.sequence} == {conference(ahead).pk: 1}
    assert rows.get(session=conference(ahead)).starts_at == conference(ahead).starts_at


def test_another_place_counts_as_a_change_of_ones_own_dates(
    ahead: Cohort, pat: Enrolment, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    session = conference(ahead)
    session.venue = ahead.organisation.venues.create(name="Town Hall", address="1 High Street")
    session.save()

    made = release(cohort=ahead, by=administrator, note="")

    assert emailed(made) == {"Pat Participant"}
    assert made.changes[0]["lines"] == ["Venue: Town Hall, 1 High Street, instead of Fenmoor House"]
    row = Invitee.objects.get(session=session, person=pat.person)
    assert (row.sequence, row.place) == (1, "Town Hall, 1 High Street")


def test_another_facilitator_is_told_to_the_two_facilitators_alone(
    ahead: Cohort, pat: Enrolment, lead: Person, coach: Person, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    launch(ahead).facilitators.set([coach])

    made = release(cohort=ahead, by=administrator, note="")

    assert emailed(made) == {"Femi Facilitator", coach.name}
    assert made.changes[0]["lines"] == [f"Facilitators: {coach.name}, instead of Femi Facilitator"]
    rows = {row.person: row for row in launch(ahead).invitees.all()}
    assert (rows[lead].is_cancelled, rows[lead].sequence) == (True, 1)
    assert (rows[coach].is_cancelled, rows[coach].sequence) == (False, 0)
    assert rows[pat.person].sequence == 0


def test_who_gives_a_session_up_is_not_told_its_new_date(
    ahead: Cohort, lead: Person, coach: Person, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    before = launch(ahead).starts_at
    launch(ahead).facilitators.set([coach])
    put_off(launch(ahead))

    release(cohort=ahead, by=administrator, note="")

    assert Invitee.objects.get(session=launch(ahead), person=lead).starts_at == before
    assert Invitee.objects.get(session=launch(ahead), person=coach).starts_at == before + WEEK


def test_a_cancelled_session_is_cancelled_for_all_who_knew_it_and_can_be_held_after_all(
    ahead: Cohort, pat: Enrolment, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    Session.objects.filter(pk=conference(ahead).pk).update(is_cancelled=True)

    off = release(cohort=ahead, by=administrator, note="")

    assert emailed(off) == {"Pat Participant"}
    assert off.changes[0]["lines"][0].startswith("Cancelled. It was ")
    assert conference(ahead).released.is_cancelled
    row = Invitee.objects.get(session=conference(ahead), person=pat.person)
    assert (row.is_cancelled, row.sequence) == (True, 1)
    # Whatever happens to it in the draft now is no news.
    put_off(conference(ahead))
    assert not pending_release(ahead)

    Session.objects.filter(pk=conference(ahead).pk).update(is_cancelled=False)
    on = release(cohort=ahead, by=administrator, note="")

    assert emailed(on) == {"Pat Participant"}
    assert on.changes[0]["lines"][0].startswith("Takes place after all: ")
    row.refresh_from_db()
    assert (row.is_cancelled, row.sequence, row.starts_at) == (False, 2, conference(ahead).starts_at)


def test_a_session_that_is_off_before_anybody_knew_of_it_is_no_news(
    ahead: Cohort, pat: Enrolment, administrator: Person
) -> None:
    Session.objects.filter(pk=conference(ahead).pk).update(is_cancelled=True)

    made = release(cohort=ahead, by=administrator, note="")

    assert len(made.changes) == 12
    assert not ReleasedSession.objects.filter(session=conference(ahead)).exists()


def test_what_somebody_answered_holds_until_the_date_changes(
    ahead: Cohort, pat: Enrolment, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    Invitee.objects.update(answer="accepted", answered_at=timezone.now())
    put_off(conference(ahead))

    release(cohort=ahead, by=administrator, note="")

    answers = dict(Invitee.objects.values_list("session__element__kind", "answer"))
    assert answers["conference"] == ""
    assert answers["launch"] == "accepted"


def test_who_joins_later_is_told_with_the_next_release_and_the_others_are_not(
    ahead: Cohort, pat: Enrolment, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    newcomer = cast.enrolled(ahead, "Nic Newcomer")
    assert [person.name for person in pending_release(ahead).joined] == ["Nic Newcomer"]

    made = release(cohort=ahead, by=administrator, note="")

    assert emailed(made) == {"Nic Newcomer"}
    assert Invitee.objects.filter(person=newcomer.person, is_cancelled=False).count() == 13
    assert [change["lines"] for change in made.changes if change["lines"]] == [["Nic Newcomer joins"]]


def test_who_leaves_has_the_dates_taken_out_of_their_diary(
    ahead: Cohort, pat: Enrolment, robin: Enrolment, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    withdraw(enrolment=pat)

    made = release(cohort=ahead, by=administrator, note="")

    assert emailed(made) == {"Pat Participant"}
    assert Invitee.objects.filter(person=pat.person, is_cancelled=True, sequence=1).count() == 13
    assert [change["lines"] for change in made.changes if change["lines"]] == [["Pat Participant leaves"]]


def test_what_is_over_is_released_without_an_email(planned: Cohort, administrator: Person) -> None:
    """Cohort 1 starts in September 2026: put all of it into the past."""
    cast.enrolled(planned)
    for session in planned.sessions.all():
        put_off(session, -timedelta(weeks=60 * 52))

    made = release(cohort=planned, by=administrator, note="")

    assert made.told_count == 0
    assert not Message.objects.filter(kind=DATES_LETTER).exists()
    assert ReleasedSession.objects.count() == 13


def test_releasing_what_is_known_already_makes_no_new_release(ahead: Cohort, administrator: Person) -> None:
    first = release(cohort=ahead, by=administrator, note="")

    assert release(cohort=ahead, by=administrator, note="Another note") == first
    assert ScheduleRelease.objects.count() == 1


def test_a_cohort_without_sessions_has_nothing_to_release(cohort: Cohort, administrator: Person) -> None:
    with pytest.raises(ValidationError, match="nothing to release"):
        release(cohort=cohort, by=administrator, note="")


def test_what_changed_since_it_was_checked_is_not_released_unseen(ahead: Cohort, administrator: Person) -> None:
    checked = pending_release(ahead).fingerprint
    put_off(conference(ahead))

    with pytest.raises(ValidationError, match="Check it again"):
        release(cohort=ahead, by=administrator, note="", seen=checked)

    assert not ReleasedSession.objects.exists()
    assert release(cohort=ahead, by=administrator, note="", seen=pending_release(ahead).fingerprint).number == 1


def test_what_was_taken_back_since_it_was_checked_is_not_said_to_be_released(
    ahead: Cohort, pat: Enrolment, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    put_off(launch(ahead), timedelta(days=1))
    checked = pending_release(ahead).fingerprint
    put_off(launch(ahead), timedelta(days=-1))

    with pytest.raises(ValidationError, match="Nothing is released now"):
        release(cohort=ahead, by=administrator, note="", seen=checked)

    assert ScheduleRelease.objects.count() == 1


def test_the_second_to_press_is_told_of_the_release_that_they_checked(
    ahead: Cohort, pat: Enrolment, administrator: Person
) -> None:
    checked = pending_release(ahead).fingerprint
    first = release(cohort=ahead, by=administrator, note="", seen=checked)

    assert release(cohort=ahead, by=administrator, note="", seen=checked) == first


def test_cohorts_are_numbered_each_for_itself(ahead: Cohort, administrator: Person) -> None:
    other = start_cohort(
        programme=ahead.programme, name="Cohort Other", starts_on=date(2028, 9, 5), venue="Fenmoor House"
    )

    release(cohort=ahead, by=administrator, note="")
    put_off(launch(ahead), timedelta(days=1))

    assert release(cohort=ahead, by=administrator, note="").number == 2
    assert release(cohort=other, by=administrator, note="").number == 1


def test_a_venue_that_gets_another_name_is_told_as_a_new_place(
    ahead: Cohort, pat: Enrolment, administrator: Person
) -> None:
    release(cohort=ahead, by=administrator, note="")
    ahead.organisation.venues.update(name="Fenmoor Hall")

    # 10 dated sessions have the venue, 3 windows have none.
    assert len(pending_release(ahead).news) == 10


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_make_one_release_and_one_email_each() -> None:
    trust = cast.trust()
    by = cast.member(trust, Role.ADMINISTRATOR)
    programme = commission_programme(organisation=trust, name="Leading for Change")
    cohort = start_cohort(programme=programme, name="Cohort 1", starts_on=next_tuesday() + 4 * WEEK, venue="A")
    people = [cast.enrolled(cohort, f"Person {number}").person for number in range(3)]

    def press(_: int) -> int:
        try:
            return release(cohort=cohort, by=by, note="Once").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        made = set(pool.map(press, range(20)))

    assert made == set(ScheduleRelease.objects.values_list("pk", flat=True))
    assert len(made) == 1
    assert Message.objects.filter(kind=DATES_LETTER).count() == len(people)
    assert Invitee.objects.count() == 13 * 3
