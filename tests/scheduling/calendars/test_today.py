"""Today in the calendar and the handbook, as it is in the United Kingdom."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client

from cohorts.models import Cohort
from people.models import Person
from scheduling.calendars.entries import CalendarEntry, list_items
from scheduling.calendars.grid import lay_out_week
from scheduling.calendars.handbook import content_of
from scheduling.models import Session
from scheduling.releases.release import release
from scheduling.working_days.clock import at
from tests.clock import CHANGE_DAYS, NIGHTS, set_clock

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_the_calendar_opens_at_today_and_marks_it(
    moment: datetime, today: date, administrators_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment)

    month = administrators_client.get("/calendar/").context["months"][0]
    agenda = administrators_client.get("/calendar/?view=agenda").context

    assert month.first == today.replace(day=1)
    assert [day.date for week in month.weeks for day in week if day.is_today] == [today]
    assert agenda["within"].first == today


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_a_programme_is_in_the_timeline_until_its_last_day_has_ended(
    moment: datetime, today: date, administrators_client: Client, planned: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment)
    counts = []
    for last in (today - DAY, today):
        planned.sessions.update(starts_at=at(last, time(9)), ends_at=at(last, time(17)))
        counts.append(len(administrators_client.get("/calendar/?view=timeline").context["timelines"]))
    assert counts == [0, 1]


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_a_handbook_says_on_which_day_its_dates_were_released(
    moment: datetime, today: date, planned: Cohort, administrator: Person
) -> None:
    made = release(cohort=planned, by=administrator, note="")
    made.released_at = moment
    assert content_of(made)["issued_on"] == f"{today:%-d %B %Y}"


@pytest.mark.parametrize(("starts_at", "ends_at", "day"), CHANGE_DAYS)
def test_an_entry_is_at_the_hours_of_the_clock_when_clocks_change(
    masterclass: Session, starts_at: datetime, ends_at: datetime, day: date
) -> None:
    """From half past midnight to 1pm there are 25 half hours."""
    entry = CalendarEntry(masterclass, starts_at, ends_at, masterclass.times, place="", people="")

    week = lay_out_week(day - 6 * DAY, list_items([entry]), [], today=day)

    taken = [cell for row in week.rows for cell in row.cells if cell.item]
    assert [(cell.day, cell.at, cell.rows) for cell in taken] == [(day, "00:30", 25)]
