"""Moving a session by hand: its time, its place and who leads it."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction

from delivery.calendar import DAY, at, why_not_working
from delivery.models import Session
from delivery.venues import venue_named
from people.models import Person


@transaction.atomic
def move(
    *, session: Session, starts_at: datetime, ends_at: datetime, venue: str, facilitators: Iterable[Person]
) -> Session:
    moved = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    moved.starts_at, moved.ends_at = starts_at, ends_at
    moved.venue = venue_named(organisation=moved.organisation, name=venue)
    moved.full_clean()
    moved.save()
    moved.facilitators.set(facilitators)
    return moved


def doubts_about(session: Session, day: date) -> list[str]:
    """What speaks against holding the session on this day, though nothing forbids it."""
    why = why_not_working(day)
    doubts = [f"{day:%-d %B %Y} is {why}"] if why else []
    return doubts + [f"{other.title} is on this day already" for other in _others_on(session, day)]


def _others_on(session: Session, day: date) -> list[Session]:
    if session.is_window:
        return []
    midnight = at(day, time.min)
    others = Session.objects.filter(cohort=session.cohort_id, starts_at__gte=midnight).exclude(pk=session.pk)
    others = others.filter(starts_at__lt=at(day + DAY, time.min)).with_titles()
    return [other for other in others if not other.is_window]
