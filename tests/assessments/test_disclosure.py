"""What is withheld stays withheld, in data that would show it if it did not."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.disclosure import (
    ALL,
    GUARDED,
    Answers,
    Asked,
    Cell,
    Comments,
    Questionnaire,
    Result,
    Treatment,
    Turnout,
    Withheld,
    disclose,
    shown_groups,
)

KEYS = ["model", "inspire", "challenge", "enable", "encourage"]
ASKED = Questionnaire(
    practices={key: key.title() for key in KEYS},
    statements=[Asked(number, KEYS[(number - 1) % 5], f"Statement {number}") for number in range(1, 31)],
    questions=["What is good?", "What is not?"],
)


def rater(relationship: str, level: int | None, comment: str = "", **differing: int | None) -> Answers:
    """Rates everything alike, but for statements given as s1=..., s2=... ."""
    ratings = [differing.get(f"s{number}", level) for number in range(1, 31)]
    return Answers(relationship, ratings, [comment, comment])


def result_of(answers: Sequence[Answers], least: int = 3, **invited: int) -> Result:
    return disclose(ASKED, answers, invited=invited or Counter(one.relationship for one in answers), least=least)


def cells(result: Result, statement: int) -> dict[str, Cell]:
    return next(one.cells for practice in result.practices for one in practice.statements if one.number == statement)


def keys(result: Result) -> list[str]:
    return [column.key for column in result.columns]


def practice(result: Result, key: str = "model") -> dict[str, Cell]:
    return next(each.cells for each in result.practices if each.key == key)


SELF = rater("self", 9)
MANAGER = rater("manager", 7)
REPORTS = [rater("direct_report", level) for level in (5, 6, 7)]


def test_a_group_of_three_is_shown_with_its_count() -> None:
    # 5, 6 and 7 have the mean 6; the practice is six times that.
    result = result_of([SELF, MANAGER, *REPORTS])
    assert cells(result, 1)["direct_report"] == Cell(mean=6.0, n=3)
    assert practice(result)["direct_report"] == Cell(mean=6.0, sum=36.0, n=3)


def test_self_and_manager_are_shown_alone() -> None:
    result = result_of([SELF, MANAGER, *REPORTS])
    assert cells(result, 1)["self"] == Cell(mean=9.0, n=1)
    assert cells(result, 1)["manager"] == Cell(mean=7.0, n=1)


def test_all_raters_leaves_self_out() -> None:
    # 7, 5, 6 and 7 are 25 over four: 6.25, written 6.3; six times 6.25 is 37.5.
    result = result_of([SELF, MANAGER, *REPORTS])
    assert cells(result, 1)[ALL] == Cell(mean=6.3, n=4)
    assert practice(result)[ALL] == Cell(mean=6.3, sum=37.5, n=4)


def test_a_group_of_two_leaves_no_trace() -> None:
    """The result is the same as if the two had never answered: nothing can be found by subtraction or by order."""
    two = [rater("other", 1, "Two words", s4=10), rater("other", 2, "Other words")]
    invited = {"self": 1, "manager": 1, "direct_report": 3, "other": 2}
    with_them = result_of([SELF, MANAGER, *REPORTS, *two], **invited)
    without = result_of([SELF, MANAGER, *REPORTS], **invited)

    assert with_them == without
    assert "words" not in json.dumps(with_them.frozen())
    assert "other" not in keys(with_them)


def test_small_groups_are_merged_when_they_are_enough_together() -> None:
    # 4, 6, 8 and 6 are 24 over four.
    small = [rater("co_worker", 4), rater("co_worker", 6), rater("other", 8), rater("other", 6)]
    result = result_of([SELF, MANAGER, *REPORTS, *small])
    assert keys(result) == ["self", "manager", "direct_report", "colleagues", "all"]
    assert cells(result, 1)["colleagues"] == Cell(mean=6.0, n=4)
    assert cells(result, 1)[ALL].n == 8


def test_small_groups_that_are_too_few_together_are_withheld() -> None:
    result = result_of([SELF, MANAGER, *REPORTS, rater("co_worker", 1), rater("other", 1)])
    assert keys(result) == ["self", "manager", "direct_report", "all"]
    assert cells(result, 1)[ALL].n == 4


def test_one_small_group_is_not_joined_to_a_large_one() -> None:
    result = result_of([*REPORTS, rater("other", 1), rater("other", 1)])
    assert cells(result, 1)["direct_report"].n == 3
    assert "colleagues" not in keys(result)


def test_a_cell_is_withheld_for_its_own_count() -> None:
    answers = [SELF, MANAGER, rater("direct_report", 5, s7=None), *REPORTS[1:]]
    result = result_of(answers)
    assert cells(result, 7)["direct_report"] == Cell(withheld=Withheld.TOO_FEW)
    assert cells(result, 2)["direct_report"].n == 3


def test_all_raters_leaves_out_the_answers_of_a_withheld_cell() -> None:
    # Co-workers 4, 4, 4 and manager 7 are 19 over four: 4.75, written 4.8. The two direct reports are not in it.
    co_workers = [rater("co_worker", 4) for _ in range(3)]
    answers = [SELF, MANAGER, rater("direct_report", 10, s7=None), *REPORTS[1:], *co_workers]
    assert cells(result_of(answers), 7)[ALL] == Cell(mean=4.8, n=4)


def test_all_raters_is_withheld_when_too_few_are_left() -> None:
    answers = [SELF, MANAGER, rater("direct_report", 5, s7=None), *REPORTS[1:]]
    assert cells(result_of(answers), 7)[ALL] == Cell(withheld=Withheld.TOO_FEW)


def test_a_practice_counts_raters_with_four_of_its_six_statements() -> None:
    unsure = rater("direct_report", 10, s1=None, s6=None, s11=None)
    result = result_of([*REPORTS, unsure])
    assert practice(result)["direct_report"] == Cell(mean=6.0, sum=36.0, n=3)
    assert cells(result, 16)["direct_report"].n == 4


def test_a_withheld_statement_is_in_no_list() -> None:
    loved = [rater("direct_report", 5, s9=10), rater("direct_report", 5, s9=10), rater("direct_report", 5, s9=None)]
    result = result_of([MANAGER, *loved])
    assert 9 not in result.highest + result.lowest


def test_the_lists_rank_all_raters() -> None:
    group = [rater("co_worker", 5, s3=10, s8=9, s20=1) for _ in range(3)]
    result = result_of([SELF, *group])
    assert result.highest[:2] == [3, 8]
    assert result.lowest[0] == 20


def test_an_organisation_may_ask_for_more_than_three() -> None:
    result = result_of([MANAGER, *REPORTS], least=4)
    assert "direct_report" not in keys(result)
    assert cells(result, 1)[ALL] == Cell(withheld=Withheld.TOO_FEW)


@pytest.mark.parametrize("least", [2, 1, 0, -1])
def test_fewer_than_three_is_refused(least: int) -> None:
    with pytest.raises(ValueError, match="at least 3"):
        result_of(REPORTS, least=least)


def test_an_unknown_relationship_is_refused() -> None:
    with pytest.raises(ValueError, match="friend"):
        result_of([rater("friend", 5)])


def test_a_response_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="29 ratings for 30"):
        result_of([replace(MANAGER, ratings=[5] * 29)])


def test_comments_of_groups_are_pooled_without_saying_whose() -> None:
    answers = [
        rater("self", 5, "Mine"),
        rater("manager", 5, "Boss's"),
        *(rater("direct_report", 5, f"Report {at}") for at in range(3)),
        *(rater("co_worker", 5, f"Worker {at}") for at in range(3)),
    ]
    asked = result_of(answers).comments[0]
    assert (asked.own, asked.manager) == (["Mine"], ["Boss's"])
    assert sorted(asked.colleagues) == ["Report 0", "Report 1", "Report 2", "Worker 0", "Worker 1", "Worker 2"]


def test_comments_are_shuffled_for_each_question() -> None:
    """Sixty comments in the same order twice by chance: one in 60 factorial."""
    answers = [rater("co_worker", 5, f"Comment {at:02}") for at in range(60)]
    first, second = result_of(answers).comments
    assert first.colleagues != second.colleagues
    assert first.colleagues != sorted(first.colleagues)


def test_empty_comments_are_left_out() -> None:
    answers = [rater("co_worker", 5, "  "), rater("co_worker", 5), rater("co_worker", 5, " Kind. ")]
    assert result_of(answers).comments[0] == Comments("What is good?", [], [], ["Kind."])


def test_turnout_gives_no_number_for_a_small_group() -> None:
    two = [rater("other", 5), rater("other", 5)]
    result = result_of([SELF, *REPORTS, *two], self=1, manager=1, direct_report=5, co_worker=4, other=2)
    assert result.turnout == [
        Turnout("Self", 1, 1, Treatment.SHOWN),
        Turnout("Manager", 1, 0, Treatment.NOBODY),
        Turnout("Direct reports", 5, 3, Treatment.SHOWN),
        Turnout("Co-workers", 4, None, Treatment.WITHHELD),
        Turnout("Others", 2, None, Treatment.WITHHELD),
    ]


def test_turnout_says_which_groups_were_merged() -> None:
    small = [rater("co_worker", 5), rater("co_worker", 5), rater("other", 5)]
    result = result_of(small, co_worker=4, other=2)
    assert result.turnout == [
        Turnout("Co-workers", 4, None, Treatment.MERGED),
        Turnout("Others", 2, None, Treatment.MERGED),
        Turnout("Other colleagues", 6, 3, Treatment.SHOWN),
    ]


def test_nobody_answered_at_all() -> None:
    result = result_of([], manager=1)
    assert keys(result) == ["all"]
    assert result.highest == result.lowest == []


def test_the_frozen_result_is_json() -> None:
    frozen = result_of([SELF, MANAGER, *REPORTS]).frozen()
    assert json.loads(json.dumps(frozen)) == frozen


ratings = st.lists(st.none() | st.integers(1, 10), min_size=30, max_size=30)
responses = st.lists(
    st.builds(
        Answers,
        relationship=st.sampled_from(["self", "manager", *GUARDED]),
        ratings=ratings,
        comments=st.just(["Some words", ""]),
    ),
    max_size=14,
)


def every_cell(result: Result) -> list[dict[str, Cell]]:
    return [
        row for each in result.practices for row in (each.cells, *(statement.cells for statement in each.statements))
    ]


def surfaces(result: Result) -> dict[str, Any]:
    """The frozen result with its comments in a fixed order."""
    frozen = result.frozen()
    return frozen | {"comments": [sorted(each["colleagues"]) for each in frozen["comments"]]}


@given(responses, st.integers(3, 6))
def test_no_guarded_cell_has_fewer_answers_than_it_must(answers: list[Answers], least: int) -> None:
    for row in every_cell(result_of(answers, least)):
        guarded = [cell for key, cell in row.items() if key not in ("self", "manager")]
        assert all(cell.n >= least for cell in guarded if cell.n is not None)
        assert all((cell.mean is None) == (cell.n is None) == (cell.withheld is not None) for cell in row.values())


@given(responses, st.integers(3, 6))
def test_all_raters_counts_exactly_what_is_shown_beside_it(answers: list[Answers], least: int) -> None:
    for row in every_cell(result_of(answers, least)):
        shown = sum(cell.n or 0 for key, cell in row.items() if key not in ("self", ALL))
        assert row[ALL].n == (shown if shown >= least else None)


@given(responses, st.integers(3, 6))
def test_answers_of_groups_that_are_not_shown_change_nothing(answers: list[Answers], least: int) -> None:
    invited = Counter(one.relationship for one in answers)
    shown = {id(one) for group in shown_groups(answers, least) for one in group.answers}
    remaining = [one for one in answers if id(one) in shown]
    assert surfaces(disclose(ASKED, remaining, invited=invited, least=least)) == surfaces(
        disclose(ASKED, answers, invited=invited, least=least)
    )
