"""Write a database with one of everything as SQL, for test_migrations to bring up to date:

    .venv/bin/python -m deploy.with_servers python -m tests.programme.dump tests/programme/databases/2026-12.sql

A release adds one of its own. Those that are there stay as they are.
"""

import os
import subprocess
import sys
from pathlib import Path

import django
from django.core.management import call_command

# Commands of psql itself, which no other client understands.
FOR_PSQL = "\\"


def main(path: str) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    from tests.programme import world

    world.build()
    Path(path).write_text(dumped())


def dumped() -> str:
    options = ["--inserts", "--no-owner", "--no-privileges", "--no-comments"]
    command = ["pg_dump", *options, os.environ["DATABASE_URL"]]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith((FOR_PSQL, "--")) and line != "\n")


if __name__ == "__main__":
    main(sys.argv[1])
