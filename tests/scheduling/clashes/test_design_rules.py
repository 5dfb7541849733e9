"""Two coaching windows that overlap as their design has them: nobody may claim that they come one after the other.

The cohort starts on Monday 8 January 2035. Weeks 3 to 8 are 22 January to 4 March, of which Friday 2 March is the last
working day; weeks 5 to 10 are 5 February to 18 March, with Friday 16 March. Coaching 2 opens 25 days before Coaching 1
closes.
"""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from cohorts.designs.contradictions import contradictions
from cohorts.designs.specs import DesignSpec, ElementSpec
from cohorts.designs.storage import store_design
from cohorts.models import Cohort, Programme
from scheduling.models import Session
from scheduling.plans.problem_builder import placement_of, problem_of, scope_of
from scheduling.sessions.cohort_start import start_cohort
from scheduling.solver.validator import faults
from tests.scheduling.typed import day

COACHING = ElementSpec("coaching", "coaching", "Coaching", "one_to_one", "social", 90, ((3, 8), (5, 10)))
CLAIM = "The design has Coaching 2"


def started(programme: Programme, coaching: ElementSpec = COACHING) -> Cohort:
    launch = ElementSpec("launch", "launch", "Launch", "whole_cohort", "social", 420, ((1, 1),))
    store_design(programme=programme, spec=DesignSpec("Overlapping", 12, (launch, coaching)))
    return start_cohort(programme=programme, name="Cohort O", starts_on=date(2035, 1, 8), venue="Fenmoor House")


def coaching_of(cohort: Cohort, number: int) -> Session:
    return cohort.sessions.get(element__key="coaching", number=number)


def said_by_hand(client: Client, session: Session, opens: str, closes: str) -> str:
    posted = day("opens_on", opens) | day("closes_on", closes)
    return client.post(f"/sessions/{session.pk}/clashes/", posted).content.decode()


def said_before_release(client: Client, cohort: Cohort) -> str:
    return client.get(f"/cohorts/{cohort.pk}/release/").content.decode()


@pytest.mark.parametrize("number", [1, 2])
def test_windows_that_overlap_as_designed_are_moved_by_hand_without_a_word(
    administrators_client: Client, programme: Programme, number: int
) -> None:
    cohort = started(programme)
    session = coaching_of(cohort, number)
    assert CLAIM not in administrators_client.get(f"/sessions/{session.pk}/move/").content.decode()

    # 12 February 2035 is a Monday in the weeks of both
    assert "<li" not in said_by_hand(administrators_client, session, "12/2/2035", "23/2/2035")
    moved = day("opens_on", "12/2/2035") | day("closes_on", "23/2/2035")
    assert administrators_client.post(f"/sessions/{session.pk}/move/", moved).status_code == 302


def test_windows_that_overlap_as_designed_are_released_without_a_word(
    administrators_client: Client, programme: Programme
) -> None:
    cohort = started(programme)

    page = said_before_release(administrators_client, cohort)

    assert "Nobody leads it yet" in page
    assert CLAIM not in page


def test_the_planner_and_the_design_page_have_nothing_against_them_either(programme: Programme) -> None:
    cohort = started(programme)
    assert contradictions(DesignSpec("Overlapping", 12, (COACHING,))) == []
    placements = [placement_of(session) for session in cohort.sessions.with_titles()]
    assert not any("Coaching" in fault for fault in faults(problem_of(scope_of([cohort])), placements))


def test_a_design_that_asks_for_an_order_of_its_windows_is_heard(
    administrators_client: Client, programme: Programme
) -> None:
    cohort = started(programme, replace(COACHING, windows=((3, 8), (5, 12)), least_days_between=1))
    assert "The design has Coaching 2 after Coaching 1, which is open until 2 March 2035" in said_before_release(
        administrators_client, cohort
    )
    second = coaching_of(cohort, 2)
    assert CLAIM in said_by_hand(administrators_client, second, "2/3/2035", "16/3/2035")
    assert CLAIM not in said_by_hand(administrators_client, second, "5/3/2035", "16/3/2035")
