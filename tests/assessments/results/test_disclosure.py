"""Withheld figures stay withheld, in data that would show them otherwise."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from assessments.results.disclosure import disclose, practice_cell
from assessments.results.values import (
    ALL,
    COLLEAGUES,
    Answers,
    Cell,
    Comments,
    RatedQuestionnaire,
    RatedStatement,
    Treatment,
    Turnout,
    Withheld,
)
from tests.assessments.results.example_results import ASKED, cell, keys, practice, rater, raters, result_of

MINE = rater("self", 9)
MANAGER = rater("manager", 7)
REPORTS = raters("direct_report", 5, 6, 7)
TOO_FEW = Cell(withheld=Withheld.TOO_FEW)

# Groups


def test_a_group_of_three_is_shown_with_its_count() -> None:
    # 5, 6 and 7 are 18, and have the mean 6; the practice is six times that.
    result = result_of([MINE, MANAGER, *REPORTS])
    assert cell(result, "direct_report") == Cell(mean=6.0, n=3, n_most=3, points=(18, 18))
    assert practice(result, "direct_report") == Cell(mean=6.0, sum=36.0, n=3, n_most=3)


def test_self_and_manager_are_shown_alone_even_at_an_end() -> None:
    result = result_of([rater("self", 10), rater("manager", 1), *REPORTS])
    assert cell(result, "self") == Cell(mean=10.0, n=1, n_most=1, points=(10, 10))
    assert cell(result, "manager") == Cell(mean=1.0, n=1, n_most=1, points=(1, 1))


def test_a_group_of_two_leaves_no_trace() -> None:
    """The result is the same as if the two had never answered: nothing can be found by subtraction or by order."""
    two = [rater("other", 1, "Two words", s4=10), rater("other", 2, "Other words")]
    invited = {"self": 1, "manager": 1, "direct_report": 3, "other": 2}
    with_them = result_of([MINE, MANAGER, *REPORTS, *two], **invited)

    assert with_them == result_of([MINE, MANAGER, *REPORTS], **invited)
    assert "words" not in json.dumps(with_them.frozen())
    assert "other" not in keys(with_them)


def test_small_groups_are_merged_when_they_are_enough_together() -> None:
    # 4, 6, 8 and 6 are 24 over four. With the manager and three direct reports they are eight.
    small = [*raters("co_worker", 4, 6), *raters("other", 8, 6)]
    result = result_of([MINE, MANAGER, *REPORTS, *small])
    assert keys(result) == ["self", "manager", "direct_report", COLLEAGUES, ALL]
    assert cell(result, COLLEAGUES) == Cell(mean=6.0, n=4, n_most=4, points=(24, 24))
    assert cell(result, ALL).n == 8


def test_small_groups_that_are_too_few_together_are_withheld() -> None:
    result = result_of([MINE, MANAGER, *REPORTS, rater("co_worker", 1), rater("other", 1)])
    assert keys(result) == ["self", "manager", "direct_report", ALL]
    assert cell(result, ALL).n == 4


def test_one_small_group_is_not_joined_to_a_large_one() -> None:
    result = result_of([*REPORTS, *raters("other", 1, 1)])
    assert cell(result, "direct_report").n == 3
    assert COLLEAGUES not in keys(result)


def test_an_organisation_may_ask_for_more_than_three() -> None:
    result = result_of([MANAGER, *REPORTS], least=4)
    assert "direct_report" not in keys(result)
    assert cell(result, ALL) == TOO_FEW


def test_turnout_gives_no_number_for_a_small_group() -> None:
    two = raters("other", 5, 5)
    result = result_of([MINE, *REPORTS, *two], self=1, manager=1, direct_report=5, co_worker=4, other=2)
    assert result.turnout == [
        Turnout("self", "Self", 1, 1, Treatment.SHOWN),
        Turnout("manager", "Manager", 1, 0, Treatment.NOBODY),
        Turnout("direct_report", "Direct reports", 5, 3, Treatment.SHOWN),
        Turnout("co_worker", "Co-workers", 4, None, Treatment.WITHHELD),
        Turnout("other", "Others", 2, None, Treatment.WITHHELD),
    ]


def test_turnout_says_which_groups_were_merged() -> None:
    result = result_of([*raters("co_worker", 5, 5), rater("other", 5)], co_worker=4, other=2)
    assert [(row.key, row.invited, row.answered, row.treatment) for row in result.turnout] == [
        ("co_worker", 4, None, Treatment.MERGED),
        ("other", 2, None, Treatment.MERGED),
        (COLLEAGUES, 6, 3, Treatment.SHOWN),
    ]


# Cells


def test_a_cell_is_withheld_for_its_own_count() -> None:
    result = result_of([MINE, MANAGER, rater("direct_report", 5, s7=None), *REPORTS[1:]])
    assert cell(result, "direct_report", 7) == TOO_FEW
    assert cell(result, "direct_report", 2).n == 3


@pytest.mark.parametrize(
    ("ratings", "told"),
    [
        ((10, 10, 10), (28, 30)),
        ((10, 10, 8), (28, 30)),
        ((9, 9, 9), (27, 27)),
        ((1, 1, 1), (3, 5)),
        ((1, 2, 2), (3, 5)),
        ((2, 2, 2), (6, 6)),
        ((10, 10, 10, 10, 10), (48, 50)),
        ((10, 10, 10, 9, 8), (47, 47)),
    ],
)
def test_near_an_end_of_the_scale_a_range_is_told(ratings: tuple[int, ...], told: tuple[int, int]) -> None:
    assert cell(result_of(raters("co_worker", *ratings)), "co_worker").points == told


def test_unanimous_tens_look_like_others_that_are_nearly_so() -> None:
    # From 28 to 30 over three: 9.33 to 10, with 9.67 in the middle.
    tens = result_of(raters("co_worker", 10, 10, 10))
    assert cell(tens, "co_worker") == Cell(mean=9.7, low=9.3, high=10.0, n=3, n_most=3, points=(28, 30))
    assert tens == result_of(raters("co_worker", 10, 9, 9))


def test_all_raters_leaves_self_out() -> None:
    # 7, 5, 6 and 7 are 25 over four: 6.25, written 6.3; six times 6.25 is 37.5.
    result = result_of([MINE, MANAGER, *REPORTS])
    assert cell(result, ALL) == Cell(mean=6.3, n=4, n_most=4, points=(25, 25))
    assert practice(result, ALL) == Cell(mean=6.3, sum=37.5, n=4, n_most=4)


def test_a_range_goes_on_into_the_total_and_the_practice() -> None:
    """28 to 30 and the manager's 7 are 35 to 37 over four: 8.75 to 9.25; six times that is 52.5 to 55.5."""
    result = result_of([MANAGER, *raters("co_worker", 10, 10, 10)])
    assert cell(result, ALL) == Cell(mean=9.0, low=8.8, high=9.3, n=4, n_most=4, points=(35, 37))
    total = practice(result, ALL)
    assert (total.sum, total.sum_low, total.sum_high) == (54.0, 52.5, 55.5)


def test_all_raters_leaves_out_the_answers_of_a_withheld_cell() -> None:
    # Co-workers 4, 4, 4 and manager 7 are 19 over four: 4.75, written 4.8. The two direct reports are not in it.
    answers = [MANAGER, rater("direct_report", 10, s7=None), *REPORTS[1:], *raters("co_worker", 4, 4, 4)]
    assert cell(result_of(answers), ALL, 7) == Cell(mean=4.8, n=4, n_most=4, points=(19, 19))


def test_all_raters_is_withheld_when_it_would_be_the_manager_alone() -> None:
    answers = [MINE, MANAGER, rater("direct_report", 5, s7=None), *REPORTS[1:]]
    assert cell(result_of(answers), ALL, 7) == TOO_FEW


def test_a_hidden_group_cannot_be_had_by_taking_the_others_from_the_total() -> None:
    """Table 4.1 of the Handbook on Statistical Disclosure Control: 540 of 12, 231 of 15, 48 of 2, 125 of 8.

    With all 944 in the total, the 48 would be what is left of it. Here the total is 540 + 231 + 125 = 896 of 35.
    """
    wide = RatedQuestionnaire({"model": "Model"}, [RatedStatement(1, "model", "Statement")], [], 1, 100)
    sums = {"direct_report": [45] * 12, "co_worker": [15] * 9 + [16] * 6, "other": [24] * 2, "manager": [15, 15, 15]}
    sums["manager"] += [16] * 5
    answers = [Answers(key, [rating], []) for key, each in sums.items() for rating in each]
    shown = disclose(wide, answers, invited={}, least=3).statement_cells()[1]
    points = {key: one.points for key, one in shown.items()}
    assert points == {"direct_report": (540, 540), "co_worker": (231, 231), "manager": (125, 125), ALL: (896, 896)}
    assert shown[ALL].n == 35


# Practices, order and agreement


def test_a_practice_is_worked_out_from_its_cells() -> None:
    """Statement 1 is withheld, and its answers are not in the practice: the other five are of 6, and six times 6."""
    answers = [rater("direct_report", 6, s1=None), rater("direct_report", 6, s1=10), rater("direct_report", 6, s1=10)]
    assert practice(result_of(answers), "direct_report") == Cell(mean=6.0, sum=36.0, n=3, n_most=3)


def test_a_practice_says_the_fewest_and_the_most_answers() -> None:
    result = result_of([*REPORTS, rater("direct_report", 6, s1=None)])
    assert (practice(result, "direct_report").n, practice(result, "direct_report").n_most) == (3, 4)


def test_a_practice_is_withheld_with_three_of_its_six_statements() -> None:
    unsure = rater("direct_report", 5, s1=None, s6=None, s11=None)
    assert practice(result_of([unsure, *REPORTS[1:]]), "direct_report") == TOO_FEW
    assert practice_cell([TOO_FEW] * 3 + [Cell(points=(18, 18), n=3)] * 3) == TOO_FEW


def test_a_withheld_statement_has_no_rank() -> None:
    loved = [rater("direct_report", 5, s9=10), rater("direct_report", 5, s9=10), rater("direct_report", 5, s9=None)]
    ranking = result_of([MANAGER, *loved]).ranking
    assert len(ranking) == 29
    assert 9 not in ranking


def test_statements_are_ranked_by_all_raters_and_then_by_number() -> None:
    group = [rater("co_worker", 5, s3=9, s8=8, s20=2) for _ in range(3)]
    ranking = result_of([rater("self", 1), *group]).ranking
    assert ranking == [3, 8, *(number for number in range(1, 31) if number not in (3, 8, 20)), 20]


def agreed(answers: Sequence[Answers]) -> tuple[float | None, int | None]:
    figure = result_of(answers).practices[0].agreement
    return figure.figure, figure.n


def test_agreement_is_given_from_five_colleagues_on() -> None:
    assert agreed(raters("co_worker", 5, 6, 7, 8)) == (None, None)
    # 4 5 6 7 8 has the variance 2.5: 1 - 2.5 / 8.25 = 0.697, told in whole tenths below.
    assert agreed(raters("co_worker", 4, 5, 6, 7, 8)) == (0.6, 5)


def test_the_manager_does_not_count_for_agreement() -> None:
    assert agreed([*raters("co_worker", 5, 6, 7, 8), MANAGER]) == (None, None)


def test_agreement_of_one_mind_is_told_as_of_nearly_one() -> None:
    assert agreed(raters("co_worker", 5, 5, 5, 5, 5)) == (0.9, 5)
    # A variance of 0.2 leaves 0.976, which is told as 0.9: so might two more pairs have differed.
    assert agreed(raters("co_worker", 5, 5, 5, 5, 6)) == (0.9, 5)


def test_agreement_leaves_out_what_is_withheld() -> None:
    """The two others say the opposite, and have no part in it: five co-workers of one mind agree."""
    assert agreed([*raters("co_worker", 5, 5, 5, 5, 5), *raters("other", 1, 10)]) == (0.9, 5)


def test_agreement_is_not_told_to_the_edge_of_what_the_cells_allow() -> None:
    """Sevens and threes in one statement, sixes and fives in another, fives in four.

    6 * 4 / 5 = 4.8 and 6 * 0.25 / 5 = 0.3, together 5.1 of 6 * 8.25 = 49.5: 0.897, and the most that the cells allow.
    Two pairs need 4 / 5 / 49.5 = 0.016 of room: nearer than that to the tenth below it would not do. 0.897 has 0.097.
    """
    sevens = [rater("co_worker", 5, s1=7, s6=6) for _ in range(3)]
    threes = [rater("other", 5, s1=3) for _ in range(3)]
    assert agreed([*sevens, *threes]) == (0.8, 6)


def test_agreement_that_only_one_mind_could_reach_is_told_as_less() -> None:
    """Two statements of 4 apart and one of 1 apart, in six: (16 + 16 + 1) * 1.5 / 5 = 9.9 of 49.5, which leaves 0.8."""
    sevens = [rater("co_worker", 5, s1=7, s6=7, s11=6) for _ in range(3)]
    threes = [rater("other", 5, s1=3, s6=3) for _ in range(3)]
    assert agreed([*sevens, *threes]) == (0.7, 6)
    # Two of them differ: 9.9 + 2 / 5 = 10.3, which leaves 0.792. It looks the same.
    sevens[0], sevens[1] = rater("co_worker", 5, s1=8, s6=7, s11=6), rater("co_worker", 5, s1=6, s6=7, s11=6)
    assert agreed([*sevens, *threes]) == (0.7, 6)


def test_agreement_leaves_room_for_two_pairs_who_differ() -> None:
    """Statements of 4, 3, 2, 1 and 1 apart, in six: (24 + 13.5 + 6 + 1.5 + 1.5) / 5 = 9.3 of 49.5, which leaves 0.812.

    A pair takes 2 / 5 / 49.5 = 0.008. One pair leaves 0.804, still 0.8; two leave 0.796, so 0.7 is told.
    """
    high = [rater("co_worker", 5, s1=7, s6=7, s11=6, s16=6, s21=6) for _ in range(3)]
    low = [rater("other", 5, s1=3, s6=4, s11=4) for _ in range(3)]
    assert agreed([*high, *low]) == (0.7, 6)


# Comments


def test_comments_of_groups_are_pooled_without_saying_whose() -> None:
    answers = [
        *raters("self", 5, comment="Mine"),
        *raters("manager", 5, comment="Boss's"),
        *(rater("direct_report", 5, f"Report {at}") for at in range(3)),
        *(rater("co_worker", 5, f"Worker {at}") for at in range(3)),
    ]
    asked = result_of(answers).comments[0]
    assert (asked.own, asked.manager) == (["Mine"], ["Boss's"])
    assert sorted(asked.colleagues) == ["Report 0", "Report 1", "Report 2", "Worker 0", "Worker 1", "Worker 2"]


def test_comments_are_shuffled_for_each_question() -> None:
    """Sixty comments in the same order twice by chance: one in 60 factorial."""
    first, second = result_of([rater("co_worker", 5, f"Comment {at:02}") for at in range(60)]).comments
    assert first.colleagues != second.colleagues
    assert first.colleagues != sorted(first.colleagues)


def test_empty_comments_are_left_out() -> None:
    answers = [rater("co_worker", 5, "  "), rater("co_worker", 5), rater("co_worker", 5, " Kind. ")]
    assert result_of(answers).comments[0] == Comments("What is good?", [], [], ["Kind."])


# What is refused, and what is nothing


@pytest.mark.parametrize("least", [2, 1, 0, -1])
def test_fewer_than_three_is_refused(least: int) -> None:
    with pytest.raises(ValueError, match="at least 3"):
        result_of(REPORTS, least=least)


def test_an_unknown_relationship_is_refused() -> None:
    with pytest.raises(ValueError, match="friend"):
        result_of([rater("friend", 5)])


def test_a_response_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="does not have 30 ratings"):
        result_of([replace(MANAGER, ratings=[5] * 29)])


@pytest.mark.parametrize("highest", [2, 3])
def test_a_scale_that_leaves_no_room_is_refused(highest: int) -> None:
    with pytest.raises(ValueError, match="at least 4 points"):
        disclose(replace(ASKED, highest=highest), [], invited={}, least=3)


def test_nobody_answered_at_all() -> None:
    result = result_of([], manager=1)
    assert (keys(result), result.ranking) == ([ALL], [])
    assert cell(result, ALL) == practice(result, ALL) == TOO_FEW
