"""The demonstration: the same each time for the same day, complete, and never beside real people."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from assessments.models import CohortRelease, Debrief, Invitation, Release, Response, Round
from cohorts.models import Cohort
from delivery.models import Absence, ClosedDays, Session, Venue
from delivery.plans.problems import scope_of, unfilled
from evaluations.models import Evaluation, EvaluationReport
from messaging.models import Message, MessageState
from people.models import Organisation
from programme.demonstration.accounts import DEMO_ACCOUNTS
from programme.demonstration.loading import load

pytestmark = pytest.mark.django_db
NEWCOMER = "participant@meadowvale.example"


def everything_in_it() -> dict[str, Any]:
    """What it holds, but for keys that are drawn at random on purpose."""
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


def loaded_and_put_away() -> dict[str, Any]:
    with transaction.atomic():
        load(timezone.localdate())
        found = everything_in_it()
        transaction.set_rollback(True)
    return found


def test_it_is_the_same_each_time() -> None:
    first = loaded_and_put_away()

    assert first["ratings"]
    assert loaded_and_put_away() == first


def test_it_has_a_pilot_two_complete_cohorts_and_one_under_way() -> None:
    load(timezone.localdate())

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


def test_it_is_under_way_on_the_sunday_before_a_bank_holiday_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cohort 4 is then asked until the last working day, which is over."""
    easter = datetime(2027, 3, 28, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: easter)

    load(timezone.localdate())

    assert Round.objects.get(cohort__name="Cohort 4").is_open
    assert_a_newcomer_has_something_to_do()


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
    assert unfilled(scope_of([under_way])) == []
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


def assert_a_newcomer_has_something_to_do() -> None:
    waiting = Invitation.objects.filter(subject__enrolment__person__user__email=NEWCOMER).exclude(state="answered")
    assert waiting.filter(relationship="self").exists()
    asked = waiting.exclude(relationship="self").values_list("pk", flat=True)
    queued = Message.objects.filter(kind="rater_invitation", state=MessageState.QUEUED)
    assert {message.about for message in queued} == {str(pk) for pk in asked}
    assert queued


@pytest.mark.usefixtures("demonstration")
def test_each_role_can_be_tried_and_has_something_to_see(visitor: Client) -> None:
    load(timezone.localdate())
    empty_words = ("No cohort yet", "There is nothing here", "You hold no session yet", "There is no cohort yet")

    for account in DEMO_ACCOUNTS:
        page = visitor.post(f"/demonstration/{account.role}/", follow=True)
        assert page.status_code == 200
        assert not [words for words in empty_words if words in page.content.decode()]


def test_it_is_loaded_only_where_nothing_is(settings: Settings, trust: Organisation) -> None:
    settings.DEMO = True

    with pytest.raises(CommandError, match="There is an organisation already"):
        call_command("demo")
    call_command("demo", "--if-empty")

    assert list(Organisation.objects.all()) == [trust]


def test_it_is_never_loaded_outside_demonstration_mode() -> None:
    with pytest.raises(CommandError, match="demonstration mode only"):
        call_command("demo")
    assert not Organisation.objects.exists()
