"""Production settings pass Django's own checks of a deployment, whatever else the environment says."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def manage(*arguments: str, **environment: str | None) -> "subprocess.CompletedProcess[str]":
    settings = {
        "DJANGO_SETTINGS_MODULE": "programme.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "cadre.example",
        "BASE_URL": "https://cadre.example",
        "EMAIL_URL": "smtp+tls://mail.cadre.example:587",
    }
    # Set for the tests that drive a browser, and of no concern to a deployment.
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    given = {**inherited, **settings, **environment}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={name: value for name, value in given.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_checks_of_a_deployment_find_nothing() -> None:
    ran = manage("check", "--deploy", "--fail-level", "WARNING")

    assert ran.returncode == 0, ran.stderr
    assert "no issues" in ran.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMAIL_URL", None),
        ("EMAIL_URL", "consolemail://"),
        ("EMAIL_URL", "filemail:///mail"),
        ("EMAIL_URL", "dummymail://"),
        ("EMAIL_URL", "smtp://"),
        ("BASE_URL", None),
        ("BASE_URL", "http://cadre.example"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "cadre.example"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", ""),
    ],
)
def test_a_service_that_lacks_something_does_not_start_and_says_what(name: str, value: str | None) -> None:
    ran = manage("check", **{name: value})

    assert ran.returncode != 0
    assert f"ImproperlyConfigured: Set {name} to " in ran.stderr.splitlines()[-1]


def test_a_weak_secret_key_is_noticed() -> None:
    assert "security.W009" in manage("check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="short").stderr
