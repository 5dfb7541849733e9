"""Migrations keep the data of an installation that is brought up to date."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from programme.management.commands.migrate import FIRST, TOO_OLD
from tests.service import database_url

DATABASES = sorted((Path(__file__).parent / "databases").glob("*.sql"))
ROOT = Path(__file__).resolve().parents[2]
# Each version writes these anew for its own models.
WRITTEN_BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


@pytest.fixture
def stored_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database that holds what an earlier version wrote."""
    name = f"stored_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as asked:
        asked.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            url = database_url(name)
            with psycopg.connect(url) as filled:
                filled.execute(request.param.read_text())
            yield url
        finally:
            asked.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def rows(url: str) -> dict[str, int]:
    with psycopg.connect(url) as asked:
        tables = {name for (name,) in asked.execute(TABLES)} - WRITTEN_BY_MIGRATE
        return {name: count(asked, name) for name in sorted(tables)}


def count(asked: psycopg.Connection, table: str) -> int:
    found = asked.execute(sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))).fetchone()
    assert found
    return int(found[0])


def manage(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("stored_database", DATABASES, indirect=True, ids=lambda path: path.stem)
def test_a_database_of_an_earlier_version_is_brought_up_to_date_with_all_its_rows(stored_database: str) -> None:
    before = rows(stored_database)
    assert before["people_user"] > 0
    assert before["assessments_round"] > 0

    migrated = manage(stored_database, "migrate", "--no-input")

    assert migrated.returncode == 0, migrated.stderr
    assert manage(stored_database, "migrate", "--check").returncode == 0
    after = rows(stored_database)
    assert {name: after[name] for name in before} == before


@pytest.mark.django_db
def test_a_database_from_before_the_first_release_is_refused_in_a_sentence() -> None:
    MigrationRecorder(connection).record_applied(*FIRST)

    with pytest.raises(CommandError) as refusal:
        call_command("migrate", verbosity=0)

    assert str(refusal.value) == TOO_OLD
