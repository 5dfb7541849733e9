"""The people and words of the demonstration from its data files, and reproducible random numbers."""

import random
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def people() -> dict[str, Any]:
    return _read("people.toml")


@cache
def words() -> dict[str, Any]:
    return _read("words.toml")


@cache
def planning() -> dict[str, Any]:
    return _read("planning.toml")


def make_random(*about: object) -> random.Random:
    """Make a random generator that gives the same numbers each time for the same arguments."""
    return random.Random(":".join(map(str, about)))  # noqa: S311 nothing here is a secret


def address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{people()['email_domain']}"


def newcomer_email() -> str:
    """Return the address of the participant as whom people try Cadre. Their tasks are left for them to do."""
    return f"participant@{people()['email_domain']}"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text())
