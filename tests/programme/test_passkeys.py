"""Passkeys in a real browser, with an authenticator that the browser itself plays."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from people.models import Person
from tests.conftest import ClientFor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A page whose scripts all ran, and whose console stayed silent."""
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def plug_in_authenticator(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in_as(page: Page, person: Person, client_for: ClientFor, address: str) -> None:
    cookie = client_for(person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])


def test_a_participant_adds_a_passkey_and_signs_in_with_it_alone(
    browser_page: Page, live_server: LiveServer, participant: Person, client_for: ClientFor
) -> None:
    page, address = browser_page, live_server.url.replace("127.0.0.1", "localhost")
    plug_in_authenticator(page)
    sign_in_as(page, participant, client_for, address)

    page.goto(f"{address}/account/passkeys/add/")
    page.get_by_label("Name of this passkey").fill("My phone")
    page.get_by_label("Let me sign in with this passkey alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Your backup codes")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    assert Authenticator.objects.get(type="webauthn").wrap().name == "My phone"
