"""Time as clocks in London show it, and as the NHS writes it. No database."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def at(day: date, wall_clock: time) -> datetime:
    """Return the moment at which clocks in London show this time: the first of the two in the hour that comes twice."""
    return datetime.combine(day, wall_clock, tzinfo=LONDON)


def datetime_exists(moment: datetime) -> bool:
    """Whether clocks in London ever show this time: in March they skip an hour."""
    return moment.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) == moment.replace(tzinfo=None)


def clock(moment: datetime) -> str:
    """Write the time in London as the NHS does: 9am, 4:30pm, midday."""
    return clock_face(moment.astimezone(LONDON).time())


def clock_face(local: time) -> str:
    if local.hour in (0, 12) and local.minute == 0:
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local:%-I}{minutes}{'am' if local.hour < 12 else 'pm'}"


def to_wall_clock(moment: datetime) -> datetime:
    return moment.astimezone(LONDON).replace(tzinfo=None)


def from_wall_clock(wall: datetime) -> datetime:
    """Read a time without a zone as London's: the first of the two in the hour that comes twice in October."""
    return wall.replace(tzinfo=LONDON)
