"""Web servers with the same settings, and the processor time that their workers use."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy import processes
from deploy.processes import Child
from deploy.run import web_server
from tests.service import free_port, wait_for

HZ = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    child: Child
    port: int

    def cpu(self) -> float:
        """Return the milliseconds that the workers have used so far, in user code and in the kernel."""
        return sum(map(ticks, self.workers())) * 1000 / HZ

    def workers(self) -> list[int]:
        pid = self.child.process.pid
        return [int(worker) for worker in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ticks(pid: int) -> int:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])


@contextmanager
def server(name: str, application: str, environment: Mapping[str, str], log: Path, ready: str) -> Iterator[Server]:
    """Start a web server with the settings of `make run`, for Cadre or another application."""
    port = free_port()
    command = [application if part == "programme.wsgi" else part for part in web_server(port)]
    child = processes.start(name, command, log=processes.fresh_log(log, name), environment=environment)
    started = Server(child, port)
    try:
        wait_for(lambda: answers(port, ready))
        yield started
    finally:
        processes.stop_all([child])


def answers(port: int, path: str) -> bool:
    """Whether the server answers at all: the bare one has no page at this path."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"X-Forwarded-Proto": "https"})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def manage(environment: Mapping[str, str], log: Path, *arguments: str) -> None:
    command: Sequence[str] = [sys.executable, "manage.py", *arguments]
    processes.run_to_end(arguments[0], command, log=processes.fresh_log(log, arguments[0]), environment=environment)
