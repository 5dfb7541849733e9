"""Cadre as it really runs, for a test: web server and worker as processes of their own, on the test's servers."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from programme.celery import app

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url(name: str = "") -> str:
    """The address of a database on the tests' server: that of the test database which this process uses, or another."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{name or connection.settings_dict['NAME']}"))


@dataclass
class Service:
    """The processes that run now, by name, and where a browser finds them."""

    environment: dict[str, str]
    base_url: str
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        self.running[name] = subprocess.Popen(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            env=os.environ | self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )

    def start_web(self) -> None:
        address = self.base_url.removeprefix("http://")
        self.start(
            "web",
            "gunicorn",
            "programme.wsgi",
            "--bind",
            address,
            "--workers",
            "2",
            "--threads",
            "4",
            "--no-control-socket",
        )
        wait_for(self._answers)

    def start_worker(self) -> None:
        self.start("worker", "celery", "-A", "programme", "worker", "--concurrency", "2", "--loglevel", "ERROR")

    def start_what_is_missing(self) -> None:
        for name, start in (("web", self.start_web), ("worker", self.start_worker)):
            if name not in self.running or self.running[name].poll() is not None:
                start()

    def kill(self, name: str) -> None:
        """Kill -9 of the process and all its children, as an out-of-memory killer would."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.running.values():
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.running.values():
            process.wait(timeout=30)
        self.running.clear()

    def _answers(self) -> bool:
        try:
            return urllib.request.urlopen(f"{self.base_url}/health", timeout=2).status == 200  # noqa: S310
        except OSError:
            return False


def wait_for(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds, and fail when it does not within the time."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise AssertionError(f"still not so after {seconds} seconds: {holds}")
        time.sleep(0.1)


BUSY_SESSIONS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state NOT IN ('idle', 'disabled')
"""


def come_to_rest() -> None:
    """Forget the tasks that nobody has begun, and wait for the end of all others and of every request."""
    cache.clear()
    wait_for(workers_are_idle)
    wait_for(database_is_idle)
    cache.clear()


def workers_are_idle() -> bool:
    """As the worker itself says, when it has come up."""
    in_hand = [app.control.inspect(timeout=5, limit=1).active(), app.control.inspect(timeout=5, limit=1).reserved()]
    return all(said is not None and not any(said.values()) for said in in_hand)


def database_is_idle() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(BUSY_SESSIONS)
        return bool(cursor.fetchone() == (0,))


@contextmanager
def service(**environment: str) -> Iterator[Service]:
    """The service on a free port, with nothing started yet; all that was started is stopped in the end."""
    base_url = f"http://127.0.0.1:{free_port()}"
    given = {
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "BASE_URL": base_url,
        "DJANGO_SETTINGS_MODULE": "programme.settings.test",
    }
    made = Service(environment=given | environment, base_url=base_url)
    try:
        yield made
    finally:
        made.stop()
