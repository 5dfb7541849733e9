"""Contradictions in a design: cases worked by hand, and small designs whose every choice of days is tried."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohorts.designs.contradictions import Contradiction, claims_of, clashes, contradictions, notes
from cohorts.designs.feasibility import fewest, is_possible
from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec
from cohorts.designs.storage import leading_for_change

GAP, APART = "gap", "apart"


def element(key: str, *windows: tuple[int, int], **values: object) -> ElementSpec:
    made = ElementSpec(key, "masterclass", key.title(), "whole_cohort", "formal", 210, windows)
    return replace(made, **values)  # type: ignore[arg-type]


def open_element(key: str, *windows: tuple[int, int], **values: object) -> ElementSpec:
    return element(key, *windows, format="one_to_one", **values)


def spec(*elements: ElementSpec, rules: tuple[RuleSpec, ...] = (), weeks: int = 10) -> DesignSpec:
    return DesignSpec("Small", weeks, elements, rules)


def because(found: Contradiction) -> tuple[str, ...]:
    return tuple(f"{claim.words}." for claim in found.because)


def sentences(of: DesignSpec) -> list[str]:
    return [found.sentence for found in contradictions(of)]


def test_the_design_that_cadre_comes_with_holds_together() -> None:
    assert contradictions(leading_for_change()) == []
    assert notes(leading_for_change()) == []


def test_it_would_hold_together_if_no_two_sessions_were_ever_in_one_week() -> None:
    made = leading_for_change()
    assert contradictions(replace(made, rules=tuple(replace(rule, hard=True) for rule in made.rules))) == []


def test_a_design_without_elements_is_no_design() -> None:
    assert sentences(spec()) == ["There are no elements yet."]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"windows": ()}, "A has no session."),
        ({"windows": ((9, 11),)}, "A may fall in week 11, but the design ends with week 10."),
        ({"windows": ((1, 1), (9, 12))}, "A, session 2 may fall in week 12, but the design ends with week 10."),
        ({"agenda": (("One", 200), ("Two", 11))}, "The agenda of A takes 211 minutes, but a session takes 210."),
        ({"minutes": 481}, "A session of A takes 481 minutes, but a day has 480."),
        ({"minutes": 241, "half_day": "morning"}, "A session of A takes 241 minutes, but a morning has 240."),
        (
            {"least_days_between": 8, "most_days_between": 1},
            "Between the sessions of A there are to be at least 8 days and at most 1 day.",
        ),
    ],
)
def test_an_element_that_contradicts_itself_is_named(values: dict[str, object], says: str) -> None:
    assert sentences(spec(element("a", (1, 2), **values))) == [says]


@pytest.mark.parametrize(
    "values", [{"minutes": 480}, {"minutes": 240, "half_day": "afternoon"}, {"agenda": (("A", 210),)}]
)
def test_what_just_fits_is_no_contradiction(values: dict[str, object]) -> None:
    assert sentences(spec(element("a", (1, 10), **values))) == []


def test_after_each_other_is_a_circle_and_the_weeks_have_nothing_to_do_with_it() -> None:
    rules = (
        RuleSpec(GAP, "a", "b", 1),
        RuleSpec(GAP, "b", "c", 3),
        RuleSpec(GAP, "c", "a", 1),
        RuleSpec(GAP, "a", "d", 1),
    )
    [found] = contradictions(spec(*(element(key, (1, 9)) for key in "abcd"), rules=rules))
    assert found.sentence == "These go round in a circle: each is to come after the other."
    assert because(found) == ("B comes after A.", "C comes at least 3 days after B.", "A comes after C.")
    assert found.about == ("a", "b", "c")


def test_a_least_that_is_more_than_the_most_through_a_chain() -> None:
    # 5 days and 5 days are 10, and 9 is the most
    rules = (RuleSpec(GAP, "a", "b", 5), RuleSpec(GAP, "b", "c", 5), RuleSpec(GAP, "a", "c", None, 9))
    [found] = contradictions(spec(*(element(key, (1, 9)) for key in "abc"), rules=rules))
    assert set(because(found)) == {
        "B comes at least 5 days after A.",
        "C comes at least 5 days after B.",
        "C comes at most 9 days after A.",
    }
    allowed = (*rules[:2], RuleSpec(GAP, "a", "c", None, 10))
    assert contradictions(spec(*(element(key, (1, 9)) for key in "abc"), rules=allowed)) == []


def test_a_gap_that_does_not_fit_into_the_weeks_says_by_how_much() -> None:
    # From day 0, the first of week 1, to day 20, the last of week 3, are 20 days
    elements = element("a", (1, 2)), element("b", (2, 3))
    assert contradictions(spec(*elements, rules=(RuleSpec(GAP, "a", "b", 20),))) == []
    [found] = contradictions(spec(*elements, rules=(RuleSpec(GAP, "a", "b", 22),)))
    assert found.sentence == "These cannot all hold: even at best, B falls 2 days after the end of its weeks."
    assert because(found) == ("B comes at least 22 days after A.", "A is in weeks 1 to 2.", "B is in weeks 2 to 3.")


def test_weeks_that_lie_too_far_apart_say_by_how_much() -> None:
    # From day 6, the last of week 1, to day 28, the first of week 5, are 22 days
    elements = element("a", (1, 1)), element("b", (5, 5))
    assert contradictions(spec(*elements, rules=(RuleSpec(GAP, "a", "b", None, 22),))) == []
    [found] = contradictions(spec(*elements, rules=(RuleSpec(GAP, "a", "b", None, 21),)))
    assert found.sentence == "These cannot all hold: even at best, the weeks lie 1 day too far apart."


def test_a_chain_through_three_elements_is_told_without_the_weeks_of_the_one_between() -> None:
    elements = element("a", (1, 1)), element("b", (1, 10)), element("c", (2, 2)), element("d", (5, 5))
    rules = RuleSpec(GAP, "a", "b", 7), RuleSpec(GAP, "b", "c", 7), RuleSpec(GAP, "a", "d", 1)
    [found] = contradictions(spec(*elements, rules=rules))
    # 14 days are needed; from day 0 to day 13 are 13
    assert found.sentence == "These cannot all hold: even at best, C falls 1 day after the end of its weeks."
    assert "B is in weeks 1 to 10." not in because(found)
    assert found.about == ("a", "b", "c")


def test_sessions_of_one_element_keep_their_distance_within_their_weeks() -> None:
    # Weeks 1 and 3: from day 0 to day 20 at most, from day 6 to day 14 at least
    assert contradictions(spec(element("a", (1, 1), (3, 3), least_days_between=20, most_days_between=30))) == []
    assert contradictions(spec(element("a", (1, 1), (3, 3), most_days_between=8))) == []
    [far] = contradictions(spec(element("a", (1, 1), (3, 3), least_days_between=21)))
    assert because(far)[0] == "Each session of A comes at least 21 days after the one before."
    assert because(far)[1:] == ("A, session 1 is in week 1.", "A, session 2 is in week 3.")
    [near] = contradictions(spec(element("a", (1, 1), (3, 3), most_days_between=7)))
    assert because(near)[0] == "Each session of A comes at most 7 days after the one before."


def test_sessions_with_a_day_come_in_their_order_and_windows_may_overlap() -> None:
    # The second could be on day 20 at the latest, and the first not before day 21
    [found] = contradictions(spec(element("a", (4, 4), (1, 3))))
    assert (
        found.sentence == "These cannot all hold: even at best, A, session 2 falls 2 days after the end of its weeks."
    )
    assert because(found) == (
        "Each session of A comes after the one before.",
        "A, session 1 is in week 4.",
        "A, session 2 is in weeks 1 to 3.",
    )
    assert contradictions(spec(open_element("a", (4, 4), (1, 3)))) == []
    assert contradictions(spec(open_element("a", (3, 8), (5, 10)))) == []


def test_what_is_open_for_weeks_is_over_only_with_the_last_of_their_days() -> None:
    # Open from day 0 to day 13; day 14 is the day after, and the first of week 3
    elements = open_element("a", (1, 2)), open_element("b", (3, 3))
    assert contradictions(spec(*elements, rules=(RuleSpec(GAP, "a", "b", 1),))) == []
    [found] = contradictions(spec(*elements, rules=(RuleSpec(GAP, "a", "b", 2),)))
    assert "A is open in weeks 1 to 2." in because(found)


def test_a_gap_is_counted_from_the_last_session_to_the_first() -> None:
    elements = element("a", (1, 1), (4, 4)), element("b", (3, 3), (6, 6))
    [found] = contradictions(spec(*elements, rules=(RuleSpec(GAP, "a", "b", 1),)))
    assert because(found) == (
        "B, session 1 comes after A, session 2.",
        "A, session 2 is in week 4.",
        "B, session 1 is in week 3.",
    )


def test_more_sessions_than_weeks_are_counted() -> None:
    elements = (
        element("a", (2, 3)),
        element("b", (2, 3)),
        element("c", (3, 3)),
        element("d", (1, 4)),
        open_element("e", (2, 2)),
    )
    [found] = contradictions(spec(*elements, rules=(RuleSpec(APART),)))
    assert found.sentence == "3 sessions must fall in weeks 2 to 3. That is 2 weeks, for one session each."
    assert found.about == ("a", "b", "c")
    assert contradictions(spec(*elements[1:], rules=(RuleSpec(APART),))) == []


def test_only_those_named_must_be_in_different_weeks() -> None:
    elements = element("a", (1, 1)), element("b", (1, 1)), element("c", (1, 1), (2, 2))
    assert contradictions(spec(*elements, rules=(RuleSpec(APART, "c", "c"),))) == []
    [found] = contradictions(spec(*elements, rules=(RuleSpec(APART, "a", "c"),)))
    assert because(found)[0] == "No two sessions of A and C are in the same week."
    assert found.about == ("a", "c")


def test_order_and_different_weeks_clash_together_though_neither_does_alone() -> None:
    # In different weeks, the two would be in weeks 1 and 2 with at least a day between the last and the first
    elements = element("a", (1, 2)), element("b", (1, 2)), element("c", (2, 2))
    rules = RuleSpec(APART, "a", "b"), RuleSpec(GAP, "b", "a", 1), RuleSpec(GAP, "c", "b", 1)
    [found] = contradictions(spec(*elements, rules=rules))
    assert len(because(found)) == 5
    for left_out in range(3):
        kept = rules[:left_out] + rules[left_out + 1 :]
        assert contradictions(spec(*elements, rules=kept)) == []


def test_two_clashes_are_both_told() -> None:
    rules = RuleSpec(GAP, "a", "b", 1), RuleSpec(GAP, "b", "a", 1), RuleSpec(GAP, "d", "c", 1)
    found = contradictions(
        spec(element("a", (1, 9)), element("b", (1, 9)), element("c", (1, 1)), element("d", (2, 2)), rules=rules)
    )
    assert [set(each.about) for each in found] == [{"c", "d"}, {"a", "b"}] or [set(each.about) for each in found] == [
        {"a", "b"},
        {"c", "d"},
    ]


def test_a_wish_never_stands_in_the_way_and_is_told_when_no_dates_can_meet_it() -> None:
    made = spec(element("a", (2, 2)), element("b", (1, 1)), rules=(RuleSpec(GAP, "a", "b", 1, hard=False),))
    assert contradictions(made) == []
    assert "This wish cannot be met, whatever the dates: B comes after A." in notes(made)


def test_notes_name_what_is_worth_a_look() -> None:
    made = spec(
        element("a", (3, 3), (1, 4), practice="model", agenda=(("Welcome", 200),)),
        open_element("b", (1, 1), practice="model"),
        rules=(RuleSpec(APART, "b", "b"),),
    )
    assert notes(made) == [
        "No element serves Inspire a Shared Vision, Challenge the Process, Enable Others to Act and Encourage the Heart"
        " alone.",
        "Model the Way is served by 2 elements: A and B.",
        "The agenda of A leaves 10 minutes of its session free.",
        "The sessions of A are not in the order of their weeks.",
        "This rule asks for nothing of sessions that have a day of their own: "
        "No two sessions of B are in the same week.",
    ]


# Every choice of days


KEYS = "abcd"
WINDOW = st.tuples(st.integers(1, 2), st.integers(0, 1)).map(lambda window: (window[0], sum(window)))
DAYS = st.none() | st.integers(0, 15)
GAPS = st.builds(
    RuleSpec,
    st.just(GAP),
    st.sampled_from(KEYS),
    st.sampled_from(KEYS),
    DAYS,
    DAYS,
    st.sampled_from([True, True, False]),
)
APARTS = st.just(RuleSpec(APART)) | st.builds(RuleSpec, st.just(APART), st.sampled_from(KEYS), st.sampled_from(KEYS))


@st.composite
def small_specs(draw: st.DrawFn) -> DesignSpec:
    keys = KEYS[: draw(st.integers(2, 4))]
    elements = []
    most = 4
    for key in keys:
        windows = draw(st.lists(WINDOW, min_size=1, max_size=min(2, most - len(keys) + 1) or 1))
        made = draw(st.sampled_from([element, element, open_element]))
        between = draw(st.tuples(DAYS, DAYS)) if len(windows) > 1 else (None, None)
        elements.append(made(key, *windows, least_days_between=between[0], most_days_between=between[1]))
    rules = draw(st.lists(st.one_of(GAPS, GAPS, APARTS), max_size=4))
    return spec(*elements, rules=tuple(rule for rule in rules if {rule.first, rule.then} <= {*keys, ""}), weeks=3)


def days_of(each: ElementSpec) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every choice of the first and last days of an element's sessions that keeps its weeks, order and distances."""
    least = each.least_days_between
    if least is None and not each.is_window:
        least = 1
    choices = []
    for first, last in each.windows:
        days = range(7 * (first - 1), 7 * last)
        choices.append([(days[0], days[-1])] if each.is_window else [(day, day) for day in days])
    for chosen in product(*choices):
        gaps = [after[0] - before[1] for before, after in pairwise(chosen)]
        if all(within(gap, least, each.most_days_between) for gap in gaps):
            yield chosen


def within(gap: int, least: int | None, most: int | None) -> bool:
    return (least is None or gap >= least) and (most is None or gap <= most)


def meets(made: DesignSpec, chosen: dict[str, tuple[tuple[int, int], ...]], rule: RuleSpec) -> bool:
    if rule.kind == GAP:
        return within(chosen[rule.then][0][0] - chosen[rule.first][-1][1], rule.least_days, rule.most_days)
    keys = {rule.first, rule.then} if rule.first else set(chosen)
    dated = [
        day // 7 for each in made.elements if each.key in keys and not each.is_window for day, _ in chosen[each.key]
    ]
    return all(one != other for one, other in combinations(dated, 2))


def can_be_placed(made: DesignSpec) -> bool:
    hard = [rule for rule in made.rules if rule.hard]
    keys = [each.key for each in made.elements]
    for days in product(*(list(days_of(each)) for each in made.elements)):
        chosen = dict(zip(keys, days, strict=True))
        if all(meets(made, chosen, rule) for rule in hard):
            return True
    return False


@settings(max_examples=200, deadline=None)
@given(small_specs())
def test_there_is_a_clash_exactly_where_no_choice_of_days_will_do(made: DesignSpec) -> None:
    assert bool(clashes(made)) == (not can_be_placed(made))


@settings(max_examples=150, deadline=None)
@given(small_specs())
def test_nothing_of_what_clashes_can_be_left_out(made: DesignSpec) -> None:
    claims = [claim.asked for claim in claims_of(made)]
    if is_possible(ask for claim in claims for ask in claim):
        return
    clash = [claims[place] for place in fewest(claims)]
    assert not is_possible(ask for claim in clash for ask in claim)
    for left_out in clash:
        assert is_possible(ask for claim in clash if claim is not left_out for ask in claim)


def test_what_a_file_says_twice_is_worth_a_look() -> None:
    rules = (*leading_for_change().rules, RuleSpec("apart", hard=False), RuleSpec("apart"))
    assert "This is there twice, and once is enough: No two sessions are in the same week." in notes(
        replace(leading_for_change(), rules=rules)
    )
