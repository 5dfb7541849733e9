from dataclasses import replace

import pytest

from cohorts.designs.files import DesignFileError, read_design
from cohorts.designs.storage import leading_for_change, spec_of, store_design
from cohorts.models import Element, Organisation, Practice
from tests import cast

SMALL = """
name = "Small"
weeks = 4
[[elements]]
key = "launch"
kind = "launch"
name = "Launch"
format = "whole_cohort"
share = "formal"
minutes = 420
windows = [[1, 1]]
"""


def test_leading_for_change_holds_what_the_case_study_names() -> None:
    spec = leading_for_change()
    # kind, sessions, minutes of each: one day, four and three half-days, two of 1.5 hours, two half-days, one 360
    found = [(element.kind, len(element.windows), element.minutes) for element in spec.elements]
    assert sorted(found) == sorted(
        [("assessment", 1, 30), ("launch", 1, 450)]
        + [("masterclass", 1, 210)] * 4
        + [("coaching", 2, 90), ("learning_set", 3, 210), ("patient_engagement", 1, 210), ("conference", 1, 210)]
    )


def test_each_masterclass_and_the_conference_serve_the_practice_of_the_case_study() -> None:
    served = {element.name: element.practice for element in leading_for_change().elements if element.practice}
    assert served == {
        "Understanding and leading self": Practice.MODEL,
        "Leading others": Practice.ENABLE,
        "Leading change": Practice.INSPIRE,
        "Influencing change": Practice.CHALLENGE,
        "Leadership and Learning conference": Practice.ENCOURAGE,
    }


def test_leading_for_change_takes_eight_to_nine_months() -> None:
    # 35 weeks are 8.05 months of 30.44 days, and 39 weeks are 8.97
    assert 35 <= leading_for_change().weeks <= 39


def test_a_stored_design_reads_back_as_its_spec(trust: Organisation) -> None:
    design = store_design(programme=cast.programme(trust), spec=leading_for_change())
    assert spec_of(design) == leading_for_change()
    assert Element.objects.get(design=design, key="coaching").windows.count() == 2


def test_the_same_design_stays_the_same_version(trust: Organisation) -> None:
    programme = cast.programme(trust)
    first = store_design(programme=programme, spec=leading_for_change())
    assert store_design(programme=programme, spec=leading_for_change()) == first


def test_a_changed_design_is_the_next_version_and_the_old_one_stays(trust: Organisation) -> None:
    programme = cast.programme(trust)
    spec = leading_for_change()
    first = store_design(programme=programme, spec=spec)
    second = store_design(programme=programme, spec=replace(spec, weeks=37))
    assert (first.version, second.version) == (1, 2)
    assert spec_of(first).weeks == spec.weeks
    assert programme.current_design == second


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("weeks = 4", "", "weeks must be a whole number"),
        ("weeks = 4", "weeks = true", "weeks must be a whole number"),
        ('kind = "launch"', 'kind = "party"', "kind must be one of"),
        ("[[1, 1]]", "[[2, 1]]", "two weeks in order"),
        ("[[1, 1]]", "[[1, 5]]", "ends after week 4"),
        ("[[1, 1]]", "[]", "windows is missing"),
        ("minutes = 420", "minutes = 0", "minutes must be a whole number"),
        ("minutes = 420", "minutes = 420\ncolour = 1", "colour is not known"),
        ('share = "formal"', 'share = "formal"\npractice = "modal"', "practice must be one of"),
        ('name = "Launch"', 'name = " "', "name is missing"),
        ("weeks = 4", "weeks = ", "not valid TOML"),
        ("[[elements]]", "[[other]]", "at least one element"),
    ],
)
def test_a_mistake_in_a_design_is_named(old: str, new: str, says: str) -> None:
    with pytest.raises(DesignFileError, match=says):
        read_design(SMALL.replace(old, new))


def test_two_elements_may_not_have_one_key() -> None:
    element = SMALL[SMALL.index("[[elements]]") :]
    with pytest.raises(DesignFileError, match="two elements with this key"):
        read_design(SMALL + element)
