"""The cancelling and reinstating of a session in the draft: nobody is told before the next release."""

from django.db import transaction

from people.models import Person
from scheduling.models import Session
from scheduling.sessions.history import describe_session, record_change
from scheduling.sessions.move import book_session, lock_session


@transaction.atomic
def cancel(*, session: Session, because: str, by: Person | None = None) -> Session:
    """Cancel a session and free its room and people. Cancelling it again does nothing."""
    locked = lock_session(session)
    if locked.is_cancelled:
        return locked
    return _set_cancelled(locked, is_cancelled=True, because=because, by=by)


@transaction.atomic
def reinstate(*, session: Session, by: Person | None = None) -> Session:
    """Reinstate a cancelled session where it was. Raises ValidationError if its place has been taken meanwhile."""
    locked = lock_session(session)
    if not locked.is_cancelled:
        return locked
    return _set_cancelled(locked, is_cancelled=False, because="", by=by)


def _set_cancelled(session: Session, *, is_cancelled: bool, because: str, by: Person | None) -> Session:
    was = describe_session(session)
    session.is_cancelled, session.cancelled_because = is_cancelled, because
    session.full_clean()
    session.save()
    book_session(session, "")
    record_change(session=session, was=was, because=because, by=by)
    return session
