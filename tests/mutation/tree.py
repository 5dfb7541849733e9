"""Copies of the working tree, in which faults may be put without harm, and pytest run in them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.bootstrap import ROOT
from programme.packages import PACKAGES

# Git ignores these, and the tests need them.
BUILT = (".venv", "node_modules", "static/build")
# Their faults show elsewhere: a migration in the schema check, a setting in production.
LEFT_OUT = {"migrations", "settings"}
SECONDS_TO_END = 30


@contextmanager
def copies(count: int) -> Iterator[list[Path]]:
    with TemporaryDirectory(prefix="cadre-mutants-") as folder:
        Path(folder).chmod(0o755)
        yield [_copied(Path(folder) / f"copy{number}") for number in range(count)]


def _copied(copy: Path) -> Path:
    for name in _listed():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name)
    for name in BUILT:
        (copy / name).symlink_to((ROOT / name).resolve())
    return copy


def _listed() -> list[str]:
    """Name every file that is or would be committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [name for name in found if (ROOT / name).is_file() and name not in BUILT]


def sources(tree: Path, packages: Iterable[str] = PACKAGES) -> list[str]:
    """List the files of our packages, without those that are left out, by path from the tree's top."""
    found = (file.relative_to(tree) for name in packages for file in (tree / name).rglob("*.py"))
    return sorted(str(file) for file in found if not LEFT_OUT & set(file.parts))


def replace(file: Path, text: str) -> None:
    """Write the text; compiled code of the same second and length would be taken for the new."""
    file.write_text(text)
    Path(cache_from_source(str(file))).unlink(missing_ok=True)


def run_pytest(tree: Path, arguments: Sequence[str], *, more: Mapping[str, str], seconds: float | None) -> int | None:
    """Run on throw-away servers, and answer with pytest's code, or None when the time ran out."""
    command = [sys.executable, "-m", "deploy.with_servers", sys.executable, "-m", "pytest", *arguments]
    environment = {**_without_servers(), "DJANGO_SETTINGS_MODULE": "programme.settings.test", **more}
    with (tree / "pytest.log").open("w") as log:
        child = subprocess.Popen(command, cwd=tree, env=environment, stdout=log, stderr=log)
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            end(child)


def _without_servers() -> dict[str, str]:
    """Each trial has servers of its own: what one leaves in a database must not decide the next."""
    ours = {"DATABASE_URL", "REDIS_URL", "CADRE_VAR", "PYTHONPATH"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def end(child: subprocess.Popen[bytes]) -> None:
    """Ask first, so that the servers are stopped too; then insist."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
