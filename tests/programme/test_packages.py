"""Our packages are listed once; what cannot read that list agrees with it."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from deploy.links import layers_of
from people.registry import Package
from programme.navigation import PLANNING, RUNNING
from programme.packages import PACKAGES

ROOT = Path(settings.BASE_DIR)
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
# What is called on import to register something: ours, and Django's receivers.
REGISTERING = re.compile(r"^@(writes|receiver)\(|^@\w+\.register$|^(register|tab)\(|^\w+\.register\(", re.MULTILINE)
# Django or rules import these by themselves.
FOUND_ALREADY = re.compile(r"/(templatetags/\w+|rules|models|apps|admin)\.py$")


def test_the_list_names_every_folder_that_is_a_package_of_ours() -> None:
    assert {path.parent.name for path in ROOT.glob("*/apps.py")} == set(PACKAGES)
    assert len(set(PACKAGES)) == len(PACKAGES)


def test_settings_install_them_all_before_anybody_elses() -> None:
    assert tuple(settings.INSTALLED_APPS[: len(PACKAGES)]) == PACKAGES


def test_the_linter_knows_them_in_the_order_of_the_list() -> None:
    heights = layers_of(ROOT)

    assert PROJECT["importlinter"]["root_packages"] == list(PACKAGES)
    assert list(heights.values()) != []
    assert [heights[name] for name in PACKAGES] == sorted(heights.values(), reverse=True)


def test_types_are_checked_in_all_of_them() -> None:
    assert set(PROJECT["mypy"]["packages"]) == {*PACKAGES, "deploy"}


def test_all_of_them_go_into_the_container() -> None:
    kept = re.findall(r"(?m)^!(\w+)$", (ROOT / ".dockerignore").read_text())

    assert {name for name in kept if (ROOT / name / "apps.py").exists()} == set(PACKAGES)


def resolvers(resolver: URLResolver) -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield getattr(each.urlconf_module, "__name__", "")


def test_the_urls_of_each_of_them_are_routed() -> None:
    routed = set(resolvers(get_resolver()))

    assert {f"{name}.urls" for name in PACKAGES[1:] if (ROOT / name / "urls.py").exists()} <= routed


def routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield before + str(each.pattern)
        else:
            yield from routes(each, before + str(each.pattern))


@pytest.mark.parametrize("start", [*RUNNING, *PLANNING])
def test_the_navigation_marks_pages_that_there_are(start: str) -> None:
    assert any(route.startswith(start) for route in routes(get_resolver()))


def modules_that_register(package: str) -> set[str]:
    """Each module of a package that registers something when it is imported, and that nothing imports by itself."""
    files = [path for path in (ROOT / package).rglob("*.py") if not FOUND_ALREADY.search(str(path))]
    found = {path for path in files if registers(path.read_text())}
    dotted = {".".join(path.relative_to(ROOT / package).with_suffix("").parts) for path in found}
    return {name.removesuffix(".__init__") for name in dotted}


def registers(source: str) -> bool:
    """Statements of the module itself only: what a function calls happens later."""
    lines = source.splitlines()
    for statement in ast.parse(source).body:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(each.lineno for each in decorators)]) - 1
        if REGISTERING.search("\n".join(lines[first : statement.lineno])):
            return True
    return False


@pytest.mark.parametrize("package", PACKAGES)
def test_what_registers_something_is_imported_when_its_package_starts(package: str) -> None:
    config = apps.get_app_config(package)

    assert isinstance(config, Package)
    assert set(config.registers) == modules_that_register(package)


def test_a_module_that_was_forgotten_would_be_found() -> None:
    assert registers('"""Words."""\n\n@writes("welcome")\ndef welcome(message):\n    pass\n')
    assert registers("@home_parts.register\ndef on_home(user):\n    yield 1\n")
    assert registers('tab("people", "People", "cohort", rank=10)\n')
    assert not registers("def later():\n    register(1)\n")
