"""What each role finds on the home page. Each section has a number of queries that rows do not change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments.debriefs.listing import Standing, standings_for_coach
from assessments.models import Debrief, Invitation, Relationship, Release, Round, Subject
from cohorts.models import Cohort, Element, Enrolment, Programme
from delivery.models import Invitee, ReleasedSession, ScheduleRelease, Session
from delivery.models.schedules import ReleasedSessionQuerySet
from evaluations.models import Evaluation, EvaluationReport
from people.models import Organisation, Role, User
from reports.models import Document, DocumentState

ANSWERED, STARTED = Invitation.State.ANSWERED, Invitation.State.STARTED
# For so long after a session the home page still offers to change what was said of it.
CHANGED_WITHIN = timedelta(weeks=4)
# For so long before a session it asks who has not said whether they will come.
ASKED_WITHIN = timedelta(weeks=4)
# For so long after the last session it asks for evaluations that were never given.
EVALUATED_WITHIN = timedelta(weeks=8)


@dataclass(frozen=True)
class Task:
    """Something to do, as the task list shows it."""

    label: str
    url: str
    hint: str = ""
    is_done: bool = False
    is_begun: bool = False

    @property
    def status(self) -> str:
        if self.is_done:
            return "Done"
        return "In progress" if self.is_begun else "To do"

    @property
    def colour(self) -> str:
        return "" if self.is_done else "blue"


@dataclass(frozen=True)
class Sessions:
    to_come: list[ReleasedSession]
    ended: list[ReleasedSession]

    @property
    def next(self) -> ReleasedSession | None:
        """What begins next. A window that has been open for weeks comes first only when nothing else is to come."""
        now = timezone.now()
        expected = [session for session in self.to_come if not session.is_cancelled]
        expected.sort(key=lambda session: session.is_window and session.starts_at <= now)
        return next(iter(expected), None)

    @property
    def cohorts(self) -> list[Cohort]:
        """Those that they belong to, or belonged to last."""
        return list(dict.fromkeys(session.cohort for session in self.to_come or self.ended[:1]))


def for_administrator(user: User) -> list[tuple[Programme, list[Cohort]]]:
    """Each programme that the account runs, with its cohorts."""
    cohorts = {
        programme: list(run) for programme, run in groupby(cohorts_run_by(user), key=lambda cohort: cohort.programme)
    }
    programmes = Programme.objects.run_by(user).select_related("organisation").order_by("organisation__name", "name")
    return [(programme, cohorts.get(programme, [])) for programme in programmes]


def cohorts_run_by(user: User) -> QuerySet[Cohort]:
    last_days = Subject.objects.open().annotate(last_day=Coalesce("extended_to", "round__closes_on"))
    open_until = last_days.filter(round__cohort=OuterRef("pk")).order_by("-last_day").values("last_day")
    of_cohort = Session.objects.filter(cohort=OuterRef("pk"))
    # Of their own 360 somebody else takes care.
    others = ~Q(subject__enrolment__person__user=user)
    proposed = Invitation.objects.filter(others, state=Invitation.State.PROPOSED, subject__state=Round.State.OPEN)
    prepared = Debrief.objects.filter(others, state=Debrief.State.PREPARED, is_on_hold=False)
    return (
        with_responses(Cohort.objects.run_by(user))
        .select_related("programme")
        .annotate(
            next_at=Subquery(of_cohort.not_begun().order_by("starts_at").values("starts_at")[:1]),
            is_draft=Exists(of_cohort) & ~Exists(ScheduleRelease.objects.filter(cohort=OuterRef("pk"))),
            has_moved=Exists(of_cohort.filter(UNTOLD, released__ends_at__gt=timezone.now())),
            has_round=Exists(Round.objects.filter(cohort=OuterRef("pk"))),
            closes_on=Subquery(open_until[:1]),
            approves_in=first_round_of(proposed),
            gives_in=first_round_of(prepared),
        )
        .order_by("programme_id", "-starts_on")
    )


# Other dates than people know of, or off without their knowing. Nobody asks for more than that at every look.
UNTOLD = (
    ~Q(starts_at=F("released__starts_at"))
    | ~Q(ends_at=F("released__ends_at"))
    | ~Q(is_cancelled=F("released__is_cancelled"))
)


def first_round_of(rows: QuerySet[Any]) -> Subquery:
    """The first of the cohort's rounds with one of these rows about a subject of it."""
    return Subquery(
        rows.filter(subject__round__cohort=OuterRef("pk")).order_by("subject__round").values("subject__round")[:1]
    )


def with_responses(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Each cohort with its people, its sessions that were held, and the evaluations of those."""
    over = Session.objects.filter(cohort=OuterRef("pk")).ended()
    given = Evaluation.objects.filter(session__cohort=OuterRef("pk"), session__in=Session.objects.ended())
    return cohorts.annotate(
        people=Coalesce(Subquery(count_of(Enrolment.objects.filter(cohort=OuterRef("pk")), "cohort")), 0),
        held=Coalesce(Subquery(count_of(over, "cohort")), 0),
        evaluated=Coalesce(Subquery(count_of(given, "session__cohort")), 0),
    )


def count_of(rows: QuerySet[Any], by: str) -> Any:
    return rows.order_by().values(by).annotate(count=Count("*", output_field=IntegerField())).values("count")


def next_step(cohort: Any) -> Task:
    """The one thing that a cohort waits for."""
    label, view, key = next(_waits_for(cohort))
    return Task(label, reverse(view, args=[key]))


def _waits_for(cohort: Any) -> Iterator[tuple[str, str, int]]:
    """What is to be done and the page on which it is, the most urgent first."""
    if not cohort.people:
        yield "Enrol people", "enrol", cohort.pk
    if cohort.is_draft:
        yield "Check and release the dates", "release_dates", cohort.pk
    elif cohort.has_moved:
        yield "Release the dates that have changed", "release_dates", cohort.pk
    if not cohort.has_round:
        yield "Open the 360 round", "cohort_assessment", cohort.pk
    if cohort.approves_in:
        yield "Approve raters", "round_raters", cohort.approves_in
    if cohort.closes_on:
        yield "See who has answered the 360", "cohort_assessment", cohort.pk
    if cohort.gives_in:
        yield "Release the 360 reports to coaches", "round", cohort.gives_in
    yield "Read the evaluation", "cohort_evaluation", cohort.pk


@dataclass(frozen=True)
class Assessed:
    """A 360 about the account that has closed, or has a report that it may open."""

    subject: Subject
    document: Document | None


@dataclass(frozen=True)
class ParticipantHome:
    sessions: Sessions
    next_url: str
    tasks: list[Task]
    assessed: list[Assessed]


def for_participant(user: User) -> ParticipantHome | None:
    """Nothing when the account is in no cohort."""
    found = list(sessions_attended_by(user))
    if not found and not Enrolment.objects.filter(person__user=user).exists():
        return None
    sessions = split(found)
    subjects = list(subjects_of(user))
    still_open = [subject for subject in subjects if subject.is_open]
    tasks = [*reply_tasks(user), *assessment_tasks(still_open), *evaluation_tasks(sessions)]
    return ParticipantHome(sessions, url_of_next(sessions.next, still_open), tasks, assessed(user, subjects))


def assessed(user: User, subjects: Iterable[Subject]) -> list[Assessed]:
    """The latest first. What else can be done with a report, its commitments too, is on the page of the 360."""
    readable = Release.objects.readable_by(user).filter(subject__in=subjects, document__state=DocumentState.READY)
    releases = readable.select_related("document").defer("result", "change", "document__content")
    documents = {release.subject_id: release.document for release in releases}
    found = [Assessed(subject, documents.get(subject.pk)) for subject in subjects]
    return [one for one in found if one.document or not one.subject.is_open]


def sessions_attended_by(user: User) -> QuerySet[ReleasedSession]:
    given = Evaluation.objects.filter(session=OuterRef("session"), enrolment__person__user=user)
    attended = with_own_answer(ReleasedSession.objects.attended_by(user), user)
    return attended.annotate(is_evaluated=Exists(given))


def with_own_answer(sessions: ReleasedSessionQuerySet, user: User) -> ReleasedSessionQuerySet:
    said = Invitee.objects.visible_to(user).filter(session=OuterRef("session")).values("answer")[:1]
    return sessions.with_titles().annotate(own_answer=Subquery(said))


def split(sessions: Iterable[ReleasedSession], now: datetime | None = None) -> Sessions:
    """Those to come with the soonest first, those over with the latest first."""
    now = now or timezone.now()
    ordered = sorted(sessions, key=lambda session: session.starts_at)
    to_come = [session for session in ordered if session.ends_at > now]
    return Sessions(to_come, [session for session in reversed(ordered) if session.ends_at <= now])


def subjects_of(user: User) -> QuerySet[Subject]:
    """The account's own 360s, the latest first, with how far its own ratings are."""
    own = Invitation.objects.filter(subject=OuterRef("pk"), relationship=Relationship.SELF)
    subjects = Subject.objects.visible_to(user).select_related("round__cohort").order_by("-round", "pk")
    return subjects.annotate(own_ratings=Subquery(own.values("state")[:1]))


def url_of_next(session: ReleasedSession | None, subjects: Iterable[Subject]) -> str:
    """While a 360 is open, there is something to do on its own page, and only dates on that of its session."""
    if session is None:
        return ""
    if session.element.kind == Element.Kind.ASSESSMENT:
        for subject in subjects:
            if subject.round.cohort_id == session.cohort.pk:
                return reverse("my_assessment", args=[subject.pk])
    return session.get_absolute_url()


def reply_tasks(user: User) -> list[Task]:
    """Sessions of the next weeks for which nobody knows yet whether the account comes."""
    soon = Invitee.objects.visible_to(user).filter(answer=Invitee.Answer.NONE)
    asked = soon.filter(starts_at__gt=timezone.now(), starts_at__lt=timezone.now() + ASKED_WITHIN)
    return [reply_task(invitee) for invitee in asked.for_page().order_by("starts_at") if invitee.can_answer]


def reply_task(invitee: Invitee) -> Task:
    label = f"Say whether you will come to {invitee.session.title}"
    url = reverse("session_answer", args=[invitee.session_id])
    return Task(label, url, date_format(invitee.opens_on, "l j F Y"))


def assessment_tasks(subjects: Iterable[Subject]) -> list[Task]:
    return [task for subject in subjects for task in tasks_about(subject)]


def tasks_about(subject: Any) -> list[Task]:
    url = reverse("my_assessment", args=[subject.pk])
    own = subject.own_ratings
    until = f"360 of {subject.round.cohort}, open until {date_format(subject.closes_on)}"
    return [
        Task("Name your raters", url, until, subject.has_named_raters),
        Task("Rate yourself", url, until, is_done=own == ANSWERED, is_begun=own == STARTED),
    ]


def evaluation_tasks(sessions: Sessions) -> list[Task]:
    """Those to give until the programme is long over, and for some weeks those that were given, to change them."""
    now = timezone.now()
    held: list[Any] = [session for session in sessions.ended if session.was_held]
    goes_on = bool(sessions.to_come) or any(session.ends_at > now - EVALUATED_WITHIN for session in held)
    return [
        evaluation_task(session)
        for session in held
        if (session.ends_at > now - CHANGED_WITHIN if session.is_evaluated else goes_on)
    ]


def evaluation_task(session: Any) -> Task:
    hint = "Change your answers" if session.is_evaluated else "It takes a minute"
    return Task(f"Evaluate {session.title}", reverse("evaluate", args=[session.session_id]), hint, session.is_evaluated)


def for_facilitator(user: User) -> Sessions:
    return split(ReleasedSession.objects.led_by(user).with_titles())


def attended_by_executive(user: User) -> Sessions:
    """Where participants present what they have learned to the Executive Team."""
    return split(with_own_answer(ReleasedSession.objects.attended_as_executive(user), user))


@dataclass(frozen=True)
class Debriefs:
    """Whom a coach debriefs: those who wait, and those who have their report."""

    open: list[Standing]
    released: list[Standing]


def debriefed_by(user: User) -> Debriefs:
    standings = standings_for_coach(user)
    waiting = [standing for standing in standings if not standing.is_released or standing.is_on_hold]
    return Debriefs(waiting, [standing for standing in standings if standing not in waiting])


def for_executive(user: User) -> QuerySet[Cohort]:
    """The cohorts of the organisations in which the account is an executive, with the reports issued."""
    read = Organisation.objects.where(user, Role.EXECUTIVE)
    issued = EvaluationReport.objects.select_related("document")
    cohorts = with_responses(Cohort.objects.filter(programme__organisation__in=read)).select_related("programme")
    reported = Round.objects.exclude(cohort_releases=None).distinct().order_by("closes_on")
    return cohorts.prefetch_related(
        Prefetch("evaluation_reports", queryset=issued),
        Prefetch("rounds", queryset=reported, to_attr="reported_rounds"),
    )
