"""A file of code with the places of its syntax tree in the text."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

Function = ast.FunctionDef | ast.AsyncFunctionDef
Compound = ast.ClassDef | ast.If | ast.For | ast.While | ast.With


@dataclass(frozen=True)
class Edit:
    """Text that takes the place of what stands between two offsets."""

    start: int
    end: int
    text: str

    def applied(self, text: str) -> str:
        data = text.encode()
        return (data[: self.start] + self.text.encode() + data[self.end :]).decode()


@dataclass(frozen=True)
class Source:
    """Offsets count bytes, as the columns of a syntax tree do."""

    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def data(self) -> bytes:
        return self.text.encode()

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer(rb"\n", self.data))]

    def offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column

    def line(self, offset: int) -> int:
        return self.data.count(b"\n", 0, offset) + 1

    def start(self, node: ast.AST) -> int:
        return self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        return self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def segment(self, node: ast.AST) -> str:
        return self.data[self.start(node) : self.end(node)].decode()

    def swap(self, node: ast.AST, text: str) -> Edit:
        return Edit(self.start(node), self.end(node), text)

    def swap_between(self, left: ast.AST, right: ast.AST, old: str, new: str) -> Iterator[Edit]:
        """Swap the operator that stands between two operands, past brackets and line ends."""
        gap = self.data[self.end(left) : self.start(right)].decode()
        words = r"\s+".join(re.escape(word) for word in old.split())
        found = re.search(rf"(?<![\w<>=!*/]){words}(?![\w<>=*/])", gap)
        if found:
            before = self.end(left) + len(gap[: found.start()].encode())
            yield Edit(before, before + len(found.group().encode()), new)


def statements(tree: ast.AST) -> Iterator[ast.stmt]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.stmt))


def own_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """Walk one statement: not the statements in it, annotations, nor f-strings (which tell no true place)."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child in _children(node) if not isinstance(child, (ast.stmt, ast.JoinedStr))]


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name not in {"annotation", "returns"}:
            yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, ast.AST))


def run_lines(statement: ast.stmt, edited: int) -> range:
    """Give the lines that run when the edited line matters: of a function its body, of a block its head."""
    if isinstance(statement, Function):
        return range(statement.body[0].lineno, (statement.end_lineno or 0) + 1)
    if isinstance(statement, (ast.Try, ast.Match)):
        return range(edited, edited + 1)
    if isinstance(statement, Compound):
        return range(statement.lineno, max(statement.lineno + 1, _first_inside(statement)))
    return range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)


def _first_inside(statement: ast.stmt) -> int:
    return min((node.lineno for node in ast.iter_child_nodes(statement) if isinstance(node, ast.stmt)), default=0)
