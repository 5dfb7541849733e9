"""The faults that a line of code can be given: each is one small edit after which the file still compiles."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from tests.mutation.source import Edit, Function, Source, own_nodes, run_lines, statements

COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"),
}  # fmt: skip
OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"), ast.FloorDiv: ("//", "/"),
    ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&"),
}  # fmt: skip
PAIRS = (("min", "max"), ("any", "all"), ("filter", "exclude"), ("first", "last"), ("ceil", "floor"),
         ("startswith", "endswith"), ("Min", "Max"))  # fmt: skip
TWINS = {**dict(PAIRS), **{right: left for left, right in PAIRS}}
DROPPED_FROM_CHAINS = {"select_for_update", "distinct", "order_by", "strip", "casefold", "lower", "reverse"}
# Without them the code only crashes, which any test sees.
KEPT_DECORATORS = {"property", "cached_property", "staticmethod", "classmethod", "dataclass", "contextmanager",
                   "override", "overload", "abstractmethod", "setter", "total_ordering"}  # fmt: skip
UNINTERESTING = (ast.Import, ast.ImportFrom, ast.Pass, ast.Global, ast.Nonlocal)


@dataclass(frozen=True)
class Fault:
    """One edit of one file, and the lines of which at least one has to run for it to matter."""

    file: str
    line: int
    kind: str
    edit: Edit
    runs: range
    statement: ast.stmt


@dataclass(frozen=True)
class Known:
    """What the whole of our code says about a name: the members of enumerations, arguments that must be given."""

    members: Mapping[str, list[frozenset[str]]]
    required: Mapping[str, frozenset[str]]


Kind = Callable[[ast.AST, Source, Known], Iterator[Edit]]


def learn(trees: Iterable[ast.AST]) -> Known:
    members: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    required: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.ClassDef):
            members[node.name].append(_members(node))
        elif isinstance(node, Function):
            required[node.name] |= _required(node.args)
    return Known(members, required)


def _members(node: ast.ClassDef) -> frozenset[str]:
    targets = (each.targets[0] for each in node.body if isinstance(each, ast.Assign))
    return frozenset(each.id for each in targets if isinstance(each, ast.Name) and each.id.isupper())


def _required(arguments: ast.arguments) -> frozenset[str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    without = positional[: len(positional) - len(arguments.defaults)]
    named = (each for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default is None)
    return frozenset(each.arg for each in (*without, *named))


def faults(file: str, source: Source, known: Known) -> Iterator[Fault]:
    """Propose all of them; `changes` tells of one whether it is a fault."""
    for statement in statements(source.tree):
        if not isinstance(statement, UNINTERESTING) and not is_docstring(statement) and not _is_for_types(statement):
            yield from _faults_of(statement, file, source, known)


def _faults_of(statement: ast.stmt, file: str, source: Source, known: Known) -> Iterator[Fault]:
    for node in own_nodes(statement):
        for kind, edits in KINDS.items():
            for edit in edits(node, source, known):
                line = source.line(edit.start)
                yield Fault(file, line, kind, edit, run_lines(statement, line), statement)


def changes(source: Source, edit: Edit) -> bool:
    """Tell whether the edited code compiles and is other code."""
    try:
        return ast.dump(ast.parse(edit.applied(source.text))) != ast.dump(source.tree)
    except SyntaxError:
        return False


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_types(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and ast.unparse(statement.test).endswith("TYPE_CHECKING")


def called_name(node: ast.AST) -> str:
    """Give the last name of what is called or named: `order_by` of `cohorts.order_by("name")`."""
    if isinstance(node, ast.Call):
        return called_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def comparison(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    if isinstance(node, ast.Compare):
        for (left, right), operator in zip(pairwise([node.left, *node.comparators]), node.ops, strict=True):
            yield from source.swap_between(left, right, *COMPARISONS[type(operator)])


def and_or(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    if isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in pairwise(node.values):
            yield from source.swap_between(left, right, old, new)


def arithmetic(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    """Leave out what joins strings: it only crashes."""
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS and not (_is_text(node.left) or _is_text(node.right)):
        yield from source.swap_between(node.left, node.right, *OPERATORS[type(node.op)])


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def condition(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    """Turn a condition round: drop its `not`, or give it one."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield source.swap(node, source.segment(node.operand))
    for test in [getattr(node, "test", None), *getattr(node, "ifs", [])]:
        if isinstance(test, (ast.Name, ast.Attribute, ast.Call)):
            yield source.swap(test, f"not {source.segment(test)}")


def constant(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield source.swap(node, str(not node.value))
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield source.swap(node, str(node.value + 1))
        yield source.swap(node, str(node.value - 1))


def choice(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    """Take another member of the same enumeration."""
    if isinstance(node, ast.Attribute) and node.attr.isupper():
        for members in known.members.get(called_name(node.value), []):
            if node.attr in members:
                own = source.segment(node.value)
                yield from (source.swap(node, f"{own}.{other}") for other in sorted(members - {node.attr}))


def decorator(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    for each in getattr(node, "decorator_list", []):
        if called_name(each) not in KEPT_DECORATORS:
            yield Edit(source.offset(each.lineno, 0), source.offset(each.end_lineno + 1, 0), "")


def atomic(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    """Open no transaction; the decorator's case is that of any decorator."""
    if isinstance(node, ast.With) and [called_name(item.context_expr) for item in node.items] == ["atomic"]:
        yield Edit(source.start(node), source.end(node.items[0].context_expr), "if True")


def statement_removed(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    assigned = node.targets if isinstance(node, ast.Assign) else []
    is_kept_elsewhere = any(isinstance(each, (ast.Attribute, ast.Subscript)) for each in assigned)
    is_bare_return = isinstance(node, ast.Return) and node.value is None
    simple = (ast.Expr, ast.AugAssign, ast.Delete, ast.Raise, ast.Continue, ast.Break)
    if isinstance(node, simple) or is_kept_elsewhere or is_bare_return:
        yield source.swap(node, "pass")


def nothing_returned(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    if isinstance(node, ast.Return) and node.value is not None:
        yield source.swap(node.value, "None")


def argument_dropped(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    """Leave a named argument to its default; one that must be given would only crash."""
    if isinstance(node, ast.Call):
        must = known.required.get(called_name(node), frozenset())
        for keyword in node.keywords:
            if keyword.arg and keyword.arg not in must:
                yield _without(keyword, source)


def _without(node: ast.AST, source: Source) -> Edit:
    """Take the comma too: the one behind it, or else the one in front."""
    start, end = source.start(node), source.end(node)
    behind = source.data[end:]
    if behind.lstrip().startswith(b","):
        after = end + len(behind) - len(behind.lstrip()) + 1
        return Edit(start, after + (source.data[after : after + 1] == b" "), "")
    before = source.data[:start].rstrip()
    return Edit(len(before) - before.endswith(b","), end, "")


def twin(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    """Call the opposite function: min for max, filter for exclude."""
    if isinstance(node, ast.Call) and called_name(node) in TWINS:
        end = source.end(node.func)
        yield Edit(end - len(called_name(node)), end, TWINS[called_name(node)])


def order(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    if isinstance(node, ast.Call) and called_name(node) == "order_by":
        for each in node.args:
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                value = each.value.removeprefix("-")
                yield source.swap(each, f'"{value}"' if value != each.value else f'"-{value}"')


def clock(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    """Forget summer time: take the day or the hour of UTC."""
    if isinstance(node, ast.Call) and called_name(node) in {"localdate", "localtime"}:
        when = _moment(node, source)
        yield source.swap(node, f"{when}.date()" if called_name(node) == "localdate" else when)


def _moment(call: ast.Call, source: Source) -> str:
    if call.args:
        return f"({source.segment(call.args[0])})"
    return f"{source.segment(call.func.value)}.now()" if isinstance(call.func, ast.Attribute) else "timezone.now()"


def call_dropped(node: ast.AST, source: Source, known: Known) -> Iterator[Edit]:
    """Leave one call out of a chain: no lock, no order, no tidying."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DROPPED_FROM_CHAINS:
        yield Edit(source.end(node.func.value), source.end(node), "")


KINDS: dict[str, Kind] = {
    "comparison": comparison,
    "and/or": and_or,
    "arithmetic": arithmetic,
    "condition": condition,
    "constant": constant,
    "choice": choice,
    "decorator removed": decorator,
    "not atomic": atomic,
    "statement removed": statement_removed,
    "nothing returned": nothing_returned,
    "argument dropped": argument_dropped,
    "opposite call": twin,
    "order": order,
    "clock": clock,
    "call dropped": call_dropped,
}
