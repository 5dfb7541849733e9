"""The user under whom the embedded servers run, because PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from deploy.refusal import Refusal, say

ACCOUNT = "cadre"
ADMINISTRATION_PATH = "/usr/sbin:/sbin:/usr/bin:/bin"


def server_user(folder: Path) -> int | None:
    """Return the user for the servers, or None to run them as the current one. Root uses the owner of the data."""
    if os.geteuid() != 0:
        return None
    owner = folder.stat().st_uid if folder.exists() else 0
    return owner or _account()


def _account() -> int:
    try:
        return pwd.getpwnam(ACCOUNT).pw_uid
    except KeyError:
        _make_account()
    return pwd.getpwnam(ACCOUNT).pw_uid


def _make_account() -> None:
    useradd = shutil.which("useradd", path=ADMINISTRATION_PATH)
    shape = ("--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin")
    if not useradd or subprocess.run([useradd, *shape, ACCOUNT], check=False, capture_output=True).returncode != 0:
        raise Refusal(
            f"PostgreSQL refuses to run as root and the user '{ACCOUNT}' could not be made: "
            "start Cadre as an ordinary user, or set DATABASE_URL to a server that runs already."
        )


def make_private(folder: Path, user: int | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(stat.S_IRWXU)
    if user is not None:
        os.chown(folder, user, pwd.getpwuid(user).pw_gid)


def let_through(path: Path, user: int | None) -> None:
    """Let another user reach `path` through the folders above it, without listing them."""
    if user is None:
        return
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH and folder.stat().st_uid != user:
            say(f"Letting the database's user pass through {folder} (by name only, it cannot list it).")
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
