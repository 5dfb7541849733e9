"""Other published rules to hide small groups reveal answers that ours does not: each is attacked as published.

The four are those that makers of 360s and surveys describe: at least two in a group; small groups rolled into another
while the total holds everybody; a small group left out of the total too; a minimum in tables that charts do not know.
"""

from collections.abc import Iterator

from assessments.results.values import GUARDED, MANAGER
from tests.attack.attacker import Attack
from tests.attack.flaws import each_statement, exact
from tests.attack.publishing import Figure, Publication
from tests.attack.worlds import Answer, Rater, World, questionnaire

STATEMENTS = 6
Policy = Iterator[Figure]


def world(*, releases: int = 1, late: dict[str, list[int]] | None = None, **groups: list[int]) -> World:
    """For each rater the rating that they give to all statements. Those in `late` come to the second release."""
    came = [(key, 0, rating) for key, ratings in groups.items() for rating in ratings]
    came += [(key, 1, rating) for key, ratings in (late or {}).items() for rating in ratings]
    raters = tuple(Rater(0, key, release, (rating,) * STATEMENTS) for key, release, rating in came)
    return World(questionnaire(), 3, releases, (dict.fromkeys((MANAGER, *GUARDED), 6),), raters)


def at_least_two(world: World) -> Publication:
    """Every group of two or more has its mean; the total is over all."""
    return published(world, least=2, total=(MANAGER, *GUARDED))


def rolled_into_others(world: World) -> Publication:
    """Groups under three are shown together if at all; the total is over all."""
    ours = published(world, least=3, total=(MANAGER, *GUARDED))
    small = [number for key in GUARDED if len(members := world.of(0, 0, key)) < 3 for number in members]
    together = [exact(world, small, at) for at in each_statement(world)] if len(small) >= 3 else []
    return Publication(figures=[*ours.figures, *together])


def left_out_of_the_total(world: World) -> Publication:
    """Groups under three are shown nowhere and counted nowhere; each release has the figures of its day."""
    return published(world, least=3, total=None)


def minimum_in_tables_only(world: World) -> Publication:
    """The table holds groups under three back; the chart has a bar for every group."""
    charts = published(world, least=1, total=None)
    return Publication(figures=[*left_out_of_the_total(world).figures, *charts.figures])


def published(world: World, *, least: int, total: tuple[str, ...] | None) -> Publication:
    return Publication(
        figures=[one for release in range(world.releases) for one in _means(world, release, least, total)]
    )


def _means(world: World, release: int, least: int, total: tuple[str, ...] | None) -> Policy:
    groups = {key: world.of(0, release, key) for key in GUARDED}
    shown = {key: raters for key, raters in groups.items() if len(raters) >= least}
    everybody = world.of(0, release, *(total or (MANAGER, *shown)))
    for at in each_statement(world):
        yield from (exact(world, raters, at) for raters in shown.values())
        yield exact(world, everybody, at)


def answers_of(world: World, relationship: str) -> set[Answer]:
    return {(number, at) for number in world.of(0, 9, relationship) for at in range(STATEMENTS)}


def told_by(world: World, number: int) -> frozenset[Answer]:
    return frozenset((number, at) for at in range(STATEMENTS))


# At least two in a group


def test_a_minimum_of_two_reveals_both_when_they_agree_at_an_end() -> None:
    made = world(direct_report=[10, 10], co_worker=[5, 6, 7])
    assert Attack(made, at_least_two).pinned() == answers_of(made, "direct_report")


def test_a_minimum_of_two_reveals_each_to_the_other() -> None:
    made = world(direct_report=[4, 7], co_worker=[5, 6, 7])
    one, other = made.of(0, 0, "direct_report")
    assert Attack(made, at_least_two, told=told_by(made, one)).pinned() == set(told_by(made, other))


def test_a_minimum_of_two_reveals_a_group_of_one_by_the_total() -> None:
    made = world(direct_report=[4], co_worker=[5, 6, 7], manager=[8])
    assert Attack(made, at_least_two).pinned() == answers_of(made, "direct_report")


def test_ours_reveals_none_of_the_two_nor_one_to_the_other() -> None:
    for two in ([10, 10], [4, 7], [4]):
        made = world(direct_report=two, co_worker=[5, 6, 7], manager=[8])
        first = made.of(0, 0, "direct_report")[0]
        assert Attack(made).pinned() == set()
        assert Attack(made, told=told_by(made, first)).pinned() == set()


# Rolled into others


def test_a_small_group_rolled_up_is_revealed_when_the_total_still_holds_it() -> None:
    """One co-worker is too few to be shown even with others: the total less what is shown is that one."""
    made = world(direct_report=[5, 6, 7], co_worker=[4], manager=[8])
    assert Attack(made, rolled_into_others).pinned() == answers_of(made, "co_worker")


def test_small_groups_rolled_up_together_reveal_nothing_in_the_middle_of_the_scale() -> None:
    made = world(direct_report=[5, 6, 7], co_worker=[4, 6], other=[7])
    assert Attack(made, rolled_into_others).pinned() == set()


def test_ours_leaves_the_one_out_of_the_total() -> None:
    made = world(direct_report=[5, 6, 7], co_worker=[4], manager=[8])
    assert Attack(made).pinned() == set()


# Left out of the total


def test_a_group_left_out_of_the_total_is_not_revealed() -> None:
    made = world(direct_report=[5, 6, 7], co_worker=[4], manager=[8])
    assert Attack(made, left_out_of_the_total).pinned() == set()


def test_a_group_that_is_shown_is_revealed_there_when_all_say_ten() -> None:
    """A mean of 10.0 is what everybody said. Ours tells from 9.3 to 10."""
    made = world(direct_report=[10, 10, 10], manager=[8])
    assert Attack(made, left_out_of_the_total).pinned() == answers_of(made, "direct_report")
    assert Attack(made).pinned() == set()


def test_one_late_answer_is_revealed_there_by_the_earlier_report() -> None:
    """The report of today less that of yesterday. Ours waits for three."""
    made = world(releases=2, direct_report=[5, 6, 7], late={"direct_report": [3]})
    assert Attack(made, left_out_of_the_total).pinned() == {(3, at) for at in range(STATEMENTS)}
    assert Attack(made).pinned() == set()


# A minimum in tables only


def test_a_chart_without_the_minimum_reveals_what_the_table_hides() -> None:
    made = world(direct_report=[5, 6, 7], co_worker=[4])
    assert Attack(made, left_out_of_the_total).pinned() == set()
    assert Attack(made, minimum_in_tables_only).pinned() == answers_of(made, "co_worker")


def test_a_chart_of_two_reveals_them_when_they_agree_at_an_end() -> None:
    made = world(direct_report=[5, 6, 7], co_worker=[1, 1])
    assert Attack(made, minimum_in_tables_only).pinned() == answers_of(made, "co_worker")


def test_ours_has_nothing_for_a_chart_to_show_but_what_the_table_shows() -> None:
    for small in ([4], [1, 1]):
        made = world(direct_report=[5, 6, 7], co_worker=small)
        assert Attack(made).pinned() == set()
