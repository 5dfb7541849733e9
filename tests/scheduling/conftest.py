from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort, Programme
from cohorts.programmes.editing import commission_programme
from people.models import Organisation, Person
from scheduling.models import Session
from scheduling.releases.release import release
from scheduling.sessions.cohort_start import start_cohort
from tests.clock import TESTING_DAY, clock_from
from tests.conftest import ClientFor


@pytest.fixture(scope="package", autouse=True)
def testing_day() -> Iterator[None]:
    """The dates that are typed in these tests stand on either side of this day."""
    with clock_from(TESTING_DAY):
        yield


@pytest.fixture
def programme(trust: Organisation) -> Programme:
    return commission_programme(organisation=trust, name="Leading for Change 2026")


@pytest.fixture
def planned(programme: Programme) -> Cohort:
    """A cohort that starts on Tuesday 8 September 2026, with all of its sessions."""
    return start_cohort(programme=programme, name="Cohort 1", starts_on=date(2026, 9, 8), venue="Fenmoor House")


@pytest.fixture
def ahead(programme: Programme) -> Cohort:
    """A cohort whose sessions are all to come; its draft is known to nobody."""
    return start_cohort(
        programme=programme, name="Cohort Ahead", starts_on=next_tuesday() + timedelta(weeks=4), venue="Fenmoor House"
    )


def next_tuesday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=7 - (today.weekday() - 1) % 7)


@pytest.fixture
def told(planned: Cohort, administrator: Person) -> Cohort:
    """The planned cohort, once its dates have been released."""
    release(cohort=planned, by=administrator, note="")
    return planned


@pytest.fixture
def masterclass(planned: Cohort) -> Session:
    return planned.sessions.get(element__key="masterclass-self")


@pytest.fixture
def assessment(planned: Cohort) -> Session:
    return planned.sessions.get(element__key="assessment")


@pytest.fixture
def administrators_client(client_for: ClientFor, administrator: Person) -> Client:
    return client_for(administrator)
