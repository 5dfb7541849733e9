"""The draw: repeatable, spread over lines, without what was judged to change nothing."""

from pathlib import Path

from tests.mutation.sample import in_one_line, judged, sample
from tests.mutation.source import Source
from tests.mutation.trials import change

CODE = {
    "a.py": Source("a = [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb = 1\nc = 2\n"),
    "b.py": Source("d = e < f\n"),
}


def places(seed: int, count: int = 9) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.edit.text) for fault in sample(CODE, seed=seed, count=count)]


def test_the_same_seed_draws_the_same_faults_and_another_draws_others() -> None:
    assert places(1) == places(1)
    assert len({tuple(places(seed)) for seed in range(10)}) > 1


def test_each_line_is_drawn_once_however_many_faults_it_could_have() -> None:
    assert sorted(place[:2] for place in places(3)) == [("a.py", 1), ("a.py", 2), ("a.py", 3), ("b.py", 1)]


def test_a_smaller_sample_is_the_beginning_of_a_larger_one() -> None:
    assert places(5, 2) == places(5)[:2]


def test_a_change_is_shown_as_a_diff_and_judged_by_its_words() -> None:
    fault = next(fault for fault in sample(CODE, seed=1, count=4) if fault.file == "b.py")
    shown = change(fault, CODE["b.py"])

    assert shown == "-d = e < f\n+d = e <= f"
    assert in_one_line(shown) == "d = e < f => d = e <= f"


def test_comments_in_the_list_of_the_judged_are_no_entries(tmp_path: Path) -> None:
    file = tmp_path / "equivalent.txt"
    file.write_text("# Why.\n\nd = e < f => d = e <= f\n")

    assert judged(file) == {"d = e < f => d = e <= f"}
