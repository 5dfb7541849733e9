"""The day on which rounds close and remind: the United Kingdom's, in summer time and when the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from assessments import tasks
from assessments.models import Round
from assessments.rounds import extending, opening
from assessments.rounds.extending import change_dates
from assessments.rounds.reminding import remind_round
from cohorts.models import Cohort
from messaging.models import Message
from people.models import Organisation
from tests import cast
from tests.assessments.closed_rounds import full_round, open_round, subject
from tests.assessments.open_rounds import named, opened
from tests.clock import NIGHTS, set_clock

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

# Eight in the morning in the United Kingdom: seven o'clock UTC in summer time.
MORNINGS = [
    pytest.param(datetime(2025, 7, 1, 7, tzinfo=UTC), id="in summer time"),
    pytest.param(datetime(2025, 3, 30, 7, tzinfo=UTC), id="on the day when clocks go forward"),
    pytest.param(datetime(2025, 10, 26, 8, tzinfo=UTC), id="on the day when clocks go back"),
]


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_beat_closes_a_round_in_the_night_after_its_last_day_and_not_before(
    moment: datetime, today: date, cohort: Cohort, trust: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    over, running = full_round(cohort), open_round(cast.cohort(trust, "Cohort 2"), closes_on=today)
    subject(running, "Ria Running")
    Round.objects.filter(pk=over.pk).update(closes_on=today - DAY)
    set_clock(monkeypatch, moment)

    tasks.close_due_rounds()

    assert list(Round.objects.filter(state=Round.State.OPEN)) == [running]
    assert over.subjects.get().closed_on == today


@pytest.mark.parametrize("eight", MORNINGS)
def test_beat_reminds_at_eight_on_the_day_and_not_a_minute_sooner(
    eight: datetime, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, eight - 5 * DAY)
    made = opened(cohort)
    named(made.subjects.get(), co_worker=3)
    Round.objects.update(remind_on=[eight.date()])

    set_clock(monkeypatch, eight - MINUTE)
    tasks.remind_due()
    assert reminders() == 0

    set_clock(monkeypatch, eight)
    tasks.remind_due()
    # Three co-workers and the manager.
    assert reminders() == 4


def reminders() -> int:
    return Message.objects.filter(kind="rater_reminder").count()


@pytest.mark.parametrize(
    "midnight",
    [
        pytest.param(datetime(2025, 6, 30, 23, tzinfo=UTC), id="in summer time"),
        pytest.param(datetime(2025, 3, 30, 0, tzinfo=UTC), id="before clocks go forward"),
        pytest.param(datetime(2025, 10, 25, 23, tzinfo=UTC), id="before clocks go back"),
    ],
)
def test_an_email_counts_as_one_of_today_from_midnight_on(
    midnight: datetime, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of four raters was invited a minute before midnight, and two of them again just after it."""
    set_clock(monkeypatch, midnight - MINUTE)
    made = opened(cohort)
    named(made.subjects.get(), co_worker=3)
    invited = Message.objects.filter(kind="rater_invitation", to_email__startswith="co_worker")
    Message.objects.filter(pk__in=invited.values("pk")[:2]).update(due_at=midnight + MINUTE)

    remind_round(round_=made, today=(midnight + timedelta(hours=1)).date())

    assert reminders() == 2


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_dates_can_be_changed_on_the_last_day_and_not_after_it(
    moment: datetime, today: date, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment - 5 * DAY)
    made = opened(cohort)
    set_clock(monkeypatch, moment)

    Round.objects.update(closes_on=today)
    change_dates(round_=made, closes_on=today, remind_on=[])
    Round.objects.update(closes_on=today - DAY)
    with pytest.raises(ValidationError, match=extending.CLOSED):
        change_dates(round_=made, closes_on=today + DAY, remind_on=[])


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_a_round_is_opened_today_and_reminds_from_tomorrow(
    moment: datetime, today: date, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It closes in 3 days, so that 3 days before the close is today, and 2 days before it tomorrow."""
    set_clock(monkeypatch, moment)
    cast.enrolled(cohort)
    made = opening.open_round(cohort=cohort, closes_on=today + 3 * DAY, remind_days=[3, 2])
    assert (made.opened_on, made.remind_on) == (today, [today + DAY])
