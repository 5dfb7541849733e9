"""Write a database with one of everything as SQL, for test_migrations to bring up to date.

    .venv/bin/python -m deploy.with_servers python -m tests.programme.dump tests/programme/databases/2026-12.sql

A release adds one of its own. Those that are there stay as they are.
"""

import os
import subprocess
import sys
from pathlib import Path

import django
from django.core.management import call_command

from deploy.embedded import postgres_programs

OPTIONS = ("--inserts", "--no-owner", "--no-privileges", "--no-comments")
# What proves who somebody is belongs in no repository, not even that of people who are invented.
WITHOUT_ROWS = ("mfa_authenticator", "django_session")
# Comments, psql's own commands, and settings that an older server does not have.
LEFT_OUT = ("--", "\\", "SET ", "\n")


def main(path: str) -> None:
    django.setup()
    from tests.programme import world

    call_command("migrate", verbosity=0)
    world.build()
    Path(path).write_text("".join(line for line in dumped() if not line.startswith(LEFT_OUT)))


def dumped() -> list[str]:
    program = postgres_programs(Path(os.environ["CADRE_VAR"]) / "postgres") / "pg_dump"
    without = [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
    command = [program, *OPTIONS, *without, os.environ["DATABASE_URL"]]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines(keepends=True)


if __name__ == "__main__":
    main(sys.argv[1])
