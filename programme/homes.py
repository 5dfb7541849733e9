"""The home page of each role, composed of parts from the packages. Queries do not grow with the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from assessments.hooks import reported_rounds, with_reported_rounds, with_rounds
from assessments.models import Round
from cohorts.models import Cohort, Element, Enrolment, Programme
from cohorts.registry import cohort_tasks
from evaluations.hooks import issued_reports, with_issued_reports, with_responses
from people.models import Organisation, Role, User
from people.registry import Task, home_parts, sort_tasks, tasks_of
from reports.models import Document
from scheduling.home import OwnSessions, Sessions
from scheduling.hooks import annotate_dates
from scheduling.models import ReleasedSession


def sections_for(user: User) -> dict[str, Any]:
    """Collect the sections of the account's home page by name. Accounts without a role or cohort have none."""
    parts = home_parts.collect(user)
    shown = {name: what for part in parts for name, what in part.shown.items()}
    own: OwnSessions = shown["sessions"]
    sections: dict[str, Any] = {}
    if own.attended or Enrolment.objects.filter(person__user=user).exists():
        sections["participant"] = ParticipantHome.of(shown, tasks_of(parts))
    if Role.ADMINISTRATOR in user.roles:
        sections["programmes"] = for_administrator(user)
    if user.roles & {Role.COACH, Role.FACILITATOR}:
        sections |= {"held": own.led, "debriefs": shown["debriefs"]}
    if Role.EXECUTIVE in user.roles:
        sections |= {"attended": own.as_executive, "read": for_executive(user)}
    return sections | ({"diaries": shown["diaries"]} if shown["diaries"] else {})


@dataclass(frozen=True)
class ParticipantHome:
    sessions: Sessions
    next_url: str
    tasks: list[Task]
    # The participant's 360s that are closed or have a report that they may open.
    assessed: list[Any]

    @classmethod
    def of(cls, shown: Mapping[str, Any], tasks: list[Task]) -> "ParticipantHome":
        sessions = shown["sessions"].attended
        return cls(sessions, url_of_next(sessions.next, shown["open_assessments"]), tasks, shown["assessed"])


def url_of_next(session: ReleasedSession | None, open_assessments: Mapping[int, str]) -> str:
    """Choose the page of the next session. An open 360 has something to do on its own page."""
    if session is None:
        return ""
    own_page = open_assessments.get(session.cohort.pk) if session.element.kind == Element.Kind.ASSESSMENT else None
    return own_page or session.get_absolute_url()


def for_administrator(user: User) -> list[tuple[Programme, list[Cohort]]]:
    """Find each programme that the account administers, with its cohorts."""
    run = Cohort.objects.run_by(user).with_enrolled().select_related("programme").order_by("programme_id", "-starts_on")
    found = with_responses(with_rounds(annotate_dates(run), user))
    cohorts = {programme: list(run) for programme, run in groupby(found, key=lambda cohort: cohort.programme)}
    programmes = Programme.objects.run_by(user).select_related("organisation").order_by("organisation__name", "name")
    return [(programme, cohorts.get(programme, [])) for programme in programmes]


def next_step(cohort: Cohort) -> Task:
    """Return the most urgent task of a cohort."""
    return sort_tasks(cohort_tasks.collect(cohort))[0]


def for_executive(user: User) -> list[tuple[Cohort, list[Document], list[Round]]]:
    """Find the cohorts of organisations in which the account is an executive, with the reports on each."""
    read = Organisation.objects.where(user, Role.EXECUTIVE)
    cohorts = Cohort.objects.filter(programme__organisation__in=read).with_enrolled().select_related("programme")
    found = with_reported_rounds(with_issued_reports(with_responses(cohorts)))
    return [(cohort, issued_reports(cohort), reported_rounds(cohort)) for cohort in found]
