"""Thirty statements, raters, and ways to look into a result, for the tests of disclosure."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from assessments.results.disclosure import disclose
from assessments.results.values import (
    GUARDED,
    Answers,
    Cell,
    Column,
    RatedQuestionnaire,
    RatedStatement,
    Result,
    Turnout,
)

KEYS = ["model", "inspire", "challenge", "enable", "encourage"]
ASKED = RatedQuestionnaire(
    practices={key: key.title() for key in KEYS},
    statements=[RatedStatement(number, KEYS[(number - 1) % 5], f"Statement {number}") for number in range(1, 31)],
    questions=["What is good?", "What is not?"],
)


def rater(relationship: str, level: int | None, comment: str = "", **differing: int | None) -> Answers:
    """Rates everything alike, but for statements given as s1=..., s2=... ."""
    ratings = [differing.get(f"s{number}", level) for number in range(1, 31)]
    return Answers(relationship, ratings, [comment, comment])


def raters(relationship: str, *levels: int | None, comment: str = "") -> list[Answers]:
    return [rater(relationship, level, comment) for level in levels]


def result_of(answers: Sequence[Answers], least: int = 3, earlier: Result | None = None, **invited: int) -> Result:
    asked = invited or Counter(one.relationship for one in answers)
    return disclose(ASKED, answers, invited=asked, least=least, earlier=earlier)


def cell(result: Result, group: str, statement: int = 1) -> Cell:
    return result.statement_cells()[statement][group]


def practice(result: Result, group: str, key: str = "model") -> Cell:
    return next(each.cells[group] for each in result.practices if each.key == key)


def keys(result: Result) -> list[str]:
    return [column.key for column in result.columns if isinstance(column, Column)]


def turnout(result: Result) -> dict[str, Turnout]:
    return {row.key: row for row in result.turnout}


def surfaces(result: Result) -> dict[str, Any]:
    """The frozen result with its comments in a fixed order."""
    frozen = result.frozen()
    return frozen | {"comments": [sorted(each["colleagues"]) for each in frozen["comments"]]}


# For properties a smaller one will do.
SMALL = RatedQuestionnaire(
    {"model": "Model"}, [RatedStatement(number, "model", "") for number in range(1, 7)], ["What is good?"]
)

ratings = st.lists(st.none() | st.integers(1, 10) | st.sampled_from([1, 9, 10]), min_size=6, max_size=6)
responses = st.lists(
    st.builds(
        Answers,
        relationship=st.sampled_from(["self", "manager", *GUARDED, *GUARDED]),
        ratings=ratings,
        comments=st.sampled_from([["Some words"], ["Others"], [""]]),
    ),
    max_size=14,
)


def small_result_of(
    answers: Sequence[Answers], least: int = 3, earlier: Result | None = None, **invited: int
) -> Result:
    return disclose(SMALL, answers, invited=invited, least=least, earlier=earlier)
