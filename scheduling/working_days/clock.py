"""Wall-clock time in Europe/London, and how the NHS writes it. No database."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def at(day: date, wall_clock: time) -> datetime:
    """The moment at which clocks in London show this time. An hour that comes twice is meant the first time."""
    return datetime.combine(day, wall_clock, tzinfo=LONDON)


def exists(moment: datetime) -> bool:
    """Whether clocks in London ever show this time: they leave an hour out in March."""
    return moment.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) == moment.replace(tzinfo=None)


def clock(moment: datetime) -> str:
    """The time in London as the NHS writes it: 9am, 4:30pm, midday."""
    return clock_face(moment.astimezone(LONDON).time())


def clock_face(local: time) -> str:
    if local.hour in (0, 12) and local.minute == 0:
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local:%-I}{minutes}{'am' if local.hour < 12 else 'pm'}"


def to_wall_clock(moment: datetime) -> datetime:
    return moment.astimezone(LONDON).replace(tzinfo=None)


def from_wall_clock(wall: datetime) -> datetime:
    """The hour that comes twice in October is meant the first time."""
    return wall.replace(tzinfo=LONDON)
