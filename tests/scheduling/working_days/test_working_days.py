from datetime import UTC, date, datetime, time

import pytest

from scheduling.working_days.clock import at, clock, datetime_exists
from scheduling.working_days.days import (
    bank_holidays_between,
    is_working_day,
    why_not_working,
    working_day_from,
    working_day_until,
)

# As published by GOV.UK for England and Wales.
GOV_UK = {
    2026: [(1, 1), (3, 4), (6, 4), (4, 5), (25, 5), (31, 8), (25, 12), (28, 12)],
    2027: [(1, 1), (26, 3), (29, 3), (3, 5), (31, 5), (30, 8), (27, 12), (28, 12)],
}


@pytest.mark.parametrize("year", [2026, 2027])
def test_englands_bank_holidays_are_those_of_gov_uk(year: int) -> None:
    found = [day for day, _ in bank_holidays_between(date(year, 1, 1), date(year, 12, 31))]
    assert found == [date(year, month, day) for day, month in GOV_UK[year]]


def test_no_bank_holiday_and_no_weekend_is_a_working_day() -> None:
    for year, days in GOV_UK.items():
        assert not any(is_working_day(date(year, month, day)) for day, month in days)
    assert why_not_working(date(2026, 9, 12)) == "a Saturday"
    assert why_not_working(date(2026, 4, 3)) == "a bank holiday (Good Friday)"
    assert why_not_working(date(2026, 5, 4)) == "a bank holiday (Early May bank holiday)"
    assert why_not_working(date(2026, 9, 8)) == ""


def test_scotlands_and_irelands_holidays_are_working_days_in_england() -> None:
    assert is_working_day(date(2026, 1, 2))
    assert is_working_day(date(2026, 3, 17))


def test_the_next_and_the_last_working_day_step_over_christmas() -> None:
    # Friday 25 December 2026 and Monday 28 are holidays
    assert working_day_from(date(2026, 12, 25)) == date(2026, 12, 29)
    assert working_day_until(date(2026, 12, 28)) == date(2026, 12, 24)
    assert working_day_from(date(2026, 9, 8)) == working_day_until(date(2026, 9, 8)) == date(2026, 9, 8)


@pytest.mark.parametrize(
    ("day", "hour_utc"),
    [
        (date(2026, 3, 27), 9),
        (date(2026, 3, 30), 8),
        (date(2026, 10, 23), 8),
        (date(2026, 10, 26), 9),
    ],
)
def test_nine_o_clock_is_nine_o_clock_on_both_sides_of_both_clock_changes(day: date, hour_utc: int) -> None:
    """Clocks go forward on 29 March 2026 and back on 25 October 2026."""
    assert at(day, time(9, 0)).astimezone(UTC) == datetime(day.year, day.month, day.day, hour_utc, tzinfo=UTC)


def test_an_hour_that_the_clocks_leave_out_does_not_exist() -> None:
    assert not datetime_exists(at(date(2026, 3, 29), time(1, 30)))
    assert datetime_exists(at(date(2026, 3, 29), time(2, 0)))
    assert datetime_exists(at(date(2026, 10, 25), time(1, 30)))


@pytest.mark.parametrize(
    ("wall_clock", "words"),
    [
        (time(9, 0), "9am"),
        (time(16, 30), "4:30pm"),
        (time(12, 0), "midday"),
        (time(12, 5), "12:05pm"),
        (time(0, 0), "midnight"),
        (time(0, 30), "12:30am"),
    ],
)
def test_times_are_written_as_the_nhs_writes_them(wall_clock: time, words: str) -> None:
    assert clock(at(date(2026, 7, 1), wall_clock)) == words
    assert clock(at(date(2026, 7, 1), wall_clock).astimezone(UTC)) == words
