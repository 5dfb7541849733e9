"""The scores of a report made elsewhere: which may be imported, and their results. Every figure is worked by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.imported_scores.conversion import Scores, mistakes, result_of
from assessments.results.values import Cell, Withheld

ONE = {"model": "Model the Way"}


def of(group: str, raters: int, score: str) -> Scores:
    return Scores(group, raters, {"model": Fraction(score)})


def cells(*given: Scores, least: int = 3) -> dict[str, Cell]:
    return result_of(given, ONE, least=least).practices[0].cells


def said(*given: Scores, least: int = 3) -> list[str]:
    return mistakes(given, ONE, least=least)


def test_a_score_is_told_as_it_is_with_its_mean_on_the_scale_of_the_ratings() -> None:
    found = cells(of("self", 1, "51"), of("manager", 1, "48"), of("direct_report", 4, "43.5"))
    # 51 / 6 = 8.5; 48 / 6 = 8; 43.5 / 6 = 7.25, written 7.3
    assert found["self"] == Cell(mean=8.5, sum=51.0, n=1, n_most=1)
    assert found["manager"] == Cell(mean=8.0, sum=48.0, n=1, n_most=1)
    assert found["direct_report"] == Cell(mean=7.3, sum=43.5, n=4, n_most=4)


def test_all_raters_are_worked_out_of_manager_and_groups() -> None:
    found = cells(of("self", 1, "60"), of("manager", 1, "48"), of("direct_report", 4, "43.5"), of("co_worker", 3, "40"))
    # (48 + 4 x 43.5 + 3 x 40) / 8 = 342 / 8 = 42.75, written 42.8; over six, 7.125
    assert found["all"] == Cell(mean=7.1, sum=42.8, n=8, n_most=8)


def test_without_colleagues_all_raters_would_be_the_manager() -> None:
    found = cells(of("self", 1, "60"), of("manager", 1, "48"))
    assert found["all"] == Cell(withheld=Withheld.TOO_FEW)


def test_a_result_has_practices_and_nothing_else() -> None:
    found = result_of([of("self", 1, "51"), of("other", 3, "40")], ONE, least=3)
    assert [column.key for column in found.columns] == ["self", "other", "all"]
    assert [(row.key, row.invited, row.answered) for row in found.turnout] == [("self", 1, 1), ("other", 3, 3)]
    assert (found.practices[0].statements, found.ranking, found.comments) == ([], [], [])
    assert found.practices[0].agreement.withheld is Withheld.TOO_FEW


@pytest.mark.parametrize(
    ("score", "low", "high"),
    [
        # Four raters say 240 together at most: 2 points from there is 59.5 each.
        ("60", 59.5, 60.0),
        ("59.5", 59.5, 60.0),
        ("6", 6.0, 6.5),
        ("6.4", 6.0, 6.5),
    ],
)
def test_at_the_ends_of_the_scale_a_group_is_told_as_a_range(score: str, low: float, high: float) -> None:
    found = cells(of("direct_report", 4, score))
    for key in ("direct_report", "all"):
        assert (found[key].sum_low, found[key].sum_high) == (low, high)


def test_just_inside_the_ends_it_is_told_as_it_is() -> None:
    assert cells(of("direct_report", 4, "59.4"))["direct_report"].sum_low is None
    assert cells(of("manager", 1, "60"), of("other", 3, "30"))["manager"].sum == 60.0


@pytest.mark.parametrize("group", ["direct_report", "co_worker", "other"])
def test_a_group_that_is_too_small_is_refused(group: str) -> None:
    assert "with 2 raters may not be stored" in said(of(group, 2, "40"))[0]
    assert said(of(group, 3, "40")) == []
    assert "shows a group with 4 or more" in said(of(group, 3, "40"), least=4)[0]
    with pytest.raises(ValueError, match="may not be stored"):
        cells(of(group, 2, "40"))


def test_all_raters_that_lead_back_to_a_small_group_are_refused() -> None:
    # 8 in all, of whom the manager and four direct reports are given: three are left, which is enough.
    manager, reports = of("manager", 1, "48"), of("direct_report", 4, "43")
    assert said(manager, reports, of("all", 8, "44")) == []
    for every, left in ((7, "2 are"), (6, "1 is")):
        assert f"of whom {left} in none of the groups" in said(manager, reports, of("all", every, "44"))[0]
    assert "All raters are 2, of whom 2 are" in said(of("all", 2, "44"))[0]


def test_all_raters_cannot_be_fewer_than_their_groups() -> None:
    assert said(of("manager", 1, "48"), of("other", 4, "43"), of("all", 4, "44")) == [
        "All raters are 4, but the manager and the groups given here are 5 together."
    ]


def test_all_raters_must_agree_with_the_groups_when_these_are_all_of_them() -> None:
    # (48 + 4 x 43) / 5 = 44
    groups = of("manager", 1, "48"), of("other", 4, "43")
    assert said(*groups, of("all", 5, "44.1")) == []
    assert said(*groups, of("all", 5, "44.2")) == [
        "Model the Way: all raters have 44.2, but the groups together make 44.0."
    ]


def test_what_is_left_of_all_raters_must_be_a_score() -> None:
    # 7 x 20 - 4 x 43 = -32 points for three raters
    assert said(of("other", 4, "43"), of("all", 7, "20")) == [
        "Model the Way: the score of all raters cannot be right beside those of the groups."
    ]


def test_raters_in_no_group_are_counted_in_all_raters_alone() -> None:
    # 7 x 44 = 308 = 4 x 43 + 3 x 45.33
    found = cells(of("other", 4, "43"), of("all", 7, "44"))
    assert found["all"] == Cell(mean=7.3, sum=44.0, n=7, n_most=7)
    assert set(found) == {"other", "all"}


def test_all_raters_do_not_tell_that_those_in_no_group_are_unanimous() -> None:
    # 4 x 40 + 3 x 60 = 340 = 7 x 48.571: the three said 10 to everything. They are told as 59.3 or more.
    found = cells(of("other", 4, "40"), of("all", 7, "48.6"))
    # 3 x 59 1/3 = 178; (160 + 178) / 7 = 48.29
    assert (found["all"].sum_low, found["all"].sum_high) == (48.3, 48.6)


SCORE = st.integers(60, 600).map(lambda tenths: Fraction(tenths, 10))


@given(st.dictionaries(st.sampled_from(["manager", "direct_report", "co_worker", "other"]), SCORE), st.data())
def test_no_group_below_the_least_is_ever_in_a_result(scores: dict[str, Fraction], data: st.DataObject) -> None:
    least = data.draw(st.integers(3, 6))
    given_groups = [
        Scores(key, 1 if key == "manager" else data.draw(st.integers(1, 9)), {"model": score})
        for key, score in scores.items()
    ]
    if mistakes(given_groups, ONE, least=least):
        assert any(one.is_guarded and one.raters < least for one in given_groups)
        return
    found = result_of(given_groups, ONE, least=least)
    for key, cell in found.practices[0].cells.items():
        assert cell.withheld or key == "manager" or (cell.n or 0) >= least
