"""What pytest does in a trial: run chosen tests in a chosen order, and write down how each went.

CHOSEN_TESTS=file pytest -p tests.mutation.plugin       only those, one a line, in this order
TEST_REPORT=file pytest -p tests.mutation.plugin        a line of JSON for each phase of each test
"""

import json
import os
from pathlib import Path

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not chosen; a chosen test that is no longer there is no error."""
    chosen = os.environ.get("CHOSEN_TESTS")
    if not chosen:
        return
    place = {name: number for number, name in enumerate(Path(chosen).read_text().splitlines())}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in place])
    items[:] = sorted((item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid])


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Append the phase; with xdist only the process that gathers the reports writes."""
    output = os.environ.get("TEST_REPORT")
    if not output or "PYTEST_XDIST_WORKER" in os.environ:
        return
    line = {"test": report.nodeid, "outcome": report.outcome, "seconds": round(report.duration, 3)}
    with Path(output).open("a") as lines:
        lines.write(json.dumps(line) + "\n")
