"""Today in the picture of a cohort's sessions, as it is in the United Kingdom."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client

from cohorts.models import Cohort
from scheduling.timeline import Timeline
from scheduling.working_days.clock import at
from tests.clock import NIGHTS, set_clock

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_the_picture_marks_today(
    moment: datetime, today: date, administrators_client: Client, planned: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session on its day: its mark in the picture is where today is."""
    set_clock(monkeypatch, moment)
    planned.sessions.update(starts_at=at(today, time(9)), ends_at=at(today, time(17)))
    first = planned.sessions.get(element__key="launch")
    first.starts_at, first.ends_at = at(today - 3 * DAY, time(9)), at(today - 3 * DAY, time(17))
    first.save()

    picture: Timeline = administrators_client.get(f"/cohorts/{planned.pk}/sessions/").context["timeline"]

    days = [place.x for row in picture.rows for place in row.places if not place.is_window]
    assert picture.today == max(days)
    assert min(days) < max(days)
