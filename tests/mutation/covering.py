"""Which tests run which line: the whole suite once under coverage for each state of the code, then from a cache."""

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coverage import CoverageData

from deploy.bootstrap import ROOT
from deploy.refusal import Refusal, say
from programme.packages import PACKAGES
from tests.mutation.tree import run_pytest

CACHE = ROOT / ".mutation_cache"
# A real browser and real start-ups run our code in processes that coverage does not see, and take minutes.
NOT_RUN = ("tests/browser", "tests/deploy", "tests/mutation")
SETTINGS = """[run]
relative_files = true
disable_warnings = module-not-imported, no-data-collected
"""
PROCESSES = "2"
PASSED, SOME_FAILED = 0, 1


@dataclass(frozen=True)
class Covering:
    """The tests that run each line of each file, and the seconds that each test took."""

    lines: dict[str, dict[int, frozenset[str]]]
    seconds: dict[str, float]

    def tests(self, file: str, lines: Iterable[int]) -> frozenset[str]:
        run = self.lines.get(file, {})
        return frozenset().union(*(run.get(line, frozenset()) for line in lines)) & self.seconds.keys()


def covering(tree: Path) -> Covering:
    """Take it from the cache, or run the suite in the copy and keep what was found; older states are dropped."""
    kept = CACHE / checksum(tree)
    if not (kept / "report").exists():
        shutil.rmtree(CACHE, ignore_errors=True)
        kept.mkdir(parents=True)
        run_suite(tree, kept)
    return Covering(read_lines(kept / "coverage"), read_seconds(kept / "report"))


def checksum(tree: Path) -> str:
    """Of all code and templates but this script's own."""
    digest = hashlib.sha256()
    files = (file for folder in (*PACKAGES, "tests", "templates") for file in (tree / folder).rglob("*"))
    for file in sorted(file for file in files if file.suffix in {".py", ".html", ".txt"}):
        if not file.is_relative_to(tree / "tests" / "mutation"):
            digest.update(str(file.relative_to(tree)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def run_suite(tree: Path, kept: Path) -> None:
    say("Running the tests once to see which run which line: this takes minutes, and is kept until the code changes.")
    (tree / "coverage.ini").write_text(SETTINGS)
    report = tree / "report.jsonl"
    measure = [
        "--cov-context=test",
        "--cov-report=",
        "--cov-config=coverage.ini",
        *(f"--cov={name}" for name in PACKAGES),
    ]
    ignored = [f"--ignore={folder}" for folder in NOT_RUN]
    arguments = ["-q", "-n", PROCESSES, "-p", "tests.mutation.plugin", *measure, *ignored]
    more = {"TEST_REPORT": str(report), "COVERAGE_FILE": str(kept / "coverage")}
    code = run_pytest(tree, arguments, more=more, seconds=None)
    if code not in {PASSED, SOME_FAILED}:
        shutil.copy(tree / "pytest.log", CACHE / "pytest.log")
        raise Refusal(f"The tests did not run to their end: {CACHE / 'pytest.log'} says why.")
    shutil.copy(report, kept / "report")


def read_lines(file: Path) -> dict[str, dict[int, frozenset[str]]]:
    data = CoverageData(str(file))
    data.read()
    return {
        name: {line: _tests(contexts) for line, contexts in data.contexts_by_lineno(name).items()}
        for name in data.measured_files()
    }


def _tests(contexts: Iterable[str]) -> frozenset[str]:
    """A context is a test and its phase; one without a name is the import of the code."""
    return frozenset(context.rpartition("|")[0] for context in contexts if context)


def read_seconds(file: Path) -> dict[str, float]:
    """Add up the phases of each test; one that failed on sound code can judge nothing."""
    seconds: defaultdict[str, float] = defaultdict(float)
    failed = set()
    for line in file.read_text().splitlines():
        phase = json.loads(line)
        seconds[phase["test"]] += phase["seconds"]
        if phase["outcome"] == "failed":
            failed.add(phase["test"])
    for test in sorted(failed):
        say(f"Left out, since it fails without a fault: {test}")
    return {test: took for test, took in seconds.items() if test not in failed}
