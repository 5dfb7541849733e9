"""Planning where there is nothing to plan, nobody to take part, or nothing left by the time a worker comes to it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cohorts.models import Cohort
from people.models import Person
from scheduling.models import PlanningRun, Venue
from scheduling.plans import questions, take
from scheduling.plans.comparison import compare
from scheduling.plans.problem_builder import problem_of, scope_of, unfilled_seats
from scheduling.plans.storage import placements_of, stored_problem
from tests import cast
from tests.reading import read
from tests.scheduling.plans.working import worked_out

State = PlanningRun.State


@pytest.fixture
def empty(planned: Cohort) -> Cohort:
    """A cohort without sessions and without people."""
    return cast.cohort(planned.organisation, "Cohort Empty")


def remove_sessions(cohort: Cohort) -> None:
    cohort.sessions.all().delete()


def cancel_sessions(cohort: Cohort) -> None:
    cohort.sessions.update(is_cancelled=True)


EMPTYING = pytest.mark.parametrize("empty_it", [remove_sessions, cancel_sessions])


@EMPTYING
def test_of_a_cohort_without_sessions_nothing_is_asked(
    planned: Cohort, administrators_client: Client, empty_it: Callable[[Cohort], None]
) -> None:
    empty_it(planned)
    with pytest.raises(ValidationError, match="there is nothing left to plan"):
        questions.ask(cohorts=[planned], by=None)
    for address in ("plan", "repair"):
        response = administrators_client.post(f"/cohorts/{planned.pk}/{address}/", follow=True)
        assert response.redirect_chain == [(f"/cohorts/{planned.pk}/sessions/", 302)]
        assert "there is nothing left to plan" in read(response)
    assert not PlanningRun.objects.exists()


def test_the_problem_of_an_empty_cohort_has_no_activities_and_lacks_nobody(empty: Cohort) -> None:
    scope = scope_of([empty])
    problem = problem_of(scope)
    assert (problem.activities, problem.gaps, problem.aparts) == ((), (), ())
    assert unfilled_seats(scope) == []


def test_an_empty_cohort_beside_another_stays_empty(
    planned: Cohort, empty: Cohort, staff: dict[str, Person], room: Venue
) -> None:
    run = worked_out(questions.ask(cohorts=[planned, empty], by=None))
    assert run.state == State.DONE
    assert {each.cohort for each in stored_problem(run).activities} == {f"c{planned.pk}"}
    plan = run.plans.get(number=1)
    assert len(placements_of(plan)) == planned.sessions.count()
    assert take.take(plan=plan, by=None).plan.taken_at is not None
    assert not empty.sessions.exists()


def test_a_cohort_without_people_in_an_organisation_without_leaders_has_plans(
    planned: Cohort, administrators_client: Client
) -> None:
    """It has as many places as it offers, and its seats stay empty."""
    run = worked_out(questions.ask(cohorts=[planned], by=None))
    problem = stored_problem(run)
    dated = [each for each in problem.activities if not each.is_window]
    assert {(each.people, each.attendees, each.seats) for each in dated} == {(planned.capacity, (), ())}
    assert run.state == State.DONE
    assert all(each.leaders == () for each in placements_of(run.plans.get(number=1)))
    assert administrators_client.get(run.get_absolute_url()).status_code == 200


@EMPTYING
def test_a_cohort_that_was_emptied_since_has_plans_that_cannot_be_taken(
    run: PlanningRun, planned: Cohort, administrators_client: Client, empty_it: Callable[[Cohort], None]
) -> None:
    """The worker answers the question as it was asked; the page says that the answer is out of date."""
    empty_it(planned)
    done = worked_out(run)
    assert (done.state, done.plans.count()) == (State.DONE, 3)
    comparison = compare(done)
    assert comparison.lines == []
    assert comparison.obstacles == ["Something has changed since this plan was made. Ask for new plans."]
    page = read(administrators_client.get(done.get_absolute_url()))
    assert "These plans are out of date" in page
    assert "Take as draft" not in page
    with pytest.raises(ValidationError, match="Something has changed since this plan was made"):
        take.take(plan=done.plans.get(number=1), by=None)


def test_asked_again_of_a_cohort_that_was_emptied_the_page_says_why_not(
    done: PlanningRun, planned: Cohort, administrators_client: Client
) -> None:
    remove_sessions(planned)
    response = administrators_client.post(f"/planning/{done.pk}/again/", follow=True)
    assert response.redirect_chain == [(done.get_absolute_url(), 302)]
    assert "there is nothing left to plan" in read(response)
    assert PlanningRun.objects.count() == 1


def test_a_problem_without_activities_is_worked_out_to_one_empty_plan(
    run: PlanningRun, administrators_client: Client
) -> None:
    PlanningRun.objects.filter(pk=run.pk).update(problem=run.problem | {"activities": [], "gaps": [], "aparts": []})
    done = worked_out(run)
    assert done.state == State.DONE
    assert [(plan.placements, plan.score) for plan in done.plans.all()] == [([], 0)]
    assert administrators_client.get(done.get_absolute_url()).status_code == 200
