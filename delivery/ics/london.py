"""London's time zone for diaries: two rules that hold for every year, since Outlook passes over lists of dates."""

from datetime import datetime, timedelta

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

NAME = "Europe/London"
GMT = timedelta(0)
BST = timedelta(hours=1)
# The last Sundays of March and October 1970, on which the rules begin; by the clock that ends there.
TO_SUMMER = datetime(1970, 3, 29, 1)  # noqa: DTZ001
TO_WINTER = datetime(1970, 10, 25, 2)  # noqa: DTZ001


def london() -> Timezone:
    zone = Timezone()
    zone.add("tzid", NAME)
    zone.add("x-lic-location", NAME)
    zone.add_component(_change(TimezoneDaylight(), "BST", TO_SUMMER, GMT, BST))
    zone.add_component(_change(TimezoneStandard(), "GMT", TO_WINTER, BST, GMT))
    return zone


def _change(
    change: TimezoneDaylight | TimezoneStandard, name: str, first: datetime, before: timedelta, after: timedelta
) -> TimezoneDaylight | TimezoneStandard:
    change.add("tzname", name)
    change.add("dtstart", first)
    change.add("tzoffsetfrom", before)
    change.add("tzoffsetto", after)
    change.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": first.month, "BYDAY": "-1SU"}))
    return change
