"""The demonstration, loaded once for all of these: the same each time for the same day, and complete."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from assessments.models import CohortRelease, Debrief, Invitation, Release, Response, Round
from cohorts.models import Cohort
from evaluations.models import Evaluation, EvaluationReport
from people.models import Organisation
from programme.demonstration.accounts import DEMO_ACCOUNTS
from programme.demonstration.loading import load
from scheduling.models import Absence, ClosedDays, Session, Venue
from scheduling.plans.problem_builder import scope_of, unfilled_seats
from tests.conftest import empty_what_was_written
from tests.programme.test_loading_the_demonstration import assert_a_newcomer_has_something_to_do
from tests.programme.world import standing


@pytest.fixture(scope="module")
def copies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], dict[str, Any]]]:
    with standing(loaded, django_db_blocker) as copy:
        yield copy


@pytest.fixture
def content(copies: Callable[[], dict[str, Any]], db: None) -> dict[str, Any]:
    return copies()


def loaded() -> dict[str, Any]:
    load(timezone.localdate())
    return everything_in_it()


def everything_in_it() -> dict[str, Any]:
    """Read all tables, except for keys that are random on purpose."""
    return {
        "ratings": sorted(map(str, Response.objects.values_list("subject__enrolment__person__name", "ratings"))),
        "scores": list(Evaluation.objects.order_by("pk").values_list("enrolment__person__name", "score", "learned")),
        "raters": list(
            Invitation.objects.order_by("email", "subject_id").values_list("email", "relationship", "state")
        ),
        "figures": list(
            EvaluationReport.objects.order_by("issued_at").values_list("document__content__overall", flat=True)
        ),
    }


def test_it_is_the_same_each_time(content: dict[str, Any]) -> None:
    assert content["ratings"]
    # What waits for the end of the transaction would be in the way.
    connection.check_constraints()
    empty_what_was_written()
    assert not Organisation.objects.exists()

    assert loaded() == content


def test_it_has_a_pilot_two_complete_cohorts_and_one_under_way(content: dict[str, Any]) -> None:
    rounds = dict(Round.objects.values_list("cohort__name", "state"))
    assert rounds == {"Pilot cohort": "closed", "Cohort 2": "closed", "Cohort 3": "closed", "Cohort 4": "open"}
    assert [cohort.enrolments.count() for cohort in Cohort.objects.order_by("starts_on")] == [20, 20, 19, 20]
    # Cohort 2 has been reassessed.
    assert Release.objects.count() == 20 + 20 + 20 + 19
    assert CohortRelease.objects.count() == 4
    assert EvaluationReport.objects.count() == 3
    assert all(report.document.content["overall"]["mean"] for report in EvaluationReport.objects.all())
    assert_a_newcomer_has_something_to_do()
    assert_the_coach_has_something_to_do()
    assert_planning_has_something_to_respect()


def assert_planning_has_something_to_respect() -> None:
    """The cohorts meet in a proper room, led on days on which their weeks say yes, and a plan leaves no place empty."""
    assert Venue.objects.count() == 5
    for session in Session.objects.to_come().exclude(venue=None).prefetch_related("facilitators__availabilities"):
        assert session.venue is not None
        assert (session.venue.capacity, session.venue.is_shared) == (30, False)
        for person in session.facilitators.all():
            week = {each.weekday for each in person.availabilities.all()}
            assert not week or session.opens_on.weekday() in week
    under_way = Cohort.objects.get(name="Cohort 4")
    assert unfilled_seats(scope_of([under_way])) == []
    today = timezone.localdate()
    kinds = ClosedDays.objects.filter(last_on__gte=today, first_on__lte=today + timedelta(days=366))
    assert set(kinds.values_list("kind", flat=True)) == {"closed", "school_holiday"}
    assert Absence.objects.to_come().count() == 6


def assert_the_coach_has_something_to_do() -> None:
    """All reports are with their participants but for four of the latest cohort, which the first coach has."""
    assert Debrief.objects.filter(state="released").count() == 20 + 20 + 20 + 19 - 4
    left = Debrief.objects.exclude(state="released").order_by("state", "is_on_hold")
    coach = Organisation.objects.get().people.get(user__email="coach@meadowvale.example")
    assert {(each.subject.coach, each.subject.round.cohort.name) for each in left} == {(coach, "Cohort 3")}
    states = [(each.state, each.is_on_hold) for each in left]
    assert states == [("debriefed", False), ("debriefed", True), ("with_coach", False), ("with_coach", False)]


@pytest.mark.usefixtures("content", "demonstration")
def test_each_role_can_be_tried_and_has_something_to_see(visitor: Client) -> None:
    empty_words = ("No cohort yet", "There is nothing here", "You hold no session yet", "There is no cohort yet")

    for account in DEMO_ACCOUNTS:
        page = visitor.post(f"/demonstration/{account.role}/", follow=True)
        assert page.status_code == 200
        assert not [words for words in empty_words if words in page.content.decode()]
