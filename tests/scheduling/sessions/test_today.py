"""The day that a cohort may start on without a question: today in the United Kingdom, or later."""

from datetime import date, datetime, timedelta

import pytest

from scheduling.models import Session
from scheduling.sessions.details import draft_details
from scheduling.sessions.forms import CohortForm
from scheduling.working_days.days import why_not_working
from tests.clock import CHANGE_DAYS, NIGHTS, set_clock

DAY = timedelta(days=1)


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_only_a_start_before_today_is_asked_about(
    moment: datetime, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment)
    assert not is_asked(working_day(today, DAY))
    assert is_asked(working_day(today - DAY, -DAY))


def working_day(day: date, step: timedelta) -> date:
    """Return the day, or the working day nearest to it in the direction of the step."""
    while why_not_working(day):
        day += step
    return day


def is_asked(starts_on: date) -> bool:
    typed = {f"starts_on_{part}": str(getattr(starts_on, part)) for part in ("day", "month", "year")}
    form = CohortForm({"name": "Cohort 1", "venue": "Fenmoor House", "capacity": "20", **typed}, venues=[])
    assert set(form.errors) <= {"has_started"}
    return "has_started" in form.fields


@pytest.mark.parametrize(("starts_at", "ends_at", "day"), CHANGE_DAYS)
@pytest.mark.django_db
def test_on_days_when_clocks_change_times_are_those_of_the_clock(
    masterclass: Session, starts_at: datetime, ends_at: datetime, day: date
) -> None:
    masterclass.starts_at, masterclass.ends_at = starts_at, ends_at
    assert draft_details(masterclass).when == f"{day:%A %-d %B %Y}, 12:30am to 1pm"
