"""Checks of a draft before it is released. Doubts are shown, and stop nobody from releasing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from cohorts.models import Cohort, Element
from scheduling.clashes.judging import find_clashes, has_passed_in_words
from scheduling.clashes.proposals import Clash
from scheduling.models import Session
from scheduling.sessions.history import change_in_force


@dataclass(frozen=True)
class SessionDoubts:
    """A session with the doubts about its time, place and people."""

    session: Session
    doubts: list[str]
    # Clashes that somebody ignored with a reason.
    settled: list[str]


def find_doubts(cohort: Cohort) -> list[SessionDoubts]:
    """Check each session that is to come, still expected or not yet released, in the order of their dates."""
    now = timezone.now()
    open_still = Q(ends_at__gt=now) | Q(released__isnull=True) | Q(released__ends_at__gt=now)
    sessions = cohort.sessions.filter(open_still, is_cancelled=False).for_list()
    return [_check_session(session) for session in sessions.select_related("cohort__programme__organisation")]


def _check_session(session: Session) -> SessionDoubts:
    if session.has_ended:
        return SessionDoubts(session, [has_passed_in_words(session.closes_on)], [])
    found = find_clashes(session, session.starts_at, session.ends_at, session.venue, session.facilitators.all())
    reasons = {clash.words: _reason_for_ignoring(session, clash) for clash in found}
    settled = [f"{words}. {reason}" for words, reason in reasons.items() if reason]
    return SessionDoubts(
        session, [*_missing(session), *(words for words, reason in reasons.items() if not reason)], settled
    )


def _reason_for_ignoring(session: Session, clash: Clash) -> str:
    """Find the reason given for ignoring a clash when this session, or the other, was moved there."""
    for each in (session, clash.other):
        change = change_in_force(each) if each and clash.is_blocking else None
        if change and change.because:
            return f"Ignored by {change.changed_by or 'somebody who has left'}: {change.because}"
    return ""


def _missing(session: Session) -> Iterator[str]:
    if session.venue is None and not session.is_window:
        yield "It has no venue yet"
    if not session.facilitators.all() and session.element.format != Element.Format.ONLINE:
        yield "Nobody leads it yet"
