"""Links upward: a package names a page or template of a package that is not below it. All must be listed here."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.refusal import say

ROOT = Path(__file__).resolve().parent.parent
# All packages may link to these.
FOR_ALL = {"home", "privacy"}
# Links kept because registering would be more complicated: the package that links, and the page.
KNOWN = {
    ("cohorts", "cohort_new"),  # The page of a programme makes its next cohort.
    ("cohorts", "instruments"),  # Programmes lead to the questionnaires for the 360.
    ("people", "policy"),  # The team's page leads to the 360 settings of its organisation.
    ("people", "programmes"),  # The link back from the team's page.
    ("scheduling", "session"),  # Dates lead to the page of their session, which higher packages add to.
}

# Functions whose first argument is the name of a page.
NAMING = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
IN_TEMPLATE = re.compile(r"""\{%-?\s*url\s+["']([\w:-]+)["']""")
TEMPLATE_NAME = re.compile(r"""["'](\w+)/[\w/.-]+\.(?:html|txt|svg|css)["']""")


@dataclass(frozen=True, order=True)
class Link:
    package: str
    file: str
    name: str

    @property
    def is_known(self) -> bool:
        return (self.package, self.name) in KNOWN


@dataclass(frozen=True)
class Stack:
    """The layer of each package, the lowest being 0, and the package of each named page."""

    root: Path
    layers: Mapping[str, int]
    pages: Mapping[str, str]

    def is_below(self, package: str, other: str) -> bool:
        return self.layers[package] < self.layers[other]

    def points_up(self, package: str, other: str) -> bool:
        return package != other and not self.is_below(other, package)


def read_stack(root: Path = ROOT) -> Stack:
    layers = layers_of(root)
    return Stack(root, layers, {name: package for package in layers for name in page_names(root / package)})


def layers_of(root: Path) -> dict[str, int]:
    """Read the layers from the contract whose layers are the root packages."""
    linter = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    for contract in linter["contracts"]:
        layers = [re.findall(r"\w+", layer) for layer in reversed(contract.get("layers", []))]
        found = {package: height for height, layer in enumerate(layers) for package in layer}
        if set(found) == set(linter["root_packages"]):
            return found
    raise LookupError("pyproject.toml has no contract whose layers are the root packages")


def page_names(package: Path) -> Iterator[str]:
    """Find each name that a package gives to a path."""
    for call in (call for file in package.rglob("*.py") for call in calls_of(nodes_of(file))):
        if called(call) in {"path", "re_path"}:
            yield from (text for keyword in call.keywords if keyword.arg == "name" and (text := text_of(keyword.value)))


def calls_of(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    yield from (node for node in nodes if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """Return the last part of the name that is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def nodes_of(file: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(file.read_text()))


def text_of(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def links_upward(stack: Stack) -> list[Link]:
    """Find each page and template that a package names, in code or templates, and that is not of a lower package."""
    return sorted({link for package in stack.layers for link in links_of(stack, package)})


def links_of(stack: Stack, package: str) -> Iterator[Link]:
    for file in sorted(path for path in (stack.root / package).rglob("*.py") if path.parent.name != "migrations"):
        yield from upward(stack, package, file, names_in_code(file))
    for file in sorted((stack.root / "templates" / package).rglob("*.*")):
        yield from upward(stack, package, file, IN_TEMPLATE.findall(file.read_text()))


def names_in_code(file: Path) -> Iterator[str]:
    """Find each text that may be the name of a page. It may reach `reverse` through a variable.

    A single word may also name a field, so it counts only as an argument of a function that takes a page.
    """
    nodes = list(nodes_of(file))
    yield from (text for node in nodes if "_" in (text := text_of(node)))
    yield from (text_of(call.args[0]) for call in calls_of(nodes) if called(call) in NAMING and call.args)


def upward(stack: Stack, package: str, file: Path, names: Iterable[str]) -> Iterator[Link]:
    where = str(file.relative_to(stack.root))
    pages = [name for name in names if name not in FOR_ALL and name in stack.pages]
    yield from (Link(package, where, name) for name in pages if stack.points_up(package, stack.pages[name]))
    for found in TEMPLATE_NAME.finditer(file.read_text()):
        if found[1] in stack.layers and stack.points_up(package, found[1]):
            yield Link(package, where, found[0].strip("\"'"))


def problems(links: list[Link]) -> list[str]:
    """Describe links that are not listed, and listed ones that no longer exist."""
    new = [f"{link.file} names {link.name}, which is not below {link.package}" for link in links if not link.is_known]
    used = {(link.package, link.name) for link in links}
    gone = [f"{package} does not name {name} any more: take it out of KNOWN" for package, name in KNOWN - used]
    return [*new, *sorted(gone)]


def main() -> int:
    links = links_upward(read_stack())
    for link in links:
        say(f"{link.file} names {link.name}")
    found = problems(links)
    say("\n".join(found) if found else f"{len(links)} links upward, all of them known.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
