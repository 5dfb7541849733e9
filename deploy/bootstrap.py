"""The installation of Python packages and styles in a fresh clone, before a module runs in the virtual environment.

    python3 -m deploy.bootstrap {run,manage,test,bench,check,styles} [MODULE [ARGUMENT...]]

It uses the standard library only, and is quick if there is nothing to do: each step leaves a stamp with the checksum
of its sources.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from deploy import needs
from deploy.refusal import Refusal, leave, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
SOURCES = ROOT / "static" / "scss"
BUILT = ROOT / "static" / "build"
RUN_LOCK = ROOT / "requirements-embedded.txt"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.txt"
FOR_RUNNING = ("run", "manage")
WITH_STYLES = ("run", "test", "bench", "styles")


def main(arguments: list[str]) -> None:
    purpose, *command = arguments
    # The database's own user must be able to read its programs, whatever the umask was.
    os.umask(0o022)
    os.chdir(ROOT)
    try:
        prepare(purpose)
    except Refusal as refusal:
        leave(refusal)
    except PermissionError as error:
        leave(
            Refusal(f"{error.filename} belongs to another user: set Cadre up as that user, or in a clone of your own.")
        )
    except KeyboardInterrupt:
        leave(Refusal("Stopped before Cadre was set up: start again when you are ready."))
    if command:
        os.execv(PYTHON, [str(PYTHON), "-m", *command])  # noqa: S606


def prepare(purpose: str) -> None:
    check_machine(purpose)
    if purpose != "styles":
        install_python_packages(RUN_LOCK if purpose in FOR_RUNNING else DEVELOPMENT_LOCK)
    if purpose in WITH_STYLES:
        install_node_packages()
        build_styles()


def check_machine(purpose: str) -> None:
    """Check everything that the machine needs, before an installation that takes minutes."""
    needs.python()
    if purpose == "run":
        needs.port()
    if purpose != "styles":
        needs.pango()
    if purpose in WITH_STYLES:
        needs.node()
    if purpose == "test":
        needs.font()
        os.environ.setdefault("CHROMIUM", needs.browser())


def install_python_packages(lock: Path) -> None:
    stamp = VENV / f"{lock.stem}.installed"
    if works(PYTHON) and holds(stamp, checksum([lock])):
        return
    make_virtual_environment()
    say("Installing Python packages (the first time takes a minute or two).")
    install = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    carry_out(
        [*install, "-r", str(lock)],
        "The Python packages could not be installed: the lines above say why; start again when that is put right.",
    )
    stamp.write_text(checksum([lock]))


def make_virtual_environment() -> None:
    if works(PYTHON):
        return
    say("Making a virtual environment in .venv.")
    carry_out(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        "The folder .venv could not be made: see that you may write here and that there is room, and start again.",
    )


def works(python: Path) -> bool:
    """Whether a virtual environment is there, was made here, and its Python still exists."""
    probe = "import sys, pip; sys.exit(sys.prefix != sys.argv[1])"
    try:
        found = subprocess.run([str(python), "-c", probe, str(VENV)], check=False, capture_output=True)
    except OSError:
        return False
    return found.returncode == 0


def install_node_packages() -> None:
    lock = ROOT / "package-lock.json"
    stamp = NODE_MODULES / ".cadre-installed"
    if holds(stamp, checksum([lock])):
        return
    say("Installing what builds the styles.")
    carry_out(
        # The one optional package compiles C++ to watch files, which we never do.
        [
            "npm",
            "ci",
            "--omit=optional",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
            "--loglevel=error",
        ],
        "The npm packages could not be installed: the lines above say why; start again when that is put right.",
    )
    stamp.write_text(checksum([lock]))


def build_styles() -> None:
    stamp = BUILT / ".made-from"
    made_from = checksum([*SOURCES.rglob("*.scss"), ROOT / "package.json", ROOT / "package-lock.json"])
    if holds(stamp, made_from) and all(sheet.exists() for sheet in sheets()):
        return
    say("Building the styles.")
    shutil.rmtree(BUILT, ignore_errors=True)
    carry_out(["npm", "run", "--silent", "build"], "The styles could not be built: the lines above say why.")
    stamp.write_text(made_from)


def sheets() -> list[Path]:
    return [BUILT / f"{source.stem}.css" for source in SOURCES.glob("[!_]*.scss")]


def checksum(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def holds(stamp: Path, text: str) -> bool:
    return stamp.exists() and stamp.read_text() == text


def carry_out(command: list[str], otherwise: str) -> None:
    """Run a command without its output, except for errors."""
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode != 0:
        raise Refusal(otherwise)


if __name__ == "__main__":
    main(sys.argv[1:])
