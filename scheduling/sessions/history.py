"""The history of a session: the changes that administrators made by hand."""

from people.conflicts import fingerprint
from people.models import Person
from scheduling.models import Session, SessionChange
from scheduling.sessions.details import draft_details


def describe_session(session: Session) -> str:
    """Return its time, place and facilitators: Tuesday 6 October 2026, 9:30am to 1pm, Fenmoor House, Ravi Coach."""
    if session.is_cancelled:
        return "Cancelled"
    details = draft_details(session)
    return ", ".join(filter(None, (details.words, details.names)))


def session_fingerprint(session: Session) -> str:
    """Return a short hash that changes when the session's time, place, facilitators or cancellation change."""
    leads = sorted(person.pk for person in session.facilitators.all())
    state = (session.starts_at.timestamp(), session.ends_at.timestamp(), session.venue_id, session.is_cancelled, leads)
    return fingerprint(state)


def record_change(*, session: Session, was: str, because: str, by: Person | None) -> None:
    """Record how a session was changed by hand, unless nothing changed and no reason was given."""
    now = describe_session(session)
    if now != was or because:
        SessionChange.objects.create(session=session, was=was, now=now, because=because, changed_by=by)


def change_in_force(session: Session) -> SessionChange | None:
    """Find the change by hand that put the session where it is, or None if it has been moved in another way since."""
    latest = session.changes.select_related("changed_by").first()
    return latest if latest and latest.now == describe_session(session) else None
