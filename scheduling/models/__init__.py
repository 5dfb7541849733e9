"""The sessions of a cohort, what stands in their way, plans for them, and what people were told of them."""

from scheduling.models.availability import Absence, Availability, ClosedDays, DiaryImport, MayLead
from scheduling.models.bookings import Booking
from scheduling.models.changes import SessionChange
from scheduling.models.plans import Plan, PlanningRun
from scheduling.models.sessions import Invitee, ReleasedSession, ScheduleRelease, Session
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
