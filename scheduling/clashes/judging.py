"""The clashes of a proposal: those that block it, then doubts about days, venues, people and the design."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import chain

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from people.dates import date_words
from people.models import Person
from scheduling.bookings.attendees import executives_of
from scheduling.bookings.booking import bookings_for, clash_in_words, overlapping_bookings
from scheduling.bookings.equipment import missing_equipment
from scheduling.clashes.design_rules import broken_rules
from scheduling.clashes.proposals import Clash, ClashKind, Proposal
from scheduling.models import Absence, Availability, ClosedDays, Session, Venue
from scheduling.working_days.days import DAY, is_working_day, why_not_working

# A window is lost once no working day of it is left. Closed days are counted before school holidays.
WINDOW_CLOSED = {
    ClosedDays.Kind.CLOSED: "Your organisation is closed on every working day from {first} to {last} ({names})",
    ClosedDays.Kind.SCHOOL_HOLIDAY: "No working day from {first} to {last} is outside the school holidays ({names})",
}

MOST_NAMES = 5


def _day_doubts(proposal: Proposal) -> Iterator[str]:
    yield from _day_passed(proposal)
    for day in proposal.ends:
        if why := why_not_working(day):
            yield f"{date_words(day)} is {why}"
    yield from closed_days_in_words(proposal, ClosedDays.Kind.values)


def _day_passed(proposal: Proposal) -> Iterator[str]:
    """Object to a day in the past, unless the session is over and its record is being corrected."""
    if not proposal.session.has_ended and proposal.last < timezone.localdate():
        yield has_passed_in_words(proposal.last)


def has_passed_in_words(day: date) -> str:
    return f"{date_words(day)} has passed"


def closed_days_in_words(proposal: Proposal, kinds: Sequence[str]) -> Iterator[str]:
    """Describe the closed days of these kinds that the proposal meets."""
    theirs = ClosedDays.objects.filter(organisation=proposal.organisation, kind__in=kinds)
    found = list(theirs.filter(first_on__lte=proposal.last, last_on__gte=proposal.first))
    if proposal.is_window:
        yield from _window_closed(proposal, found)
    else:
        yield from (_day_closed(each, proposal.first) for each in found)


def _window_closed(proposal: Proposal, found: Sequence[ClosedDays]) -> Iterator[str]:
    days = [day for day in _days(proposal.first, proposal.last) if is_working_day(day)]
    for kind, words in WINDOW_CLOSED.items():
        those = [each for each in found if each.kind == kind]
        left = [day for day in days if not any(each.first_on <= day <= each.last_on for each in those)]
        if days and not left:
            names = ", ".join(each.name for each in those)
            yield words.format(first=date_words(proposal.first), last=date_words(proposal.last), names=names)
        days = left


def _days(first: date, last: date) -> Iterator[date]:
    yield from (first + DAY * number for number in range((last - first).days + 1))


def _day_closed(days: ClosedDays, day: date) -> str:
    if days.kind == ClosedDays.Kind.SCHOOL_HOLIDAY:
        return f"{date_words(day)} is in the school holidays ({days.name})"
    return f"{date_words(day)} is a day on which your organisation is closed ({days.name})"


def _doubts(proposal: Proposal) -> Iterator[Clash]:
    yield from (Clash(ClashKind.DAY, words) for words in _day_doubts(proposal))
    if proposal.is_window:
        return
    yield from _others_on_the_day(proposal)
    if proposal.venue is not None:
        yield from (Clash(ClashKind.VENUE, words) for words in _venue_doubts(proposal, proposal.venue))
    yield from facilitators_missing(proposal)
    yield from executives_missing(proposal)
    yield from _participants_away(proposal)


def _others_on_the_day(proposal: Proposal) -> Iterator[Clash]:
    """Name other sessions on the same day. Those that overlap are left out, because they are clashes."""
    for other in proposal.others:
        is_beside = other.starts_at >= proposal.ends_at or other.ends_at <= proposal.starts_at
        if not other.is_window and other.opens_on == proposal.first and is_beside:
            yield Clash(ClashKind.DAY, f"{other.title} is on this day already")


def _venue_doubts(proposal: Proposal, venue: Venue) -> Iterator[str]:
    places = max(proposal.cohort.capacity, proposal.cohort.enrolments.count())
    if venue.capacity is not None and venue.capacity < places:
        yield f"{venue} holds {venue.capacity} people, and the cohort has {places} places"
    if missing := _missing_equipment(proposal, venue):
        yield f"{venue} has no {' and no '.join(missing)}"
    yield from venue_closures_in_words(proposal, venue)
    if not _is_open(proposal, venue):
        yield f"{venue} is not open at that time"


def venue_closures_in_words(proposal: Proposal, venue: Venue) -> Iterator[str]:
    for closure in venue.closures.filter(first_on__lte=proposal.first, last_on__gte=proposal.first):
        yield f"{venue} is closed on {date_words(proposal.first)}" + (f": {closure.reason}" if closure.reason else "")


def _missing_equipment(proposal: Proposal, venue: Venue) -> list[str]:
    """List missing equipment, unless the venue is shared and nobody has entered its equipment."""
    if venue.is_shared and not venue.equipment:
        return []
    return missing_equipment(proposal.element.equipment, venue.equipment)


def _is_open(proposal: Proposal, venue: Venue) -> bool:
    starts, ends = _hours(proposal)
    return proposal.first.weekday() in venue.weekdays and venue.opens <= starts and ends <= venue.closes


def _hours(proposal: Proposal) -> tuple[time, time]:
    """Return the start and the end as clocks in London show them."""
    return timezone.localtime(proposal.starts_at).time(), timezone.localtime(proposal.ends_at).time()


def facilitators_missing(proposal: Proposal) -> Iterator[Clash]:
    for person in _with_diaries(proposal, (person.pk for person in proposal.facilitators)):
        if why := _why_absent(proposal, person):
            yield Clash(ClashKind.FACILITATOR, f"{person} {why}")


def executives_missing(proposal: Proposal) -> Iterator[Clash]:
    if not proposal.element.executives_attend:
        return
    for person in _with_diaries(proposal, executives_of(proposal.organisation).values_list("pk", flat=True)):
        if why := _why_absent(proposal, person):
            yield Clash(ClashKind.EXECUTIVE, f"{person}, an executive who is to attend, {why}")


def _with_diaries(proposal: Proposal, keys: Iterable[int]) -> QuerySet[Person]:
    """Fetch people with their weekly hours, and their absences at that time as `away_then`."""
    overlapping = Absence.objects.filter(starts_at__lt=proposal.ends_at, ends_at__gt=proposal.starts_at)
    return Person.objects.filter(pk__in=keys).prefetch_related(
        "availabilities", Prefetch("absences", queryset=overlapping, to_attr="away_then")
    )


def _why_absent(proposal: Proposal, person: Person) -> str:
    """Say why somebody cannot come; "" if they can. The reason for an absence is private, and is not named."""
    if getattr(person, "away_then", []):
        return "is away at that time"
    hours = list(person.availabilities.all())
    if hours and not _is_within(proposal, hours):
        return "does not work at those hours"
    return ""


def _is_within(proposal: Proposal, hours: Iterable[Availability]) -> bool:
    """Whether a person's hours cover the session. Hours that touch count as one."""
    starts, ends = _hours(proposal)
    for each in sorted(hours, key=lambda each: each.starts):
        if each.weekday == proposal.first.weekday() and each.starts <= starts < each.ends:
            starts = each.ends
    return starts >= ends


def _participants_away(proposal: Proposal) -> Iterator[Clash]:
    enrolled = proposal.cohort.enrolments.values_list("person_id", flat=True)
    away = [person.name for person in _with_diaries(proposal, enrolled) if getattr(person, "away_then", [])]
    if away:
        verb = "is" if len(away) == 1 else "are"
        yield Clash(ClashKind.PARTICIPANT, f"{len(away)} of {len(enrolled)} participants {verb} away: {_names(away)}")


def _names(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def find_clashes(
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None,
    facilitators: Iterable[Person],
) -> list[Clash]:
    """List all clashes, the blocking ones first."""
    proposal = Proposal(session, starts_at, ends_at, venue, list(facilitators))
    return list(chain(_blocking_clashes(proposal), _doubts(proposal), broken_rules(proposal)))


def find_blocking_clashes(
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None,
    facilitators: Iterable[Person],
) -> list[Clash]:
    return list(_blocking_clashes(Proposal(session, starts_at, ends_at, venue, list(facilitators))))


def _blocking_clashes(proposal: Proposal) -> Iterator[Clash]:
    wanted = bookings_for(proposal.session, proposal.starts_at, proposal.ends_at, proposal.venue, proposal.facilitators)
    for booking in wanted:
        kind = ClashKind.ROOM if booking.venue else ClashKind.PERSON
        for other in overlapping_bookings(booking):
            yield Clash(kind, clash_in_words(booking, other), is_blocking=True, other=other.session)
    if not proposal.is_window:
        yield from _overlaps_in_cohort(proposal)


def _overlaps_in_cohort(proposal: Proposal) -> Iterator[Clash]:
    """List overlaps with other sessions of the cohort. Windows do not count: in them people choose their own time."""
    for other in proposal.others:
        if not other.is_window and other.starts_at < proposal.ends_at and other.ends_at > proposal.starts_at:
            words = f"{other.title} of the same cohort is at that time: {other.times}"
            yield Clash(ClashKind.COHORT, words, is_blocking=True, other=other)
