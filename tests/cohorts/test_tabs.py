"""The tabs of a cohort: one of each package that has a page for it, though the cohort's own package knows of none."""

import re

import pytest
from django.urls import reverse

from cohorts.models import Cohort
from cohorts.registry import tabs_of
from people.models import Person
from tests.conftest import ClientFor
from tests.reading import read

TAB = re.compile(r'class="cadre-tabs__link" href="([^"]+)"( aria-current="page")?>([^<]+)<')
ALL = {
    "cohort": "People",
    "cohort_sessions": "Sessions",
    "cohort_assessment": "360",
    "cohort_evaluation": "Evaluation",
}


def test_tabs_stand_by_rank_and_not_by_who_registered_first(cohort: Cohort) -> None:
    assert [(tab.url, tab.label) for tab in tabs_of(cohort)] == [
        (reverse(name, args=[cohort.pk]), label) for name, label in ALL.items()
    ]


@pytest.mark.parametrize("name", ALL)
def test_each_page_of_a_cohort_shows_them_all_with_its_own_as_the_current_one(
    client_for: ClientFor, administrator: Person, cohort: Cohort, name: str
) -> None:
    page = client_for(administrator).get(reverse(name, args=[cohort.pk]))

    assert [(label, bool(current)) for _, current, label in TAB.findall(read(page))] == [
        (label, page_name == name) for page_name, label in ALL.items()
    ]
