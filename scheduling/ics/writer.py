"""Write invitations, cancellations and whole calendars, with London's time zone, as iCalendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vRecur
from icalendar import Event as Entry

from scheduling.working_days.clock import LONDON
from scheduling.working_days.days import DAY

LONDON_NAME = "Europe/London"

GMT = timedelta(0)

BST = timedelta(hours=1)

# The last Sundays of March and October 1970, on which the rules begin; by the clock that ends there.
TO_SUMMER = datetime(1970, 3, 29, 1)  # noqa: DTZ001

TO_WINTER = datetime(1970, 10, 25, 2)  # noqa: DTZ001

PRODUCT = "-//Cadre//Cadre//EN"

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"

# How often a diary is asked to look again. Few do it so often: the pages say so.
LOOK_AGAIN_AFTER = timedelta(hours=1)

NOT_ANSWERED = "NEEDS-ACTION"


def london_time_zone() -> Timezone:
    zone = Timezone()
    zone.add("tzid", LONDON_NAME)
    zone.add("x-lic-location", LONDON_NAME)
    zone.add_component(_clock_change(TimezoneDaylight(), "BST", TO_SUMMER, GMT, BST))
    zone.add_component(_clock_change(TimezoneStandard(), "GMT", TO_WINTER, BST, GMT))
    return zone


def _clock_change(
    change: TimezoneDaylight | TimezoneStandard, name: str, first: datetime, before: timedelta, after: timedelta
) -> TimezoneDaylight | TimezoneStandard:
    change.add("tzname", name)
    change.add("dtstart", first)
    change.add("tzoffsetfrom", before)
    change.add("tzoffsetto", after)
    change.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": first.month, "BYDAY": "-1SU"}))
    return change


@dataclass(frozen=True)
class Who:
    name: str
    email: str


@dataclass(frozen=True)
class Attendee(Who):
    """Somebody invited. `answer` is "accepted", "tentative" or "declined", or nothing yet."""

    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Event:
    """What one diary entry says. `uid` stays for life; `sequence` is up by one with each change that is sent.

    `starts_at`, `ends_at` and `stamped_at` are aware. A window is written as whole days that leave people free.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    description: str
    url: str
    organiser: Who
    attendees: tuple[Attendee, ...]
    is_cancelled: bool
    stamped_at: datetime
    is_window: bool = False

    @property
    def leaves_free(self) -> bool:
        return self.is_window or self.is_cancelled


def content_type(method: str) -> str:
    """The type of the part of an email, or of a response: diaries want METHOD there too (RFC 6047, 2.4)."""
    return f"text/calendar; charset=utf-8; method={method}"


def invitation(event: Event) -> bytes:
    """Invites, or tells of a change if the sequence is above that of the last one."""
    return _bytes(_calendar(REQUEST, [event]))


def cancellation(event: Event) -> bytes:
    """Takes the entry out of the diaries of those named. Its sequence too is above that of the last one."""
    return _bytes(_calendar(CANCEL, [event]))


def calendar(events: Iterable[Event], *, name: str) -> bytes:
    """Entries to subscribe to or to download: they ask nobody for an answer, and name nobody who is invited."""
    written = _calendar(PUBLISH, events)
    written.add("name", _text(name))
    written.add("x-wr-calname", _text(name))
    written.add("x-wr-timezone", LONDON_NAME)
    written.add("refresh-interval", LOOK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    written.add("x-published-ttl", "PT1H")
    return _bytes(written)


def _bytes(written: Calendar) -> bytes:
    file: bytes = written.to_ical()
    return file


def _calendar(method: str, events: Iterable[Event]) -> Calendar:
    written = Calendar()
    written.add("prodid", PRODUCT)
    written.add("version", "2.0")
    written.add("calscale", "GREGORIAN")
    written.add("method", method)
    written.add_component(london_time_zone())
    for event in events:
        written.add_component(_entry(event, method))
    return written


def _entry(event: Event, method: str) -> Entry:
    cancelled = event.is_cancelled or method == CANCEL
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.stamped_at.astimezone(UTC))
    entry.add("last-modified", event.stamped_at.astimezone(UTC))
    _say_when(entry, event)
    _say_what(entry, event)
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    _say_busy(entry, is_free=cancelled or event.leaves_free)
    _say_who(entry, event, method)
    return entry


def _say_when(entry: Entry, event: Event) -> None:
    if event.is_window:
        entry.add("dtstart", _day(event.starts_at))
        entry.add("dtend", _day(event.ends_at) + DAY)
    else:
        entry.add("dtstart", _moment(event.starts_at))
        entry.add("dtend", _moment(event.ends_at))


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _moment(moment: datetime) -> datetime:
    """London's clock; but UTC in the hour that comes a second time, which no clock can tell from the first."""
    local = moment.astimezone(LONDON)
    return moment.astimezone(UTC) if local.fold else local


def _say_what(entry: Entry, event: Event) -> None:
    entry.add("summary", _text(event.title))
    for name, value in (("location", event.place), ("description", event.description), ("url", event.url)):
        if value:
            entry.add(name, _text(value))


def _text(value: str) -> str:
    """Without control characters, which no value may hold (RFC 5545, 3.1)."""
    return "".join(character for character in value if character == "\n" or ord(character) >= 32).replace("\x7f", "")


def _say_busy(entry: Entry, *, is_free: bool) -> None:
    entry.add("transp", "TRANSPARENT" if is_free else "OPAQUE")
    entry.add("x-microsoft-cdo-busystatus", "FREE" if is_free else "BUSY")


def _say_who(entry: Entry, event: Event, method: str) -> None:
    entry.add("organizer", _address(event.organiser))
    if method != PUBLISH:
        for attendee in event.attendees:
            entry.add("attendee", _invited(attendee, asks=method == REQUEST))


def _address(who: Who) -> vCalAddress:
    address = vCalAddress(f"mailto:{who.email}")
    # Outlook shows the signs by which RFC 6868 writes a quotation mark, and not the mark.
    if name := _text(who.name.replace("\n", " ").replace('"', "'").replace("^", "")):
        address.params["cn"] = name
    return address


def _invited(attendee: Attendee, *, asks: bool) -> vCalAddress:
    address = _address(attendee)
    address.params["cutype"] = "INDIVIDUAL"
    address.params["role"] = "REQ-PARTICIPANT"
    address.params["partstat"] = attendee.answer.upper() or NOT_ANSWERED
    if asks:
        address.params["rsvp"] = "TRUE"
    return address
