"""Moving a session by hand: its time, its place and who leads it."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.models import Cohort
from people.conflicts import refuse_unseen
from people.models import Person
from scheduling.availability.venues.editing import get_or_create_venue
from scheduling.bookings.booking import book_all
from scheduling.clashes.judging import find_blocking_clashes
from scheduling.models import Session, Venue
from scheduling.sessions.history import record, session_in_words, state_of

CHANGED = "Somebody has changed this session since you opened this page. It is now: {now}. Save again to change that"


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
    """Put a session somewhere else, and book its room and people. What blocks it is ignored with a reason only.

    `seen` is the state that was looked at before: what somebody else has changed since is not undone unseen.
    Where it is already as asked, nothing is undone.
    """
    moved = locked(session)
    was, stood = session_in_words(moved), state_of(moved)
    moved.starts_at, moved.ends_at = starts_at, ends_at
    moved.venue = get_or_create_venue(organisation=moved.organisation, name=another_place) if another_place else venue
    moved.full_clean()
    moved.save()
    moved.facilitators.set(facilitators)
    if state_of(moved) != stood:
        refuse_unseen(seen=seen, now=stood, sentence=CHANGED.format(now=was))
    settle(moved, ignored_because)
    record(session=moved, was=was, because=ignored_because, by=by)
    return moved


def locked(session: Session) -> Session:
    """Two who move sessions of one cohort take turns."""
    Cohort.objects.select_for_update(no_key=True).get(pk=session.cohort_id)
    sessions = Session.objects.select_for_update(no_key=True, of=("self",))
    return sessions.select_related("element", "cohort__programme__organisation", "venue").get(pk=session.pk)


def settle(session: Session, ignored_because: str) -> None:
    """Book what it takes; what blocks it is refused without a reason. Nothing stands against one that is off."""
    if not (ignored_because or session.is_cancelled):
        _refuse_clashes(session)
    book_all([session], ignored_because=ignored_because)


def _refuse_clashes(session: Session) -> None:
    found = find_blocking_clashes(
        session, session.starts_at, session.ends_at, session.venue, session.facilitators.all()
    )
    if found:
        raise ValidationError([clash.words for clash in found])
