"""The planner's questions and answers freeze to JSON and thaw again."""

import json
from dataclasses import replace

import pytest

from scheduling.solver.problem import Charge, Hours, Infeasibility, Plan, PlanningResult, Problem, Relaxation
from scheduling.solver.serialisation import freeze, text_of, thaw
from tests.scheduling.solver.instances import realistic
from tests.scheduling.solver.small import small


@pytest.mark.parametrize("seed", range(100))
def test_a_problem_thaws_to_what_it_was(seed: int) -> None:
    problem = small(seed)
    assert thaw(Problem, json.loads(text_of(problem))) == problem


def test_a_realistic_problem_thaws_to_what_it_was() -> None:
    problem = realistic(1, cohorts=2)
    assert thaw(Problem, json.loads(json.dumps(freeze(problem)))) == problem


def test_an_answer_thaws_to_what_it_was() -> None:
    charge = Charge(kind="gap", words="Masterclass 2 begins on the day of Launch: 10 points", points=10, activity="m2")
    placements = tuple(each.now for each in small(0).activities if each.now)
    found = PlanningResult(plans=(Plan(placements=placements, sheet=(charge,)),), is_proved=False, bound=3)
    assert thaw(PlanningResult, json.loads(text_of(found))) == found


def test_why_there_is_no_plan_thaws_to_what_it_was() -> None:
    relaxation = Relaxation(words="Let Launch be a week later.", cost=5, change={"activity": "launch", "weeks": 1})
    why = Infeasibility(rules=("Launch must be before 12 March",), rule_ids=("g1",), relaxations=((relaxation,),))
    assert thaw(Infeasibility, json.loads(text_of(why))) == why


def test_a_time_is_written_as_clocks_show_it() -> None:
    [first, *_] = [each for each in realistic(1).people if each.hours]
    assert freeze(first.hours[0]) == {"weekday": first.hours[0].weekday, "starts": "08:00:00", "ends": "18:00:00"}


def test_equal_problems_have_one_text_however_their_sets_and_names_were_put_together() -> None:
    problem = realistic(1)
    [launch] = [each for each in problem.activities if each.element == "launch"]
    one = replace(launch, weekdays=frozenset([1, 2, 3]), equipment=frozenset(["projector", "flip chart", "hoist"]))
    other = replace(launch, weekdays=frozenset([3, 2, 1]), equipment=frozenset(["hoist", "projector", "flip chart"]))
    first = replace(problem, activities=(one,), cohorts={"c1": "Cohort 1", "c2": "Cohort 2"})
    second = replace(problem, activities=(other,), cohorts={"c2": "Cohort 2", "c1": "Cohort 1"})
    assert text_of(first) == text_of(second)


@pytest.mark.parametrize("frozen", [{"weekday": 1}, {"weekday": 1, "starts": "25:00", "ends": "09:00"}, {"day": 1}])
def test_what_was_never_frozen_does_not_thaw(frozen: dict[str, object]) -> None:
    with pytest.raises((TypeError, KeyError, ValueError)):
        thaw(Hours, frozen)
