"""The lock files pin each package by checksum, and do not say where it came from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON_LOCKS = ["requirements.txt", "requirements-embedded.txt", "requirements-dev.txt"]


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "package-lock.json"])
def test_a_lock_holds_no_address(name: str) -> None:
    assert not re.findall(r"https?:|file:|--index-url|--find-links|\"resolved\"", (ROOT / name).read_text())


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_python_package_is_pinned_with_its_checksums(name: str) -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", (ROOT / name).read_text()).strip())

    assert len(entries) > 40
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,_-]+\])?==\S+", entry)
        assert "--hash=sha256:" in entry


def test_every_npm_package_is_pinned_with_its_checksum() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert {"node_modules/nhsuk-frontend", "node_modules/sass", "node_modules/axe-core"} <= set(packages)
    for path, package in packages.items():
        assert path == "" or package["integrity"].startswith("sha512-")
