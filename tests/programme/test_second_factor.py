"""The second factor: administrators must have one, and everybody who has one must give it."""

import re
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client

from people.accounts import grant
from people.models import Organisation, Person, Role
from programme.demonstration.accounts import DEMO_ACCOUNTS
from tests.conftest import ClientFor
from tests.programme.test_sign_in import CODE, SIGN_IN, code_in, is_signed_in
from tests.second_factor import SECRET, code_now, set_up_app

pytestmark = pytest.mark.django_db

SET_UP = "/account/"
APP = "/account/app/"
CONFIRM = "/account/confirm/"
SECOND = "/sign-in/second-factor/"


def signed_in_by_code_alone(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def give_emailed_code(client: Client, person: Person, mailoutbox: list[EmailMessage]) -> Any:
    client.post(SIGN_IN, {"email": person.email})
    return client.post(CODE, {"code": code_in(mailoutbox[-1])})


@pytest.mark.parametrize("path", ["/", "/programmes/", "/account/passkeys/", "/account/codes/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_administrator_without_one_gets_to_the_set_up_page_only(
    administrator: Person, path: str, method: str
) -> None:
    client = signed_in_by_code_alone(administrator)

    response = getattr(client, method)(path)

    assert (response.status_code, response.headers["Location"]) == (302, SET_UP)


@pytest.mark.parametrize("path", [SET_UP, APP, "/account/passkeys/add/", "/sign-out/", "/health", "/privacy/"])
def test_what_is_needed_to_set_one_up_stays_open(administrator: Person, path: str) -> None:
    assert signed_in_by_code_alone(administrator).get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_an_administrator_sets_up_an_app_and_goes_on_with_backup_codes_in_hand(
    administrator: Person, mailoutbox: list[EmailMessage]
) -> None:
    client = signed_in_by_code_alone(administrator)
    page = client.get(APP).content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret
    assert 'src="data:image/svg+xml;base64,' in page

    codes = client.post(APP, {"code": code_now(secret[1])}, follow=True).content.decode()

    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
    assert client.get("/").status_code == 200
    assert mailoutbox[-1].subject == "An app now protects your Cadre account"


def test_a_wrong_code_sets_nothing_up(administrator: Person) -> None:
    client = signed_in_by_code_alone(administrator)
    client.get(APP)

    response = client.post(APP, {"code": "12"})

    assert "That code is not right" in response.content.decode()
    assert not Authenticator.objects.exists()


def test_the_app_is_asked_for_after_the_emailed_code(
    client: Client, administrator: Person, mailoutbox: list[EmailMessage]
) -> None:
    set_up_app(administrator.user)

    response = give_emailed_code(client, administrator, mailoutbox)
    assert response.headers["Location"] == SECOND
    assert not is_signed_in(client)
    client.post(SECOND, {"code": code_now()})

    assert is_signed_in(client)
    assert client.get("/").status_code == 200


def test_a_wrong_second_code_lets_nobody_in_and_five_are_enough(
    client: Client, administrator: Person, mailoutbox: list[EmailMessage]
) -> None:
    set_up_app(administrator.user)
    give_emailed_code(client, administrator, mailoutbox)

    answers = [client.post(SECOND, {"code": "12"}).content.decode() for _ in range(6)]
    client.post(SECOND, {"code": code_now()})

    assert "That code is not right" in answers[4]
    assert "You have tried too many times" in answers[5]
    assert not is_signed_in(client)


def test_a_code_of_the_app_works_once(administrator: Person, mailoutbox: list[EmailMessage]) -> None:
    set_up_app(administrator.user)
    code = code_now()
    first, second = Client(), Client()
    for client in (first, second):
        give_emailed_code(client, administrator, mailoutbox)
        client.post(SECOND, {"code": code})

    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_a_backup_code_does_instead_and_works_once(administrator: Person, mailoutbox: list[EmailMessage]) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    set_up_app(administrator.user)
    code = RecoveryCodes.activate(administrator.user).get_unused_codes()[0]
    first, second = Client(), Client()
    for client in (first, second):
        give_emailed_code(client, administrator, mailoutbox)
        client.post(SECOND, {"code": code})

    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_a_session_from_before_the_app_was_set_up_must_give_it_too(administrator: Person) -> None:
    client = signed_in_by_code_alone(administrator)
    set_up_app(administrator.user)

    for path in ("/", "/programmes/", SET_UP, APP, "/account/passkeys/add/", "/account/codes/"):
        response = client.get(path)
        assert response.headers["Location"].startswith(CONFIRM), path


def test_giving_it_later_leads_to_the_page_that_was_asked_for(administrator: Person) -> None:
    client = signed_in_by_code_alone(administrator)
    set_up_app(administrator.user)

    asked = client.get("/account/passkeys/")
    page = client.get(asked.headers["Location"])
    response = client.post(CONFIRM, {"code": code_now(), "next": "/account/passkeys/"})

    assert 'name="next"' in page.content.decode()
    assert response.headers["Location"] == "/account/passkeys/"
    assert client.get("/").status_code == 200


def test_a_participant_who_has_one_must_give_it_and_one_who_has_none_need_not(participant: Person) -> None:
    client = signed_in_by_code_alone(participant)
    assert client.get("/").status_code == 200

    set_up_app(participant.user)

    assert client.get("/").headers["Location"].startswith(CONFIRM)


def test_an_administrator_who_removes_the_app_must_set_one_up_again(
    client_for: ClientFor, administrator: Person
) -> None:
    client = client_for(administrator)

    client.post("/account/app/remove/")

    assert not Authenticator.objects.exists()
    assert client.get("/").headers["Location"] == SET_UP


def test_the_secret_of_the_app_is_not_shown_again(client_for: ClientFor, administrator: Person) -> None:
    client = client_for(administrator)

    pages = [client.get(path, follow=True).content.decode() for path in (SET_UP, APP)]

    assert not any(SECRET in page for page in pages)


HERE = {"host": "127.0.0.1:8000"}


@pytest.fixture
def demo_administrator(demonstration: Path, trust: Organisation) -> Person:
    (account,) = [account for account in DEMO_ACCOUNTS if account.role == "administrator"]
    return grant(organisation=trust, email=account.email, name=account.label, role=Role.ADMINISTRATOR)


def test_the_demonstrations_own_accounts_do_without_on_this_machine(demo_administrator: Person) -> None:
    assert signed_in_by_code_alone(demo_administrator).get("/programmes/", headers=HERE).status_code == 200


@pytest.mark.parametrize("headers", [{"host": "cadre.example"}, {**HERE, "x-forwarded-for": "10.0.0.1"}])
def test_not_for_anybody_from_elsewhere(demo_administrator: Person, headers: dict[str, str]) -> None:
    response = signed_in_by_code_alone(demo_administrator).get("/programmes/", headers=headers)

    assert response.headers["Location"] == SET_UP


def test_nor_for_another_administrator_of_the_same_machine(demonstration: Path, administrator: Person) -> None:
    assert signed_in_by_code_alone(administrator).get("/programmes/", headers=HERE).headers["Location"] == SET_UP


NOT_A_PASSKEY = ["", "null", "1", "[]", "{}", '"x"', '{"id": 1}', '{"id": "a", "rawId": "a", "type": "public-key"}',
                 '{"id":"YQ","rawId":"YQ","type":"public-key","response":null}',
                 '{"id":"YQ","rawId":"YQ","type":"public-key","response":{}}',
                 '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"YQ","authenticatorData":"YQ","signature":"YQ","userHandle":null}}',
                 '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"YQ"}}',
                 '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"YQ","authenticatorData":"YQ","signature":"YQ","userHandle":"/w"}}',
                 "\x00", "[" * 5000]  # fmt: skip


@pytest.mark.parametrize("credential", NOT_A_PASSKEY)
def test_what_is_no_passkey_is_refused_wherever_it_is_sent(
    client: Client, client_for: ClientFor, administrator: Person, mailoutbox: list[EmailMessage], credential: str
) -> None:
    known = client_for(administrator)
    half_way = Client()
    give_emailed_code(half_way, administrator, mailoutbox)
    client.get("/sign-in/passkey/", headers={"accept": "application/json"})

    answers = [
        client.post("/sign-in/passkey/", {"credential": credential}),
        half_way.post(SECOND, {"credential": credential}),
        known.post("/account/passkeys/add/", {"credential": credential, "name": "Key"}),
        known.post("/account/confirm/passkey/", {"credential": credential}),
    ]

    assert all(answer.status_code in (200, 302) for answer in answers)
    assert not is_signed_in(client)
    assert not is_signed_in(half_way)
    assert Authenticator.objects.count() == 1
