"""All checks that need neither a browser nor minutes: `make check`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from deploy.refusal import say
from programme.packages import PACKAGES

PYTHON = sys.executable
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "programme.settings.production",
    "ALLOWED_HOSTS": "cadre.example",
    "BASE_URL": "https://cadre.example",
    "EMAIL_URL": "smtp+tls://mail.cadre.example:587",
}

SECRETS = dict.fromkeys(("SECRET_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"), "for-checking-only")


@dataclass(frozen=True)
class Check:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def checks() -> list[Check]:
    return [
        Check("Code style", ["ruff", "check"]),
        Check("Layout", ["ruff", "format", "--check"]),
        Check("Templates", [PYTHON, "-m", "deploy.templates", "--check"]),
        Check("Types", ["mypy"]),
        Check("Which package imports which", ["lint-imports"]),
        Check("Which package links to which", [PYTHON, "-m", "deploy.links"]),
        Check("Models and migrations agree", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
        Check("Migrations are safe", migration_linter(), {"DJANGO_SETTINGS_MODULE": "deploy.lint_settings"}),
        Check("Ready to deploy", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        *containers(),
    ]


# These change tables of a few hundred rows at most, so that their lock is short.
SHORT_TABLES = [
    "0002_instruments_under_licence",
    "0005_numbered_releases",
    "0002_placing_rules",
    "0002_diaries_plans_and_releases",
    "0004_venues_are_rows",
    "0003_working_copies",
]


def migration_linter() -> list[str]:
    apps = [name for name in PACKAGES if os.path.isdir(f"{name}/migrations")]
    choices = ["--no-cache", "--quiet", "ok", "ignore", "--ignore-name", *SHORT_TABLES]
    return [PYTHON, "manage.py", "lintmigrations", *choices, "--include-apps", *apps]


def containers() -> list[Check]:
    if not shutil.which("docker") or not succeeds(["docker", "compose", "version"]):
        say("Docker Compose is not here: docker-compose.yml goes unchecked.")
        return []
    return [
        Check("Containers", ["docker", "compose", "--env-file", "deploy/example.env", "config", "--quiet"], SECRETS)
    ]


def passes(check: Check) -> bool:
    say(f"\n== {check.name} ==")
    return subprocess.run(check.command, check=False, env={**os.environ, **check.environment}).returncode == 0


def succeeds(command: Sequence[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def main() -> int:
    failed = [check.name for check in checks() if not passes(check)]
    say(f"\nFailed: {', '.join(failed)}." if failed else "\nAll checks passed.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
