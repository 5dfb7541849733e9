"""The rooms, closed days and diaries of the demonstration."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from people.dates import monday_of
from people.models import Organisation
from programme.demonstration.data import planning
from scheduling.availability.closed_days.editing import add_closed_days
from scheduling.availability.diaries.editing import Hours, add_time_off, set_may_lead, set_week
from scheduling.availability.venues.editing import add_venue, close_venue
from scheduling.models import ClosedDays, Venue
from scheduling.models.venues import monday_to_friday
from scheduling.working_days.clock import at
from scheduling.working_days.days import DAY

WEEK = timedelta(weeks=1)
# Days that begin later are left out.
YEAR = timedelta(days=400)


def add_rooms(organisation: Organisation, today: date) -> None:
    venues = {each["name"]: _venue(organisation, each) for each in planning()["venues"]}
    for closure in planning()["venue_closures"]:
        first = monday_of(today) + closure["weeks_ahead"] * WEEK
        last = first + closure["weeks"] * WEEK - DAY
        close_venue(venue=venues[closure["venue"]], first_on=first, last_on=last, reason=closure["reason"])


def _venue(organisation: Organisation, invented: dict[str, Any]) -> Venue:
    return add_venue(
        organisation=organisation,
        name=invented["name"],
        address=invented.get("address", ""),
        capacity=invented.get("capacity"),
        equipment=invented["equipment"],
        weekdays=invented.get("weekdays", monday_to_friday()),
        opens=invented.get("opens", time(8)),
        closes=invented.get("closes", time(18)),
        is_shared=invented.get("shared", False),
    )


def close_days(organisation: Organisation, today: date) -> None:
    for name, kind, first_on, last_on in _days(today):
        if first_on <= today + YEAR and last_on >= today:
            add_closed_days(organisation=organisation, name=name, kind=kind, first_on=first_on, last_on=last_on)


def _days(today: date) -> Iterator[tuple[str, ClosedDays.Kind, date, date]]:
    for year in range(today.year - 1, today.year + 3):
        for each in planning()["closed_days"]:
            first = date(year, each["month"], each["day"])
            yield each["name"], ClosedDays.Kind.CLOSED, first, first + DAY * (each["days"] - 1)
        for each in planning()["school_holidays"]:
            first = monday_of(date(year, each["month"], each["day"]) + 6 * DAY)
            yield each["name"], ClosedDays.Kind.SCHOOL_HOLIDAY, first, first + each["weeks"] * WEEK - 3 * DAY


def keep_diaries(organisation: Organisation, today: date) -> None:
    """Enter weekly hours, elements to lead and days off, once all people are stored."""
    people = {person.name: person for person in organisation.people.all()}
    for each in planning()["weeks"]:
        hours = [Hours(weekday, each["starts"], each["ends"]) for weekday in each["weekdays"]]
        set_week(person=people[each["name"]], hours=hours)
    for each in planning()["leads"]:
        set_may_lead(person=people[each["name"]], leads=each["leads"], helps=each["helps"])
    for each in planning()["time_off"]:
        first = monday_of(today) + each["weeks_ahead"] * WEEK + DAY * each["weekday"]
        last = first + DAY * each.get("days", 0)
        add_time_off(
            person=people[each["name"]],
            starts_at=at(first, each.get("starts", time.min)),
            ends_at=at(last, each.get("ends", time.min)),
            reason=each.get("reason", ""),
        )
