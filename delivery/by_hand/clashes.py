"""Everything that speaks against putting a session somewhere: what blocks it first, then what is only a doubt."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

from delivery.booking import bookings_for, clash_in_words, in_the_way_of
from delivery.by_hand.doubts import doubts_about
from delivery.by_hand.placing import rules_broken_by
from delivery.by_hand.proposals import Clash, Kind, Proposal
from delivery.models import Session, Venue
from people.models import Person


def clashes(
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None,
    facilitators: Iterable[Person],
) -> list[Clash]:
    proposal = Proposal(session, starts_at, ends_at, venue, list(facilitators))
    return list(chain(_blocking(proposal), doubts_about(proposal), rules_broken_by(proposal)))


def blocking(
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None,
    facilitators: Iterable[Person],
) -> list[Clash]:
    return list(_blocking(Proposal(session, starts_at, ends_at, venue, list(facilitators))))


def _blocking(proposal: Proposal) -> Iterator[Clash]:
    wanted = bookings_for(proposal.session, proposal.starts_at, proposal.ends_at, proposal.venue, proposal.facilitators)
    for booking in wanted:
        kind = Kind.ROOM if booking.venue else Kind.PERSON
        for other in in_the_way_of(booking):
            yield Clash(kind, clash_in_words(booking, other), is_blocking=True, other=other.session)
    if not proposal.is_window:
        yield from _same_cohort(proposal)


def _same_cohort(proposal: Proposal) -> Iterator[Clash]:
    """Nobody of the cohort can be in both. A window leaves each of them to find their own time."""
    for other in proposal.others:
        if not other.is_window and other.starts_at < proposal.ends_at and other.ends_at > proposal.starts_at:
            words = f"{other.title} of the same cohort is at that time: {other.times}"
            yield Clash(Kind.COHORT, words, is_blocking=True, other=other)
