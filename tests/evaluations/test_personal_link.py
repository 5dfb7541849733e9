"""A participant evaluates a session by personal link, without signing in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cohorts.models import Enrolment
from evaluations.models import Evaluation
from messaging import links
from scheduling.models import Session
from tests import cast

ANSWERS = {"score": "5", "learned": "To listen first", "will_do": "Meet my team on Mondays"}


@pytest.fixture
def address(launch: Session, enrolment: Enrolment) -> str:
    return f"/e/{links.make(purpose='evaluation', target=f'{launch.pk}:{enrolment.pk}')}/"


def test_the_link_shows_who_is_asked_about_what(client: Client, address: str) -> None:
    page = client.get(address).content.decode()

    assert "Evaluate: Launch" in page
    assert "Pat Participant" in page


def test_opening_the_link_changes_nothing(client: Client, address: str) -> None:
    for _ in range(3):
        assert client.get(address, ANSWERS).status_code == 200
        assert client.head(address).status_code == 200

    assert not Evaluation.objects.exists()


def test_answers_lead_to_an_address_without_the_token(client: Client, address: str, enrolment: Enrolment) -> None:
    response = client.post(address, ANSWERS, follow=True)

    assert response.redirect_chain == [("/evaluated/", 302)]
    assert "Thank you" in response.content.decode()
    assert Evaluation.objects.get().enrolment == enrolment


def test_the_address_goes_to_no_other_site_and_into_no_cache(client: Client, address: str) -> None:
    for response in (client.get(address), client.post(address, {}), client.post(address, ANSWERS), client.get("/e/x/")):
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["Cache-Control"] == "private, no-store"


def test_a_link_that_was_used_never_shows_what_was_answered(client: Client, address: str) -> None:
    client.post(address, ANSWERS)

    page = client.get(address).content.decode()

    assert "Thank you" in page
    assert "sign in" in page
    assert ANSWERS["learned"] not in page
    assert ANSWERS["will_do"] not in page


def test_bad_input_by_link_gets_a_plain_sentence_and_nothing_is_lost(client: Client, address: str) -> None:
    response = client.post(address, ANSWERS | {"score": "7"})

    assert response.status_code == 200
    assert "Select a score" in response.content.decode()
    assert ANSWERS["will_do"] in response.content.decode()


def test_a_wrong_link_is_not_found_in_plain_words(client: Client, address: str) -> None:
    for wrong in ("/e/x/", f"{address[:-3]}xx/", "/e/%00/", "/e/%ff%fe/", f"/e/{'x' * 2000}/"):
        response = client.get(wrong)
        assert response.status_code == 404
        assert "This link does not work" in response.content.decode()
        assert client.post(wrong, ANSWERS).status_code == 404
    assert not Evaluation.objects.exists()


def test_a_link_of_another_purpose_does_not_open_a_form(client: Client, launch: Session, enrolment: Enrolment) -> None:
    token = links.make(purpose="rater", target=f"{launch.pk}:{enrolment.pk}")

    assert client.get(f"/e/{token}/").status_code == 404


def test_a_link_dies_with_the_enrolment(client: Client, address: str, enrolment: Enrolment) -> None:
    enrolment.delete()

    assert client.get(address).status_code == 404
    assert client.post(address, ANSWERS).status_code == 404


def test_a_link_dies_with_the_session(client: Client, address: str, launch: Session) -> None:
    launch.delete()

    assert client.get(address).status_code == 404


def test_a_link_to_a_session_that_was_put_off_says_not_yet(client: Client, address: str, launch: Session) -> None:
    cast.put_off(launch, timezone.now() + timedelta(days=1))

    for response in (client.get(address), client.post(address, ANSWERS)):
        assert "is not over yet" in response.content.decode()
    assert not Evaluation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_identical_posts_at_once_make_one_row_and_twenty_thanks(address: str) -> None:
    def post(_: int) -> tuple[int, str]:
        try:
            response = Client().post(address, ANSWERS)
            return response.status_code, response["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        answers = list(pool.map(post, range(20)))

    assert answers == [(302, "/evaluated/")] * 20
    assert list(Evaluation.objects.values_list("score", "learned")) == [(5, "To listen first")]
