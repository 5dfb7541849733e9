"""Which tests could notice a fault: those that run its line, or, of what runs at import only, those that use it."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.mutation.covering import Covering
from tests.mutation.faults import Fault
from tests.mutation.source import Function, Source

Place = tuple[str, int]


@dataclass(frozen=True)
class Mentions:
    """Where the bodies of functions mention a name, which files mention it at all, and where it is defined."""

    lines: Mapping[str, set[Place]]
    files: Mapping[str, set[str]]
    bodies: Mapping[str, set[Place]]


def mentions(sources: Mapping[str, Source]) -> Mentions:
    found = Mentions(defaultdict(set), defaultdict(set), defaultdict(set))
    for file, source in sources.items():
        for node in ast.walk(source.tree):
            for name in names(node):
                found.files[name].add(file)
            if isinstance(node, Function):
                _note_function(found, file, node)
    return found


def _note_function(found: Mentions, file: str, function: Function) -> None:
    for statement in function.body:
        for node in ast.walk(statement):
            line = getattr(node, "lineno", statement.lineno)
            found.bodies[function.name].add((file, line))
            for name in names(node):
                found.lines[name].add((file, line))


def names(node: ast.AST) -> Iterator[str]:
    """Give what a node names; a text names what a lookup such as `person__name` would."""
    for part in ("id", "attr", "arg"):
        value = getattr(node, part, None)
        if isinstance(value, str):
            yield from value.split("__")
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
        yield from node.value.split("__")
    if isinstance(node, ast.alias):
        yield node.name


def relevant(fault: Fault, source: Source, covering: Covering, found: Mentions) -> frozenset[str]:
    direct = covering.tests(fault.file, fault.runs)
    run = covering.lines.get(fault.file, {})
    if direct or not any(line in run for line in fault.runs):
        return direct
    for places in _uses(fault, source, found):
        tests = _tests(covering, places)
        if tests:
            return tests
    return covering.tests(fault.file, run)


def _uses(fault: Fault, source: Source, found: Mentions) -> Iterator[set[Place]]:
    """Give the uses of what the statement defines, then the functions that its line names, as one of urls does."""
    owner = _owner(fault.statement, source)
    defined = _defined(fault.statement)
    if owner:
        near = found.files[owner] | {fault.file}
        own = {place for name in defined for place in found.lines[name] if place[0] in near}
        yield own | found.lines[owner]
    else:
        yield {place for name in defined for place in found.lines[name]}
    on_line = (node for node in ast.walk(fault.statement) if getattr(node, "lineno", 0) == fault.line)
    named = {name for node in on_line for name in names(node)}
    yield {place for name in named for place in found.bodies[name]}


def _owner(statement: ast.stmt, source: Source) -> str:
    """Name the outermost class around the statement: of a model's Meta, the model."""
    classes = (node for node in source.tree.body if isinstance(node, ast.ClassDef))
    around = (each for each in classes if each.lineno <= statement.lineno <= (each.end_lineno or 0))
    return next((each.name for each in around), "")


def _defined(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.ClassDef):
        return {statement.name}
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", statement)]
    return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}


def _tests(covering: Covering, places: Iterable[Place]) -> frozenset[str]:
    return frozenset().union(*(covering.tests(file, [line]) for file, line in places))
