"""Which tests a fault is held to, for lines that tests run and for lines that only an import runs."""

from tests.mutation.covering import Covering
from tests.mutation.faults import Fault, Known, faults
from tests.mutation.relevance import mentions, relevant
from tests.mutation.source import Source

CODE = {
    "limits.py": Source("MOST = 3\nUNUSED = 4\nclass Row:\n    length = 5\n    class Meta:\n        size = 6\n"),
    "verbs.py": Source("def full(rows):\n    return len(rows) >= MOST\ndef made():\n    return Row()\n"),
    "urls.py": Source("patterns = [path('a/', full, 7),\n    path('b/', made, 8)]\n"),
    "never.py": Source("def never():\n    return 9\n"),
}
COVERING = Covering(
    {
        "limits.py": dict.fromkeys(range(1, 7), frozenset()),
        "verbs.py": {1: frozenset(), 2: frozenset({"t::full"}), 3: frozenset(), 4: frozenset({"t::made", "t::failed"})},
        "urls.py": {1: frozenset(), 2: frozenset()},
        "never.py": {1: frozenset()},
    },
    {"t::full": 1.0, "t::made": 2.0},
)


def held_to(file: str, line: int) -> set[str]:
    source = CODE[file]
    fault: Fault = next(each for each in faults(file, source, Known({}, {})) if each.line == line)
    return set(relevant(fault, source, COVERING, mentions(CODE)))


def test_a_line_that_tests_run_is_held_to_those_that_pass_without_the_fault() -> None:
    assert held_to("verbs.py", 2) == {"t::full"}
    assert held_to("verbs.py", 4) == {"t::made"}


def test_a_constant_is_held_to_the_tests_of_the_lines_that_use_it() -> None:
    assert held_to("limits.py", 1) == {"t::full"}


def test_a_field_and_an_option_are_held_to_the_tests_that_use_their_class() -> None:
    assert held_to("limits.py", 4) == {"t::made"}
    assert held_to("limits.py", 6) == {"t::made"}


def test_an_address_is_held_to_the_tests_of_the_view_that_its_line_names() -> None:
    assert held_to("urls.py", 1) == {"t::full"}
    assert held_to("urls.py", 2) == {"t::made"}


def test_a_line_that_nothing_runs_or_uses_is_held_to_no_test() -> None:
    assert held_to("never.py", 2) == set()
    assert held_to("limits.py", 2) == set()
