"""What speaks against a draft before it is released. Nothing here forbids anything."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from cohorts.models import Cohort, Element
from delivery.by_hand.clashes import clashes
from delivery.models import Session


@dataclass(frozen=True)
class Doubts:
    """A session with all that speaks against it as it stands."""

    session: Session
    doubts: list[str]


def doubts_of(cohort: Cohort) -> list[Doubts]:
    """Session by session, for those to come, in the order of their dates."""
    to_come = cohort.sessions.filter(ends_at__gt=timezone.now(), is_cancelled=False)
    sessions = to_come.for_list().select_related("cohort__programme__organisation")
    found = [Doubts(session, list(_doubts(session))) for session in sessions]
    return [one for one in found if one.doubts]


def _doubts(session: Session) -> Iterator[str]:
    leads = session.facilitators.all()
    if session.venue is None and not session.is_window:
        yield "It has no venue yet"
    if not leads and session.element.format != Element.Format.ONLINE:
        yield "Nobody leads it yet"
    for clash in clashes(session, session.starts_at, session.ends_at, session.venue, leads):
        yield clash.words
