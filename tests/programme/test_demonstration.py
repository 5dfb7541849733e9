"""One click in the demonstration, and nowhere else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from people.models import Organisation, User
from programme.demonstration.accounts import DEMO_ACCOUNTS

pytestmark = pytest.mark.django_db

PATHS = ["/demonstration/", "/mailbox/", "/mailbox/20260101-000000-1-0/"]


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda account: account.role)
def test_one_click_signs_in_as_each_role(
    demonstration: Path, demo_organisation: Organisation, visitor: Client, account: object
) -> None:
    role = account.role  # type: ignore[attr-defined]

    response = visitor.post(f"/demonstration/{role}/")

    assert response.headers["Location"] == reverse("home")
    signed_in = User.objects.get(pk=visitor.session["_auth_user_id"])
    assert signed_in.email == f"{role}@meadowvale.example"


def test_the_sign_in_page_offers_the_five_roles(
    demonstration: Path, demo_organisation: Organisation, visitor: Client
) -> None:
    for path in ("/sign-in/", "/demonstration/"):
        page = visitor.get(path).content.decode()
        assert [account.role for account in DEMO_ACCOUNTS if f"/demonstration/{account.role}/" in page] == [
            "administrator",
            "participant",
            "facilitator",
            "coach",
            "executive",
        ]


def test_a_demonstration_that_is_not_loaded_says_how_to_load_it(demonstration: Path, visitor: Client) -> None:
    assert "The demonstration programme is not loaded" in visitor.get("/demonstration/").content.decode()
    assert visitor.post("/demonstration/administrator/").headers["Location"] == "/demonstration/"
    assert "_auth_user_id" not in visitor.session


def test_a_visit_alone_signs_nobody_in(demonstration: Path, demo_organisation: Organisation, visitor: Client) -> None:
    assert visitor.get("/demonstration/administrator/").status_code == 405
    assert "_auth_user_id" not in visitor.session


def test_another_site_cannot_click_for_somebody(demonstration: Path, demo_organisation: Organisation) -> None:
    careful = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1:8000"})

    assert careful.post("/demonstration/administrator/").status_code == 403


@pytest.mark.parametrize("role", ["superuser", "Administrator", "x" * 3000])
def test_there_is_no_other_role(
    demonstration: Path, demo_organisation: Organisation, visitor: Client, role: str
) -> None:
    assert visitor.post(f"/demonstration/{role}/").status_code == 404


@pytest.mark.parametrize(
    ("host", "sender", "headers"),
    [
        ("cadre.example", "127.0.0.1", {}),
        ("127.0.0.1.cadre.example", "127.0.0.1", {}),
        ("192.168.1.20:8000", "192.168.1.5", {}),
        ("127.0.0.1:8000", "192.168.1.5", {}),
        ("localhost", "", {}),
        ("localhost", "127.0.0.1", {"x-forwarded-for": "127.0.0.1"}),
        ("localhost", "127.0.0.1", {"x-real-ip": "10.0.0.1"}),
        ("localhost", "127.0.0.1", {"forwarded": "for=10.0.0.1"}),
        ("localhost", "127.0.0.1", {"x-forwarded-host": "localhost"}),
        ("localhost", "127.0.0.1", {"x-forwarded-proto": "https"}),
        ("localhost", "127.0.0.1", {"via": "1.1 proxy"}),
    ],
)
def test_it_answers_nobody_but_this_machine(
    demonstration: Path, demo_organisation: Organisation, host: str, sender: str, headers: dict[str, str]
) -> None:
    far = Client(REMOTE_ADDR=sender, headers={"host": host, **headers})

    answers = [far.get(path) for path in PATHS] + [far.post("/demonstration/administrator/")]

    assert {answer.status_code for answer in answers} == {404}
    assert "_auth_user_id" not in far.session
    assert "Try Cadre" not in far.get("/sign-in/").content.decode()


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_it_answers_every_name_of_this_machine(demonstration: Path, host: str) -> None:
    assert Client(headers={"host": host}).get("/mailbox/").status_code == 200


def test_the_views_refuse_even_where_their_addresses_exist(
    demonstration: Path, demo_organisation: Organisation, visitor: Client, settings: Settings
) -> None:
    settings.DEMO = False

    answers = [visitor.get(path) for path in PATHS] + [visitor.post("/demonstration/administrator/")]

    assert {answer.status_code for answer in answers} == {404}


PRODUCTION = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse

call_command("collectstatic", interactive=False, verbosity=0)

def exists(name, *args):
    try:
        return bool(reverse(name, args=args))
    except NoReverseMatch:
        return False

client = Client(headers={"host": "localhost"})
names = {"demo_sign_in": [], "demo_sign_in_as": ["coach"], "mailbox": [], "mailbox_message": ["a"]}
paths = ["/demonstration/", "/demonstration/coach/", "/mailbox/", "/mailbox/a/"]
print(json.dumps({
    "demo": settings.DEMO,
    "exist": [name for name, args in names.items() if exists(name, *args)],
    "get": [client.get(path, secure=True).status_code for path in paths],
    "post": [client.post(path, secure=True).status_code for path in paths],
}))
"""


def test_it_cannot_exist_with_production_settings(tmp_path: Path) -> None:
    """In a process of its own, asked for as loudly as the environment can."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "programme.settings.production",
        "DEMO": "1",
        "DEBUG": "1",
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": "https://localhost",
        "EMAIL_URL": "smtp://localhost",
        "CADRE_VAR": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, "-c", PRODUCTION], env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found == {"demo": False, "exist": [], "get": [404] * 4, "post": [404] * 4}
