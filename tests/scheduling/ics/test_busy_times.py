"""Busy times, out of diaries and free/busy files. Moments are in UTC: London is an hour ahead until 25 October 2026."""

from datetime import date

import pytest

from scheduling.ics.reader import read_busy_times
from tests.scheduling.ics.diaries import OWN_LONDON, diary, entry, free_busy, read, shown

NINE_TO_TEN = ("DTSTART;TZID=Europe/London:20261013T090000", "DTEND;TZID=Europe/London:20261013T100000")
MONDAYS = ("DTSTART;TZID=Europe/London:20261012T090000", "DTEND;TZID=Europe/London:20261012T100000")


def test_an_entry_is_busy_in_its_own_time() -> None:
    assert shown(read(entry(*NINE_TO_TEN))) == ["13/10 08:00-09:00"]


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/London",
        "/freeassociation.sourceforge.net/Europe/London",
        "GMT Standard Time",
        '"GMT Standard Time"',
        '"(UTC+00:00) Dublin, Edinburgh, Lisbon, London"',
        "(UTC+00:00) Dublin, Edinburgh, Lisbon, London",
        "Customized Time Zone",
    ],
)
def test_london_has_many_names(zone: str) -> None:
    # 9am is 8am in UTC on 13 October, and 9am on 10 November.
    before = entry(f"DTSTART;TZID={zone}:20261013T090000", "DURATION:PT1H", uid="1")
    after = entry(f"DTSTART;TZID={zone}:20261110T090000", "DURATION:PT1H", uid="2")

    times = read(OWN_LONDON, before, after)

    assert shown(times) == ["13/10 08:00-09:00", "10/11 09:00-10:00"]
    assert times.skipped == ()


def test_zones_abroad_are_theirs() -> None:
    # Paris is two hours ahead of UTC until 25 October, and New York four hours behind.
    paris = entry("DTSTART;TZID=Romance Standard Time:20261013T090000", "DURATION:PT1H", uid="1")
    new_york = entry("DTSTART;TZID=Eastern Standard Time:20261013T090000", "DURATION:PT1H", uid="2")

    assert shown(read(paris, new_york)) == ["13/10 07:00-08:00", "13/10 13:00-14:00"]


def test_a_files_own_zone_is_forgotten_before_the_next_file() -> None:
    two_ahead = OWN_LONDON.replace("+0100", "+0200").replace("+0000", "+0200")
    nine = entry("DTSTART;TZID=Customized Time Zone:20261013T090000", "DURATION:PT1H")

    assert shown(read(two_ahead, nine)) == ["13/10 07:00-08:00"]
    assert shown(read(OWN_LONDON, nine)) == ["13/10 08:00-09:00"]
    assert read(nine).skipped == ("1 entry in a time zone that Cadre does not know",)


def test_a_time_without_a_zone_is_londons() -> None:
    assert shown(read(entry("DTSTART:20261013T090000", "DTEND:20261013T100000"))) == ["13/10 08:00-09:00"]


def test_a_whole_day_is_londons_whole_day() -> None:
    # From midnight before 24 October (summer) to midnight after 25 October (winter): 49 hours.
    days = entry("DTSTART;VALUE=DATE:20261024", "DTEND;VALUE=DATE:20261026")
    one = entry("DTSTART;VALUE=DATE:20261102", uid="2")

    assert shown(read(days, one)) == ["23/10 23:00-26/10 00:00", "02/11 00:00-03/11 00:00"]


def test_a_repetition_keeps_its_hour_over_the_change_of_the_clocks() -> None:
    # Mondays at 9am: 12, 19 and 26 October and 2 November; the last two in winter time.
    assert shown(read(entry(*MONDAYS, "RRULE:FREQ=WEEKLY;COUNT=4"))) == [
        "12/10 08:00-09:00",
        "19/10 08:00-09:00",
        "26/10 09:00-10:00",
        "02/11 09:00-10:00",
    ]


@pytest.mark.parametrize("until", ["20261019T080000Z", "20261019T090000", "20261019", "20261025T235959Z"])
def test_a_repetition_ends_however_its_end_is_written(until: str) -> None:
    assert shown(read(entry(*MONDAYS, f"RRULE:FREQ=WEEKLY;UNTIL={until}"))) == [
        "12/10 08:00-09:00",
        "19/10 08:00-09:00",
    ]


def test_repeated_whole_days_end_with_the_last() -> None:
    days = entry("DTSTART;VALUE=DATE:20261102", "RRULE:FREQ=DAILY;UNTIL=20261104")

    assert shown(read(days)) == ["02/11 00:00-05/11 00:00"]


def test_what_is_taken_out_of_a_repetition_is_free_and_what_is_moved_is_moved() -> None:
    series = entry(*MONDAYS, "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/London:20261019T090000")
    moved = entry(
        "RECURRENCE-ID;TZID=Europe/London:20261026T090000",
        "DTSTART;TZID=Europe/London:20261027T140000",
        "DTEND;TZID=Europe/London:20261027T150000",
    )
    off = entry("RECURRENCE-ID;TZID=Europe/London:20261102T090000", *NINE_TO_TEN, "STATUS:CANCELLED")

    assert shown(read(series, moved, off)) == ["12/10 08:00-09:00", "27/10 14:00-15:00"]


def test_listed_days_are_busy_too() -> None:
    assert shown(read(entry(*NINE_TO_TEN, "RDATE;TZID=Europe/London:20261015T090000"))) == [
        "13/10 08:00-09:00",
        "15/10 08:00-09:00",
    ]


@pytest.mark.parametrize("free", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_what_leaves_somebody_free_is_not_busy(free: str) -> None:
    there = entry("DTSTART:20261014T090000Z", "DURATION:PT1H", uid="2")

    assert shown(read(entry(*NINE_TO_TEN, free), there)) == ["14/10 09:00-10:00"]


def test_perhaps_and_out_of_office_are_busy() -> None:
    perhaps = entry(*NINE_TO_TEN, "STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE")
    away = entry("DTSTART:20261014T090000Z", "DURATION:PT1H", "X-MICROSOFT-CDO-BUSYSTATUS:OOF", uid="2")

    assert len(read(perhaps, away).spans) == 2


def test_a_free_busy_file_says_when_and_how_long() -> None:
    given = free_busy(
        "FREEBUSY;FBTYPE=BUSY:20261013T080000Z/20261013T090000Z,20261013T083000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261014T080000Z/P1D",
        "FREEBUSY;FBTYPE=FREE:20261016T080000Z/PT1H",
        "FREEBUSY:20261017T080000Z/PT30M",
    )

    assert shown(read(given)) == ["13/10 08:00-09:30", "14/10 08:00-15/10 08:00", "17/10 08:00-08:30"]


def test_times_that_overlap_or_touch_are_one_and_in_order() -> None:
    times = [
        ("20261014T090000Z", "PT1H"),
        ("20261013T110000Z", "PT1H"),
        ("20261013T100000Z", "PT1H"),
        ("20261013T101500Z", "PT15M"),
    ]
    entries = [entry(f"DTSTART:{at}", f"DURATION:{long}", uid=at) for at, long in times]

    assert shown(read(*entries)) == ["13/10 10:00-12:00", "14/10 09:00-10:00"]


def test_only_the_days_asked_for_are_told() -> None:
    long = entry("DTSTART:20261001T090000Z", "DTEND:20261101T090000Z")
    day = date(2026, 10, 13)

    # London's 13 October begins at 11pm in UTC the evening before.
    assert shown(read(long, first=day, last=day)) == ["12/10 23:00-13/10 23:00"]
    assert read(long, first=date(2027, 1, 1), last=date(2027, 2, 1)).spans == ()


def test_a_moment_without_length_keeps_nobody_busy() -> None:
    assert (
        read(
            entry("DTSTART:20261013T090000Z"), entry("DTSTART:20261013T090000Z", "DTEND:20261013T080000Z", uid="2")
        ).spans
        == ()
    )


def test_what_cannot_be_read_is_left_out_and_said_without_its_name() -> None:
    times = read(
        entry(*NINE_TO_TEN, uid="1"),
        entry("DTSTART:2026-10-13", uid="2"),
        entry("DTSTART;TZID=Middle Earth:20261013T090000", uid="3"),
        entry("DTSTART:20261013T090000", "DURATION:an hour", uid="4"),
        entry("DTSTART:20261013T090000", "RRULE:FREQ=FORTNIGHTLY", uid="5"),
        entry("SUMMARY:No date", uid="6"),
    )

    assert shown(times) == ["13/10 08:00-09:00"]
    assert times.skipped == (
        "1 entry in a time zone that Cadre does not know",
        "1 entry repeating by a rule that Cadre cannot read",
        "2 entries without a date that Cadre can read",
        "1 entry without a length that Cadre can read",
    )


def test_windows_and_old_programmes_write_other_alphabets() -> None:
    written = diary(entry(*NINE_TO_TEN, "LOCATION:Café")).decode()

    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert shown(read_busy_times(written.encode(encoding), date(2026, 10, 1), date(2026, 10, 31))) == [
            "13/10 08:00-09:00"
        ]


def test_lines_may_end_as_on_any_computer() -> None:
    data = diary(entry(*NINE_TO_TEN))

    for end in (b"\n", b"\r"):
        assert len(read_busy_times(data.replace(b"\r\n", end), date(2026, 10, 1), date(2026, 10, 31)).spans) == 1
