"""Invitations, cancellations and whole calendars as iCalendar, with London's time zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vRecur
from icalendar import Event as ICalendarEvent

from scheduling.working_days.clock import LONDON
from scheduling.working_days.days import DAY

LONDON_NAME = "Europe/London"

GMT = timedelta(0)

BST = timedelta(hours=1)

# The last Sundays of March and October 1970, when the rules begin, in the local time that ends then.
TO_SUMMER = datetime(1970, 3, 29, 1)  # noqa: DTZ001

TO_WINTER = datetime(1970, 10, 25, 2)  # noqa: DTZ001

PRODUCT = "-//Cadre//Cadre//EN"

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"

# How often calendar programs are asked to refresh. Few do it so often, and the pages say so.
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
class Contact:
    """Somebody's name and email address."""

    name: str
    email: str


@dataclass(frozen=True)
class Attendee(Contact):
    """Somebody who is invited. `answer` is "accepted", "tentative", "declined", or "" before they answer."""

    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event to be written. `uid` never changes; `sequence` goes up by one with each change that is sent.

    `starts_at`, `ends_at` and `stamped_at` are aware. A window is written as whole days that are shown as free.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    description: str
    url: str
    organiser: Contact
    attendees: tuple[Attendee, ...]
    is_cancelled: bool
    stamped_at: datetime
    is_window: bool = False

    @property
    def leaves_free(self) -> bool:
        return self.is_window or self.is_cancelled


def content_type(method: str) -> str:
    """Return the content type of an email's part or a response, which must name the method too (RFC 6047, 2.4)."""
    return f"text/calendar; charset=utf-8; method={method}"


def write_invitation(event: Event) -> bytes:
    """Write an invitation, or an update if the sequence is higher than in the last one sent."""
    return _to_bytes(_build_calendar(REQUEST, [event]))


def write_cancellation(event: Event) -> bytes:
    """Write a cancellation, whose sequence must be higher than in the last message sent."""
    return _to_bytes(_build_calendar(CANCEL, [event]))


def write_calendar(events: Iterable[Event], *, name: str) -> bytes:
    """Write a calendar to subscribe to or to download. It asks for no replies and leaves out the attendees."""
    written = _build_calendar(PUBLISH, events)
    written.add("name", _printable(name))
    written.add("x-wr-calname", _printable(name))
    written.add("x-wr-timezone", LONDON_NAME)
    written.add("refresh-interval", LOOK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    written.add("x-published-ttl", "PT1H")
    return _to_bytes(written)


def _to_bytes(written: Calendar) -> bytes:
    file: bytes = written.to_ical()
    return file


def _build_calendar(method: str, events: Iterable[Event]) -> Calendar:
    written = Calendar()
    written.add("prodid", PRODUCT)
    written.add("version", "2.0")
    written.add("calscale", "GREGORIAN")
    written.add("method", method)
    written.add_component(london_time_zone())
    for event in events:
        written.add_component(_build_event(event, method))
    return written


def _build_event(event: Event, method: str) -> ICalendarEvent:
    cancelled = event.is_cancelled or method == CANCEL
    component = ICalendarEvent()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.stamped_at.astimezone(UTC))
    component.add("last-modified", event.stamped_at.astimezone(UTC))
    _add_times(component, event)
    _add_texts(component, event)
    component.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    _add_busy_status(component, is_free=cancelled or event.leaves_free)
    _add_people(component, event, method)
    return component


def _add_times(component: ICalendarEvent, event: Event) -> None:
    if event.is_window:
        component.add("dtstart", _day(event.starts_at))
        component.add("dtend", _day(event.ends_at) + DAY)
    else:
        component.add("dtstart", _moment(event.starts_at))
        component.add("dtend", _moment(event.ends_at))


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _moment(moment: datetime) -> datetime:
    """Return London's time, but UTC in the hour that the clocks repeat, where London's time would be ambiguous."""
    local = moment.astimezone(LONDON)
    return moment.astimezone(UTC) if local.fold else local


def _add_texts(component: ICalendarEvent, event: Event) -> None:
    component.add("summary", _printable(event.title))
    for name, value in (("location", event.place), ("description", event.description), ("url", event.url)):
        if value:
            component.add(name, _printable(value))


def _printable(value: str) -> str:
    """Drop control characters, which values may not hold (RFC 5545, 3.1)."""
    return "".join(character for character in value if character == "\n" or ord(character) >= 32).replace("\x7f", "")


def _add_busy_status(component: ICalendarEvent, *, is_free: bool) -> None:
    component.add("transp", "TRANSPARENT" if is_free else "OPAQUE")
    component.add("x-microsoft-cdo-busystatus", "FREE" if is_free else "BUSY")


def _add_people(component: ICalendarEvent, event: Event, method: str) -> None:
    component.add("organizer", _address(event.organiser))
    if method != PUBLISH:
        for attendee in event.attendees:
            component.add("attendee", _attendee(attendee, asks=method == REQUEST))


def _address(who: Contact) -> vCalAddress:
    address = vCalAddress(f"mailto:{who.email}")
    # RFC 6868 writes a quotation mark as ^', and Outlook shows that instead of the mark.
    if name := _printable(who.name.replace("\n", " ").replace('"', "'").replace("^", "")):
        address.params["cn"] = name
    return address


def _attendee(attendee: Attendee, *, asks: bool) -> vCalAddress:
    address = _address(attendee)
    address.params["cutype"] = "INDIVIDUAL"
    address.params["role"] = "REQ-PARTICIPANT"
    address.params["partstat"] = attendee.answer.upper() or NOT_ANSWERED
    if asks:
        address.params["rsvp"] = "TRUE"
    return address
