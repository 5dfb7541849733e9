"""The history of what administrators changed by hand."""

from django.utils import timezone

from delivery.models import Session, SessionChange
from people.models import Person


def in_words(session: Session) -> str:
    """When and where it is, and with whom: Tuesday 6 October 2026, 9:30am to 1pm, Fenmoor House, Ravi Coach."""
    if session.is_cancelled:
        return "Cancelled"
    people = ", ".join(person.name for person in session.facilitators.all())
    return ", ".join(filter(None, (_when(session), str(session.venue or ""), people)))


def _when(session: Session) -> str:
    if session.is_window:
        return f"{session.opens_on:%-d %B %Y} to {session.closes_on:%-d %B %Y}"
    return f"{timezone.localtime(session.starts_at):%A %-d %B %Y}, {session.times}"


def record(*, session: Session, was: str, because: str, by: Person | None) -> None:
    """Keep what became of it; nothing where nothing changed and no reason was given."""
    now = in_words(session)
    if now != was or because:
        SessionChange.objects.create(session=session, was=was, now=now, because=because, changed_by=by)
