"""Nothing that a personal link holds is ever written down."""

import io
import json
import logging
import secrets
from collections.abc import Callable, Iterator

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from messaging import links
from people.models import Person
from programme.logging import formatter, redact
from programme.urls import urlpatterns as usual
from tests.conftest import ClientFor

pytestmark = pytest.mark.django_db


def crash(request: HttpRequest, token: str) -> HttpResponse:
    logging.getLogger("elsewhere").warning("looked at %s", request.build_absolute_uri())
    raise RuntimeError(f"could not open {request.get_full_path()} nor {token}")


crash.login_required = False  # type: ignore[attr-defined]
urlpatterns = [*(path(f"{prefix}/<str:token>/crash/", crash) for prefix in ("r", "e", "a", "feeds")), *usual]


@pytest.fixture(params=[True, False], ids=["as JSON", "readable"])
def written(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Callable[[], str]]:
    """Everything that any logger hands to the handler, as it is written."""
    settings.ROOT_URLCONF = __name__
    page = io.StringIO()
    handler = logging.StreamHandler(page)
    handler.setFormatter(formatter(as_json=request.param))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield page.getvalue
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize("letter", ["r", "e", "a", "feeds"])
@pytest.mark.parametrize("is_valid", [True, False], ids=["a valid link", "a wrong link"])
def test_no_request_leaves_a_token_in_the_log(written: Callable[[], str], letter: str, is_valid: bool) -> None:
    purpose = {"r": "rating", "e": "evaluation", "a": "session_reply", "feeds": "calendar_feed"}[letter]
    token = links.make(purpose=purpose, target="1:1") if is_valid else secrets.token_urlsafe(32)
    link = f"/{letter}/{token}/"
    visitor = Client(raise_request_exception=False)

    for address in (
        link,
        link[:-5],
        f"{link}crash/",
        f"{link}?again=1",
        f"/nothing/?next={link}",
        f"/%2F{letter}%2F{token}",
    ):
        visitor.get(address, headers={"referer": f"http://testserver{link}"})
        visitor.post(address, {"token": token}, headers={"referer": f"http://testserver{link}"})

    said = written()
    assert "crash" in said
    assert "request_finished" in said
    assert token not in said
    assert token[:20] not in said


def test_a_log_line_is_one_event_of_json(settings: Settings) -> None:
    page = io.StringIO()
    handler = logging.StreamHandler(page)
    handler.setFormatter(formatter(as_json=True))
    logger = logging.getLogger("cadre.test")
    logger.addHandler(handler)
    try:
        logger.warning("sent %s of %s", 3, 4)
        structlog.get_logger("cadre.test").warning("sent", number=3)
    finally:
        logger.removeHandler(handler)

    foreign, own = (json.loads(line) for line in page.getvalue().splitlines())
    assert (foreign["event"], foreign["level"], foreign["logger"]) == ("sent 3 of 4", "warning", "cadre.test")
    assert (own["event"], own["number"]) == ("sent", 3)


def test_who_asked_from_where_and_when_a_rater_answered_is_not_written_down(written: Callable[[], str]) -> None:
    rating = "/answer/6f3a0e0c-7f54-4b8e-9a53-0d6f5a1f2b3c/2/"

    Client(REMOTE_ADDR="10.11.12.13", headers={"user-agent": "Telltale/1"}).get(rating)

    assert "request_finished" in written()
    assert "6f3a0e0c" not in written()
    assert "10.11.12.13" not in written()


@pytest.mark.parametrize(
    "address",
    ["/r/nothing/", "/r/nothing/crash/", "/e/nothing/", "/e/nothing/crash/",
     "/answer/6f3a0e0c-7f54-4b8e-9a53-0d6f5a1f2b3c/2/"],
)  # fmt: skip
def test_no_line_about_a_raters_page_says_who_was_signed_in(
    written: Callable[[], str], client_for: ClientFor, participant: Person, address: str
) -> None:
    client = client_for(participant)
    client.raise_request_exception = False
    client.get("/privacy/")
    assert "user_id" in written()
    before = len(written())

    client.get(address)

    assert "request_" in written()[before:]
    assert "user_id" not in written()[before:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /r/abc_-1/", "GET /r/[redacted]/"),
        ('{"path": "/e/abc?x=1"}', '{"path": "/e/[redacted]?x=1"}'),
        ("next=%2Fr%2Fabc%2F&x", "next=%2Fr%2F[redacted]%2F&x"),
        ("http://127.0.0.1:8000/r/abc", "http://127.0.0.1:8000/r/[redacted]"),
        ("GET /a/abc_-1/", "GET /a/[redacted]/"),
        ("GET /feeds/abc.ics", "GET /feeds/[redacted]"),
        ("GET /calendar-feed/", "GET /calendar-feed/"),
        ("token " + "x" * 43 + "!", "token [redacted]!"),
        ("sha256 " + "a" * 64, "sha256 " + "a" * 64),
        ("/cohorts/1/", "/cohorts/1/"),
        ("/programmes/r/", "/programmes/r/"),
    ],
)
def test_only_what_opens_something_is_struck_out(text: str, expected: str) -> None:
    assert redact(text) == expected
