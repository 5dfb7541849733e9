"""The debriefs of the demonstration, and the reports that still wait for one."""

from datetime import date, timedelta

from assessments.debriefs import assign, hold, release, workflow
from assessments.models import Round, Subject
from people.models import Role, User

AFTER_CLOSE = timedelta(days=2)
AFTER_THAT = timedelta(days=9)
# How many of the first coach's debriefs stop at each step, for people who try that role.
WITH_COACH, HELD, ON_HOLD = 2, 1, 1


def assign_coaches(round_: Round) -> None:
    """Give everybody a coach, and each coach about as many participants."""
    subjects = list(round_.subjects.select_related("enrolment__person"))
    coaches = assign.coaches_of(round_.organisation).filter(grants__role=Role.COACH).order_by("pk")
    assign.assign(round=round_, coaches=assign.propose_coaches(subjects, coaches), by=_administrator(round_))


def debrief(round_: Round, *, last_day: date, leaves_some: bool) -> None:
    """Hold the debriefs of a round, days after it closed. With `leaves_some`, leave some for the first coach."""
    given = last_day + AFTER_CLOSE
    subjects = list(round_.subjects.exclude(releases=None).select_related("coach__user", "enrolment__person"))
    left = _left_to_first_coach(subjects) if leaves_some else []
    for subject in subjects:
        workflow.give_to_coach(subject=subject, by=_administrator(round_), on=given)
        if subject not in left[:WITH_COACH]:
            _meet(subject, given + AFTER_THAT, releases=subject not in left)
    for subject in left[WITH_COACH + HELD :]:
        hold.hold(subject=subject, by=_coach(subject), reason="Asked to look at one comment again first.")


def _left_to_first_coach(subjects: list[Subject]) -> list[Subject]:
    first = min((subject.coach for subject in subjects if subject.coach), key=lambda coach: coach.pk)
    return [subject for subject in subjects if subject.coach == first][: WITH_COACH + HELD + ON_HOLD]


def _meet(subject: Subject, day: date, *, releases: bool) -> None:
    workflow.record_debrief(subject=subject, by=_coach(subject), held_on=day, on=day)
    if releases:
        release.give_to_participant(subject=subject, by=_coach(subject), on=day)


def _coach(subject: Subject) -> User:
    if subject.coach is None:
        raise LookupError(f"{subject} has no coach")
    return subject.coach.user


def _administrator(round_: Round) -> User:
    return User.objects.filter(
        people__organisation=round_.organisation, people__grants__role=Role.ADMINISTRATOR
    ).earliest("pk")
