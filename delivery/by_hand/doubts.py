"""What speaks against a place for a session though nothing forbids it: the day, the venue, and who is away."""

from collections.abc import Iterable, Iterator
from datetime import time

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from delivery.by_hand.days import about_days
from delivery.by_hand.proposals import Clash, Kind, Proposal
from delivery.equipment import lacking
from delivery.executives import executives_of
from delivery.models import Absence, Availability, Venue
from people.dates import date_words
from people.models import Person

MOST_NAMES = 5


def doubts_about(proposal: Proposal) -> Iterator[Clash]:
    yield from (Clash(Kind.DAY, words) for words in about_days(proposal))
    if proposal.is_window:
        return
    yield from _same_day(proposal)
    if proposal.venue is not None:
        yield from (Clash(Kind.VENUE, words) for words in _venue(proposal, proposal.venue))
    yield from facilitators_missing(proposal)
    yield from executives_missing(proposal)
    yield from _participants(proposal)


def _same_day(proposal: Proposal) -> Iterator[Clash]:
    """What overlaps is a clash already."""
    for other in proposal.others:
        is_beside = other.starts_at >= proposal.ends_at or other.ends_at <= proposal.starts_at
        if not other.is_window and other.opens_on == proposal.first and is_beside:
            yield Clash(Kind.DAY, f"{other.title} is on this day already")


def _venue(proposal: Proposal, venue: Venue) -> Iterator[str]:
    places = max(proposal.cohort.capacity, proposal.cohort.enrolments.count())
    if venue.capacity is not None and venue.capacity < places:
        yield f"{venue} holds {venue.capacity} people, and the cohort has {places} places"
    if missing := _lacking(proposal, venue):
        yield f"{venue} has no {' and no '.join(missing)}"
    yield from venue_closed(proposal, venue)
    if not _is_open(proposal, venue):
        yield f"{venue} is not open at that time"


def venue_closed(proposal: Proposal, venue: Venue) -> Iterator[str]:
    for closure in venue.closures.filter(first_on__lte=proposal.first, last_on__gte=proposal.first):
        yield f"{venue} is closed on {date_words(proposal.first)}" + (f": {closure.reason}" if closure.reason else "")


def _lacking(proposal: Proposal, venue: Venue) -> list[str]:
    """Nothing where the venue is only a name, and nobody has said what is in its rooms."""
    if venue.is_shared and not venue.equipment:
        return []
    return lacking(proposal.element.equipment, venue.equipment)


def _is_open(proposal: Proposal, venue: Venue) -> bool:
    starts, ends = _hours(proposal)
    return proposal.first.weekday() in venue.weekdays and venue.opens <= starts and ends <= venue.closes


def _hours(proposal: Proposal) -> tuple[time, time]:
    """As clocks in London show them."""
    return timezone.localtime(proposal.starts_at).time(), timezone.localtime(proposal.ends_at).time()


def facilitators_missing(proposal: Proposal) -> Iterator[Clash]:
    for person in _with_diaries(proposal, (person.pk for person in proposal.facilitators)):
        if why := _why_not_there(proposal, person):
            yield Clash(Kind.FACILITATOR, f"{person} {why}")


def executives_missing(proposal: Proposal) -> Iterator[Clash]:
    if not proposal.element.executives_attend:
        return
    for person in _with_diaries(proposal, executives_of(proposal.organisation).values_list("pk", flat=True)):
        if why := _why_not_there(proposal, person):
            yield Clash(Kind.EXECUTIVE, f"{person}, an executive who is to attend, {why}")


def _with_diaries(proposal: Proposal, keys: Iterable[int]) -> QuerySet[Person]:
    """People with the hours of that weekday, and with what they are away for at that time."""
    overlapping = Absence.objects.filter(starts_at__lt=proposal.ends_at, ends_at__gt=proposal.starts_at)
    return Person.objects.filter(pk__in=keys).prefetch_related(
        "availabilities", Prefetch("absences", queryset=overlapping, to_attr="away_then")
    )


def _why_not_there(proposal: Proposal, person: Person) -> str:
    """Why somebody is away is theirs to say."""
    if getattr(person, "away_then", []):
        return "is away at that time"
    hours = list(person.availabilities.all())
    if hours and not _is_within(proposal, hours):
        return "does not work at those hours"
    return ""


def _is_within(proposal: Proposal, hours: Iterable[Availability]) -> bool:
    """Hours that touch are joined."""
    starts, ends = _hours(proposal)
    for each in sorted(hours, key=lambda each: each.starts):
        if each.weekday == proposal.first.weekday() and each.starts <= starts < each.ends:
            starts = each.ends
    return starts >= ends


def _participants(proposal: Proposal) -> Iterator[Clash]:
    enrolled = proposal.cohort.enrolments.values_list("person_id", flat=True)
    away = [person.name for person in _with_diaries(proposal, enrolled) if getattr(person, "away_then", [])]
    if away:
        verb = "is" if len(away) == 1 else "are"
        yield Clash(Kind.PARTICIPANT, f"{len(away)} of {len(enrolled)} participants {verb} away: {_names(away)}")


def _names(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
