"""The sessions of a cohort, what stands in their way, plans for them, and what people were told of them."""

from delivery.models.availability import Absence, Availability, ClosedDays, DiaryImport, MayLead
from delivery.models.history import SessionChange
from delivery.models.plans import Plan, PlanningRun
from delivery.models.schedules import Invitee, ReleasedSession, ScheduleRelease
from delivery.models.sessions import Booking, Session
from delivery.models.venues import Venue, VenueClosure

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
