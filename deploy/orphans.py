"""The database that a killed Cadre left running, and how to end it. Call it only with the folder's lock."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from deploy.refusal import Refusal

PATIENCE_SECONDS = 30
# Without this folder we cannot tell whose process it is, so we leave the matter to PostgreSQL.
PROCESSES = Path("/proc")


def end_postgres(data: Path) -> None:
    note = data / "postmaster.pid"
    pid = _first_number(note)
    if pid is None or not (PROCESSES / "self").exists() or not _lives(pid):
        return
    if not _serves(pid, data):
        # Another process has this id now, and PostgreSQL would wait for it for ever.
        note.unlink(missing_ok=True)
        return
    os.kill(pid, signal.SIGINT)
    _wait_for_end(pid, data)


def _first_number(note: Path) -> int | None:
    try:
        return int(note.read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _serves(pid: int, data: Path) -> bool:
    with suppress(OSError):
        return str(data).encode() in (PROCESSES / str(pid) / "cmdline").read_bytes().split(b"\0")
    return False


def _wait_for_end(pid: int, data: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _serves(pid, data):
        if time.monotonic() > deadline:
            raise Refusal(f"A database from an earlier start does not stop: end process {pid} and start again.")
        time.sleep(0.1)
