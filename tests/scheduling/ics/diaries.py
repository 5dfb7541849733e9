"""Diaries as other calendar programs write them."""

from datetime import date

from scheduling.ics.reader import BusyTimes, read_busy_times

FIRST, LAST = date(2026, 10, 1), date(2026, 11, 30)
OWN_LONDON = """\
BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def diary(*parts: str) -> bytes:
    lines = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Somebody//Else//EN", *parts, "END:VCALENDAR", ""])
    return lines.replace("\n", "\r\n").encode()


def entry(*lines: str, uid: str = "1@example.org") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Private", *lines, "END:VEVENT"])


def free_busy(*lines: str) -> str:
    return "\n".join(["BEGIN:VFREEBUSY", *lines, "END:VFREEBUSY"])


def read(*parts: str, first: date = FIRST, last: date = LAST) -> BusyTimes:
    return read_busy_times(diary(*parts), first, last)


def shown(times: BusyTimes) -> list[str]:
    """Each busy time in UTC: "13/10 08:30-15:30", or with both days where they differ."""
    return [
        f"{starts:%d/%m %H:%M}-{ends:%H:%M}"
        if starts.date() == ends.date()
        else f"{starts:%d/%m %H:%M}-{ends:%d/%m %H:%M}"
        for starts, ends in times.spans
    ]
