"""Lock files that pin each package by version and checksum, for Python and npm: `make lock`.

No addresses are stored, so that an installation uses the package index that its machine is set up for.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PYTHON_LOCKS: dict[str, Sequence[str]] = {
    "requirements.txt": (),
    "requirements-embedded.txt": ("embedded",),
    "requirements-dev.txt": ("embedded", "dev"),
}
SHAPE = ("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--universal", "--python-version", "3.11")
QUIETLY = ("--quiet", "--custom-compile-command", "make lock")
NPM = ("npm", "install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--ignore-scripts", "--no-audit")
NPM_LOCK = Path("package-lock.json")


def main() -> None:
    for name, groups in PYTHON_LOCKS.items():
        lock_python(name, groups)
    subprocess.run(NPM, check=True)
    drop_addresses()


def lock_python(name: str, groups: Sequence[str]) -> None:
    chosen = [word for group in groups for word in ("--group", group)]
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *chosen, *SHAPE]
    subprocess.run([*command, *QUIETLY, "--upgrade", "--output-file", name], check=True)


def drop_addresses() -> None:
    """Remove from the npm lock where packages were downloaded and where their authors ask for money."""
    lock = json.loads(NPM_LOCK.read_text())
    for package in lock["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    NPM_LOCK.write_text(json.dumps(lock, indent=2) + "\n")


if __name__ == "__main__":
    main()
