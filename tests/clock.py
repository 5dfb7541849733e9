"""The moment at which a test takes place: Django's clock stands still there, or runs on from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Field
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

# The working day on which tests with typed dates take place, whenever they are run.
TESTING_DAY = datetime(2026, 12, 1, 9, tzinfo=UTC)


def set_clock(patch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Stop the clock at this moment. What Django calls today follows from it."""
    patch.setattr(timezone, "now", lambda: moment)


@contextmanager
def clock_from(moment: datetime) -> Iterator[None]:
    """Let the clock run on from this moment, also for fields that are filled with the time of their row."""
    running = timezone.now
    ahead = moment - running()

    def now() -> datetime:
        return running() + ahead

    filled = [field for model in apps.get_models() for field in model._meta.local_fields if field.default is running]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", now)
        for field in filled:
            patch.setattr(field, "default", now)
            forget_default(field)
        yield
    for field in filled:
        forget_default(field)


def forget_default(field: "Field[Any, Any]") -> None:
    """Django keeps what it has once found to be a field's default."""
    vars(field).pop("_get_default", None)
