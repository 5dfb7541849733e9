"""Each kind of fault, on code as it stands in our packages."""

import ast

import pytest

from tests.mutation.faults import Known, changes, faults, learn
from tests.mutation.source import Source

NOTHING = Known({}, {})


def edited(text: str, kind: str, known: Known = NOTHING) -> list[str]:
    source = Source(text)
    return [fault.edit.applied(text) for fault in faults("a.py", source, known) if fault.kind == kind]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("comparison", "a = b < c", ["a = b <= c"]),
        ("comparison", "a = b not  in c", ["a = b in c"]),
        ("comparison", "a = (b) is not None", ["a = (b) is None"]),
        ("comparison", "a = 1 <= b < c", ["a = 1 < b < c", "a = 1 <= b <= c"]),
        ("and/or", "a = b and (c or d)", ["a = b or (c or d)", "a = b and (c and d)"]),
        ("arithmetic", "a = b + 'x'", []),
        ("arithmetic", "a = Q(b) | Q(c)", ["a = Q(b) & Q(c)"]),
        ("condition", "a = not b", ["a = b"]),
        ("condition", "if a.b: pass", ["if not a.b: pass"]),
        ("constant", "MOST = 3", ["MOST = 4", "MOST = 2"]),
        ("constant", "a(é='é', b=True)", ["a(é='é', b=False)"]),
        ("decorator removed", "@atomic\ndef a(): return 1\n", ["def a(): return 1\n"]),
        ("decorator removed", "@property\ndef a(): return 1\n", []),
        ("not atomic", "with transaction.atomic():\n    a()\n", ["if True:\n    a()\n"]),
        ("statement removed", "a.save()", ["pass"]),
        ("statement removed", "a.due_at = now", ["pass"]),
        ("statement removed", '"""Say what."""', []),
        ("nothing returned", "def a():\n    return b", ["def a():\n    return None"]),
        ("argument dropped", "a(b, c=1, d=2)", ["a(b, d=2)", "a(b, c=1)"]),
        ("opposite call", "a = b.filter(c)", ["a = b.exclude(c)"]),
        ("order", "a.order_by('-b')", ['a.order_by("b")']),
        ("clock", "a = timezone.localdate()", ["a = timezone.now().date()"]),
        ("clock", "a = timezone.localtime(b).hour", ["a = (b).hour"]),
        ("call dropped", "a = b.select_for_update().get()", ["a = b.get()"]),
    ],
)
def test_a_line_is_given_each_fault_of_a_kind(kind: str, before: str, after: list[str]) -> None:
    assert sorted(edited(before, kind)) == sorted(after)


def test_a_choice_is_swapped_for_another_of_its_own_class_only() -> None:
    classes = "class Kind:\n    OPEN = 1\n    SHUT = 2\nclass Other:\n    OPEN = 1\n    LATER = 2\n"

    assert edited("a = Kind.OPEN", "choice", learn([ast.parse(classes)])) == ["a = Kind.SHUT"]


def test_an_argument_that_must_be_given_is_not_dropped() -> None:
    known = learn([ast.parse("def save(*, by, note=''): ...")])

    assert edited("save(by=a, note=b)", "argument dropped", known) == ["save(by=a)"]


def test_annotations_docstrings_and_imports_are_left_alone() -> None:
    text = '"""More than 3."""\nimport a\ndef b(c: Literal[3]) -> d[4]:\n    """Or 5."""\n'

    assert list(faults("a.py", Source(text), NOTHING)) == []


def test_an_edit_that_does_not_compile_or_changes_nothing_is_no_fault() -> None:
    source = Source("a = 1")
    constants = [fault.edit for fault in faults("a.py", source, NOTHING)]

    assert [changes(source, edit) for edit in constants] == [True, True]
    assert not changes(source, constants[0].__class__(4, 5, "("))
    assert not changes(source, constants[0].__class__(4, 5, " 1"))


def test_a_fault_in_a_header_matters_where_the_body_runs() -> None:
    text = "@rule\ndef a(b=3):\n    c()\n    d()\n"
    runs = {fault.kind: list(fault.runs) for fault in faults("a.py", Source(text), NOTHING)}

    assert runs["decorator removed"] == runs["constant"] == [3, 4]
    assert runs["statement removed"] in ([3], [4])
