"""The database and Redis that come with Cadre: stopped without a trace, started whatever was left behind."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import redis

from deploy import embedded, folder
from deploy.processes import Child


@pytest.fixture
def place() -> Iterator[Path]:
    with TemporaryDirectory(prefix="cadre-test-", dir="/tmp") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@contextmanager
def database(place: Path) -> Iterator[tuple[Child, str]]:
    with embedded.postgres(place, durable=False) as found:
        yield found


def remember_a_word(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE words AS SELECT 'kept' AS word")


def remembered_word(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT word FROM words").fetchone()
    assert row is not None
    return str(row[0])


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}/exe").exists() and time.monotonic() < deadline:
        time.sleep(0.1)


def test_a_second_start_finds_what_the_first_one_stored(place: Path) -> None:
    with database(place) as (first, url):
        remember_a_word(url)
    with database(place) as (_, url):
        assert first.has_ended()
        assert remembered_word(url) == "kept"


def test_a_stale_note_of_another_process_does_not_block_the_start(place: Path) -> None:
    with database(place) as (_, url):
        remember_a_word(url)
    note = place / "postgres" / "postmaster.pid"
    # Our own number: alive, and no database.
    note.write_text(f"{os.getpid()}\n{note.parent}\n1700000000\n5432\n/tmp\n\n1 1\nready\n")

    with database(place) as (_, url):
        assert remembered_word(url) == "kept"


def test_a_killed_database_starts_again_with_what_it_had_acknowledged(place: Path) -> None:
    with database(place) as (child, url):
        remember_a_word(url)
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
    with database(place) as (_, url):
        assert remembered_word(url) == "kept"


def test_a_half_made_database_is_made_anew(place: Path) -> None:
    (place / "postgres.new").mkdir()
    (place / "postgres.new" / "PG_VERSION").write_text("18\n")

    with database(place) as (_, url):
        remember_a_word(url)
        assert remembered_word(url) == "kept"


def test_a_long_path_does_not_stop_the_database(place: Path) -> None:
    deep = place / ("d" * 120)
    deep.mkdir()

    with database(deep) as (_, url):
        remember_a_word(url)
        assert remembered_word(url) == "kept"


def test_nobody_else_on_the_machine_may_open_the_database(place: Path) -> None:
    with database(place) as (_, url):
        sockets = Path(parse_qs(urlsplit(url).query)["host"][0])

        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE((place / "postgres").stat().st_mode) == 0o700
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_statement_that_fails_leaves_nothing_of_what_it_held_in_the_log(place: Path) -> None:
    with database(place) as (child, url), psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE answers (rater text UNIQUE, rating int CHECK (rating < 11))")
        connection.execute("INSERT INTO answers VALUES ('Zircon', 8)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO answers VALUES ('Zircon', 9)")
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("INSERT INTO answers VALUES ('Zircon', 11)")

    written = child.log.read_text()
    assert "answers_rating_check" in written
    assert "Zircon" not in written


def test_redis_asks_for_its_password_and_does_not_show_it_in_the_process_list(place: Path) -> None:
    with embedded.redis_server(place) as (child, url):
        parts = urlsplit(url)
        assert parts.hostname == "127.0.0.1"
        assert parts.password
        with redis.Redis.from_url(url) as connection:
            assert connection.ping()
        with redis.Redis(port=parts.port or 0) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        assert parts.password not in Path(f"/proc/{child.process.pid}/cmdline").read_text()


def test_servers_named_by_the_environment_are_used_and_none_is_started(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = {"DATABASE_URL": "postgresql://somewhere/else", "REDIS_URL": "redis://somewhere/0"}
    for variable, url in named.items():
        monkeypatch.setenv(variable, url)

    with embedded.servers(place) as found:
        assert found.environment == named
        assert found.children == []


def test_a_launcher_that_is_killed_takes_its_database_along(place: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from deploy import embedded\n"
        "with embedded.postgres(Path(sys.argv[1])) as (child, _): print(child.process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, place], stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout is not None
        pid = int(launcher.stdout.readline())
        launcher.kill()

    wait_until_gone(pid)
    assert not Path(f"/proc/{pid}/exe").exists()


def test_two_starts_do_not_share_a_folder(place: Path) -> None:
    with folder.held(place), pytest.raises(folder.InUse, match="Cadre already runs from"), folder.held(place):
        pass
    with folder.held(place):
        pass


def test_the_secret_key_is_made_once_and_is_private(place: Path) -> None:
    first = folder.secret_key(place)

    assert folder.secret_key(place) == first
    assert len(first) >= 50
    assert stat.S_IMODE((place / "secret-key").stat().st_mode) == 0o600
