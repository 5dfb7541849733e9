"""What speaks against a draft before it is released. Nothing here forbids anything."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cohorts.models import Cohort, Element
from delivery.models import Absence, ClosedDays, Session
from delivery.models.sessions import Timed
from delivery.moving import doubts_about
from people.models import Person

FEW = 3


@dataclass(frozen=True)
class Doubts:
    """A session with all that speaks against it as it stands."""

    session: Session
    doubts: list[str]


@dataclass(frozen=True)
class Surroundings:
    """What stands around the sessions of a cohort, fetched once for all of them."""

    participants: list[Person]
    closed: list[ClosedDays]
    absences: list[Absence]
    elsewhere: list[Session]


def doubts_of(cohort: Cohort) -> list[Doubts]:
    """Session by session, for those to come; with their own days in order."""
    sessions = list(_to_come(cohort))
    if not sessions:
        return []
    around = _surroundings(cohort, sessions)
    found = [Doubts(session, list(_doubts(session, around))) for session in sessions]
    return [one for one in found if one.doubts]


def _to_come(cohort: Cohort) -> Iterable[Session]:
    sessions = cohort.sessions.filter(ends_at__gt=timezone.now(), is_cancelled=False)
    return sessions.for_list().prefetch_related("venue__closures")


def _surroundings(cohort: Cohort, sessions: list[Session]) -> Surroundings:
    first, last = min(one.starts_at for one in sessions), max(one.ends_at for one in sessions)
    participants = [enrolment.person for enrolment in cohort.enrolments.select_related("person")]
    leads = {person for session in sessions for person in session.facilitators.all()}
    rooms = {session.venue for session in sessions if session.venue and not session.venue.is_shared}
    there = Session.objects.filter(starts_at__lt=last, ends_at__gt=first, is_cancelled=False)
    away = Absence.objects.filter(person__in=[*participants, *leads])
    absences: Iterable[Any] = away.filter(starts_at__lt=last, ends_at__gt=first)
    return Surroundings(
        participants=participants,
        closed=list(_closed_days(cohort, first, last)),
        absences=list(absences),
        elsewhere=list(there.filter(Q(facilitators__in=leads) | Q(venue__in=rooms)).distinct().for_list()),
    )


def _closed_days(cohort: Cohort, first: datetime, last: datetime) -> Iterable[ClosedDays]:
    return ClosedDays.objects.filter(
        organisation=cohort.organisation,
        kind=ClosedDays.Kind.CLOSED,
        first_on__lte=timezone.localdate(last),
        last_on__gte=timezone.localdate(first),
    )


def _doubts(session: Session, around: Surroundings) -> Iterator[str]:
    if not session.is_window:
        yield from doubts_about(session, session.opens_on)
        yield from (f"{days.name}: the organisation is closed" for days in around.closed if _falls_on(session, days))
        yield from _doubts_about_place(session, around)
        yield from _doubts_about_people(session, around)
    if not session.facilitators.all() and session.element.format != Element.Format.ONLINE:
        yield "Nobody leads it yet"


def _falls_on(session: Session, days: ClosedDays) -> bool:
    return days.first_on <= session.opens_on <= days.last_on


def _doubts_about_place(session: Session, around: Surroundings) -> Iterator[str]:
    venue = session.venue
    if venue is None:
        yield "It has no venue yet"
        return
    if venue.capacity and venue.capacity < len(around.participants):
        yield f"{venue} holds {venue.capacity}, and {len(around.participants)} people are in the cohort"
    if any(closure.first_on <= session.opens_on <= closure.last_on for closure in venue.closures.all()):
        yield f"{venue} is closed on that day"
    if not venue.is_shared:
        for other in _at_the_same_time(session, around.elsewhere):
            if other.venue_id == venue.pk:
                yield f"{venue} is taken by {_named(other, session)} at that time"


def _doubts_about_people(session: Session, around: Surroundings) -> Iterator[str]:
    leads = list(session.facilitators.all())
    for other in _at_the_same_time(session, around.elsewhere):
        for person in leads:
            if not other.is_window and person in other.facilitators.all():
                yield f"{person} leads {_named(other, session)} at that time"
    away = {absence.person_id for absence in around.absences if _overlap(session, absence)}
    yield from (f"{person} cannot lead it at that time: they are away" for person in leads if person.pk in away)
    missing = [person.name for person in around.participants if person.pk in away]
    if missing:
        yield f"{_people(missing)} on leave"


def _at_the_same_time(session: Session, others: Iterable[Session]) -> list[Session]:
    return [other for other in others if other.pk != session.pk and _overlap(session, other)]


def _overlap(one: Timed, other: Timed | Absence) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _named(other: Session, session: Session) -> str:
    return other.title if other.cohort_id == session.cohort_id else f"{other.title} of another cohort"


def _people(names: list[str]) -> str:
    """At most three names, and how many more there are."""
    if len(names) == 1:
        return f"{names[0]} is"
    if len(names) <= FEW:
        return f"{', '.join(names[:-1])} and {names[-1]} are"
    return f"{', '.join(names[:FEW])} and {len(names) - FEW} more are"
