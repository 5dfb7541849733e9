"""The start of a cohort: it is created, and every session of its design is given a day."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.models import Cohort, Design, Programme
from people.locking import lock
from scheduling.availability.venues.editing import get_or_create_venue
from scheduling.bookings.booking import book_all, is_free_for
from scheduling.models import Session
from scheduling.working_days.layout import SessionToPlace, lay_out


@transaction.atomic
def start_cohort(*, programme: Programme, name: str, starts_on: date, venue: str, capacity: int = 20) -> Cohort:
    """Create a cohort on the latest version of the design, with its sessions. A repeat returns the same cohort."""
    lock(programme)
    design = programme.current_design
    if design is None:
        raise ValidationError("The programme has no design yet, so there is nothing to lay out.")
    existing = programme.cohorts.filter(name=name).first()
    if existing is not None:
        return _existing_cohort(existing, starts_on, venue, capacity)
    cohort = Cohort(programme=programme, design=design, name=name, starts_on=starts_on, venue=venue, capacity=capacity)
    cohort.full_clean()
    cohort.save()
    _lay_out_sessions(cohort)
    return cohort


def _existing_cohort(existing: Cohort, starts_on: date, venue: str, capacity: int) -> Cohort:
    """Return the cohort if it is as requested. Otherwise refuse its name."""
    if (existing.starts_on, existing.venue, existing.capacity) != (starts_on, venue, capacity):
        raise ValidationError({"name": "There is already a cohort of this name in the programme. Choose another name."})
    return existing


def _lay_out_sessions(cohort: Cohort) -> None:
    elements = {element.key: element for element in cohort.design.elements.all()}
    venue = get_or_create_venue(organisation=cohort.organisation, name=cohort.venue)
    for placed in lay_out(sessions_to_place(cohort.design), cohort.starts_on):
        element = elements[placed.session.key]
        session = Session(
            cohort=cohort,
            element=element,
            number=placed.session.number,
            starts_at=placed.starts_at,
            ends_at=placed.ends_at,
            venue=None if element.is_window else venue,
        )
        session.full_clean()
        session.save()
    sessions = list(cohort.sessions.select_related("element", "venue"))
    _remove_taken_venues(sessions)
    book_all(sessions)


def _remove_taken_venues(sessions: list[Session]) -> None:
    """Leave a session without a venue if the venue is taken: that is better than refusing the first draft."""
    for session in sessions:
        if not is_free_for(session):
            session.venue = None
            session.save(update_fields=["venue"])


def sessions_to_place(design: Design) -> list[SessionToPlace]:
    return [
        SessionToPlace(
            key=element.key,
            number=window.number,
            position=element.position,
            minutes=element.minutes,
            is_window=element.is_window,
            first_week=window.first_week,
            last_week=window.last_week,
        )
        for element in design.elements.prefetch_related("windows")
        for window in element.windows.all()
    ]
