"""Issuing the evaluation report: numbered, frozen, and once."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from cohorts.models import Cohort
from evaluations.executive_report import collect_content, issue
from evaluations.models import EvaluationReport
from people.models import Person
from reports.models import Document, DocumentState
from reports.rendering import make
from scheduling.models import Session
from tests.conftest import ClientFor
from tests.evaluations.conftest import Gives
from tests.reading import read


def path(cohort: Cohort) -> str:
    return f"/cohorts/{cohort.pk}/evaluation/issue/"


def new_key() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def answered(launch: Session, gives: Gives) -> Session:
    gives(launch, 3, 4, 4, 5, 5, learned="Learned by")
    return launch


def test_the_confirmation_says_what_the_report_will_hold(
    client_for: ClientFor, administrator: Person, cohort: Cohort, answered: Session
) -> None:
    page = read(client_for(administrator).get(path(cohort)))

    assert "Launch: 5 of 5 evaluations" in page
    assert "never changes" in page
    assert not Document.objects.exists()


def test_a_confirmed_report_is_numbered_and_owed(
    client_for: ClientFor, administrator: Person, executive: Person, cohort: Cohort, answered: Session
) -> None:
    response = client_for(administrator).post(path(cohort), {"request_key": new_key()}, follow=True)

    document = EvaluationReport.objects.get().document
    assert response.redirect_chain == [(f"/cohorts/{cohort.pk}/evaluation/", 302)]
    assert "Evaluation report no. 1 is issued." in response.content.decode()
    assert (document.kind, document.number, document.title) == (
        "evaluation_report",
        1,
        "Evaluation report: Cohort 1",
    )
    assert set(document.readers) == {"executive", "administrator"}
    for reader in (administrator, executive):
        assert document in Document.objects.visible_to(reader.user)


def test_a_report_is_offered_once_it_is_made(
    client_for: ClientFor, executive: Person, cohort: Cohort, answered: Session
) -> None:
    client, url = client_for(executive), f"/cohorts/{cohort.pk}/evaluation/"
    document = issue(cohort=cohort, request_key=uuid.uuid4()).document

    before = client.get(url).content.decode()
    make(document.pk)
    after = client.get(url).content.decode()
    Document.objects.update(state=DocumentState.FAILED, file="", sha256="")
    failed = client.get(url).content.decode()

    assert "Being made" in before
    assert f"/documents/{document.pk}/" not in before
    assert f"/documents/{document.pk}/" in after
    assert "Could not be made" in failed


def test_nobody_else_sees_the_document(
    cohort: Cohort, answered: Session, coach: Person, participant: Person, outsider: Person
) -> None:
    issue(cohort=cohort, request_key=uuid.uuid4())

    for someone in (coach, participant, outsider):
        assert not Document.objects.visible_to(someone.user).exists()
        assert not Cohort.objects.read_by(someone.user).exists()


def test_a_second_click_issues_nothing_more(
    client_for: ClientFor, administrator: Person, cohort: Cohort, answered: Session
) -> None:
    client, key = client_for(administrator), new_key()

    for _ in range(2):
        assert client.post(path(cohort), {"request_key": key}).status_code == 302

    assert EvaluationReport.objects.count() == Document.objects.count() == 1


def test_each_issue_has_a_number_of_its_own(cohort: Cohort, answered: Session) -> None:
    numbers = [issue(cohort=cohort, request_key=uuid.uuid4()).document.number for _ in range(3)]

    assert numbers == [1, 2, 3]


@pytest.mark.parametrize("key", ["", "x", "\x00", "9" * 5000])
def test_a_broken_key_asks_again(
    client_for: ClientFor, administrator: Person, cohort: Cohort, answered: Session, key: str
) -> None:
    response = client_for(administrator).post(path(cohort), {"request_key": key})

    assert response.status_code == 200
    assert "Issue the report" in response.content.decode()
    assert not Document.objects.exists()


def test_nothing_is_issued_when_nobody_has_answered(
    client_for: ClientFor, administrator: Person, cohort: Cohort, launch: Session
) -> None:
    client = client_for(administrator)

    assert "There is nothing to report yet" in client.get(path(cohort)).content.decode()
    response = client.post(path(cohort), {"request_key": new_key()})
    assert "There is nothing to report yet" in response.content.decode()
    assert not Document.objects.exists()
    with pytest.raises(ValidationError):
        issue(cohort=cohort, request_key=uuid.uuid4())


def test_an_issued_report_stays_as_it_was(cohort: Cohort, answered: Session, gives: Gives) -> None:
    first = issue(cohort=cohort, request_key=uuid.uuid4()).document
    before = json.dumps(Document.objects.get(pk=first.pk).content, sort_keys=True)

    gives(answered, 1, 1, 1, first=6, learned="Late")
    answered.evaluations.filter(enrolment__person__name="Participant Number1").update(score=1, learned="Changed")
    second = issue(cohort=cohort, request_key=uuid.uuid4()).document

    assert json.dumps(Document.objects.get(pk=first.pk).content, sort_keys=True) == before
    assert second.content["elements"][0]["answered"] == "8 of 8"
    assert first.content["elements"][0]["mean"] == "4.2"
    # 1 4 4 5 5 1 1 1: sum 22, mean 22 / 8 = 2.75.
    assert second.content["elements"][0]["mean"] == "2.8"


def test_quotes_come_in_no_order_and_without_names(cohort: Cohort, launch: Session, gives: Gives) -> None:
    gives(launch, *[4] * 12, learned="Learned by")
    asked_in_order = [f"Learned by {number}" for number in range(1, 13)]

    orders = [collect_content(cohort)["elements"][0]["quotes"] for _ in range(4)]

    # Twelve quotes in their first order four times running: once in (12!) to the power of 4.
    assert any(order != asked_in_order for order in orders)
    assert all(sorted(order) == sorted(asked_in_order) for order in orders)
    assert "Participant Number" not in json.dumps(collect_content(cohort))


def test_what_participants_will_do_is_not_in_the_report(cohort: Cohort, answered: Session) -> None:
    answered.evaluations.update(will_do="A plan of mine")

    assert "A plan of mine" not in json.dumps(collect_content(cohort))


def test_the_longest_names_fit(cohort: Cohort, answered: Session) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(name="x" * 200)
    cohort.refresh_from_db()

    assert len(issue(cohort=cohort, request_key=uuid.uuid4()).document.title) == 200


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_issue_one_report(
    client_for: ClientFor, administrator: Person, cohort: Cohort, answered: Session
) -> None:
    cookies, key = client_for(administrator).cookies, new_key()

    def post(_: int) -> int:
        client = Client()
        client.cookies = cookies
        try:
            return client.post(path(cohort), {"request_key": key}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        assert list(pool.map(post, range(10))) == [302] * 10
    assert EvaluationReport.objects.count() == Document.objects.count() == 1
