"""The pages shown when something goes wrong: in our look, with the right status, and telling nothing."""

import io

import pytest
from django.test import Client
from pytest_django import Settings

from people.models import Person
from tests.conftest import ClientFor

pytestmark = pytest.mark.django_db


@pytest.fixture
def crashing(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "tests.programme.test_headers"
    return Client(raise_request_exception=False)


def test_a_page_that_is_not_there(client: Client) -> None:
    response = client.get("/nothing/")

    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_somebody_who_is_signed_in_keeps_the_navigation(client_for: ClientFor, administrator: Person) -> None:
    page = client_for(administrator).get("/nothing/").content.decode()

    assert "Page not found" in page
    assert 'href="/programmes/"' in page


def test_a_crash_says_sorry_and_tells_nothing(crashing: Client) -> None:
    response = crashing.get("/crash/")

    assert response.status_code == 500
    assert "Sorry, there is a problem with Cadre" in response.content.decode()
    assert "on purpose" not in response.content.decode()


def test_a_form_without_its_token_is_explained(participant: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(participant.user)

    response = client.post("/sign-out/")

    assert response.status_code == 403
    assert "Send your answers again" in response.content.decode()


def test_a_page_that_only_takes_forms_is_explained(client_for: ClientFor, administrator: Person) -> None:
    response = client_for(administrator).get("/team/add/")

    assert response.status_code == 405
    assert "There is no page here" in response.content.decode()
    assert response.headers["Allow"] == "POST"
    assert int(response.headers["Content-Length"]) == len(response.content)


def test_an_unknown_host_is_refused(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "We could not read that request" in response.content.decode()


def test_a_form_of_too_many_fields_is_refused(client: Client) -> None:
    response = client.post("/sign-in/", {f"field{number}": "x" for number in range(1100)})

    assert response.status_code == 400
    assert "We could not read that request" in response.content.decode()


@pytest.mark.parametrize("path", ["/sign-in/", "/r/nothing/", "/nothing/", "/health"])
def test_more_than_6_megabytes_are_refused_unread_from_anybody(path: str) -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError("the body was read")

    request = {"CONTENT_LENGTH": "6000001", "wsgi.input": Unread()}
    response = Client().generic("POST", path, **request)

    assert response.status_code == 413
    assert "That is too big" in response.content.decode()
    assert "default-src" in response.headers["Content-Security-Policy"]


def test_6_megabytes_reach_the_page(client: Client) -> None:
    response = client.generic("POST", "/health", b"x" * 6_000_000, content_type="text/plain")

    assert response.status_code == 405


@pytest.mark.parametrize("length", ["", "-1", "many", "0"])
def test_a_length_that_is_none_breaks_nothing(client: Client, length: str) -> None:
    assert client.generic("POST", "/sign-in/", CONTENT_LENGTH=length).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/%00", "/cohorts/99999999999999999999999/", "/cohorts/-1/", "/cohorts/%F0%9F%92%A9/", "/r/%00/", "/r/%FF%FE/",
     "/e/%00/", "/documents/nothing/", "/documents/00000000-0000-0000-0000-000000000000/", "/r/" + "x" * 5000 + "/"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_breaks_anything(client_for: ClientFor, administrator: Person, path: str, method: str) -> None:
    response = getattr(client_for(administrator), method)(path)

    assert response.status_code in (404, 405)


def test_health_answers_anybody_with_nothing_but_ok(client: Client) -> None:
    response = client.get("/health")

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.parametrize(
    ("path", "words"),
    [("/privacy/", "could link rows"), ("/privacy/", "not affiliated with or endorsed by"), ("/accessibility/", "2.2")],
)
def test_what_is_true_of_everybody_is_said_to_anybody(client: Client, path: str, words: str) -> None:
    assert words in client.get(path).content.decode()
