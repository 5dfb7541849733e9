"""Fixtures for every test: the cast of `tests/cast.py`, and a browser's client for each of them."""

from collections.abc import Callable

import pytest
from django.test import Client

from cohorts.models import Cohort, Enrolment
from people.models import Organisation, Person, Role, User
from programme.second_factor import needs_factor
from tests import cast
from tests.second_factor import give_second_factor

ClientFor = Callable[[Person], Client]


@pytest.fixture
def trust(db: None) -> Organisation:
    return cast.trust()


@pytest.fixture
def other_trust(db: None) -> Organisation:
    return cast.trust("Otherside Trust")


@pytest.fixture
def administrator(trust: Organisation) -> Person:
    return cast.member(trust, Role.ADMINISTRATOR)


@pytest.fixture
def coach(trust: Organisation) -> Person:
    return cast.member(trust, Role.COACH)


@pytest.fixture
def executive(trust: Organisation) -> Person:
    return cast.member(trust, Role.EXECUTIVE)


@pytest.fixture
def outsider(other_trust: Organisation) -> Person:
    """An administrator of another Trust, who must see nothing of this one."""
    return cast.member(other_trust, Role.ADMINISTRATOR)


@pytest.fixture
def cohort(trust: Organisation) -> Cohort:
    return cast.cohort(trust)


@pytest.fixture
def enrolment(cohort: Cohort) -> Enrolment:
    return cast.enrolled(cohort)


@pytest.fixture
def participant(enrolment: Enrolment) -> Person:
    return enrolment.person


@pytest.fixture
def client_for(db: None) -> ClientFor:
    """A signed-in client, having given the second factor where one is asked for."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person.user)
        if needs_factor(User.objects.get(pk=person.user_id)):
            give_second_factor(client, person.user)
        return client

    return signed_in
