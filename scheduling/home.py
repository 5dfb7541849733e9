"""The sessions on a home page: those that an account attends or leads, and those whose invitation it should answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cohorts.models import Cohort
from people.models import Role, User
from people.registry import Task
from scheduling.models import ReleasedSession

# The time before a session in which people are reminded to answer.
ASK_WITHIN = timedelta(weeks=4)
# The reasons for which a session is on the page.
ATTENDS, LEADS, EXECUTIVE, NOT_ANSWERED = "attends", "leads", "executive", "not answered"


@dataclass(frozen=True)
class Sessions:
    to_come: list[ReleasedSession]
    ended: list[ReleasedSession]

    def __bool__(self) -> bool:
        return bool(self.to_come or self.ended)

    @property
    def next(self) -> ReleasedSession | None:
        """Return the session that begins next. A window that is already open counts only if nothing else is to come."""
        now = timezone.now()
        expected = [session for session in self.to_come if not session.is_cancelled]
        expected.sort(key=lambda session: session.is_window and session.starts_at <= now)
        return next(iter(expected), None)

    @property
    def cohorts(self) -> list[Cohort]:
        """The cohorts of the sessions to come, or of the last session if none is."""
        return list(dict.fromkeys(session.cohort for session in self.to_come or self.ended[:1]))


def sort_by_start(sessions: Iterable[ReleasedSession]) -> list[ReleasedSession]:
    return sorted(sessions, key=lambda session: (session.starts_at, session.element.position))


def split_by_time(sessions: Iterable[ReleasedSession], now: datetime | None = None) -> Sessions:
    """Split sessions into those to come, the soonest first, and those that have ended, the latest first."""
    now = now or timezone.now()
    ordered = sort_by_start(sessions)
    to_come = [session for session in ordered if session.ends_at > now]
    return Sessions(to_come, [session for session in reversed(ordered) if session.ends_at <= now])


@dataclass(frozen=True)
class OwnSessions:
    attended: Sessions
    led: Sessions
    # Sessions in which participants present what they have learned to the Executive Team.
    as_executive: Sessions
    to_answer: list[ReleasedSession]


def find_own_sessions(user: User) -> OwnSessions:
    """Find all of an account's sessions in two queries. A session is there once for each reason."""
    found: list[Any] = list(_own_sessions_query(user))
    attended, led, as_executive, to_answer = (
        [session for session in found if session.why == why] for why in (ATTENDS, LEADS, EXECUTIVE, NOT_ANSWERED)
    )
    return OwnSessions(
        split_by_time(attended), split_by_time(led), split_by_time(as_executive), sort_by_start(to_answer)
    )


def _own_sessions_query(user: User) -> QuerySet[ReleasedSession]:
    """Join the sessions of each reason in one query."""
    released = ReleasedSession.objects.order_by()
    reasons = {
        ATTENDS: released.attended_by(user),
        NOT_ANSWERED: released.awaiting_answer_from(user, timezone.now() + ASK_WITHIN),
    }
    if user.roles & {Role.COACH, Role.FACILITATOR}:
        reasons[LEADS] = released.led_by(user)
    if Role.EXECUTIVE in user.roles:
        reasons[EXECUTIVE] = released.attended_as_executive(user)
    first, *others = (
        sessions.with_titles().with_answer_of(user).annotate(why=Value(why)) for why, sessions in reasons.items()
    )
    return first.union(*others, all=True)


def reply_tasks(to_answer: Iterable[ReleasedSession]) -> list[Task]:
    """Return a task for each session but windows, which nobody need keep free."""
    return [_reply_task(session) for session in to_answer if not session.is_window]


def _reply_task(session: ReleasedSession) -> Task:
    return Task(
        f"Say whether you will come to {session.title}",
        reverse("session_answer", args=[session.session_id]),
        date_format(session.opens_on, "l j F Y"),
        cohort=session.cohort,
        rank=10,
        due_on=session.opens_on,
    )
