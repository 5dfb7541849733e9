"""What a trial's end means, in which order its tests run, and what the figures count."""

import json
from pathlib import Path

import pytest

from tests.mutation.covering import Covering, checksum, read_seconds
from tests.mutation.faults import Known, faults
from tests.mutation.mutants import summary
from tests.mutation.source import Source
from tests.mutation.tree import LEFT_OUT, sources
from tests.mutation.trials import Outcome, Trial, in_order, judge


@pytest.mark.parametrize(
    ("code", "failed", "outcome"),
    [
        (1, ["t::a"], Outcome.CAUGHT),
        (None, [], Outcome.CAUGHT),
        (4, [], Outcome.CAUGHT),
        (0, [], Outcome.SURVIVED),
        (5, [], Outcome.UNDECIDED),
        (1, [], Outcome.UNDECIDED),
    ],
)
def test_only_a_failed_test_a_stop_or_a_broken_import_catches(
    code: int | None, failed: list[str], outcome: str
) -> None:
    assert judge(code, failed)[0] == outcome


def test_the_tests_of_the_same_folder_run_first() -> None:
    names = ["tests/people/test_a.py::a", "tests/cohorts/test_b.py::b", "tests/cohorts/designs/test_c.py::c"]

    assert in_order(names, Covering({}, dict.fromkeys(names, 1.0)), "cohorts/designs/editing.py") == names[::-1]


def test_phases_add_up_and_a_test_that_fails_on_sound_code_is_left_out(tmp_path: Path) -> None:
    phases = [("t::a", "passed", 0.5), ("t::a", "passed", 0.25), ("t::b", "failed", 1), ("t::b", "passed", 1)]
    file = tmp_path / "report"
    file.write_text(
        "\n".join(json.dumps(dict(zip(("test", "outcome", "seconds"), each, strict=True))) for each in phases)
    )

    assert read_seconds(file) == {"t::a": 0.75}


def test_the_checksum_follows_code_and_templates_but_no_prose(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    before = checksum(tmp_path)
    (tmp_path / "templates" / "read.md").write_text("Read me")
    prose = checksum(tmp_path)
    (tmp_path / "templates" / "page.html").write_text("A page")

    assert before == prose != checksum(tmp_path)


def test_migrations_and_settings_are_no_sources(tmp_path: Path) -> None:
    for name in ("verbs.py", "migrations/0001_initial.py", "settings/base.py", "slice/views.py"):
        (tmp_path / "ours" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "ours" / name).write_text("")

    assert sources(tmp_path, ["ours"]) == ["ours/slice/views.py", "ours/verbs.py"]
    assert {"migrations", "settings"} <= LEFT_OUT


def test_the_share_counts_neither_the_equivalent_nor_the_undecided() -> None:
    fault = next(faults("a.py", Source("a = b < c"), Known({}, {})))
    outcomes = [*[Outcome.CAUGHT] * 3, Outcome.SURVIVED, Outcome.EQUIVALENT, Outcome.UNDECIDED]
    found = summary([Trial(fault, "", 1, outcome, "") for outcome in outcomes], seed=7, seconds=1.6)

    assert (found["share_caught"], found["by_kind"]) == (0.75, {"comparison": "3 of 4"})
    assert (found["count"], found["survivors"], found["seconds"]) == (6, ["a.py:1"], 2)
