"""Nobody is found out, and an attacker that finds nobody would find the flaws that others have."""

from collections import Counter
from dataclasses import replace
from statistics import mean, stdev

import pytest

from assessments.results.scoring import Rating
from tests.attack import leakcheck
from tests.attack.accomplices import given_away
from tests.attack.attacker import Attack, WeakFactsError
from tests.attack.facts import Fact, Measure, Sum
from tests.attack.flaws import FLAWS, beside, exact
from tests.attack.publishing import publish
from tests.attack.worlds import Rater, World, generated, held_back, nasty, questionnaire, realistic, unanimous

ROUNDS = 60
# A round in which it shows comes within so many.
A_FEW_HUNDRED = 400
# Rounds in which the cells leave no room for agreement are rare, but among these; and so are figures held back twice.
RARE = {"agreement_to_the_edge": unanimous, "held_back_and_told_later": held_back}
# So far from a whole number of points, or from too few raters to tell, that a small change shows in the whole round.
HARD = (1767, 9264, 16527, 17823)


def world(least: int = 3, *, highest: int = 10, **groups: list[Rating | tuple[Rating, ...]]) -> World:
    """One release of one subject: for each rater a rating for all statements, or one for each."""
    raters = [
        Rater(0, key, 0, each if isinstance(each, tuple) else (each,) * 6)
        for key, ratings in groups.items()
        for each in ratings
    ]
    invited = {key: len(ratings) for key, ratings in groups.items()}
    return World(questionnaire(highest=highest), least, 1, (invited,), tuple(raters))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_nobody_is_pinned(seed: int) -> None:
    assert Attack(generated(seed)).pinned() == set()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_nobody_is_pinned_where_every_group_is_of_one_mind(seed: int) -> None:
    assert Attack(unanimous(seed)).pinned() == set()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_nobody_is_pinned_by_what_was_held_back(seed: int) -> None:
    assert Attack(held_back(seed)).pinned() == set()


@pytest.mark.parametrize("seed", HARD)
def test_nobody_is_pinned_by_how_far_raters_differ(seed: int) -> None:
    assert Attack(generated(seed)).pinned() == set()


def test_a_figure_that_was_held_back_would_tell_of_the_last_to_answer() -> None:
    """Seven answers of 47, of which three are 18 and the next three 28 or more, or 5 or less: the last is 47 - 46 = 1.

    With 5 or less it would be 47 - 23 = 24.
    """
    came = [(0, 5), (0, 6), (0, 7), (1, 10), (1, 10), (1, 8), (2, 1)]
    raters = tuple(Rater(0, "direct_report", release, (level,) * 6) for release, level in came)
    made = World(questionnaire(), 3, 3, ({"direct_report": 7},), raters)
    assert Attack(made, FLAWS["held_back_and_told_later"]).pinned() == {(6, at) for at in range(6)}
    assert Attack(made).pinned() == set()


@pytest.mark.parametrize("name", FLAWS)
def test_a_known_flaw_is_found(name: str) -> None:
    flawed = FLAWS[name]
    worlds = (RARE.get(name, generated)(seed) for seed in range(A_FEW_HUNDRED))
    different = (each for each in worlds if flawed(each) != publish(each))
    assert any(Attack(each, flawed).pinned() for each in different)


@pytest.mark.parametrize("seed", range(0, ROUNDS, 4))
def test_the_solver_alone_comes_to_the_same(seed: int) -> None:
    """With a flaw there is something to prove, and the cheap witnesses must not hide it."""
    flawed = FLAWS["exact_at_the_ends"]
    made = nasty(seed, 3)
    assert Attack(made, flawed, is_quick=False).pinned() == Attack(made, flawed).pinned()


def test_a_pinned_answer_is_the_same_in_every_round_that_would_look_alike() -> None:
    """Counted out, not solved: of all answers of two direct reports, those that an exact sum of 20 allows."""
    two = world(direct_report=[10, 10], co_worker=[5, 6, 7])
    told = beside(lambda world, ours: iter([exact(world, [0, 1], (0,))]))
    alike = [(one, other) for one in range(1, 11) for other in range(1, 11) if one + other == 20]
    assert alike == [(10, 10)]
    assert Attack(two, told).pinned() == {(0, 0), (1, 0)}


def test_one_less_than_everything_pins_nobody() -> None:
    two = world(direct_report=[10, 9], co_worker=[5, 6, 7])
    told = beside(lambda world, ours: iter([exact(world, [0, 1], (0,))]))
    assert Attack(two, told).pinned() == set()


def test_agreement_that_only_one_mind_could_reach_is_not_told_to_the_edge() -> None:
    """Fours against twos on a scale of 1 to 5: r is 1 - 1.2 / 2 = 0.4, and less for any other answers of these sums."""
    made = world(highest=5, direct_report=[4, 4, 4], co_worker=[2, 2, 2])
    assert len(Attack(made, FLAWS["agreement_to_the_edge"]).pinned()) == 36
    assert Attack(made).pinned() == set()
    assert publish(made).results[0][0].practices[0].agreement.figure == 0.3


def test_an_attacker_who_overlooks_something_says_so() -> None:
    """The extra figure is shown but not read: worlds are found that differ in it, and seen to look otherwise."""

    class Overlooking(Attack):
        @property
        def facts(self) -> list[Fact]:
            return [each for each in super().facts if each.answers != ((0, 0), (1, 0))]

    two = world(direct_report=[10, 10], co_worker=[5, 6, 7])
    told = beside(lambda world, ours: iter([exact(world, [0, 1], (0,))]))
    with pytest.raises(WeakFactsError, match="published otherwise"):
        Overlooking(two, told).pinned()


def test_an_attacker_who_reads_what_is_not_so_says_so() -> None:
    class Wrong(Attack):
        @property
        def _truth(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
            return replace(publish(self.world), results=publish(self.world.altered({(2, 0): 9})).results)

    with pytest.raises(WeakFactsError, match="against what was read"):
        Wrong(world(direct_report=[5, 6, 7])).facts  # noqa: B018


def test_a_fact_holds_or_not() -> None:
    ratings: dict[tuple[int, int], Rating] = {(0, 0): 4, (1, 0): None, (2, 0): 3}
    fact = Sum(Measure.SQUARES, tuple(ratings), 25, 25)
    assert fact.holds(ratings.__getitem__)
    assert not fact.holds((ratings | {(1, 0): 1}).__getitem__)


def test_rounds_are_of_every_shape() -> None:
    worlds = [generated(seed) for seed in range(300)]
    sizes = Counter(len(each.of(0, 0, key)) for each in worlds for key in ("direct_report", "co_worker", "other"))
    assert set(sizes) == set(range(7))
    assert {each.least for each in worlds} == {3, 4, 5}
    assert {each.releases for each in worlds} == {1, 2, 3}
    assert {len(each.invited) for each in worlds} == {1, 2, 3, 4, 6}
    assert any(None in rater.ratings for each in worlds for rater in each.raters)


def test_a_seed_makes_the_same_round_again() -> None:
    assert generated(7) == generated(7) != generated(8)


def test_usual_ratings_are_about_eight_and_one_and_a_half_apart() -> None:
    """8 and 1.6 before they are rounded and cut off at 10."""
    ratings = [rating for seed in range(300) for rater in realistic(seed, 3).raters for rating in rater.ratings]
    rated = [rating for rating in ratings if rating is not None]
    assert mean(rated) == pytest.approx(7.9, abs=0.15)
    assert stdev(rated) == pytest.approx(1.5, abs=0.1)


# With an accomplice


def test_an_accomplice_of_three_can_give_the_other_two_away() -> None:
    """7 + 10 + 10 = 27 is told exactly; whoever said 7 knows that the others gave the most there is."""
    assert given_away(world(direct_report=[7, 10, 10])) == (12, 12)


def test_an_accomplice_learns_nothing_certain_from_a_sum_in_the_middle() -> None:
    # 7 + 8 + 9 = 24: the others add up to 17, which is 7 and 10 as well.
    assert given_away(world(direct_report=[7, 8, 9])) == (0, 12)


def test_an_accomplice_learns_nothing_of_a_withheld_cell() -> None:
    unsure: tuple[Rating, ...] = (None, 10, 10, 10, 10, 10)
    pinned, answers = given_away(world(direct_report=[7, 10, unsure]))
    # Eleven answers of the other two, for one was "not able to observe"; of the first statement nothing is shown.
    assert (pinned, answers) == (10, 11)


def test_a_larger_least_number_gives_an_accomplice_less() -> None:
    shares = []
    for least in (3, 4, 5):
        counts = [given_away(realistic(seed, least)) for seed in range(40)]
        shares.append(sum(pinned for pinned, _ in counts) / sum(answers for _, answers in counts))
    assert shares[0] > shares[1] >= shares[2]


# The command


def test_the_command_says_both_scores_and_ends_well(capfd: pytest.CaptureFixture[str]) -> None:
    assert leakcheck.main(["--rounds", "6"]) == 0
    said = capfd.readouterr().out
    assert "Without an accomplice: 0 of" in said
    assert "With an accomplice in a group of 3" in said
    assert "With an accomplice in a group of 5" in said


def test_the_command_fails_when_somebody_is_found_out(capsys: pytest.CaptureFixture[str]) -> None:
    found = [leakcheck.Found(41, 100, 0), leakcheck.Found(42, 100, 2)]
    assert leakcheck._verdict(found) == 1
    assert "2 of 200 answers are pinned in 2 rounds" in (said := capsys.readouterr().out)
    assert "make leakcheck SEED=42" in said


def test_the_command_fails_when_a_round_could_not_be_decided(capsys: pytest.CaptureFixture[str]) -> None:
    assert leakcheck._verdict([leakcheck.Found(41, 100, None)]) == 1
    assert "Not decided in time: 41" in capsys.readouterr().out


def test_a_round_can_be_replayed(capsys: pytest.CaptureFixture[str]) -> None:
    assert leakcheck.main(["--replay", "--seed", "3"]) == 0
    assert "Round 3: at least" in capsys.readouterr().out
