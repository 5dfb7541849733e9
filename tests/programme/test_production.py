"""Production settings pass Django's own checks of a deployment, whatever else the environment says."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def manage(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    settings = {
        "DJANGO_SETTINGS_MODULE": "programme.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "cadre.example",
        "BASE_URL": "https://cadre.example",
    }
    # Set for the tests that drive a browser, and of no concern to a deployment.
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**inherited, **settings, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_checks_of_a_deployment_find_nothing() -> None:
    ran = manage("check", "--deploy", "--fail-level", "WARNING")

    assert ran.returncode == 0, ran.stderr
    assert "no issues" in ran.stdout


def test_a_weak_secret_key_is_noticed() -> None:
    assert "security.W009" in manage("check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="short").stderr
