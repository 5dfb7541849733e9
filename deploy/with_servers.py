"""The way to run a command with throw-away servers and the environment that they need.

    python -m deploy.with_servers pytest tests/people

Servers that DATABASE_URL and REDIS_URL name already are used instead. Nothing is kept afterwards.
"""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.embedded import servers
from deploy.refusal import Refusal, leave

SCRIPTS = str(Path(sys.executable).parent)


def main(command: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with throw_away_folder() as var, servers(var, durable=False) as found:
            return run(command, environment(var, found.environment))
    except KeyboardInterrupt:
        return 130
    except Refusal as refusal:
        leave(refusal)


@contextmanager
def throw_away_folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="cadre-var-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def environment(var: Path, found: Mapping[str, str]) -> dict[str, str]:
    ours = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DJANGO_SETTINGS_MODULE": "programme.settings.test",
        "PATH": f"{SCRIPTS}:{os.environ.get('PATH', os.defpath)}",
    }
    kept = {name: os.environ[name] for name in ("SECRET_KEY", "DJANGO_SETTINGS_MODULE") if os.environ.get(name)}
    return {**os.environ, **ours, **kept, **found, "CADRE_VAR": str(var)}


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the command in the same process group, so that it can use the keyboard and gets Ctrl-C itself."""
    try:
        child = subprocess.Popen(command, env=environment)
    except FileNotFoundError as error:
        raise Refusal(f"There is no command '{command[0]}'.") from error
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
