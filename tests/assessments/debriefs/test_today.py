"""The day on which reports go on: the United Kingdom's, in summer time and when the clocks change."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments import tasks
from assessments.debriefs import workflow
from assessments.models import Debrief, DebriefStep, Round
from cohorts.models import Cohort
from tests.assessments.debrief_states import State, closed, come_to, ravi, state_of
from tests.clock import NIGHTS, set_clock

DAY = timedelta(days=1)


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_beat_releases_a_report_on_its_day_and_not_before(
    moment: datetime, today: date, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two reports that wait for 14 days, one has waited since 14 days and one since 13."""
    due, waiting = closed(cohort, "Ana Able", "Ben Brisk")
    Round.objects.update(without_coach_after=14)
    Debrief.objects.filter(subject=due).update(since=today - 14 * DAY)
    Debrief.objects.filter(subject=waiting).update(since=today - 13 * DAY)
    set_clock(monkeypatch, moment)

    tasks.release_overdue_reports()

    assert (state_of(due), state_of(waiting)) == (State.RELEASED, State.PREPARED)
    assert Debrief.objects.get(subject=due).since == today


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_a_debrief_was_held_today_at_the_latest(
    moment: datetime, today: date, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment)
    (subject,) = closed(cohort)
    come_to(State.WITH_COACH, subject)
    coach = ravi(cohort).user

    with pytest.raises(ValidationError, match=workflow.FUTURE):
        workflow.record_debrief(subject=subject, by=coach, held_on=today + DAY)
    workflow.record_debrief(subject=subject, by=coach, held_on=today)

    assert Debrief.objects.get().since == today
    assert timezone.localtime(DebriefStep.objects.get(action="record_debrief").at).date() == today
