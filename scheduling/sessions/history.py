"""The history of what administrators changed by hand."""

from people.conflicts import fingerprint
from people.models import Person
from scheduling.models import Session, SessionChange
from scheduling.sessions.facts import drafted


def session_in_words(session: Session) -> str:
    """When and where it is, and with whom: Tuesday 6 October 2026, 9:30am to 1pm, Fenmoor House, Ravi Coach."""
    if session.is_cancelled:
        return "Cancelled"
    facts = drafted(session)
    return ", ".join(filter(None, (facts.words, facts.names)))


def state_of(session: Session) -> str:
    """The same for two people who were shown the same of a session."""
    leads = sorted(person.pk for person in session.facilitators.all())
    facts = (session.starts_at.timestamp(), session.ends_at.timestamp(), session.venue_id, session.is_cancelled, leads)
    return fingerprint(facts)


def record(*, session: Session, was: str, because: str, by: Person | None) -> None:
    """Keep what became of it; nothing where nothing changed and no reason was given."""
    now = session_in_words(session)
    if now != was or because:
        SessionChange.objects.create(session=session, was=was, now=now, because=because, changed_by=by)


def decided(session: Session) -> SessionChange | None:
    """The change by hand that put it where it is; nothing if something else has moved it since."""
    latest = session.changes.select_related("changed_by").first()
    return latest if latest and latest.now == session_in_words(session) else None
