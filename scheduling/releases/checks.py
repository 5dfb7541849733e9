"""What speaks against a draft before it is released. Nothing here forbids anything."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from cohorts.models import Cohort, Element
from scheduling.clashes.judging import find_clashes, has_passed_in_words
from scheduling.clashes.proposals import Clash
from scheduling.models import Session
from scheduling.sessions.history import decided


@dataclass(frozen=True)
class Doubts:
    """A session with all that speaks against it as it stands."""

    session: Session
    doubts: list[str]
    # Clashes that somebody has given a reason for: they are said, and not asked about again.
    settled: list[str]


def doubts_of(cohort: Cohort) -> list[Doubts]:
    """Session by session, in the order of their dates: for all to come, and all that people expect or do not know."""
    now = timezone.now()
    open_still = Q(ends_at__gt=now) | Q(released__isnull=True) | Q(released__ends_at__gt=now)
    sessions = cohort.sessions.filter(open_still, is_cancelled=False).for_list()
    return [_about(session) for session in sessions.select_related("cohort__programme__organisation")]


def _about(session: Session) -> Doubts:
    if session.has_ended:
        return Doubts(session, [has_passed_in_words(session.closes_on)], [])
    found = find_clashes(session, session.starts_at, session.ends_at, session.venue, session.facilitators.all())
    reasons = {clash.words: _reason(session, clash) for clash in found}
    settled = [f"{words}. {reason}" for words, reason in reasons.items() if reason]
    return Doubts(session, [*_lacks(session), *(words for words, reason in reasons.items() if not reason)], settled)


def _reason(session: Session, clash: Clash) -> str:
    """Why it may clash all the same, and who says so: whoever moved this session there, or the other."""
    for each in (session, clash.other):
        change = decided(each) if each and clash.is_blocking else None
        if change and change.because:
            return f"Ignored by {change.changed_by or 'somebody who has left'}: {change.because}"
    return ""


def _lacks(session: Session) -> Iterator[str]:
    if session.venue is None and not session.is_window:
        yield "It has no venue yet"
    if not session.facilitators.all() and session.element.format != Element.Format.ONLINE:
        yield "Nobody leads it yet"
