"""Future sessions that closed days, a closed venue or time off affect, and the warning about them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cohorts.models import OPEN_FORMATS, Cohort
from people.dates import date_words
from people.models import Person, Role
from scheduling.clashes.judging import (
    closed_days_in_words,
    executives_missing,
    facilitators_missing,
    venue_closures_in_words,
)
from scheduling.clashes.proposals import Proposal
from scheduling.models import Absence, ClosedDays, ReleasedSession, Session, VenueClosure
from scheduling.models.sessions import SessionQuerySet
from scheduling.working_days.clock import LONDON, at
from scheduling.working_days.days import DAY

MOST_LINKS = 5

ORGANISATION = "cohort__programme__organisation"


def sessions_on_closed_days(days: Iterable[ClosedDays]) -> SessionQuerySet:
    """Find future sessions on these closed days, in the organisation of each."""
    found = Q(pk__in=[])
    for each in days:
        found |= _between(each.first_on, each.last_on) & Q(**{ORGANISATION: each.organisation_id})
    return _dated_to_come().filter(found)


def sessions_at_closed_venue(closure: VenueClosure) -> SessionQuerySet:
    return _dated_to_come().filter(_between(closure.first_on, closure.last_on), venue=closure.venue_id)


def _between(first: date, last: date) -> Q:
    return Q(starts_at__lt=at(last + DAY, time.min), ends_at__gt=at(first, time.min))


def sessions_needing(person: Person, absences: Iterable[Absence]) -> SessionQuerySet:
    """Find future sessions that a person leads or attends during one of these absences, by their draft dates."""
    part = Q(facilitators=person) | Q(cohort__enrolments__person=person)
    if person.grants.filter(role=Role.EXECUTIVE).exists():
        part |= Q(**{ORGANISATION: person.organisation_id}, element__executives_attend=True)
    return _dated_to_come().filter(part, _during(absences)).distinct()


def released_sessions_needing(person: Person, absences: Iterable[Absence]) -> list[ReleasedSession]:
    """Find the same by released dates, for a person who must not see the draft."""
    known = ReleasedSession.objects.taking_place().of_person(person).filter(ends_at__gt=timezone.now())
    dated = known.exclude(session__element__format__in=OPEN_FORMATS)
    return list(dated.filter(_during(absences)).with_titles())


def _during(absences: Iterable[Absence]) -> Exists:
    these = Absence.objects.filter(pk__in=[absence.pk for absence in absences])
    return Exists(these.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")))


def _dated_to_come() -> SessionQuerySet:
    """Find future sessions that have a date, with everything that is shown of them."""
    to_come = Session.objects.filter(is_cancelled=False, ends_at__gt=timezone.now())
    dated = to_come.exclude(element__format__in=OPEN_FORMATS)
    return dated.with_titles().select_related(ORGANISATION).order_by("starts_at", "pk")


def affected_in_words(sessions: Iterable[Session | ReleasedSession]) -> str:
    """Count the sessions and link to the first few; "" if there are none."""
    found = list(sessions)
    if not found:
        return ""
    count = "1 session to come is" if len(found) == 1 else f"{len(found)} sessions to come are"
    more = f" and {len(found) - MOST_LINKS} more" if len(found) > MOST_LINKS else ""
    return format_html("{} affected: {}{}.", count, _links(found[:MOST_LINKS]), more)


def _links(sessions: Sequence[Session | ReleasedSession]) -> SafeString:
    link = '<a class="nhsuk-notification-banner__link" href="{}">{}</a> ({}, {})'
    facts = ((each.get_absolute_url(), each.title, each.cohort.name, date_words(each.opens_on)) for each in sessions)
    return format_html_join(", ", link, facts)


@dataclass(frozen=True)
class AffectedSession:
    """A session that cannot be held as planned, and why."""

    session: Session
    losses: list[str]


def affected_sessions(cohort: Cohort) -> list[AffectedSession]:
    """List a cohort's sessions that cannot be held as planned, in order. One query if there are none."""
    sessions = _with_losses(_dated_to_come().filter(cohort=cohort)).prefetch_related("facilitators")
    found = [AffectedSession(session, list(_losses(Proposal.as_it_stands(session)))) for session in sessions]
    return [each for each in found if each.losses]


def _with_losses(sessions: SessionQuerySet) -> SessionQuerySet:
    day = {"first_on__lte": OuterRef("day"), "last_on__gte": OuterRef("day")}
    away = Absence.objects.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    executives = away.filter(person__grants__role=Role.EXECUTIVE, person__organisation=OuterRef(ORGANISATION))
    return sessions.annotate(day=TruncDate("starts_at", tzinfo=LONDON)).filter(
        Exists(ClosedDays.objects.filter(kind=ClosedDays.Kind.CLOSED, organisation=OuterRef(ORGANISATION), **day))
        | Exists(VenueClosure.objects.filter(venue=OuterRef("venue"), **day))
        | Exists(away.filter(person__sessions=OuterRef("pk")))
        | Q(Exists(executives), element__executives_attend=True)
    )


def _losses(proposal: Proposal) -> Iterator[str]:
    yield from closed_days_in_words(proposal, [ClosedDays.Kind.CLOSED])
    if proposal.venue is not None:
        yield from venue_closures_in_words(proposal, proposal.venue)
    yield from (clash.words for clash in (*facilitators_missing(proposal), *executives_missing(proposal)))


def warn_of(request: HttpRequest, sessions: Iterable[Session | ReleasedSession]) -> None:
    if words := affected_in_words(sessions):
        messages.warning(request, words)
