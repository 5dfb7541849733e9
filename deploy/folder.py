"""The folder for everything that must survive a restart: var/, or the one that CADRE_VAR names."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.refusal import Refusal

ROOT = Path(__file__).resolve().parent.parent
SERVERS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "STORAGE_URL")
KEPT = ("DJANGO_SETTINGS_MODULE", "CADRE_VAR", "SECRET_KEY", "BASE_URL", "DEMO", *SERVERS)


class InUse(Refusal):
    """The refusal to start because another Cadre is running from the folder."""


def var() -> Path:
    """Return the folder, made if it is new. Started by root, the database's user can pass through it to its data."""
    folder = Path(os.environ.get("CADRE_VAR") or ROOT / "var").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError
        if os.geteuid() == 0:
            folder.chmod(0o711)
    except OSError as error:
        raise Refusal(
            f"Cadre may not write to {folder}: start it as the user that owns the folder, or set CADRE_VAR to another."
        ) from error
    return folder


def not_ours(error: PermissionError) -> Refusal:
    return Refusal(
        f"{error.filename} belongs to another user: "
        "start Cadre as the user who started it before, or set CADRE_VAR to another folder."
    )


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Lock the folder, so that one Cadre runs at a time. The lock ends with the process."""
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InUse(
                f"Cadre already runs from {folder}: stop that one first, or set CADRE_VAR to another folder."
            ) from error
        yield


def secret_key(folder: Path) -> str:
    """Return the secret key, made once: a new one would sign everybody out and break links that were sent."""
    file = folder / "secret-key"
    if not file.exists() or not file.read_text():
        write_private(file, secrets.token_urlsafe(50))
    return file.read_text()


def write_private(file: Path, text: str) -> None:
    """Write a file completely or not at all, in such a way that others can never read it."""
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        output.write(text)
    new.replace(file)


def remember(folder: Path, environment: Mapping[str, str]) -> None:
    """Store the variables that another command needs to join a running Cadre, and no others."""
    write_private(
        folder / "environment.json", json.dumps({name: environment[name] for name in KEPT if name in environment})
    )


def remembered(folder: Path) -> dict[str, str]:
    try:
        environment: dict[str, str] = json.loads((folder / "environment.json").read_text())
    except FileNotFoundError as error:
        raise Refusal("Cadre is just starting: try again in a moment.") from error
    return environment


def forget(folder: Path) -> None:
    (folder / "environment.json").unlink(missing_ok=True)
