"""Read malicious files: each is refused with a sentence, in limited time, and causes no other error."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduling.ics.parser import SECONDS
from scheduling.ics.reader import BusyTimes, UnreadableDiaryError, read_busy_times, read_reply
from tests.scheduling.ics.diaries import FIRST, LAST, OWN_LONDON, diary, entry, free_busy, read
from tests.scheduling.ics.written_events import FILES

# The time that a file may take, with room for a machine that does other things.
AT_MOST = SECONDS + 10


@contextmanager
def bounded() -> Iterator[None]:
    began = time.thread_time()
    yield
    assert time.thread_time() - began < AT_MOST


def why(data: bytes) -> str:
    with pytest.raises(UnreadableDiaryError) as refused, bounded():
        read_busy_times(data, FIRST, LAST)
    return str(refused.value)


def test_what_is_no_calendar_is_refused() -> None:
    not_one = "The file must be a calendar in the iCalendar format, which usually ends in .ics"

    assert {
        why(data)
        for data in (b"", b"Monday: dentist", b"\x00" * 99, b"PK\x03\x04", "\ud800".encode("utf-16", "surrogatepass"))
    } == {not_one}


def test_a_file_that_is_cut_off_is_refused() -> None:
    data = diary(entry("DTSTART:20261013T090000Z", "DURATION:PT1H"))

    assert why(data[: len(data) // 2]) == "The file is damaged or cut off. Export the calendar again"


def test_a_nest_of_calendars_is_refused() -> None:
    assert why(b"BEGIN:VCALENDAR\n" * 1000) == "The file is damaged or cut off. Export the calendar again"


def test_more_than_two_megabytes_are_refused() -> None:
    assert why(b"BEGIN:VCALENDAR\n" + b"X" * 2_000_000).startswith("The file must be smaller than 2 MB")


def test_a_hundred_thousand_entries_are_refused() -> None:
    data = b"BEGIN:VCALENDAR\n" + b"BEGIN:A\nEND:A\n" * 100_000 + b"END:VCALENDAR\n"

    assert why(data).startswith("The calendar must hold at most 20,000 entries")


def test_thousands_of_entries_are_read_in_time() -> None:
    entries = [entry("DTSTART:20261013T090000Z", "DURATION:PT1H", uid=str(number)) for number in range(8_000)]

    with bounded():
        assert len(read(*entries).spans) == 1


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("FREQ=SECONDLY", "repeating every hour or more often"),
        ("FREQ=MINUTELY;INTERVAL=2", "repeating every hour or more often"),
        ("FREQ=DAILY;BYSECOND=0,1,2,3", "repeating by a rule that Cadre cannot read"),
        ("FREQ=DAILY;INTERVAL=0", "repeating by a rule that Cadre cannot read"),
        ("FREQ=DAILY;INTERVAL=999999999", "repeating by a rule that Cadre cannot read"),
        ("FREQ=DAILY;COUNT=-1", "repeating by a rule that Cadre cannot read"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "repeating by a rule that names no day"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;BYSETPOS=2", "repeating by a rule that names no day"),
        ("FREQ=YEARLY;UNTIL=never", "without a date that Cadre can read"),
        ("=;=;=", "repeating by a rule that Cadre cannot read"),
    ],
)
def test_a_rule_that_never_ends_is_left_out(rule: str, reason: str) -> None:
    with bounded():
        times = read(entry("DTSTART:20200229T090000Z", "DURATION:PT1H", f"RRULE:{rule}"))

    assert times == BusyTimes((), (f"1 entry {reason}",))


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"])
def test_thousands_of_long_rules_are_refused_in_time(rule: str) -> None:
    entries = [entry("DTSTART:19000101T090000Z", "DURATION:PT1H", f"RRULE:{rule}", uid=str(n)) for n in range(5_000)]

    assert why(diary(*entries)).startswith("The calendar takes too long to read")


def test_hundreds_of_long_rules_under_one_name_are_refused_in_time() -> None:
    """They are one entry with its changes, which is no reason to work out all of them."""
    never = entry("DTSTART:20261001T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")

    assert why(diary(*[never] * 500)).startswith("The calendar takes too long to read")


def changing(rules: int) -> str:
    """A zone of the file's own that changes by so many rules, each of which is London's."""
    head, autumn, rest = OWN_LONDON.partition("BEGIN:STANDARD")
    one, end, tail = rest.partition("END:STANDARD\n")
    return head + (autumn + one + end) * (rules - 1) + tail


def test_a_zone_that_changes_by_dozens_of_rules_is_not_believed() -> None:
    """Each would be gone through for each of the 46,000 days since 1900."""
    daily = entry("DTSTART;TZID=Customized Time Zone:19000101T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY")

    with bounded():
        times = read(changing(50), daily)

    assert times == BusyTimes((), ("1 entry in a time zone that Cadre does not know",))


def test_the_slowest_zone_that_is_believed_is_read_in_time() -> None:
    daily = entry("DTSTART;TZID=Customized Time Zone:19000101T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY")

    with bounded():
        times = read(changing(10), daily)

    assert len(times.spans) == 61


def test_a_zone_that_changes_every_second_is_not_believed() -> None:
    every_second = OWN_LONDON.replace("FREQ=YEARLY", "FREQ=SECONDLY")

    with bounded():
        times = read(every_second, entry("DTSTART;TZID=Customized Time Zone:20261013T090000", "DURATION:PT1H"))

    assert times == BusyTimes((), ("1 entry in a time zone that Cadre does not know",))


def test_thousands_of_changes_to_one_entry_are_left_out() -> None:
    changes = [entry(f"RECURRENCE-ID:202610{1 + n % 28:02}T090000Z", "DTSTART:20261013T090000Z") for n in range(3_000)]

    with bounded():
        assert read(*changes).skipped == ("1 entry with more than 500 changes to its repetitions",)


def test_thousands_of_listed_days_are_left_out() -> None:
    days = ",".join(["20261013T090000Z"] * 2_001)

    assert read(entry("DTSTART:20261013T090000Z", "DURATION:PT1H", f"RDATE:{days}")).skipped == (
        "1 entry repeating on a list of more than 2,000 days",
    )


@pytest.mark.parametrize(
    "line", ["DTSTART" + ';TZID="' * 250_000 + ":20261013T090000Z", "DTSTART" + ";A=B" * 400_000 + ":20261013T090000Z"]
)
def test_long_lines_cost_little(line: str) -> None:
    with bounded():
        read(entry(line, "DURATION:PT1H"))


ODD_LINES = st.sampled_from(
    [
        "DTSTART:20261013T090000Z",
        "DTSTART;VALUE=DATE:20261013",
        "DTSTART;TZID=GMT Standard Time:20261013T090000",
        "DTSTART;TZID=Customized Time Zone:20261025T013000",
        "DTSTART:00010101T000000",
        "DTSTART:99991231T235959Z",
        "DTEND:20261013T100000",
        "DTEND;VALUE=DATE:20261014",
        "DURATION:PT1H",
        "DURATION:-P999999W",
        "DURATION:P999999WT999999H",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=3",
        "RRULE:FREQ=DAILY;UNTIL=20261020",
        "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=+9SU",
        "RRULE:FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=-1;WKST=SU",
        "RRULE:FREQ=DAILY;BYMONTHDAY=,",
        "EXDATE:20261014T090000Z,20261015",
        "EXDATE;VALUE=DATE:20261014",
        "RDATE;VALUE=PERIOD:20261015T090000Z/PT1H,20261016T090000Z/20261016T100000Z",
        "RDATE:20261015",
        "RECURRENCE-ID:20261014T090000Z",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261015T090000",
        "RECURRENCE-ID;VALUE=DATE:20261014",
        "SEQUENCE:99999999999999",
        "SEQUENCE:٣",
        "STATUS:CANCELLED",
        "UID:2",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(ODD_LINES, max_size=8), max_size=5))
def test_any_mixture_of_lines_is_read_or_left_out(entries: list[list[str]]) -> None:
    times = read(OWN_LONDON, *[entry(*lines) for lines in entries])

    assert all(starts < ends for starts, ends in times.spans)
    assert all(one[1] < other[0] for one, other in zip(times.spans, times.spans[1:], strict=False))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
@example(b"BEGIN:VCALENDAR\nEND:VCALENDAR")
def test_random_bytes_raise_nothing_else(data: bytes) -> None:
    with suppress(UnreadableDiaryError):
        read_busy_times(data, FIRST, LAST)
    with suppress(UnreadableDiaryError):
        read_reply(data)


WHOLE = diary(
    OWN_LONDON,
    entry("DTSTART;TZID=Customized Time Zone:20261013T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;UNTIL=20261110"),
    entry("RECURRENCE-ID;TZID=Europe/London:20261020T090000", "DTSTART:20261021T090000Z", "DTEND:20261021T100000Z"),
    free_busy("FREEBUSY;FBTYPE=BUSY:20261013T080000Z/PT1H"),
)


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from([WHOLE, FILES["create.ics"], FILES["feed.ics"]]),
    st.lists(st.tuples(st.integers(0, 1000), st.binary(max_size=4), st.integers(0, 4)), min_size=1, max_size=6),
)
def test_damaged_files_raise_nothing_else(data: bytes, damages: list[tuple[int, bytes, int]]) -> None:
    for place, put, length in damages:
        at = place % len(data)
        data = data[:at] + put + data[at + length :]
    with suppress(UnreadableDiaryError):
        read_busy_times(data, FIRST, date(2026, 10, 31))
    with suppress(UnreadableDiaryError):
        read_reply(data)
