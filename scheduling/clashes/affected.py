"""Find sessions to come that closed days, a closed venue or time off affect, and warn of them."""

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
from people.models import Person, Role
from scheduling.clashes.judging import closed, executives_missing, facilitators_missing, venue_closed
from scheduling.clashes.proposals import Proposal
from scheduling.models import Absence, ClosedDays, ReleasedSession, Session, VenueClosure
from scheduling.models.sessions import SessionQuerySet
from scheduling.working_days.clock import LONDON, at
from scheduling.working_days.days import DAY

MOST_LINKS = 5

ORGANISATION = "cohort__programme__organisation"


def on_closed_days(days: Iterable[ClosedDays]) -> SessionQuerySet:
    """Of the organisations whose days they are."""
    found = Q(pk__in=[])
    for each in days:
        found |= _on(each.first_on, each.last_on) & Q(**{ORGANISATION: each.organisation_id})
    return _dated_to_come().filter(found)


def at_closed_venue(closure: VenueClosure) -> SessionQuerySet:
    return _dated_to_come().filter(_on(closure.first_on, closure.last_on), venue=closure.venue_id)


def _on(first: date, last: date) -> Q:
    return Q(starts_at__lt=at(last + DAY, time.min), ends_at__gt=at(first, time.min))


def needing(person: Person, absences: Iterable[Absence]) -> SessionQuerySet:
    """Those at which somebody has a part at the time of one of these absences."""
    part = Q(facilitators=person) | Q(cohort__enrolments__person=person)
    if person.grants.filter(role=Role.EXECUTIVE).exists():
        part |= Q(**{ORGANISATION: person.organisation_id}, element__executives_attend=True)
    return _dated_to_come().filter(part, _meanwhile(absences)).distinct()


def known_to_need(person: Person, absences: Iterable[Absence]) -> list[ReleasedSession]:
    """The same as the person knows it, who was told nothing of the draft."""
    known = ReleasedSession.objects.taking_place().of_person(person).filter(ends_at__gt=timezone.now())
    dated = known.exclude(session__element__format__in=OPEN_FORMATS)
    return list(dated.filter(_meanwhile(absences)).with_titles())


def _meanwhile(absences: Iterable[Absence]) -> Exists:
    these = Absence.objects.filter(pk__in=[absence.pk for absence in absences])
    return Exists(these.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")))


def _dated_to_come() -> SessionQuerySet:
    """As the draft has them, with all that is said of them."""
    to_come = Session.objects.filter(is_cancelled=False, ends_at__gt=timezone.now())
    dated = to_come.exclude(element__format__in=OPEN_FORMATS)
    return dated.with_titles().select_related(ORGANISATION).order_by("starts_at", "pk")


def affected_in_words(sessions: Iterable[Session | ReleasedSession]) -> str:
    """How many there are, with links to the first few; nothing where there is none."""
    found = list(sessions)
    if not found:
        return ""
    count = "1 session to come is" if len(found) == 1 else f"{len(found)} sessions to come are"
    more = f" and {len(found) - MOST_LINKS} more" if len(found) > MOST_LINKS else ""
    return format_html("{} affected: {}{}.", count, _links(found[:MOST_LINKS]), more)


def _links(sessions: Sequence[Session | ReleasedSession]) -> SafeString:
    link = '<a class="nhsuk-notification-banner__link" href="{}">{}</a> ({}, {})'
    facts = ((each.get_absolute_url(), each.title, each.cohort.name, f"{each.opens_on:%-d %B %Y}") for each in sessions)
    return format_html_join(", ", link, facts)


@dataclass(frozen=True)
class Affected:
    """A session with what it has lost."""

    session: Session
    losses: list[str]


def affected(cohort: Cohort) -> list[Affected]:
    """Those of a cohort that cannot be held as they stand, in order. One query where there are none."""
    sessions = _losing(_dated_to_come().filter(cohort=cohort)).prefetch_related("facilitators")
    found = [Affected(session, list(_losses(Proposal.as_it_stands(session)))) for session in sessions]
    return [each for each in found if each.losses]


def _losing(sessions: SessionQuerySet) -> SessionQuerySet:
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
    yield from closed(proposal, [ClosedDays.Kind.CLOSED])
    if proposal.venue is not None:
        yield from venue_closed(proposal, proposal.venue)
    yield from (clash.words for clash in (*facilitators_missing(proposal), *executives_missing(proposal)))


def warn_of(request: HttpRequest, sessions: Iterable[Session | ReleasedSession]) -> None:
    if words := affected_in_words(sessions):
        messages.warning(request, words)
