"""Between moments, which the database keeps, and London's wall clock, in which the planner thinks."""

from datetime import datetime

from delivery.calendar import LONDON


def wall_clock(moment: datetime) -> datetime:
    return moment.astimezone(LONDON).replace(tzinfo=None)


def moment(wall: datetime) -> datetime:
    """The hour that comes twice in October is meant the first time."""
    return wall.replace(tzinfo=LONDON)
