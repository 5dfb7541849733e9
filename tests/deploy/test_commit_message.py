import pytest

from deploy.commit_message import LONGEST_SUBJECT, check
from deploy.refusal import Refusal

LONGEST = "x" * LONGEST_SUBJECT


@pytest.mark.parametrize(
    "message", [f"{LONGEST}\n\nWhy.", "Merge branch 'main'", "fixup! Lock a row", "Subject\n# a note of git\n\nWhy."]
)
def test_a_short_subject_and_a_reason_are_taken(message: str) -> None:
    check(message)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (f"{LONGEST}x\n\nWhy.", "73 characters"),
        ("Subject", "why this is done"),
        ("Subject\n\n# a note of git", "why this is done"),
        ("", "why this is done"),
    ],
)
def test_what_is_missing_is_said(message: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        check(message)
