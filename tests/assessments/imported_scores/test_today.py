"""The day on which imported scores may have closed: today at the latest, as it is in the United Kingdom."""

from datetime import date, datetime, timedelta

import pytest

from assessments.imported_scores.forms import ImportScoresForm
from tests.clock import NIGHTS, set_clock


@pytest.mark.parametrize(("moment", "today"), NIGHTS)
def test_scores_may_have_closed_today_and_not_tomorrow(
    moment: datetime, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment)
    assert not errors_for(today)
    assert errors_for(today + timedelta(days=1)) == ["The day on which it closed must be today or in the past"]


def errors_for(closed_on: date) -> list[str]:
    typed = {f"closed_on_{part}": str(getattr(closed_on, part)) for part in ("day", "month", "year")}
    return ImportScoresForm(typed).errors.get("closed_on", [])
