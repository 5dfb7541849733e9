from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.designs.storage import leading_for_change
from cohorts.models import Element
from scheduling.working_days.days import is_working_day
from scheduling.working_days.layout import PlacedSession, SessionToPlace, lay_out

WINDOWS = (Element.Format.ONE_TO_ONE, Element.Format.ONLINE)


def whole_design() -> list[SessionToPlace]:
    return [
        SessionToPlace(element.key, number, position, element.minutes, element.format in WINDOWS, first, last)
        for position, element in enumerate(leading_for_change().elements, start=1)
        for number, (first, last) in enumerate(element.windows, start=1)
    ]


def day_long(key: str, position: int, first: int, last: int) -> SessionToPlace:
    return SessionToPlace(key, 1, position, 210, is_window=False, first_week=first, last_week=last)


def window(first: int, last: int) -> SessionToPlace:
    return SessionToPlace("coaching", 1, 1, 90, is_window=True, first_week=first, last_week=last)


def dated(slots: list[PlacedSession]) -> list[PlacedSession]:
    return [slot for slot in slots if not slot.session.is_window]


def days(slots: list[PlacedSession]) -> dict[str, date]:
    return {slot.session.key: slot.starts_at.date() for slot in slots}


def test_a_session_is_on_the_starts_weekday_in_the_middle_of_its_weeks() -> None:
    # Weeks 4 to 6 from Tuesday 8 September 2026 are 29 September to 19 October: the middle Tuesday is 6 October
    assert days(lay_out([day_long("a", 1, 4, 6)], date(2026, 9, 8))) == {"a": date(2026, 10, 6)}


def test_the_launch_is_on_the_day_of_the_start() -> None:
    assert days(lay_out([day_long("launch", 1, 1, 1)], date(2026, 9, 8))) == {"launch": date(2026, 9, 8)}


def test_a_bank_holiday_moves_a_session_to_the_day_after() -> None:
    # Week 1 from Monday 30 March 2026 is the start itself; week 2 is Easter Monday, 6 April
    assert days(lay_out([day_long("a", 1, 2, 2)], date(2026, 3, 30))) == {"a": date(2026, 4, 7)}


def test_a_session_is_not_put_between_christmas_and_new_year_when_its_weeks_leave_a_choice() -> None:
    # Weeks 16 to 18 from 8 September 2026 are 22 December to 11 January; 29 December is the middle Tuesday
    assert days(lay_out([day_long("a", 1, 16, 18)], date(2026, 9, 8))) == {"a": date(2027, 1, 4)}


def test_two_sessions_of_one_week_are_on_two_days_in_the_order_of_their_elements() -> None:
    slots = lay_out([day_long("second", 2, 1, 1), day_long("first", 1, 1, 1)], date(2026, 9, 8))
    assert days(slots) == {"first": date(2026, 9, 8), "second": date(2026, 9, 9)}


def test_a_week_that_is_full_passes_its_sessions_on() -> None:
    slots = lay_out([day_long(str(number), number, 1, 1) for number in range(7)], date(2026, 9, 7))
    found = [slot.starts_at.date() for slot in slots]
    # Monday 7 to Friday 11 September, then Monday 14 and Tuesday 15
    assert found == [date(2026, 9, day) for day in (7, 8, 9, 10, 11, 14, 15)]


def test_a_window_opens_and_closes_on_working_days() -> None:
    # Weeks 3 and 4 from Friday 11 December 2026 are 25 December to 7 January: Christmas, then a weekend and a holiday
    slot = lay_out([window(3, 4)], date(2026, 12, 11))[0]
    assert (slot.starts_at.date(), slot.ends_at.date()) == (date(2026, 12, 29), date(2027, 1, 7))


def test_half_a_day_is_a_morning_and_a_whole_day_starts_at_nine() -> None:
    half, whole = day_long("half", 1, 1, 1), SessionToPlace("whole", 1, 2, 450, False, 2, 2)
    times = [(f"{slot.starts_at:%H:%M}", f"{slot.ends_at:%H:%M}") for slot in lay_out([half, whole], date(2026, 9, 8))]
    assert times == [("09:30", "13:00"), ("09:00", "16:30")]


@pytest.mark.parametrize(
    ("starts_on", "utc"),
    [
        (date(2026, 3, 23), [(23, 9, 30), (30, 8, 30)]),
        (date(2026, 10, 19), [(19, 8, 30), (26, 9, 30)]),
    ],
)
def test_half_past_nine_stays_half_past_nine_over_both_clock_changes(
    starts_on: date, utc: list[tuple[int, int, int]]
) -> None:
    """Clocks go forward on 29 March 2026 and back on 25 October 2026."""
    slots = lay_out([day_long("before", 1, 1, 1), day_long("after", 2, 2, 2)], starts_on)
    expected = [datetime(starts_on.year, starts_on.month, *moment, tzinfo=UTC) for moment in utc]
    assert [slot.starts_at.astimezone(UTC) for slot in slots] == expected
    assert {slot.ends_at.astimezone(UTC) - slot.starts_at.astimezone(UTC) for slot in slots} == {timedelta(hours=3.5)}


@given(st.dates(date(2000, 1, 1), date(2036, 12, 31)))
def test_the_whole_design_fits_whatever_day_it_starts_on(starts_on: date) -> None:
    slots = lay_out(whole_design(), starts_on)
    assert len(slots) == len(whole_design())
    for slot in slots:
        assert slot.ends_at > slot.starts_at
        assert is_working_day(slot.starts_at.date())
        assert is_working_day(slot.ends_at.date())
    placed = dated(slots)
    found = [slot.starts_at.date() for slot in placed]
    assert all(earlier < later for earlier, later in pairwise(found))
    assert [slot.session for slot in placed] == sorted((slot.session for slot in placed), key=lambda o: o.order)
    for slot in placed:
        week = (slot.starts_at.date() - starts_on).days // 7 + 1
        # A start in Christmas week may push the launch into the next
        assert slot.session.first_week <= week <= slot.session.last_week + 1
