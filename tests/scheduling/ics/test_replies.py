"""Read the replies that calendar programs send."""

import pytest

from scheduling.ics.reader import Reply, read_reply
from tests.scheduling.ics.diaries import diary, entry

ANNA = 'ATTENDEE;CN="Ähren, Anna: RN";PARTSTAT=ACCEPTED:mailto:Anna.Ahren@fenmoor.example'


def replied(*lines: str, method: str = "REPLY") -> Reply | None:
    return read_reply(diary(f"METHOD:{method}", entry(*lines, uid="abc")))


@pytest.mark.parametrize(
    ("said", "answer"), [("ACCEPTED", "accepted"), ("TENTATIVE", "tentative"), ("DECLINED", "declined")]
)
def test_a_reply_names_the_entry_the_person_and_the_answer(said: str, answer: str) -> None:
    found = replied(ANNA.replace("ACCEPTED", said), "SEQUENCE:2", "DTSTART:20261013T083000Z")

    assert found == Reply("abc", 2, "anna.ahren@fenmoor.example", answer)


def test_without_a_sequence_it_is_to_the_first() -> None:
    assert replied(ANNA) == Reply("abc", 0, "anna.ahren@fenmoor.example", "accepted")


def test_outlook_folds_its_lines_and_writes_mailto_in_capitals() -> None:
    found = replied("ATTENDEE;PARTSTAT=DECL\n INED;CN=Anna:MAILTO:anna\n .ahren@fenmoor.example", "SEQUENCE:1")

    assert found == Reply("abc", 1, "anna.ahren@fenmoor.example", "declined")


@pytest.mark.parametrize("method", ["REQUEST", "COUNTER", "PUBLISH"])
def test_what_is_no_reply_is_none(method: str) -> None:
    assert replied(ANNA, method=method) is None


@pytest.mark.parametrize(
    "lines",
    [
        ["SEQUENCE:1"],
        [ANNA, ANNA],
        [ANNA.replace("ACCEPTED", "DELEGATED")],
        [ANNA, "SEQUENCE:minus one"],
        [ANNA, "SEQUENCE:9999999"],
    ],
)
def test_half_a_reply_is_none(lines: list[str]) -> None:
    assert replied(*lines) is None
