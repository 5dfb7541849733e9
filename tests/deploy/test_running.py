"""`make run` once everything is set up: all of Cadre starts, and all of it stops."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.service import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "EMAIL_URL", "STORAGE_URL", "BASE_URL")


@pytest.fixture
def var() -> Iterator[Path]:
    with TemporaryDirectory(prefix="cadre-test-", dir="/tmp") as name:
        yield Path(name)


@pytest.fixture
def launcher(var: Path) -> Iterator["subprocess.Popen[str]"]:
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {"CADRE_VAR": str(var), "PORT": str(free_port()), "DEMO": "0"}
    command = [sys.executable, "-m", "deploy.run"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        yield process
        process.terminate()


def address_when_ready(launcher: "subprocess.Popen[str]") -> str:
    assert launcher.stdout is not None
    lines = []
    for line in launcher.stdout:
        lines.append(line)
        if ready := re.search(r"Cadre is ready: open (\S+) in a browser", line):
            return ready[1]
    pytest.fail("".join(lines))


def what_it_says_at_the_end(launcher: "subprocess.Popen[str]") -> str:
    said, _ = launcher.communicate(timeout=60)
    return said


def processes_of(var: Path) -> dict[int, str]:
    """Find processes that have this folder in their arguments or environment."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(var).encode() in told:
            found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def test_it_answers_when_it_says_so_and_leaves_no_process_when_stopped(
    launcher: "subprocess.Popen[str]", var: Path
) -> None:
    address = address_when_ready(launcher)
    with urllib.request.urlopen(f"{address}/health", timeout=30) as answer:  # noqa: S310 - our own address
        assert answer.status == 200
    running = " ".join(processes_of(var).values())
    assert all(part in running for part in ("postgres", "gunicorn", "celery -A programme worker", "programme beat"))

    launcher.send_signal(signal.SIGINT)

    assert "Cadre has stopped." in what_it_says_at_the_end(launcher)
    assert launcher.returncode == 0
    assert processes_of(var) == {}


def test_a_worker_that_dies_is_named_and_takes_the_rest_along(launcher: "subprocess.Popen[str]", var: Path) -> None:
    address_when_ready(launcher)
    workers = [pid for pid, command in processes_of(var).items() if "programme worker" in command]

    os.kill(min(workers), signal.SIGKILL)

    assert "The worker ended by itself, so Cadre has stopped" in what_it_says_at_the_end(launcher)
    assert launcher.returncode == 1
    assert processes_of(var) == {}
