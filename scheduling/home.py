"""The sessions of a home page: those that an account attends or leads, and those of which it is asked if it comes."""

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

# For so long before a session it asks who has not said whether they will come.
ASKED_WITHIN = timedelta(weeks=4)
# Why a session is on the page.
ATTENDED, HELD, EXECUTIVE, ASKED = "attended", "held", "executive", "asked"


@dataclass(frozen=True)
class Sessions:
    to_come: list[ReleasedSession]
    ended: list[ReleasedSession]

    def __bool__(self) -> bool:
        return bool(self.to_come or self.ended)

    @property
    def next(self) -> ReleasedSession | None:
        """Choose what begins next: a window that has been open for weeks only when nothing else is to come."""
        now = timezone.now()
        expected = [session for session in self.to_come if not session.is_cancelled]
        expected.sort(key=lambda session: session.is_window and session.starts_at <= now)
        return next(iter(expected), None)

    @property
    def cohorts(self) -> list[Cohort]:
        """Those that they belong to, or belonged to last."""
        return list(dict.fromkeys(session.cohort for session in self.to_come or self.ended[:1]))


def by_start(sessions: Iterable[ReleasedSession]) -> list[ReleasedSession]:
    return sorted(sessions, key=lambda session: (session.starts_at, session.element.position))


def split(sessions: Iterable[ReleasedSession], now: datetime | None = None) -> Sessions:
    """Put those to come with the soonest first, and those over with the latest first."""
    now = now or timezone.now()
    ordered = by_start(sessions)
    to_come = [session for session in ordered if session.ends_at > now]
    return Sessions(to_come, [session for session in reversed(ordered) if session.ends_at <= now])


@dataclass(frozen=True)
class OwnSessions:
    attended: Sessions
    held: Sessions
    # Where participants present what they have learned to the Executive Team.
    as_executive: Sessions
    asked: list[ReleasedSession]


def own_sessions(user: User) -> OwnSessions:
    """Find all of an account's sessions in two queries. One that concerns it in two ways is there twice."""
    found: list[Any] = list(_all_of(user))
    attended, held, as_executive, asked = (
        [session for session in found if session.why == why] for why in (ATTENDED, HELD, EXECUTIVE, ASKED)
    )
    return OwnSessions(split(attended), split(held), split(as_executive), by_start(asked))


def _all_of(user: User) -> QuerySet[ReleasedSession]:
    """One query over each way in which a session may concern the account."""
    known = ReleasedSession.objects.order_by()
    ways = {ATTENDED: known.attended_by(user), ASKED: known.awaiting_answer_from(user, timezone.now() + ASKED_WITHIN)}
    if user.roles & {Role.COACH, Role.FACILITATOR}:
        ways[HELD] = known.led_by(user)
    if Role.EXECUTIVE in user.roles:
        ways[EXECUTIVE] = known.attended_as_executive(user)
    first, *others = (
        sessions.with_titles().with_answer_of(user).annotate(why=Value(why)) for why, sessions in ways.items()
    )
    return first.union(*others, all=True)


def reply_tasks(asked: Iterable[ReleasedSession]) -> list[Task]:
    """Ask about each session but windows, which nobody need keep free."""
    return [_reply_task(session) for session in asked if not session.is_window]


def _reply_task(session: ReleasedSession) -> Task:
    return Task(
        f"Say whether you will come to {session.title}",
        reverse("session_answer", args=[session.session_id]),
        date_format(session.opens_on, "l j F Y"),
        cohort=session.cohort,
        rank=10,
        due_on=session.opens_on,
    )
