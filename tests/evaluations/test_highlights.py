"""The sentence that a report begins with."""

import pytest

from evaluations.executive_report import write_highlights


def element(name: str, mean: str, n: int, of: int = 20) -> dict[str, object]:
    return {"name": name, "mean": mean, "n": n, "of": of, "answered": f"{n} of {of}"}


@pytest.mark.parametrize(
    ("elements", "sentence"),
    [
        ([], ""),
        ([element("Launch", "4.2", 10)], ""),
        ([element("Launch", "", 2), element("Coaching", "", 2)], ""),
        (
            [element("Launch", "4.2", 18), element("Coaching", "4.6", 12), element("Conference", "3.9", 20)],
            "Coaching was rated highest (4.6) and Conference lowest (3.9); "
            "fewest of those asked answered about Coaching (12 of 20).",
        ),
        (
            [element("Launch", "4.6", 10), element("Coaching", "4.6", 20, 40), element("Conference", "3.9", 20)],
            # 10 of 20 and 20 of 40 are the same half.
            "Launch and Coaching were rated highest (4.6) and Conference lowest (3.9); "
            "fewest of those asked answered about Launch (10 of 20) and Coaching (20 of 40).",
        ),
        ([element("A", "4.0", 5), element("B", "4.0", 5)], "All elements with a mean were rated alike (4.0)."),
        ([element("A", "4.0", 5), element("B", "", 1)], "Fewest of those asked answered about B (1 of 20)."),
        ([element("A", "4.0", 5), element("B", "", 0, 0)], ""),
        # As numbers, and not as letters are ordered.
        ([element("A", "10.0", 5), element("B", "9.0", 5)], "A was rated highest (10.0) and B lowest (9.0)."),
    ],
)
def test_it_says_what_stands_out(elements: list[dict[str, object]], sentence: str) -> None:
    assert write_highlights(elements) == sentence
