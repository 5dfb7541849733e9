"""Cancelling a session, and holding it after all. Nobody is told before the draft is released."""

from django.db import transaction

from people.models import Person
from scheduling.models import Session
from scheduling.sessions.history import describe_session, record_change
from scheduling.sessions.move import book_session, lock_session


@transaction.atomic
def cancel(*, session: Session, because: str, by: Person | None = None) -> Session:
    """Its room and people are free again. Cancelled twice, it is cancelled once."""
    cancelled = lock_session(session)
    if cancelled.is_cancelled:
        return cancelled
    return _set_cancelled(cancelled, is_cancelled=True, because=because, by=by)


@transaction.atomic
def reinstate(*, session: Session, by: Person | None = None) -> Session:
    """It takes place after all, where it was: unless something else has its place by now."""
    off = lock_session(session)
    if not off.is_cancelled:
        return off
    return _set_cancelled(off, is_cancelled=False, because="", by=by)


def _set_cancelled(session: Session, *, is_cancelled: bool, because: str, by: Person | None) -> Session:
    was = describe_session(session)
    session.is_cancelled, session.cancelled_because = is_cancelled, because
    session.full_clean()
    session.save()
    book_session(session, "")
    record_change(session=session, was=was, because=because, by=by)
    return session
