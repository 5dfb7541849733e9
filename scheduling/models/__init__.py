"""The sessions of a cohort, the limits on their dates, plans for them, and what people were told."""

from scheduling.models.availability import Absence, Availability, ClosedDays, DiaryImport, MayLead
from scheduling.models.bookings import Booking
from scheduling.models.plans import Plan, PlanningRun
from scheduling.models.sessions import Invitee, ReleasedSession, ScheduleRelease, Session, SessionChange
from scheduling.models.venues import Venue, VenueClosure

__all__ = [
    "Absence",
    "Availability",
    "Booking",
    "ClosedDays",
    "DiaryImport",
    "Invitee",
    "MayLead",
    "Plan",
    "PlanningRun",
    "ReleasedSession",
    "ScheduleRelease",
    "Session",
    "SessionChange",
    "Venue",
    "VenueClosure",
]
