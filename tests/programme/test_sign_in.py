"""Signing in by a code that is sent to an address that an administrator gave."""

import re
import socket
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from people.models import Organisation, Person, User
from tests.conftest import ClientFor

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in/"
CODE = "/sign-in/code/"


def ask(client: Client, email: str) -> Any:
    return client.post(SIGN_IN, {"email": email}, follow=True)


def code_in(mail: EmailMessage) -> str:
    found = re.search(r"^(\d{4}-\d{4})$", str(mail.body), re.MULTILINE)
    assert found, mail.body
    return found[1]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_participant_signs_in_with_the_code_from_the_email(
    client: Client, participant: Person, mailoutbox: list[EmailMessage]
) -> None:
    page = ask(client, participant.email.upper())
    assert "Check your email" in page.content.decode()

    response = client.post(CODE, {"code": code_in(mailoutbox[0])})

    assert response.headers["Location"] == reverse("home")
    assert is_signed_in(client)
    assert mailoutbox[0].to == [participant.email]


def test_the_code_may_be_typed_without_its_dash_and_with_spaces(
    client: Client, participant: Person, mailoutbox: list[EmailMessage]
) -> None:
    ask(client, participant.email)

    client.post(CODE, {"code": f" {code_in(mailoutbox[0]).replace('-', ' ')} "})

    assert is_signed_in(client)


def test_the_page_that_was_asked_for_comes_after_signing_in(
    client: Client, participant: Person, mailoutbox: list[EmailMessage]
) -> None:
    wanted = client.get("/account/")
    page = client.post(wanted.headers["Location"], {"email": participant.email}, follow=True)

    response = client.post(page.redirect_chain[-1][0], {"code": code_in(mailoutbox[0])})

    assert response.headers["Location"] == "/account/"


def test_nobody_is_sent_to_another_site(client: Client, participant: Person, mailoutbox: list[EmailMessage]) -> None:
    page = client.post(f"{SIGN_IN}?next=https://elsewhere.example/", {"email": participant.email}, follow=True)

    response = client.post(page.redirect_chain[-1][0], {"code": code_in(mailoutbox[0])})

    assert response.headers["Location"] == reverse("home")


def test_an_unknown_address_gets_the_same_page_and_an_email_without_a_code(
    client: Client, participant: Person, mailoutbox: list[EmailMessage]
) -> None:
    known = ask(Client(), participant.email).content.decode().replace(participant.email, "ADDRESS")
    unknown = ask(client, "nobody@fenmoor.example").content.decode().replace("nobody@fenmoor.example", "ADDRESS")

    assert without_secrets(unknown) == without_secrets(known)
    assert mailoutbox[1].to == ["nobody@fenmoor.example"]
    assert "no account with this address" in mailoutbox[1].body
    assert not re.search(r"\d{4}-\d{4}", str(mailoutbox[1].body))
    assert not User.objects.filter(email="nobody@fenmoor.example").exists()


def without_secrets(page: str) -> str:
    return re.sub(r'(nonce|value)="[^"]{20,}"', "", page)


def test_an_unknown_address_cannot_be_signed_in_to_by_guessing(client: Client, trust: Organisation) -> None:
    ask(client, "nobody@fenmoor.example")

    for guess in ("", "0000-0000", "None"):
        client.post(CODE, {"code": guess})

    assert not is_signed_in(client)


def test_a_closed_account_gets_no_code(client: Client, participant: Person, mailoutbox: list[EmailMessage]) -> None:
    User.objects.filter(pk=participant.user.pk).update(is_active=False)

    ask(client, participant.email)

    assert "no account with this address" in mailoutbox[0].body


def test_an_account_that_is_closed_meanwhile_is_no_longer_signed_in(participant: Person, client_for: ClientFor) -> None:
    client = client_for(participant)
    assert client.get("/").status_code == 200

    User.objects.filter(pk=participant.user.pk).update(is_active=False)

    assert client.get("/").headers["Location"].startswith(SIGN_IN)


def test_a_wrong_code_is_refused_beside_the_field_and_the_third_ends_it(
    client: Client, participant: Person, mailoutbox: list[EmailMessage]
) -> None:
    ask(client, participant.email)
    right = code_in(mailoutbox[0])
    wrong = "1111-1111" if right != "1111-1111" else "2222-2222"

    first = client.post(CODE, {"code": wrong})
    assert "That code is not right" in first.content.decode()
    client.post(CODE, {"code": wrong})
    last = client.post(CODE, {"code": wrong}, follow=True)
    client.post(CODE, {"code": right})

    assert "That code can no longer be used. Ask for a new one." in last.content.decode()
    assert not is_signed_in(client)


def test_a_code_works_once_and_in_its_own_browser_only(
    client: Client, participant: Person, mailoutbox: list[EmailMessage]
) -> None:
    ask(client, participant.email)
    code = code_in(mailoutbox[0])
    other = Client()
    ask(other, "nobody@fenmoor.example")

    other.post(CODE, {"code": code})
    client.post(CODE, {"code": code})
    client.post("/sign-out/")
    client.post(CODE, {"code": code})

    assert not is_signed_in(other)
    assert not is_signed_in(client)


def test_codes_are_limited_by_account_and_not_by_the_address_of_a_hospital(
    client: Client, participant: Person, mailoutbox: list[EmailMessage]
) -> None:
    for _ in range(3):
        ask(Client(), participant.email)

    refused = ask(Client(), participant.email)
    colleagues = [ask(Client(), f"colleague{number}@fenmoor.example") for number in range(30)]

    assert "You have tried too many times" in refused.content.decode()
    assert all("Check your email" in page.content.decode() for page in colleagues)
    assert sum(mail.to == [participant.email] for mail in mailoutbox) == 3


def test_a_forged_forwarding_header_changes_nothing(client: Client, participant: Person) -> None:
    for number in range(3):
        Client(headers={"x-forwarded-for": f"10.0.0.{number}"}).post(SIGN_IN, {"email": participant.email})

    refused = Client(headers={"x-forwarded-for": "10.9.9.9"}).post(SIGN_IN, {"email": participant.email})

    assert "You have tried too many times" in refused.content.decode()


def test_a_mail_server_that_is_away_is_explained(client: Client, participant: Person, settings: Settings) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = nobody.getsockname()

        response = client.post(SIGN_IN, {"email": participant.email})

    assert response.status_code == 503
    assert "We could not send the email" in response.content.decode()
    assert not is_signed_in(client)
    assert "What is your email address?" in client.get(SIGN_IN).content.decode()


@pytest.mark.parametrize(
    "typed", ["", "ada", "a\x00b@fenmoor.example", "a" * 5000 + "@fenmoor.example", "é@ü", "<script>"]
)
def test_what_is_no_address_is_refused_beside_the_field(client: Client, trust: Organisation, typed: str) -> None:
    response = client.post(SIGN_IN, {"email": typed})

    assert response.status_code == 200
    assert "nhsuk-error-message" in response.content.decode()


@pytest.mark.parametrize("typed", ["", "a\x00b", "9" * 5000, "é", "١٢٣٤٥٦٧٨"])
def test_what_is_no_code_is_refused_beside_the_field(client: Client, participant: Person, typed: str) -> None:
    ask(client, participant.email)

    response = client.post(CODE, {"code": typed})

    assert response.status_code == 200
    assert "nhsuk-error-message" in response.content.decode()


def test_somebody_half_way_in_can_use_another_address(client: Client, participant: Person) -> None:
    ask(client, participant.email)

    client.post("/sign-out/")

    assert "What is your email address?" in client.get(SIGN_IN).content.decode()


def test_signing_out_takes_a_click(client: Client, participant: Person) -> None:
    client.force_login(participant.user)

    asked = client.get("/sign-out/")
    assert "Do you want to sign out?" in asked.content.decode()
    assert is_signed_in(client)
    client.post("/sign-out/")

    assert not is_signed_in(client)


def test_an_empty_installation_says_which_command_to_run(client: Client) -> None:
    assert "start_organisation" in client.get("/", follow=True).content.decode()


def test_an_installation_in_use_does_not(client: Client, trust: Organisation) -> None:
    assert "start_organisation" not in client.get("/", follow=True).content.decode()


@pytest.mark.parametrize("name", ["account_reset_password", "account_change_password", "account_email"])
def test_there_are_no_passwords_and_no_changing_of_addresses(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_nobody_signs_up_by_themselves(client: Client, trust: Organisation) -> None:
    client.post(reverse("account_signup"), {"email": "eve@elsewhere.example", "password1": "x", "password2": "x"})

    assert not User.objects.exists()
    assert not is_signed_in(client)
