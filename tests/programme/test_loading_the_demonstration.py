"""The demonstration is loaded on any day, and never beside real people."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from assessments.models import Invitation, Round
from messaging.models import Message, MessageState
from people.models import Organisation
from programme.demonstration.loading import load

pytestmark = pytest.mark.django_db
NEWCOMER = "participant@meadowvale.example"


def test_it_is_under_way_on_the_sunday_before_a_bank_holiday_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cohort 4 is then asked until the last working day, which is over."""
    easter = datetime(2027, 3, 28, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: easter)

    load(timezone.localdate())

    assert Round.objects.get(cohort__name="Cohort 4").is_open
    assert_a_newcomer_has_something_to_do()


def assert_a_newcomer_has_something_to_do() -> None:
    waiting = Invitation.objects.filter(subject__enrolment__person__user__email=NEWCOMER).exclude(state="answered")
    assert waiting.filter(relationship="self").exists()
    asked = waiting.exclude(relationship="self").values_list("pk", flat=True)
    queued = Message.objects.filter(kind="rater_invitation", state=MessageState.QUEUED)
    assert {message.about for message in queued} == {str(pk) for pk in asked}
    assert queued


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
