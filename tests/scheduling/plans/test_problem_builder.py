"""The planner's problem as it is built from the database."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.models import Cohort, Element, Programme
from people.models import Person, Role
from scheduling.bookings.booking import book_all
from scheduling.models import Absence, ClosedDays, Venue
from scheduling.plans.problem_builder import problem_of, scope_of, unfilled_seats
from scheduling.sessions.cohort_start import start_cohort
from scheduling.solver.problem import LeadingRole
from tests import cast


def test_every_session_is_asked_for_in_the_weeks_of_the_design(planned: Cohort, staff: dict[str, Person]) -> None:
    problem = problem_of(scope_of([planned]))
    assert len(problem.activities) == planned.sessions.count()
    self_ = next(each for each in problem.activities if each.element == "masterclass-self")
    # Weeks 4 to 6 of a cohort that starts on 7 September 2027: from 28 September to 18 October.
    assert (self_.earliest, self_.latest) == (date(2027, 9, 28), date(2027, 10, 18))
    assert self_.people == 20


def test_who_may_lead_follows_from_roles_and_what_was_entered(planned: Cohort, staff: dict[str, Person]) -> None:
    problem = problem_of(scope_of([planned]))
    seats = {each.element: each.seats for each in problem.activities}
    names = {f"p{person.pk}": key for key, person in staff.items()}
    launch = {names[person] for seat in seats["launch"] for person in seat.people}
    coaching = {names[person] for seat in seats["coaching"] for person in seat.people}
    assert launch == {"fay", "finn"}
    assert coaching == {"cleo", "coco"}
    helpers = [seat for seat in seats["patient-engagement"] if seat.part is LeadingRole.CO_FACILITATOR]
    assert [names[person] for seat in helpers for person in seat.people] == ["ina"]


def test_diaries_closed_days_and_other_cohorts_stand_in_the_way(
    planned: Cohort, staff: dict[str, Person], room: Venue
) -> None:
    other = cast.cohort(planned.organisation, "Cohort 2")
    taken = cast.session(other, starts_at=datetime(2027, 10, 6, 8, 30, tzinfo=UTC))
    taken.venue = room
    taken.save()
    taken.facilitators.set([staff["fay"]])
    book_all([taken])
    day = datetime(2027, 10, 7, tzinfo=UTC)
    Absence.objects.create(person=staff["finn"], starts_at=day, ends_at=day + timedelta(days=1), reason="Leave")
    ClosedDays.objects.create(
        organisation=planned.organisation, name="Board", first_on=date(2027, 10, 8), last_on=date(2027, 10, 8)
    )
    problem = problem_of(scope_of([planned]))
    people = {each.id: each for each in problem.people}
    # 8:30 in UTC is 9:30 in London on 6 October 2027.
    assert [span.starts for span in people[f"p{staff['fay'].pk}"].away] == [datetime(2027, 10, 6, 9, 30)]
    assert [span.starts for span in problem.venues[0].away] == [datetime(2027, 10, 6, 9, 30)]
    assert [span.starts for span in people[f"p{staff['finn'].pk}"].away] == [datetime(2027, 10, 7, 1)]
    assert "Board" in {each.name for each in problem.closed}


def test_what_has_begun_stays(planned: Cohort) -> None:
    begun = planned.sessions.get(element__key="launch")
    begun.starts_at, begun.ends_at = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1)
    begun.save()
    assert {each.element for each in problem_of(scope_of([planned])).activities if each.is_fixed} == {"launch"}


def test_coaching_that_is_over_asks_nobodys_time(planned: Cohort, staff: dict[str, Person]) -> None:
    over = planned.sessions.get(element__key="coaching", number=1)
    over.starts_at, over.ends_at = timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=2)
    over.save()
    seats = {each.id: each.seats for each in problem_of(scope_of([planned])).activities if each.element == "coaching"}
    assert [bool(some) for some in seats.values()] == [False, True]


def test_the_cohorts_own_venue_is_wished_for(planned: Cohort, room: Venue) -> None:
    dated = [each for each in problem_of(scope_of([planned])).activities if not each.is_window]
    assert {each.wished_venue for each in dated} == {f"v{room.pk}"}


def test_the_same_state_makes_the_same_problem(planned: Cohort, staff: dict[str, Person]) -> None:
    assert problem_of(scope_of([planned])) == problem_of(scope_of([planned]))


def test_places_that_nobody_can_fill_are_said(planned: Cohort) -> None:
    Element.objects.filter(design=planned.design, key="launch").update(facilitators_needed=2)
    cast.member(planned.organisation, Role.FACILITATOR)
    lacking = unfilled_seats(scope_of([planned]))
    assert (
        "Programme launch and Insights needs 2 facilitators, and only 1 person may lead it. "
        "The plan leaves the place empty."
    ) in lacking
    assert any(words.startswith("Coaching needs 1 coach, and nobody may lead it.") for words in lacking)


def test_a_question_takes_few_more_queries_for_a_cohort_more(
    planned: Cohort, programme: Programme, staff: dict[str, Person]
) -> None:
    """Only a cohort's design and its rules are queried anew, nothing for each session."""
    others = [
        start_cohort(programme=programme, name=f"Beside {number}", starts_on=date(2027, 9, 7), venue="Fenmoor House")
        for number in (1, 2)
    ]
    counts = []
    for cohorts in ([planned], [planned, *others]):
        with CaptureQueriesContext(connection) as captured:
            problem_of(scope_of(cohorts))
        counts.append(len(captured))
    assert counts[1] - counts[0] <= 2 * len(others)


def test_times_are_londons(planned: Cohort) -> None:
    assert time(9, 30) in problem_of(scope_of([planned])).activities[2].starts
