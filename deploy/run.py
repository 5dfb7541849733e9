"""The start and stop of all of Cadre on this machine: `make run`."""

import os
import signal
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy import folder, needs, processes
from deploy.embedded import servers
from deploy.processes import Child
from deploy.refusal import Refusal, leave, say

READY_SECONDS = 90
FALSE = {"0", "false", "no", "off", "n", "f", ""}
WORKER = ("--concurrency", "2", "--loglevel", "INFO", "--without-mingle", "--without-gossip")


def main() -> None:
    # SIGINT too: it is ignored in processes that a script starts in the background.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    # Documents and messages are confidential, so only their owner may read the files.
    os.umask(0o077)
    try:
        run(needs.port(), folder.var())
    except KeyboardInterrupt:
        say("Cadre has stopped. Everything is kept: 'make run' goes on from here.")
    except PermissionError as error:
        leave(folder.not_ours(error))
    except Refusal as refusal:
        leave(refusal)


def run(port: int, var: Path) -> None:
    with folder.held(var):
        folder.forget(var)
        if not all(map(os.environ.get, ("DATABASE_URL", "REDIS_URL"))):
            say("Starting the database and Redis.")
        with servers(var) as found:
            environment = settings(var, port, found.environment)
            set_up(environment, var)
            with cadre(environment, port, var) as children:
                wait_until_ready(f"http://127.0.0.1:{port}/health", children)
                folder.remember(var, environment)
                say(f"What it does is written to {var / 'log'}.")
                say(f"\nCadre is ready: open {environment['BASE_URL']} in a browser. Ctrl-C stops it.\n")
                watch([*found.children, *children])


def settings(var: Path, port: int, found: Mapping[str, str]) -> dict[str, str]:
    environment = {**os.environ, **found, "DJANGO_SETTINGS_MODULE": "programme.settings.local", "CADRE_VAR": str(var)}
    environment["SECRET_KEY"] = environment.get("SECRET_KEY") or folder.secret_key(var)
    environment.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
    return environment


def set_up(environment: Mapping[str, str], var: Path) -> None:
    log = processes.fresh_log(var, "set-up")
    say("Bringing the database up to date.")
    processes.run_to_end(
        "Bringing the database up to date", manage("migrate", "--no-input"), log=log, environment=environment
    )
    if environment.get("DEMO", "1").strip().lower() not in FALSE:
        say("Loading the demonstration programme, if the database is empty.")
        processes.run_to_end(
            "Loading the demonstration", manage("demo", "--if-empty"), log=log, environment=environment
        )


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


@contextmanager
def cadre(environment: Mapping[str, str], port: int, var: Path) -> Iterator[list[Child]]:
    """Run the web server, the worker and the beat, each in its own process."""
    children: list[Child] = []
    try:
        for name, command in commands(port, var).items():
            log = processes.fresh_log(var, name)
            pool = {"DATABASE_POOL": "1"} if name == "web server" else {}
            children.append(processes.start(name, command, log=log, environment={**environment, **pool}))
        yield children
    finally:
        ignore_signals()
        say("Stopping Cadre.")
        processes.stop_all(children)
        folder.forget(var)


def commands(port: int, var: Path) -> dict[str, list[str]]:
    celery = [sys.executable, "-m", "celery", "-A", "programme"]
    return {
        "web server": web_server(port),
        "worker": [*celery, "worker", *WORKER],
        # After a power cut a pidfile would only block the next start.
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--schedule", str(var / "beat-schedule"), "--pidfile="],
    }


def web_server(port: int) -> list[str]:
    shape = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--timeout", "60", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "programme.wsgi", "--bind", f"127.0.0.1:{port}", *shape]


def wait_until_ready(address: str, children: Sequence[Child]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not is_healthy(address):
        see_all_run(children)
        if time.monotonic() > deadline:
            raise Refusal(
                f"Cadre did not answer within {READY_SECONDS} seconds: its logs are in {children[0].log.parent}."
            )
        time.sleep(0.2)


def is_healthy(address: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def watch(children: Sequence[Child]) -> None:
    while True:
        see_all_run(children)
        time.sleep(0.5)


def see_all_run(children: Sequence[Child]) -> None:
    for child in children:
        if child.has_ended():
            raise Refusal(
                f"{child.last_words()}\n\nThe {child.name} ended by itself, so Cadre has stopped: "
                f"the lines above, from {child.log}, say why."
            )


def ignore_signals() -> None:
    """Ignore a second Ctrl-C, which could leave half of Cadre running."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


if __name__ == "__main__":
    main()
