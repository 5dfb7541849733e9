"""Compare written files with golden ones, byte for byte, and read them with two parsers that are not ours."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import vobject
from dateutil.tz import tzical
from ical.calendar_stream import IcsCalendarStream

from scheduling.ics.writer import Contact, content_type, write_calendar, write_invitation
from scheduling.working_days.clock import LONDON
from tests.scheduling.ics.written_events import CREATED, FILES, golden


@dataclass(frozen=True)
class Read:
    """A file as a parser reads it: times in UTC, and each attendee's address with their answer."""

    method: str
    sequence: int
    status: str
    starts_at: datetime
    ends_at: datetime
    organiser: str
    attendees: tuple[tuple[str, str, bool], ...]


def with_vobject(data: bytes) -> Read:
    found = vobject.readOne(data.decode())
    entry = found.vevent
    people = [
        (who.value, who.params["PARTSTAT"][0], who.params.get("RSVP") == ["TRUE"])
        for who in entry.contents.get("attendee", [])
    ]
    return Read(
        found.method.value,
        int(entry.sequence.value),
        entry.status.value,
        entry.dtstart.value.astimezone(UTC),
        entry.dtend.value.astimezone(UTC),
        entry.organizer.value,
        tuple(people),
    )


def with_ical(data: bytes) -> Read:
    found = IcsCalendarStream.calendar_from_ics(data.decode())
    entry = found.events[0]
    assert isinstance(entry.dtstart, datetime)
    assert isinstance(entry.dtend, datetime)
    assert entry.organizer
    return Read(
        str(found.method),
        entry.sequence or 0,
        str(entry.status.value if entry.status else ""),
        entry.dtstart.astimezone(UTC),
        entry.dtend.astimezone(UTC),
        str(entry.organizer.uri),
        tuple((str(who.uri), str(who.status), bool(who.rsvp)) for who in entry.attendees),
    )


PARSERS: list[Callable[[bytes], Read]] = [with_vobject, with_ical]
BY = "mailto:leading@fenmoor.example"
ANNA = ("mailto:anna.ahren@fenmoor.example", "NEEDS-ACTION", True)


def request(starts_at: tuple[int, ...], ends_at: tuple[int, ...], sequence: int = 0) -> Read:
    return Read("REQUEST", sequence, "CONFIRMED", utc(*starts_at), utc(*ends_at), BY, (ANNA,))


def utc(*numbers: int) -> datetime:
    year, month, day, hour, minute = numbers
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


# London is an hour ahead of UTC until 25 October 2026, level with it until 28 March 2027, and then ahead again.
EXPECTED = {
    # 9:30am to 4:30pm in summer
    "create.ics": request((2026, 10, 13, 8, 30), (2026, 10, 13, 15, 30)),
    # 10am to 5pm in summer
    "move.ics": request((2026, 10, 14, 9, 0), (2026, 10, 14, 16, 0), sequence=1),
    # 9:30am to 4:30pm on both sides of both changes
    "before_25_october_2026.ics": request((2026, 10, 23, 8, 30), (2026, 10, 23, 15, 30)),
    "after_25_october_2026.ics": request((2026, 10, 26, 9, 30), (2026, 10, 26, 16, 30)),
    "before_28_march_2027.ics": request((2027, 3, 25, 9, 30), (2027, 3, 25, 16, 30)),
    "after_28_march_2027.ics": request((2027, 3, 30, 8, 30), (2027, 3, 30, 15, 30)),
    # Nobody is asked to answer a cancellation.
    "cancel.ics": replace(
        request((2026, 10, 14, 9, 0), (2026, 10, 14, 16, 0), sequence=2),
        method="CANCEL",
        status="CANCELLED",
        attendees=((ANNA[0], ANNA[1], False),),
    ),
    # 2pm to 4pm in winter
    "set_meeting.ics": replace(
        request((2027, 2, 11, 14, 0), (2027, 2, 11, 16, 0)),
        attendees=(
            ("mailto:priya@fenmoor.example", "ACCEPTED", True),
            ("mailto:tom@fenmoor.example", "DECLINED", True),
            ("mailto:grace@fenmoor.example", "TENTATIVE", True),
            ("mailto:li@fenmoor.example", "NEEDS-ACTION", True),
            ("mailto:sian@fenmoor.example", "ACCEPTED", True),
            ("mailto:omar@fenmoor.example", "NEEDS-ACTION", True),
        ),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_the_golden_one_byte_for_byte(name: str) -> None:
    assert FILES[name] == golden(name)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("name", EXPECTED)
def test_other_peoples_parsers_read_the_same_in_it(name: str, parser: Callable[[bytes], Read]) -> None:
    assert parser(golden(name)) == EXPECTED[name]


def test_the_entry_keeps_its_name_for_life() -> None:
    uids = {re.findall(rb"UID:(.+)\r\n", golden(name))[0] for name in ("create.ics", "move.ics", "cancel.ics")}

    assert uids == {b"5f0c7f4e-6f0e-4a53-9d53-0d5b7a3c1e01"}


@pytest.mark.parametrize("name", FILES)
def test_lines_end_and_fold_as_the_standard_says(name: str) -> None:
    lines = golden(name).split(b"\r\n")

    assert not lines.pop()
    assert max(len(line) for line in lines) <= 75
    assert not [line for line in lines if b"\n" in line or b"\r" in line]


def test_the_files_own_rules_make_both_changes_of_every_year() -> None:
    block = re.findall(r"BEGIN:VTIMEZONE.+END:VTIMEZONE", golden("create.ics").decode(), re.DOTALL)[0]
    zone = tzical(StringIO(block.replace("X-LIC-LOCATION:Europe/London\r\n", ""))).get()
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 24 * 365 * 3, 6)]

    assert [hour.astimezone(zone).utcoffset() for hour in hours] == [
        hour.astimezone(LONDON).utcoffset() for hour in hours
    ]


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    # At 1am UTC on 25 October 2026 clocks in London go back from 2am to 1am: 1:30am comes at 00:30 and at 01:30 UTC.
    first = replace(CREATED, starts_at=utc(2026, 10, 25, 0, 30), ends_at=utc(2026, 10, 25, 1, 30))

    written = write_invitation(first)

    assert b"DTSTART;TZID=Europe/London:20261025T013000\r\n" in written
    assert b"DTEND:20261025T013000Z\r\n" in written
    assert with_vobject(written).ends_at == utc(2026, 10, 25, 1, 30)


def test_what_somebody_typed_stays_in_its_place() -> None:
    hostile = replace(
        CREATED,
        title="A\r\nATTENDEE:mailto:eve@example.org\x00\\n",
        organiser=Contact('Eve "the\r\nX-EVIL:1\r\n" Eastman', "eve@fenmoor.example"),
    )

    entry = vobject.readOne(write_invitation(hostile).decode()).vevent

    assert entry.summary.value == "A\nATTENDEE:mailto:eve@example.org\\n"
    assert entry.organizer.params["CN"] == ["Eve 'the X-EVIL:1 ' Eastman"]
    assert len(entry.contents["attendee"]) == 1
    assert "x-evil" not in entry.contents


def test_a_feed_names_nobody_who_is_invited_and_asks_nobody() -> None:
    feed = golden("feed.ics")

    assert b"METHOD:PUBLISH\r\n" in feed
    assert b"ATTENDEE" not in feed
    assert b"ORGANIZER" in feed
    assert b"anna.ahren" not in feed


def test_a_window_takes_whole_days_and_leaves_people_free() -> None:
    window = IcsCalendarStream.calendar_from_ics(golden("feed.ics").decode()).events[1]

    # The end is the first day that is no longer in it.
    assert (str(window.dtstart), str(window.dtend), window.transparency) == ("2026-10-05", "2026-11-28", "TRANSPARENT")


def test_what_is_cancelled_in_a_feed_says_so() -> None:
    events = vobject.readOne(golden("feed.ics").decode()).vevent_list

    assert [event.status.value for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_an_empty_calendar_is_a_calendar() -> None:
    assert IcsCalendarStream.calendar_from_ics(write_calendar([], name="Nothing yet").decode()).events == []


def test_the_method_stands_in_the_type_of_the_part_too() -> None:
    assert content_type("REQUEST") == "text/calendar; charset=utf-8; method=REQUEST"
