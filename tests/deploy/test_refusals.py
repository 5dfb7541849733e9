"""If something is missing, `make run` says so in one plain sentence and stops."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service import free_port

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def make_run(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.bootstrap", "run", "deploy.run"]
    environment = {**os.environ, **environment}
    return subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def programs(folder: Path, *names: str) -> str:
    """A PATH that holds these programs only, each of them doing nothing but answer 'v16.20.2'."""
    for name in names:
        (folder / name).write_text("#!/bin/sh\necho v16.20.2\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_a_busy_port_is_one_sentence_with_the_way_out(busy_port: int) -> None:
    answer = make_run(PORT=str(busy_port))

    assert answer.returncode == 1
    assert answer.stderr == f"Port {busy_port} is in use: choose another, for example 'PORT=9000 make run'.\n"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "web", "８０００"])
def test_a_port_that_is_none_is_one_sentence(port: str) -> None:
    answer = make_run(PORT=port)

    assert answer.returncode == 1
    assert answer.stderr.startswith(f"PORT is '{port}', which is not a port: choose a number")
    assert answer.stderr.count("\n") == 1


def test_no_node_is_one_sentence_for_somebody_who_may_not_install_it(tmp_path: Path) -> None:
    answer = make_run(PATH=programs(tmp_path), PORT=str(free_port()))

    assert answer.returncode == 1
    assert answer.stderr == (
        "Cadre needs Node and npm to build its styles: run 'apt-get install nodejs npm' as root and start again.\n"
    )


def test_an_old_node_is_one_sentence(tmp_path: Path) -> None:
    answer = make_run(PATH=programs(tmp_path, "node", "npm"), PORT=str(free_port()))

    assert answer.returncode == 1
    assert answer.stderr == (
        "Cadre needs Node 18 or later to build its styles and this is v16.20.2: install a later one and start again.\n"
    )
