"""The facts and figures that the most-seen pages are written from, each worked out from the world by hand.

In that world two people are enrolled in 20 places; the only session is three days over, and one of the two has
evaluated it. Their 360 closes in 14 days: each is asked about themselves, as is their line manager, and one has named a
colleague, so that five are asked. One of them has their report.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.template import Variable
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests.clock import set_clock
from tests.conftest import ClientFor
from tests.programme.routes import ROUTES
from tests.programme.world import World, build, standing, visitor

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 7, 1, 11, tzinfo=UTC)
CLOSES = date(2025, 7, 15)
HELD = date(2025, 6, 28)

Facts = dict[str, Any]

SHOWN: list[tuple[str, str, Facts]] = [
    (
        "home",
        "administrator",
        {
            "programmes.0.0.name": "Garnet programme",
            "programmes.0.1.0.name": "Cohort Zircon",
            "step.due_on": CLOSES,
            "step.is_done": False,
        },
    ),
    (
        "home",
        "participant",
        {
            "tasks.0.due_on": CLOSES,
            "tasks.0.is_done": False,
            "sessions.to_come": [],
            "sessions.ended.0.title": "Launch",
            "diaries.0.name": "Pat Participant",
        },
    ),
    (
        "home",
        "coach",
        {
            "held.to_come": [],
            "held.ended.0.title": "Launch",
            "debriefs.open": [],
            "debriefs.released.0.subject.name": "Pat Participant",
        },
    ),
    ("home", "executive", {"read.0.0.name": "Cohort Zircon", "read.0.1": [], "read.0.2": []}),
    (
        "cohort",
        "administrator",
        {
            "places": 18,
            "enrolments.0.person.name": "Pat Participant",
            "enrolments.1.person.name": "Robin Reader",
            "current": "people",
            "tabs.0.key": "people",
            "tabs.1.key": "sessions",
            "tabs.2.key": "assessment",
            "tabs.3.key": "evaluation",
        },
    ),
    (
        "cohort_sessions",
        "administrator",
        {
            "sessions.0.title": "Launch",
            "is_released": True,
            "can_be_planned": False,
            "affected": [],
            "current": "sessions",
            "timeline.rows.0.name": "Launch",
            "timeline.rows.0.places.0.words": "28 Jun",
        },
    ),
    (
        "session",
        "administrator",
        {
            "may_run": True,
            "session.opens_on": HELD,
            "attendance.circles.0.groups.0.people": [],
            "attendance.circles.0.groups.1.people": [],
            "attendance.circles.0.groups.2.people": [],
            "attendance.circles.0.groups.3.people": ["Pat Participant", "Robin Reader"],
            "unreleased": [],
            "changes": [],
        },
    ),
    (
        "round",
        "administrator",
        {
            "overview.figures.0.value": "15 Jul",
            "overview.figures.0.note": "in 14 days",
            "overview.figures.1.value": 0,
            "overview.figures.1.note": "of 5",
            "overview.figures.2.note": "of 2",
            "subjects.0.subject.name": "Pat Participant",
            "declined": [],
            "newly_enrolled": 0,
            "current": "assessment",
        },
    ),
    (
        "round_progress",
        "administrator",
        {"value": 1, "total": 1, "reports.without.0.name": "Robin Reader", "statuses.1.debrief": None},
    ),
    (
        "debrief",
        "coach",
        {
            "subject.name": "Pat Participant",
            "is_coach": True,
            "is_administrator": False,
            "may_hold": True,
            "may_lift": False,
            "may_leave_out": True,
            "refusal": "",
        },
    ),
    ("debrief", "administrator", {"is_coach": False, "is_administrator": True}),
    (
        "cohort_evaluation",
        "administrator",
        {
            "summary.enrolled": 2,
            "summary.people": 1,
            "summary.sessions": 1,
            "summary.answered": "1 of 2",
            "summary.held.0.title": "Launch",
            "summary.to_come": [],
            "element.n": 1,
            "element.of": 2,
            # Fewer than 3 have answered.
            "element.mean": "",
            "element.spread": "",
            "element.counts": [],
            "may_issue": True,
            "current": "evaluation",
        },
    ),
    ("cohort_evaluation", "executive", {"summary.enrolled": 2, "may_issue": False}),
    (
        "planning_run",
        "administrator",
        {
            "why.rules": ["Launch falls in June."],
            "why.ways": [],
            "comparison.choices.0.moved": 0,
            "comparison.choices.0.swapped": 0,
            "losses": [],
        },
    ),
    (
        "calendar",
        "participant",
        {
            "query.on": date(2025, 7, 1),
            "query.today": date(2025, 7, 1),
            "within.first": date(2025, 7, 1),
            "within.last": date(2025, 7, 31),
            "marks.0.name": "Topaz day",
            "months.0.weeks.0.0.is_outside": True,
            "months.0.weeks.0.1.is_today": True,
            "months.0.weeks.0.2.is_today": False,
            "is_administrator": False,
            "may_drag": False,
        },
    ),
]

# Where the pages lead, by the names of the addresses.
LEADS_TO = [
    ("home", "administrator", ["cohort", "cohort_assessment", "programme"]),
    ("home", "participant", ["my_assessment", "session", "diary"]),
    ("home", "coach", ["session", "debrief"]),
    ("home", "executive", ["cohort_evaluation"]),
    ("cohort", "administrator", ["enrol", "cohort_change", "enrolment_change", "withdraw", "cohort_sessions"]),
    ("cohort_sessions", "administrator", ["session", "cohort", "cohort_assessment", "cohort_evaluation"]),
    ("session", "administrator", ["session_move", "session_cancel", "cohort_sessions"]),
    ("round", "administrator", ["round_dates", "round_close", "round_raters", "round_subject", "round_completion"]),
    ("programme", "administrator", ["cohort", "cohort_new", "programme_change", "programme_designs"]),
]


@pytest.fixture(scope="module")
def copies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], World]]:
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch, NOON)
        with standing(build, django_db_blocker) as copy:
            yield copy


@pytest.fixture
def world(copies: Callable[[], World], db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    set_clock(monkeypatch, NOON + timedelta(minutes=1))
    return copies()


def address_of(name: str, world: World) -> str:
    objects = dict(world.objects)
    if name == "diary":
        objects["person"] = world.people["participant"].pk
    return reverse(name, args=[objects[key] for key in ROUTES[name].objects])


def plain(value: Any) -> Any:
    return list(value) if hasattr(value, "__iter__") and not isinstance(value, str) else value


@pytest.mark.parametrize(("name", "role", "facts"), SHOWN)
def test_a_page_is_written_from_these_facts(
    name: str, role: str, facts: Facts, world: World, client_for: ClientFor
) -> None:
    response = visitor(role, world, client_for).get(address_of(name, world))

    context = {key: value for layer in response.context for part in layer.dicts for key, value in part.items()}
    assert {path: plain(Variable(path).resolve(context)) for path in facts} == facts


@pytest.mark.parametrize(("name", "role", "names"), LEADS_TO)
def test_a_page_leads_to_what_can_be_done_next(
    name: str, role: str, names: list[str], world: World, client_for: ClientFor
) -> None:
    page = visitor(role, world, client_for).get(address_of(name, world)).content.decode()

    assert [each for each in names if f'href="{address_of(each, world)}' not in page] == []
