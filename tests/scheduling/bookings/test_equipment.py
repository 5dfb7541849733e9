"""Compare the equipment of sessions and venues, however it was typed."""

import pytest

from cohorts.models import Cohort
from people.models import Organisation
from scheduling.bookings.equipment import common_spelling, in_common_spelling, missing_equipment
from scheduling.models import Venue
from scheduling.plans.problem_builder import problem_of, scope_of


@pytest.mark.parametrize("typed", ["Flip charts", "flipcharts", "Flip-chart", "FLIP CHART"])
def test_the_same_thing_typed_in_another_way_is_not_lacking(typed: str) -> None:
    assert missing_equipment(["Flip charts"], [typed]) == []


def test_another_thing_is_lacking_as_the_design_calls_it() -> None:
    assert missing_equipment(["Flip charts", "Projector"], ["Flip charts", "Hearing loop"]) == ["Projector"]


def test_venues_are_told_of_as_the_design_calls_things() -> None:
    assert in_common_spelling(["Flipchart", "Piano"], common_spelling(["Flip charts"])) == {"flip charts", "piano"}


@pytest.mark.django_db
def test_a_venue_with_flipcharts_will_do_for_a_launch_with_flip_charts(planned: Cohort, trust: Organisation) -> None:
    Venue.objects.create(organisation=trust, name="Room 1", equipment=["projectors", "Flipcharts"])
    problem = problem_of(scope_of([planned]))
    launch = next(each for each in problem.activities if each.element == "launch")
    room = next(each for each in problem.venues if each.name == "Room 1")
    assert launch.equipment == {"projector", "flip charts"}
    assert launch.equipment <= room.equipment
