import pytest
from django.test import Client

from cohorts.enrolments.enrolling import enrol
from cohorts.enrolments.rows import PEOPLE_LIMITS
from cohorts.enrolments.withdrawing import HasBegunError, withdraw
from cohorts.models import Cohort, Enrolment
from evaluations.models import Evaluation
from messaging.models import Message, MessageState
from people.models import Person
from spreadsheets.reading import read_text
from tests import cast
from tests.conftest import ClientFor
from tests.spreadsheets.people_lists import people, text_of


@pytest.fixture
def enrolment(cohort: Cohort) -> Enrolment:
    return enrol(cohort=cohort, table=read_text(text_of(people(1)), PEOPLE_LIMITS))[0]


@pytest.fixture
def url(enrolment: Enrolment) -> str:
    return f"/enrolments/{enrolment.pk}/withdraw/"


def evaluated(enrolment: Enrolment) -> Evaluation:
    return Evaluation.objects.create(session=cast.session(enrolment.cohort), enrolment=enrolment, score=4)


def test_it_asks_first_and_then_frees_the_place(administrators_client: Client, url: str, cohort: Cohort) -> None:
    assert "Do you want to withdraw Robin Person 1" in administrators_client.get(url).content.decode()
    assert Enrolment.objects.exists()
    assert administrators_client.post(url).headers["Location"] == cohort.get_absolute_url()
    assert not Enrolment.objects.exists()
    assert Person.objects.filter(name="Robin Person 1").exists()


def test_two_who_withdraw_the_same_person_at_once_withdraw_them_once(enrolment: Enrolment) -> None:
    for known in (Enrolment.objects.get(), enrolment):
        withdraw(enrolment=known)
    assert not Enrolment.objects.exists()


def test_a_welcome_that_has_not_gone_does_not_go(enrolment: Enrolment) -> None:
    withdraw(enrolment=enrolment)
    assert Message.objects.get().state == MessageState.WITHDRAWN


def test_who_has_evaluated_stays_and_the_page_says_why(
    administrators_client: Client, url: str, enrolment: Enrolment
) -> None:
    evaluated(enrolment)
    for response in (administrators_client.get(url), administrators_client.post(url)):
        assert "Robin Person 1 cannot be withdrawn" in response.content.decode()
    assert Evaluation.objects.exists()
    with pytest.raises(HasBegunError):
        withdraw(enrolment=enrolment)


def test_a_second_click_finds_nobody_to_withdraw(administrators_client: Client, url: str) -> None:
    administrators_client.post(url)
    assert administrators_client.post(url).status_code == 404


def test_participants_cannot_withdraw_themselves_and_others_cannot_either(
    client_for: ClientFor, other_clients: list[Client], url: str, enrolment: Enrolment
) -> None:
    for client in (client_for(enrolment.person), *other_clients):
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
    assert Enrolment.objects.filter(pk=enrolment.pk).exists()
