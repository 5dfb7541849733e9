"""The diary entries that the golden files hold."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scheduling.ics.writer import Attendee, Contact, Event, write_calendar, write_cancellation, write_invitation

GOLDEN = Path(__file__).parent / "golden"
ANNA = Attendee("Anna Ähren", "anna.ahren@fenmoor.example")
SET = tuple(
    Attendee(name, f"{email}@fenmoor.example", answer)
    for name, email, answer in [
        ("Priya Patel", "priya", "accepted"),
        ("Tom O’Neill, RN", "tom", "declined"),
        ("Grace Adeyemi", "grace", "tentative"),
        ("Li Wei", "li", ""),
        ("Siân Rees", "sian", "accepted"),
        ("Omar Haddad", "omar", ""),
    ]
)

# Tuesday 13 October 2026, 9:30am to 4:30pm: summer time, so an hour earlier in UTC.
CREATED = Event(
    uid="5f0c7f4e-6f0e-4a53-9d53-0d5b7a3c1e01",
    sequence=0,
    starts_at=datetime(2026, 10, 13, 8, 30, tzinfo=UTC),
    ends_at=datetime(2026, 10, 13, 15, 30, tzinfo=UTC),
    title="Masterclass 2: Inspire a Shared Vision",
    place="Fenmoor House, Mill Lane; second floor",
    description="Leading for Change, Cohort 1.\nBring your 360 report.",
    url="https://cadre.example/sessions/12/",
    organiser=Contact("Leading for Change, Fenmoor Trust", "leading@fenmoor.example"),
    attendees=(ANNA,),
    is_cancelled=False,
    stamped_at=datetime(2026, 9, 1, 10, 0, tzinfo=UTC),
)
# To Wednesday 14 October, 10am to 5pm.
MOVED = replace(
    CREATED,
    sequence=1,
    starts_at=datetime(2026, 10, 14, 9, 0, tzinfo=UTC),
    ends_at=datetime(2026, 10, 14, 16, 0, tzinfo=UTC),
    stamped_at=datetime(2026, 9, 2, 10, 0, tzinfo=UTC),
)
CANCELLED = replace(MOVED, sequence=2, is_cancelled=True, stamped_at=datetime(2026, 9, 3, 10, 0, tzinfo=UTC))
# Thursday 11 February 2027, 2pm to 4pm: winter time, the same in UTC.
MEETING = replace(
    CREATED,
    uid="5f0c7f4e-6f0e-4a53-9d53-0d5b7a3c1e02",
    title="Action learning set 3",
    starts_at=datetime(2027, 2, 11, 14, 0, tzinfo=UTC),
    ends_at=datetime(2027, 2, 11, 16, 0, tzinfo=UTC),
    attendees=SET,
)


def half_past_nine(day: datetime, utc_hour: int) -> Event:
    """From 9:30am to 4:30pm by London's clocks, which is seven hours."""
    starts_at = day.replace(hour=utc_hour, minute=30)
    return replace(CREATED, starts_at=starts_at, ends_at=starts_at.replace(hour=utc_hour + 7))


# Clocks go back at 2am on Sunday 25 October 2026, and forward at 1am on Sunday 28 March 2027.
FRIDAY_BEFORE_WINTER = half_past_nine(datetime(2026, 10, 23, tzinfo=UTC), 8)
MONDAY_OF_WINTER = half_past_nine(datetime(2026, 10, 26, tzinfo=UTC), 9)
THURSDAY_BEFORE_SUMMER = half_past_nine(datetime(2027, 3, 25, tzinfo=UTC), 9)
TUESDAY_OF_SUMMER = half_past_nine(datetime(2027, 3, 30, tzinfo=UTC), 8)
# From Monday 5 October 2026 to the end of Friday 27 November.
COACHING = replace(
    CREATED,
    uid="5f0c7f4e-6f0e-4a53-9d53-0d5b7a3c1e03",
    title="Coaching 1",
    starts_at=datetime(2026, 10, 5, 8, 0, tzinfo=UTC),
    ends_at=datetime(2026, 11, 27, 17, 0, tzinfo=UTC),
    is_window=True,
)

FILES = {
    "create.ics": write_invitation(CREATED),
    "move.ics": write_invitation(MOVED),
    "cancel.ics": write_cancellation(CANCELLED),
    "set_meeting.ics": write_invitation(MEETING),
    "before_25_october_2026.ics": write_invitation(FRIDAY_BEFORE_WINTER),
    "after_25_october_2026.ics": write_invitation(MONDAY_OF_WINTER),
    "before_28_march_2027.ics": write_invitation(THURSDAY_BEFORE_SUMMER),
    "after_28_march_2027.ics": write_invitation(TUESDAY_OF_SUMMER),
    "feed.ics": write_calendar([CREATED, COACHING, replace(MEETING, is_cancelled=True)], name="Anna Ähren’s sessions"),
}


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()
