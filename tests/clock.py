"""The moment at which a test takes place: Django's clock stands still there."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

# In 2025 clocks went forward on 30 March and back on 26 October, both at one o'clock in the morning, UTC. Each moment
# is given in UTC beside the date that it then was in the United Kingdom.
NIGHTS = [
    pytest.param(datetime(2025, 6, 30, 23, 30, tzinfo=UTC), date(2025, 7, 1), id="half past midnight in summer time"),
    pytest.param(datetime(2025, 3, 30, 0, 30, tzinfo=UTC), date(2025, 3, 30), id="before clocks go forward"),
    pytest.param(datetime(2025, 3, 30, 23, 30, tzinfo=UTC), date(2025, 3, 31), id="after clocks went forward"),
    pytest.param(datetime(2025, 10, 25, 23, 30, tzinfo=UTC), date(2025, 10, 26), id="before clocks go back"),
    pytest.param(datetime(2025, 10, 26, 23, 30, tzinfo=UTC), date(2025, 10, 26), id="after clocks went back"),
]
# From half past midnight to 1pm, as clocks then show it, on both of these days; in UTC.
CHANGE_DAYS = [
    pytest.param(
        datetime(2025, 3, 30, 0, 30, tzinfo=UTC), datetime(2025, 3, 30, 12, tzinfo=UTC), date(2025, 3, 30), id="forward"
    ),
    pytest.param(
        datetime(2025, 10, 25, 23, 30, tzinfo=UTC),
        datetime(2025, 10, 26, 13, tzinfo=UTC),
        date(2025, 10, 26),
        id="back",
    ),
]


def set_clock(patch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Stop the clock at this moment. What Django calls today follows from it."""
    patch.setattr(timezone, "now", lambda: moment)
