"""Child processes that end when this process ends, even if it is killed."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.refusal import Refusal

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 20
LAST_LINES = 15


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path
    ends_with: signal.Signals = signal.SIGTERM

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def ask_to_end(self) -> None:
        if not self.has_ended():
            self.process.send_signal(self.ends_with)

    def see_ended(self) -> None:
        """Wait a while for a clean end, then kill what is left of the process group."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE_SECONDS)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-LAST_LINES:])


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    ends_with: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
    user: int | None = None,
    stdin: int | None = subprocess.DEVNULL,
) -> Child:
    """Start a child in a session of its own, so that Ctrl-C reaches only this process, which ends children in order."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
            preexec_fn=_ending_with_us(ends_with),  # noqa: PLW1509 - the launcher has one thread
            user=user,
            group=None if user is None else pwd.getpwuid(user).pw_gid,
            extra_groups=None if user is None else [],
        )
    return Child(name, process, log, ends_with)


def _ending_with_us(ends_with: signal.Signals) -> Callable[[], None] | None:
    """Let Linux signal the child when its parent is killed. Elsewhere the next start ends orphans."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, int(ends_with))


def run_to_end(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    user: int | None = None,
) -> None:
    child = start(name, command, log=log, environment=environment, user=user)
    try:
        code = child.process.wait()
    except BaseException:
        child.ask_to_end()
        child.see_ended()
        raise
    if code != 0:
        raise Refusal(f"{child.last_words()}\n\n{name} did not succeed: the lines above, from {log}, say why.")


def fresh_log(folder: Path, name: str) -> Path:
    """Begin a new log, and keep the last one."""
    log = folder / "log" / f"{name.replace(' ', '-')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    return log


def stop_all(children: Sequence[Child]) -> None:
    for child in reversed(children):
        child.ask_to_end()
    for child in reversed(children):
        child.see_ended()
