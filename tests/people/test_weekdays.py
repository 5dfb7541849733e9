"""Write weekdays in words."""

from collections.abc import Iterable

import pytest

from people.dates import weekdays_in_short


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([0, 1, 2, 3, 4], "Mon to Fri"),
        ([0, 2, 5], "Mon, Wed and Sat"),
        ([1, 0], "Mon and Tue"),
        ([6], "Sun"),
        (range(7), "Every day"),
        ([], ""),
    ],
)
def test_weekdays_are_shortened_as_people_do(days: Iterable[int], words: str) -> None:
    assert weekdays_in_short(days) == words
