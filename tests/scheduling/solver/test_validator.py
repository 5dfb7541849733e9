"""Each rule of the validator, broken once: it says so, and says nothing of a plan that keeps them."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest

from scheduling.solver.problem import Activity, Apart, Gap, Hours, LeadingRole, Placement, Problem, Seats, Span
from scheduling.solver.validator import faults
from tests.scheduling.solver.making import (
    away,
    day,
    led_by,
    opened,
    person,
    placed,
    problem,
    room,
    session,
    shut,
    window,
)

ANN = (person("ann"),)
HALL = (room("hall", capacity=20, equipment=frozenset({"projector"})),)


def test_a_plan_that_keeps_the_rules_has_no_fault() -> None:
    launch = session(seats=led_by("ann"), venues=("hall",), equipment=frozenset({"projector"}), required=("ann",))
    asked = problem(launch, window("coaching", 0, 4, "ann"), people=ANN, venues=HALL, closed=(shut(9),))
    good = [placed(venue="hall", facilitators=("ann",)), opened("coaching", 0, 4, "ann")]
    assert faults(asked, good) == []


@pytest.mark.parametrize(
    ("placements", "words"),
    [
        ([], ["Launch is placed 0 times, not once."]),
        ([placed(), placed(on=9)], ["Launch is placed 2 times, not once."]),
        ([placed(), placed("tea")], ["tea is placed, but is no activity of this problem."]),
    ],
)
def test_everything_is_placed_once(placements: list[Placement], words: list[str]) -> None:
    assert faults(problem(session()), placements) == words


@pytest.mark.parametrize(
    ("placement", "words"),
    [
        (
            placed(on=21),
            "Launch is on Monday 28 September 2026, but must be between "
            "Monday 7 September 2026 and Sunday 27 September 2026.",
        ),
        (placed(on=5), "Launch is on a weekend: Saturday 12 September 2026."),
        (placed(on=9), "Launch is on Wednesday 16 September 2026, which is closed: Board day."),
        (placed(clock=time(10)), "Launch begins at 10:00, which is none of the times at which it may."),
        (placed(minutes=200), "Launch does not take 210 minutes."),
        (placed(venue="hall"), "Launch is in none of the venues in which it may be."),
        (placed(facilitators=("ann",)), "Launch has more people than it needs."),
    ],
)
def test_a_session_of_its_own(placement: Placement, words: str) -> None:
    asked = problem(session(), people=ANN, venues=HALL, closed=(shut(9), shut(8, name="Half-term", is_hard=False)))
    assert faults(asked, [placement]) == [words]


MORNINGS = tuple(Hours(weekday=weekday, starts=time(9), ends=time(13)) for weekday in range(5))
JOINED = (Hours(weekday=1, starts=time(12), ends=time(14)), Hours(weekday=1, starts=time(9), ends=time(12)))


@pytest.mark.parametrize(
    ("changes", "clock", "words"),
    [
        ({"capacity": 19}, time(9, 30), "Hall is too small for Launch: it holds 19 of 20."),
        ({"equipment": frozenset()}, time(9, 30), "Hall lacks projector for Launch."),
        ({"away": away(8)}, time(9, 30), "Hall is closed when Launch is there, on Tuesday 15 September 2026."),
        ({"hours": MORNINGS}, time(13, 30), "Hall is closed when Launch is there, on Tuesday 15 September 2026."),
        ({"hours": MORNINGS}, time(9, 30), ""),
        ({"hours": JOINED}, time(9, 30), ""),
        ({"away": away(7)}, time(9, 30), ""),
        ({"capacity": None}, time(9, 30), ""),
    ],
)
def test_a_venue(changes: dict[str, Any], clock: time, words: str) -> None:
    launch = session(venues=("hall",), equipment=frozenset({"projector"}))
    asked = problem(launch, venues=(replace(HALL[0], **changes),))
    assert faults(asked, [placed(clock=clock, venue="hall")]) == ([words] if words else [])


def test_a_session_that_needs_a_venue_has_one_of_its_own() -> None:
    asked = problem(session(venues=("hall",)), venues=(*HALL, room("larch")))
    assert faults(asked, [placed()]) == ["Launch is in none of the venues in which it may be."]
    assert faults(asked, [placed(venue="larch")]) == ["Launch is in none of the venues in which it may be."]


def test_usual_hours_end_at_five() -> None:
    late = time(14)
    asked = problem(session(starts=(late,), seats=led_by("ann"), venues=("hall",)), people=ANN, venues=(room("hall"),))
    assert faults(asked, [placed(clock=late, venue="hall", facilitators=("ann",))]) == [
        "Hall is closed when Launch is there, on Tuesday 15 September 2026.",
        "Ann is not available for Launch on Tuesday 15 September 2026.",
    ]


@pytest.mark.parametrize(
    ("facilitators", "others", "words"),
    [
        (("ann", "ben"), ("cara",), []),
        (("ann",), ("cara",), ["Launch lacks 2 facilitators: not all are of those who may."]),
        (("ann", "cara"), ("cara",), [
            "Launch lacks 2 facilitators: not all are of those who may.",
            "Somebody takes two seats at Launch.",
        ]),
        (("ann", "ann"), ("cara",), ["Somebody takes two seats at Launch."]),
        (("ann", "ben"), (), ["Launch lacks 1 co-facilitator: not all are of those who may."]),
        (("ann", "ben", "cara"), ("cara",), [
            "Launch has more people than it needs.",
            "Somebody takes two seats at Launch.",
        ]),
    ],
)  # fmt: skip
def test_seats(facilitators: tuple[str, ...], others: tuple[str, ...], words: list[str]) -> None:
    seats = (*led_by("ann", "ben", count=2), Seats(part=LeadingRole.CO_FACILITATOR, count=1, people=("cara",)))
    asked = problem(session(seats=seats), people=(person("ann"), person("ben"), person("cara")))
    assert faults(asked, [placed(facilitators=facilitators, co_facilitators=others)]) == words


def test_people_who_lead_or_are_required_are_to_be_had() -> None:
    people = (person("ann", away=away(8)), person("eve", hours=MORNINGS))
    asked = problem(session(seats=led_by("ann"), required=("eve",)), people=people)
    assert faults(asked, [placed(clock=time(13, 30), facilitators=("ann",))]) == [
        "Ann is not available for Launch on Tuesday 15 September 2026.",
        "Eve is not available for Launch on Tuesday 15 September 2026.",
    ]
    assert faults(asked, [placed(on=9, facilitators=("ann",))]) == []


def test_participants_on_leave_are_no_fault() -> None:
    asked = problem(session(attendees=("pat",)), people=(person("pat", away=away(8)),))
    assert faults(asked, [placed()]) == []


@pytest.mark.parametrize(
    ("least", "most", "on", "words"),
    [
        (1, None, 9, []),
        (1, None, 8, ["Class is 0 days after Launch: less than 1."]),
        (3, None, 10, ["Class is 2 days after Launch: less than 3."]),
        (None, 3, 14, ["Class is 6 days after Launch: more than 3."]),
        (None, 3, 1, []),
    ],
)
def test_gaps(least: int | None, most: int | None, on: int, words: list[str]) -> None:
    hard = Gap(id="g", first="launch", then="class", least=least, most=most)
    asked = problem(session(), session("class"), gaps=(hard,))
    placements = [placed(), placed("class", on, time(13, 30))]
    assert faults(asked, placements) == words
    assert faults(replace(asked, gaps=(replace(hard, is_hard=False),)), placements) == []


def test_a_gap_is_counted_from_the_end_of_a_window_to_the_start_of_the_next() -> None:
    gap = Gap(id="g", first="one", then="two", least=4)
    asked = problem(window("one", 0, 4), window("two", 8, 11), gaps=(gap,))
    assert faults(asked, [opened("one", 0, 4), opened("two", 8, 11)]) == []
    early = problem(window("one", 0, 4), window("two", 7, 11), gaps=(gap,))
    assert faults(early, [opened("one", 0, 4), opened("two", 7, 11)]) == ["Two is 3 days after One: less than 4."]


@pytest.mark.parametrize(("on", "is_wrong"), [(6, False), (7, True), (11, True), (14, False)])
def test_weeks_apart_begin_on_monday(on: int, is_wrong: bool) -> None:
    apart = Apart(id="a", activities=("launch", "class", "coaching"))
    asked = problem(session(), session("class"), window(last=11), aparts=(apart,))
    found = faults(asked, [placed(on=9), placed("class", on), opened(last=11)])
    assert ("Launch and Class are in the same week." in found) == is_wrong
    soft = replace(asked, aparts=(replace(apart, is_hard=False),))
    assert "Launch and Class are in the same week." not in faults(
        soft, [placed(on=9), placed("class", on), opened(last=11)]
    )


def test_a_venue_holds_one_at_a_time_unless_it_is_shared() -> None:
    asked = problem(session(venues=("hall",)), session("class", cohort="c2", venues=("hall",)), venues=(room("hall"),))
    both = [placed(venue="hall"), placed("class", venue="hall")]
    assert faults(asked, both) == ["Hall holds Launch (Cohort 1) and Class (Cohort 2) at the same time."]
    assert faults(asked, [both[0], placed("class", clock=time(13, 30), venue="hall")]) == []
    assert faults(replace(asked, venues=(room("hall", is_shared=True),)), both) == []


@pytest.mark.parametrize("needed", ["seat", "required"])
def test_a_person_is_at_one_at_a_time(needed: str) -> None:
    how: dict[str, Any] = {"seats": led_by("ann")} if needed == "seat" else {"required": ("ann",)}
    asked = problem(session(seats=led_by("ann")), session("class", cohort="c2", **how), people=ANN)
    leads = ("ann",) if needed == "seat" else ()
    found = faults(asked, [placed(facilitators=("ann",)), placed("class", facilitators=leads)])
    assert found == ["Ann is needed at Launch (Cohort 1) and Class (Cohort 2) at the same time."]


@pytest.mark.parametrize(
    ("cohort", "ones", "others", "is_wrong"),
    [
        ("c1", (), (), True),
        ("c2", (), (), False),
        ("c1", ("pat",), (), True),
        ("c1", ("pat",), ("quinn",), False),
        ("c1", ("pat", "quinn"), ("quinn",), True),
    ],
)
def test_participants_are_at_one_at_a_time(
    cohort: str, ones: tuple[str, ...], others: tuple[str, ...], is_wrong: bool
) -> None:
    asked = problem(
        session(attendees=ones),
        session("class", cohort=cohort, attendees=others),
        people=(person("pat"), person("quinn")),
    )
    assert bool(faults(asked, [placed(), placed("class")])) == is_wrong


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (2, 11, []),
        (1, 11, ["Coaching is not open from the first to the last working day of its weeks."]),
        (2, 10, ["Coaching is not open from the first to the last working day of its weeks."]),
    ],
)
def test_a_window_opens_and_closes_on_working_days(first: int, last: int, words: list[str]) -> None:
    """Monday and Tuesday are closed; the weeks end on a Sunday."""
    asked = problem(window(last=13), closed=(shut(0, 1),))
    assert faults(asked, [opened(first=first, last=last)]) == words


def test_a_window_without_a_working_day() -> None:
    asked = problem(window(last=1), closed=(shut(0, 1),))
    assert faults(asked, [opened(last=1)]) == ["Coaching has no working day in its weeks."]


def test_a_window_is_led_by_its_people_and_takes_no_room() -> None:
    asked = problem(window("coaching", 0, 4, "ann"), people=ANN)
    assert faults(asked, [opened()]) == ["Coaching is not led by all of its people."]
    roomy = replace(opened("coaching", 0, 4, "ann"), venue="hall")
    assert faults(asked, [roomy]) == ["Coaching takes no room, but has one."]


def needing(minutes: int, *coaches: str, **changes: Any) -> Activity:
    """Coaching for one person that takes so long, within Monday to Friday."""
    return window("coaching", 0, 4, *coaches, minutes=minutes, people=1, **changes)


# Five days of eight hours.
WEEK = 5 * 480


@pytest.mark.parametrize(
    ("person_away", "closed", "free"),
    [
        ((), (), WEEK),
        (away(0), (), WEEK - 480),
        ((), (shut(1),), WEEK - 480),
        ((Span(starts=datetime.combine(day(1), time(16)), ends=datetime.combine(day(2), time(10))),), (), WEEK - 120),
        (away(1), (shut(1),), WEEK - 480),
    ],
)  # fmt: skip
def test_coaches_hours_suffice_to_the_minute(person_away: tuple[Span, ...], closed: tuple[Any, ...], free: int) -> None:
    people = (person("ann", away=person_away),)
    good = [opened("coaching", 0, 4, "ann")]
    assert faults(problem(needing(free, "ann"), people=people, closed=closed), good) == []
    assert faults(problem(needing(free + 1, "ann"), people=people, closed=closed), good) == [
        f"Coaching: {free + 1} minutes are needed, more than those who coach have free."
    ]


def test_what_coaches_lead_and_attend_takes_their_time() -> None:
    for how, leads in (({"seats": led_by("ann")}, ("ann",)), ({"required": ("ann",)}, ())):
        launch = session(**how)
        asked = problem(needing(WEEK - 209, "ann"), launch, people=ANN)
        coaching = opened("coaching", 0, 4, "ann")
        assert len(faults(asked, [coaching, placed(on=1, facilitators=leads)])) == 1
        assert faults(asked, [coaching, placed(on=8, facilitators=leads)]) == []


def test_a_window_without_seats_asks_for_nobodys_time() -> None:
    assert faults(problem(window(minutes=10_000)), [opened()]) == []


def two_windows(ones: tuple[str, ...], others: tuple[str, ...], minutes: int) -> Problem:
    first = window("one", 0, 4, *ones, minutes=minutes, people=1)
    second = window("two", 0, 4, *others, minutes=minutes, people=1)
    return problem(first, second, people=(person("ann"), person("ben")))


def test_windows_that_share_a_coach_find_enough_together() -> None:
    """Each alone would find enough in Ann's week, and the two together do so only with Ben's."""
    opened_both = [opened("one", 0, 4, "ann"), opened("two", 0, 4, "ann")]
    assert faults(two_windows(("ann",), ("ann",), WEEK // 2), opened_both) == []
    assert faults(two_windows(("ann",), ("ann",), WEEK // 2 + 1), opened_both) == [
        f"One and Two: {WEEK + 2} minutes are needed, more than those who coach have free."
    ]
    shared = [opened("one", 0, 4, "ann", "ben"), opened("two", 0, 4, "ann")]
    assert faults(two_windows(("ann", "ben"), ("ann",), WEEK), shared) == []


def test_what_is_fixed_is_a_fact() -> None:
    """On a closed weekend, without anybody to lead it, in a room of its own choosing."""
    now = placed(on=5, venue="hall")
    asked = problem(session(seats=led_by("ann"), now=now, is_fixed=True), people=ANN, venues=HALL, closed=(shut(5),))
    assert faults(asked, [now]) == []
    assert faults(asked, [placed(on=6, venue="hall")]) == ["Launch must stay where it is."]


def test_two_that_are_fixed_may_clash_but_a_third_gives_way() -> None:
    now, then = placed(venue="hall"), placed("class", venue="hall")
    fixed = (session(now=now, is_fixed=True), session("class", now=then, is_fixed=True))
    rules: dict[str, Any] = {
        "gaps": (Gap(id="g", first="launch", then="class"),),
        "aparts": (Apart(id="a", activities=("launch", "class")),),
    }
    assert faults(problem(*fixed, venues=HALL, **rules), [now, then]) == []
    asked = problem(*fixed, session("set", cohort="c2", venues=("hall",)), venues=HALL, **rules)
    assert len(faults(asked, [now, then, placed("set", venue="hall")])) == 2
