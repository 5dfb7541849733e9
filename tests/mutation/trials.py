"""Put a fault into a copy of the tree, run the tests that could notice it, and tell what came of it."""

import difflib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.mutation.covering import Covering
from tests.mutation.faults import Fault
from tests.mutation.source import Source
from tests.mutation.tree import replace, run_pytest

# Starting the servers and making the database takes longer than many a test.
SECONDS_TO_START = 240
TIMES_USUAL = 4
ALL_PASSED, SOME_FAILED, NONE_RUN = 0, 1, 5


class Outcome(StrEnum):
    CAUGHT = "caught"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Trial:
    """What came of one fault; `by` is the test that noticed it, or why there is none."""

    fault: Fault
    change: str
    tests: int
    outcome: Outcome
    by: str

    @property
    def place(self) -> str:
        return f"{self.fault.file}:{self.fault.line}"


def change(fault: Fault, source: Source) -> str:
    """Show the lines that differ, as a diff does."""
    before, after = source.text.splitlines(), fault.edit.applied(source.text).splitlines()
    lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))
    return "\n".join(line for line in lines[2:] if not line.startswith("@@"))


def attempt(fault: Fault, source: Source, tests: Collection[str], covering: Covering, tree: Path) -> Trial:
    shown = change(fault, source)
    if not tests:
        return Trial(fault, shown, 0, Outcome.SURVIVED, "no test runs it")
    file = tree / fault.file
    replace(file, fault.edit.applied(source.text))
    try:
        outcome, by = run_until_one_fails(tests, covering, tree, near=fault.file)
    finally:
        replace(file, source.text)
    return Trial(fault, shown, len(tests), outcome, by)


def run_until_one_fails(tests: Collection[str], covering: Covering, tree: Path, *, near: str) -> tuple[Outcome, str]:
    seconds = SECONDS_TO_START + TIMES_USUAL * sum(covering.seconds[test] for test in tests)
    code, failed = run_chosen(in_order(tests, covering, near), tree, "-x", seconds=seconds)
    return judge(code, failed)


def run_chosen(tests: list[str], tree: Path, *options: str, seconds: float | None) -> tuple[int | None, list[str]]:
    """Run these tests one after another, and answer with pytest's code and those that failed."""
    chosen, report = tree / "chosen.txt", tree / "report.jsonl"
    chosen.write_text("\n".join(tests))
    report.write_text("")
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    arguments = ["-q", "-n", "0", "-p", "no:cacheprovider", "-p", "tests.mutation.plugin", *options, *files]
    more = {"CHOSEN_TESTS": str(chosen), "TEST_REPORT": str(report)}
    code = run_pytest(tree, arguments, more=more, seconds=seconds)
    phases = [json.loads(line) for line in report.read_text().splitlines()]
    return code, [phase["test"] for phase in phases if phase["outcome"] == "failed"]


def judge(code: int | None, failed: list[str]) -> tuple[Outcome, str]:
    if failed:
        return Outcome.CAUGHT, failed[0]
    if code is None:
        return Outcome.CAUGHT, "the time limit"
    if code == ALL_PASSED:
        return Outcome.SURVIVED, "every test passes"
    if code in {SOME_FAILED, NONE_RUN}:
        return Outcome.UNDECIDED, "the tests did not run"
    return Outcome.CAUGHT, "the import: pytest cannot start"


def in_order(tests: Iterable[str], covering: Covering, near: str) -> list[str]:
    """Put the tests of the fault's own package and folder first, file by file as the suite runs them."""
    place = {test: number for number, test in enumerate(covering.seconds)}

    def key(test: str) -> tuple[int, str, int]:
        file = test.partition("::")[0]
        return -closeness(file, near), file, place[test]

    return sorted(tests, key=key)


def closeness(test_file: str, file: str) -> int:
    """Count the folders that `tests/cohorts/designs/test_x.py` shares with `cohorts/designs/y.py`."""
    pairs = zip(Path(test_file).parts[1:-1], Path(file).parts[:-1], strict=False)
    shared = [left == right for left, right in pairs]
    return [*shared, False].index(False)


def fails_without_fault(trials: Iterable[Trial], tree: Path) -> set[str]:
    """Run the tests that caught something once more on sound code: those that fail caught nothing."""
    catchers = sorted({trial.by for trial in trials if "::" in trial.by})
    if not catchers:
        return set()
    code, failed = run_chosen(catchers, tree, seconds=None)
    return set(catchers if code not in {ALL_PASSED, SOME_FAILED} else failed)
