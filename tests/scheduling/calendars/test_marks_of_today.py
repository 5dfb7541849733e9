"""Every view of the calendar marks today, and no other day."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from scheduling.models import Session
from tests.clock import NIGHTS, set_clock

DAY, HALF_AN_HOUR = timedelta(days=1), timedelta(minutes=30)
MARKED = {
    "month": r'cadre-month__day--today"\s+data-day="([\d-]+)"',
    "week": r'class="cadre-hours__today">\s+\w{3} (\d+ \w+)',
}
TODAY = r'cadre-day--today">\s*<h\d[^>]*>\s*\w+ (\d+ \w+ \d{4})'


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_months_and_weeks_mark_the_day_of_the_united_kingdom(
    moment: datetime, today: date, administrators_client: Client, masterclass: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    Session.objects.filter(pk=masterclass.pk).update(starts_at=moment, ends_at=moment + timedelta(minutes=20))
    set_clock(monkeypatch, moment)

    month = administrators_client.get(f"/calendar/?view=month&on={today}").content.decode()
    week = administrators_client.get(f"/calendar/?view=week&on={today}").content.decode()

    assert re.findall(MARKED["month"], month) == [str(today)]
    assert re.findall(MARKED["week"], week) == [f"{today:%-d %b}"]


@pytest.mark.parametrize("view", ["month", "week", "agenda"])
def test_lists_of_days_mark_the_day_on_which_something_is_today(
    view: str, administrators_client: Client, masterclass: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The masterclass is today, and other sessions of its cohort on other days."""
    noon = datetime(2025, 7, 2, 11, tzinfo=UTC)
    others = masterclass.cohort.sessions.exclude(pk=masterclass.pk)
    others.update(starts_at=noon + DAY, ends_at=noon + DAY + HALF_AN_HOUR)
    Session.objects.filter(pk=masterclass.pk).update(starts_at=noon, ends_at=noon + HALF_AN_HOUR)
    set_clock(monkeypatch, noon)

    page = administrators_client.get(f"/calendar/?view={view}&on=2025-07-01").content.decode()

    assert re.findall(TODAY, page) == ["2 July 2025"]
    assert len(re.findall(r'<section class="cadre-day', page)) == 2
