"""A move of a session by hand: a change of its time, its place or its facilitators."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from people.conflicts import refuse_unseen
from people.locking import lock, lock_rows
from people.models import Person
from scheduling.availability.venues.editing import get_or_create_venue
from scheduling.bookings.booking import book_all
from scheduling.clashes.judging import find_blocking_clashes
from scheduling.models import Session, Venue
from scheduling.sessions.history import describe_session, record_change, session_fingerprint

CHANGED_MEANWHILE = (
    "Somebody has changed this session since you opened this page. It is now: {now}. Save again to change that"
)


@transaction.atomic
def move(
    *,
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None,
    facilitators: Iterable[Person],
    another_place: str = "",
    ignored_because: str = "",
    seen: str = "",
    by: Person | None = None,
) -> Session:
    """Move a session, and book its room and people. Raises ValidationError for a clash that is ignored without reason.

    `seen` is the fingerprint of the session when the page was opened. If somebody else has changed it since, the move
    is refused, unless the session is already where it is moved to.
    """
    moved = lock_session(session)
    was, before = describe_session(moved), session_fingerprint(moved)
    moved.starts_at, moved.ends_at = starts_at, ends_at
    moved.venue = get_or_create_venue(organisation=moved.organisation, name=another_place) if another_place else venue
    moved.full_clean()
    moved.save()
    moved.facilitators.set(facilitators)
    if session_fingerprint(moved) != before:
        refuse_unseen(seen=seen, now=before, sentence=CHANGED_MEANWHILE.format(now=was))
    book_session(moved, ignored_because)
    record_change(session=moved, was=was, because=ignored_because, by=by)
    return moved


def lock_session(session: Session) -> Session:
    """Lock a session and its cohort, so that sessions of one cohort are moved one at a time."""
    lock(session.cohort)
    related = Session.objects.select_related("element", "cohort__programme__organisation", "venue")
    return lock_rows(related).get(pk=session.pk)


def book_session(session: Session, ignored_because: str) -> None:
    """Book the room and people of a session. Without a reason to ignore clashes, raises ValidationError for them."""
    if not (ignored_because or session.is_cancelled):
        _refuse_clashes(session)
    book_all([session], ignored_because=ignored_because)


def _refuse_clashes(session: Session) -> None:
    found = find_blocking_clashes(
        session, session.starts_at, session.ends_at, session.venue, session.facilitators.all()
    )
    if found:
        raise ValidationError([clash.words for clash in found])
