"""The headers of every response."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from people.models import Person
from programme.urls import urlpatterns as usual
from tests.conftest import ClientFor

pytestmark = pytest.mark.django_db


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


crash.login_required = False  # type: ignore[attr-defined]
urlpatterns = [*usual, path("crash/", crash)]

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ANONYMOUS: dict[str, tuple[str, int]] = {
    "sign-in": ("/sign-in/", 200),
    "redirect": ("/", 302),
    "public": ("/privacy/", 200),
    "health": ("/health", 200),
    "not found": ("/nothing/", 404),
    "wrong method": ("/sign-in/code/", 302),
    "rater, wrong link": ("/r/nothing/", 404),
    "static": ("/static/js/cadre.js", 200),
    "static, not found": ("/static/nothing.js", 404),
    "crash": ("/crash/", 500),
}


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def directives(response: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in response.headers["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("kind", ANONYMOUS)
def test_every_kind_of_answer_carries_them(visitor: Client, kind: str) -> None:
    address, status = ANONYMOUS[kind]

    response = visitor.get(address)
    response.close()

    assert response.status_code == status
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    # Both keep a page's path from other sites; a rater's page keeps it from our own pages too.
    assert response.headers["Referrer-Policy"] in ("same-origin", "strict-origin")
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert directives(response)["default-src"] == ["'none'"]


@pytest.mark.parametrize("refuse", ["400", "403"])
def test_refusals_before_any_view_carry_them_too(refuse: str) -> None:
    requests: dict[str, Callable[[], Any]] = {
        "400": lambda: Client(headers={"host": "evil.example"}).get("/"),
        "403": lambda: Client(enforce_csrf_checks=True).post("/sign-in/", {}),
    }

    response = requests[refuse]()

    assert response.status_code == int(refuse)
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert directives(response)["default-src"] == ["'none'"]


def test_scripts_run_by_nonce_only_and_each_page_has_its_own(visitor: Client) -> None:
    first, second = visitor.get("/sign-in/"), visitor.get("/sign-in/")

    (nonce,) = directives(first)["script-src"]
    assert nonce.startswith("'nonce-")
    assert f'nonce="{nonce[7:-1]}"' in first.content.decode()
    assert directives(second)["script-src"] != [nonce]
    for response in (first, second):
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert directives(response)["style-src"] == ["'self'"]
        assert directives(response)["frame-ancestors"] == ["'none'"]
        assert directives(response)["form-action"] == ["'self'"]


@pytest.mark.parametrize("address", ["/", "/account/", "/nothing/"])
def test_nothing_of_somebody_who_is_signed_in_is_kept_by_a_browser_or_a_proxy(
    client_for: ClientFor, participant: Person, address: str
) -> None:
    control = client_for(participant).get(address).headers["Cache-Control"]

    assert {"private", "no-store"} <= set(control.replace(" ", "").split(","))


@pytest.mark.parametrize("address", ["/sign-in/", "/r/nothing/", "/e/nothing/", "/crash/"])
def test_nor_is_a_page_of_a_rater_or_of_signing_in(visitor: Client, address: str) -> None:
    assert "no-store" in visitor.get(address).headers["Cache-Control"]


@pytest.mark.parametrize("letter", ["r", "e"])
def test_no_answer_at_an_address_with_a_token_tells_it_to_another_page(visitor: Client, letter: str) -> None:
    address = f"/{letter}/nothing/"
    careful = Client(enforce_csrf_checks=True)

    answers = [visitor.get(address), visitor.put(address), visitor.get(f"{address}more/"), careful.post(address)]

    assert answers[-1].status_code == 403
    for answer in answers:
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer.headers["Cache-Control"]


def test_static_files_may_be_kept(visitor: Client) -> None:
    response = visitor.get("/static/js/cadre.js")
    response.close()

    assert "no-store" not in response.headers.get("Cache-Control", "")


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, participant: Person) -> None:
    cookie = client.post("/sign-in/", {"email": participant.email}).cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
