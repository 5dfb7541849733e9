"""The change between two results, worked by hand. With six points between raters and nine of them the standard
error is 6 / 3 = 2; of a difference of two such scores it is sqrt(2^2 + 2^2) = 2.83; and 1.96 times that is 5.54."""

import json

import pytest

from assessments.reports.individual.reliable_change import Change, Verdict, compare_results, overlap, thaw_change
from assessments.results.values import ALL, SELF, Agreement, Cell, PracticeResult, Result, Withheld

RATERS = 9
SD = 6


def exact(score: float, n: int | None = RATERS) -> Cell:
    return Cell(mean=round(score / 6, 1), sum=score, n=n, n_most=n)


def between(low: float, high: float) -> Cell:
    middle = (low + high) / 2
    return Cell(mean=middle / 6, low=low / 6, high=high / 6, sum=middle, sum_low=low, sum_high=high, n=RATERS)


def result(others: Cell, own: Cell | None = None) -> Result:
    cells = {ALL: others} | ({SELF: own} if own else {})
    practice = PracticeResult("model", "Model the Way", cells, Agreement(withheld=Withheld.TOO_FEW), [])
    return Result(least=3, columns=[], turnout=[], practices=[practice], ranking=[], comments=[])


def changed(before: Cell, now: Cell, **values: bool) -> Change:
    return compare_results(result(before), result(now), before_sd=SD, now_sd=SD, before_on="2026-01-31", **values)


def verdict(before: Cell, now: Cell) -> Verdict:
    return changed(before, now).practices[0].verdict


def test_a_change_beyond_noise_is_reliable_and_one_within_it_is_not() -> None:
    assert verdict(exact(40), exact(45.6)) == Verdict.HIGHER
    assert verdict(exact(40), exact(45.5)) == Verdict.NONE
    assert verdict(exact(40), exact(34.5)) == Verdict.NONE
    assert verdict(exact(40), exact(34.4)) == Verdict.LOWER
    assert verdict(exact(40), exact(40)) == Verdict.NONE


def test_it_says_how_much_would_have_been_reliable() -> None:
    assert changed(exact(40), exact(42)).practices[0].needed == pytest.approx(5.5437, abs=1e-4)


def test_fewer_raters_need_a_wider_change() -> None:
    # Four raters: 6 / 2 = 3, twice: 1.96 x sqrt(18) = 8.32.
    assert changed(exact(40, n=4), exact(48, n=4)).practices[0].verdict == Verdict.NONE
    assert changed(exact(40, n=4), exact(48.4, n=4)).practices[0].verdict == Verdict.HIGHER


def test_a_range_is_judged_by_its_nearer_end() -> None:
    moved = changed(between(38, 40), exact(45)).practices[0]
    assert (moved.low, moved.high, moved.verdict) == (5, 7, Verdict.NONE)
    assert verdict(between(38, 39), exact(45)) == Verdict.HIGHER
    assert verdict(between(39, 41), exact(40)) == Verdict.NONE
    assert verdict(exact(50), between(40, 44)) == Verdict.LOWER


def test_what_is_withheld_in_either_is_not_judged() -> None:
    hidden = Cell(withheld=Withheld.TOO_FEW)
    for before, now in ((hidden, exact(40)), (exact(40), hidden)):
        moved = changed(before, now).practices[0]
        assert (moved.low, moved.high, moved.needed, moved.verdict) == (None, None, None, Verdict.WITHHELD)


def test_a_score_of_unknown_raters_is_not_judged() -> None:
    assert verdict(exact(30, n=None), exact(50)) == Verdict.WITHHELD


def test_two_questionnaires_are_not_compared() -> None:
    moved = changed(exact(30), exact(50), is_comparable=False).practices[0]
    assert (moved.low, moved.needed, moved.verdict) == (None, None, Verdict.NOT_COMPARABLE)
    assert moved.before == exact(30)


def test_self_then_and_now_come_along() -> None:
    found = compare_results(
        result(exact(40), exact(30, 1)),
        result(exact(41), exact(36, 1)),
        before_sd=SD,
        now_sd=SD,
        before_on="2026-01-31",
    )
    assert (found.practices[0].own_before, found.practices[0].own_now) == (exact(30, 1), exact(36, 1))


def test_it_comes_back_from_json_as_it_was() -> None:
    found = changed(between(38, 40), exact(45))
    assert thaw_change(json.loads(json.dumps(found.frozen()))) == found


def test_overlap_counts_addresses_and_knows_who_has_two() -> None:
    found = overlap(["a@x.example", "b@x.example", "c@x.example"], ["b@x.example", "d@x.example", "c2@x.example"])
    assert (found.before, found.now, found.both) == (3, 3, 1)
    known = overlap(["a@x.example", "c@x.example"], ["c2@x.example"], {"c2@x.example": "c@x.example"})
    assert (known.before, known.now, known.both) == (2, 1, 1)
