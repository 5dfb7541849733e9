"""Dates around midnight and when clocks change: what is over is doubted, and told to nobody."""

from datetime import date, datetime, timedelta

import pytest

from cohorts.models import Cohort
from people.models import Person
from scheduling.releases.changes import pending_release
from scheduling.releases.checks import find_doubts
from tests import cast
from tests.clock import NIGHTS, set_clock

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_a_session_that_ended_a_minute_ago_is_doubted_by_its_day(
    moment: datetime, today: date, planned: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment)
    planned.sessions.update(starts_at=moment - HOUR, ends_at=moment - MINUTE)
    doubts = {words for found in find_doubts(planned) for words in found.doubts}
    assert doubts == {f"{today:%-d %B %Y} has passed"}


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_emails_are_sent_until_a_session_has_ended(
    moment: datetime, today: date, planned: Cohort, coach: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment)
    participant = cast.enrolled(planned).person
    recipients = []
    for ends_at in (moment + MINUTE, moment):
        planned.sessions.update(starts_at=moment - HOUR, ends_at=ends_at)
        recipients.append(pending_release(planned).recipients)
    assert recipients == [[participant], []]
