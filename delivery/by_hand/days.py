"""What speaks against the days of a session: they have passed, nobody works then, or the organisation is closed."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone

from delivery.by_hand.proposals import Proposal
from delivery.calendar import DAY, is_working_day, why_not_working
from delivery.models import ClosedDays
from people.dates import date_words

# A window is lost once none of its working days is left. What is closed altogether comes first.
WHOLLY = {
    ClosedDays.Kind.CLOSED: "Your organisation is closed on every working day from {first} to {last} ({names})",
    ClosedDays.Kind.SCHOOL_HOLIDAY: "No working day from {first} to {last} is outside the school holidays ({names})",
}


def about_days(proposal: Proposal) -> Iterator[str]:
    yield from _passed(proposal)
    for day in proposal.ends:
        if why := why_not_working(day):
            yield f"{date_words(day)} is {why}"
    yield from closed(proposal, ClosedDays.Kind.values)


def _passed(proposal: Proposal) -> Iterator[str]:
    """Whoever puts right where a session was that is over means a day that has passed."""
    if not proposal.session.has_ended and proposal.last < timezone.localdate():
        yield has_passed(proposal.last)


def has_passed(day: date) -> str:
    return f"{date_words(day)} has passed"


def closed(proposal: Proposal, kinds: Sequence[str]) -> Iterator[str]:
    """Closed days, and school holidays, of these kinds."""
    theirs = ClosedDays.objects.filter(organisation=proposal.organisation, kind__in=kinds)
    found = list(theirs.filter(first_on__lte=proposal.last, last_on__gte=proposal.first))
    if proposal.is_window:
        yield from _wholly(proposal, found)
    else:
        yield from (_closed(each, proposal.first) for each in found)


def _wholly(proposal: Proposal, found: Sequence[ClosedDays]) -> Iterator[str]:
    days = [day for day in _days(proposal.first, proposal.last) if is_working_day(day)]
    for kind, words in WHOLLY.items():
        those = [each for each in found if each.kind == kind]
        left = [day for day in days if not any(each.first_on <= day <= each.last_on for each in those)]
        if days and not left:
            names = ", ".join(each.name for each in those)
            yield words.format(first=date_words(proposal.first), last=date_words(proposal.last), names=names)
        days = left


def _days(first: date, last: date) -> Iterator[date]:
    yield from (first + DAY * number for number in range((last - first).days + 1))


def _closed(days: ClosedDays, day: date) -> str:
    if days.kind == ClosedDays.Kind.SCHOOL_HOLIDAY:
        return f"{date_words(day)} is in the school holidays ({days.name})"
    return f"{date_words(day)} is a day on which your organisation is closed ({days.name})"
