"""Compare all judges of a design's rules on random designs and random dates: they must find the same breaches.

The judges are the page that moves a session by hand, the check before a release, the planner's validator, and the
design's check for contradictions, for which each session is given a single day. Their findings are put into one form:

- weeks: a session is outside its weeks;
- short, long: two sessions are too close together, or too far apart;
- apart: two sessions are in one week and should not be.

The expected breaches are worked out from the design without any of the judges' code.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import combinations, pairwise
from random import Random

import pytest

from cohorts.designs.contradictions import Claim, claims_of
from cohorts.designs.feasibility import Apart, Demand, Lag, Stay, is_possible
from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec
from cohorts.designs.storage import store_design
from cohorts.models import Cohort, Programme
from scheduling.clashes.judging import find_clashes
from scheduling.models import Session
from scheduling.plans.problem_builder import placement_of, problem_of, scope_of
from scheduling.releases.checks import find_doubts
from scheduling.solver.problem import Problem
from scheduling.solver.validator import faults
from scheduling.working_days.clock import at

MONDAY = date(2035, 1, 8)
KINDS = {"weeks", "short", "long", "apart"}
# A kind of breach, and the titles of the sessions concerned.
Breach = tuple[str, ...]
# The titles of sessions on pages, by key and number.
Titles = dict[str, str]


@dataclass(frozen=True)
class Case:
    spec: DesignSpec
    starts_on: date
    # By the key and the number of a session: on which day, counted from the start, it is or opens.
    days: dict[str, int]
    cancelled: str


# Random designs


def case(random: Random) -> Case:
    elements = tuple(_element(random, key) for key in ("alpha", "beta", "gamma", "delta")[: random.randint(2, 4)])
    rules = tuple(_rule(random, [element.key for element in elements]) for _ in range(random.randint(0, 5)))
    names = [f"{element.key} {number + 1}" for element in elements for number in range(len(element.windows))]
    days = {name: random.randint(-2, 30) for name in names}
    starts_on = MONDAY + timedelta(days=random.choice([0, 0, 0, 1, 4]))
    return Case(
        DesignSpec("Random", 6, elements, rules), starts_on, days, random.choice(["", "", "", random.choice(names)])
    )


def _element(random: Random, key: str) -> ElementSpec:
    windows = tuple(
        (first, first + random.randint(0, 2)) for first in random.choices(range(1, 5), k=random.randint(1, 3))
    )
    format_ = random.choice(["whole_cohort", "whole_cohort", "one_to_one", "online"])
    least, most = _limits(random)
    made = ElementSpec(key, "masterclass", key.title(), format_, "formal", 60, windows)
    return replace(made, least_days_between=least, most_days_between=most)


def _rule(random: Random, keys: list[str]) -> RuleSpec:
    hard = random.random() < 0.7
    first, then = random.choice(keys), random.choice(keys)
    if random.random() < 0.5:
        least, most = _limits(random)
        return RuleSpec("gap", first, then, least, most, hard)
    return RuleSpec("apart", first, then, hard=hard) if random.random() < 0.7 else RuleSpec("apart", hard=hard)


def _limits(random: Random) -> tuple[int | None, int | None]:
    least, most = sorted(random.choices(range(16), k=2))
    return random.choice([(None, None), (least, None), (None, most), (least, most)])


# What each judge says


def by_hand(cohort: Cohort) -> set[Breach]:
    """Of each session, that is moved there from somewhere else."""
    found = set()
    for session in cohort.sessions.filter(is_cancelled=False).with_titles():
        starts_at, ends_at = session.starts_at, session.ends_at
        session.starts_at, session.ends_at = starts_at - timedelta(days=100), ends_at - timedelta(days=100)
        said = (clash.words for clash in find_clashes(session, starts_at, ends_at, None, []))
        found |= set(_read_sentences(session.title, said))
    return found


def before_release(cohort: Cohort) -> set[Breach]:
    return {breach for each in find_doubts(cohort) for breach in _read_sentences(each.session.title, each.doubts)}


def _read_sentences(title: str, said: Iterable[str]) -> Iterator[Breach]:
    for words in said:
        if "The design has it in week" in words:
            yield "weeks", title
        elif found := re.fullmatch(r"The design has (.+?) (?:at least \d+ days )?after (.+), which is .*", words):
            yield "short", found[2], found[1]
        elif found := re.fullmatch(r"The design has (.+) at most \d+ days after (.+): it would be -?\d+", words):
            yield "long", found[2], found[1]
        elif found := re.fullmatch(r"(.+) is in the same week, and the design keeps them apart", words):
            yield _apart(title, found[1])


def of_plan(problem: Problem, cohort: Cohort) -> set[Breach]:
    sessions = cohort.sessions.filter(is_cancelled=False).for_list()
    return set(_read_faults(faults(problem, [placement_of(session) for session in sessions])))


def _read_faults(said: Iterable[str]) -> Iterator[Breach]:
    for words in said:
        if found := re.fullmatch(r"(.+) is on .+, but must be between .+", words):
            yield "weeks", found[1]
        elif found := re.fullmatch(r"(.+) is not open from the first to the last working day of its weeks\.", words):
            yield "window", found[1]
        elif found := re.fullmatch(r"(.+) is -?\d+ days? after (.+): (less|more) than \d+\.", words):
            yield "short" if found[3] == "less" else "long", found[2], found[1]
        elif found := re.fullmatch(r"(.+) and (.+) are in the same week\.", words):
            yield _apart(found[1], found[2])


def _apart(one: str, other: str) -> Breach:
    return "apart", *sorted((one, other))


def by_contradictions(spec: DesignSpec, days: dict[str, int], titles: Titles) -> set[Breach]:
    pinned = [Stay(name, day, day) for name, day in days.items()]
    return {
        tuple(titles.get(word, word) for word in breach)
        for claim in claims_of(spec)
        for ask in claim.asked
        for breach, half in _parts_of(claim, ask, titles)
        if not is_possible([*pinned, half])
    }


def _parts_of(claim: Claim, ask: Demand, titles: Titles) -> Iterator[tuple[Breach, Demand]]:
    if isinstance(ask, Stay):
        yield ("weeks", ask.session), ask
    elif isinstance(ask, Lag):
        is_most = "at most" in claim.words
        yield ("long", ask.then, ask.first) if is_most else ("short", ask.first, ask.then), ask
    elif isinstance(ask, Apart):
        for one, other in combinations(ask.sessions, 2):
            yield _apart(titles[one], titles[other]), Apart((one, other))


# What the design says, read once more


@dataclass(frozen=True)
class Lies:
    """A session, and the first and the last day on which it is or is open."""

    title: str
    first: int
    last: int


def by_the_book(given: Case) -> set[Breach]:
    lying = {element.key: list(_lying(given, element)) for element in given.spec.elements}
    found = {("weeks", title) for element in given.spec.elements for title in _out_of_weeks(given, element)}
    for element in given.spec.elements:
        least = element.least_days_between
        if least is None and not element.is_window:
            least = 1
        for first, then in pairwise(lying[element.key]):
            found |= set(_too_near_or_far(first, then, least, element.most_days_between))
    for rule in given.spec.rules:
        found |= set(_breaches(given, rule, lying))
    return found


def _lying(given: Case, element: ElementSpec) -> Iterator[Lies]:
    for number, (first, last) in enumerate(element.windows, start=1):
        name = f"{element.key} {number}"
        if name != given.cancelled:
            length = 7 * (last - first + 1) - 1 if element.is_window else 0
            yield Lies(_title(element, number), given.days[name], given.days[name] + length)


def _title(element: ElementSpec, number: int) -> str:
    return f"{element.name} {number}" if len(element.windows) > 1 else element.name


def _out_of_weeks(given: Case, element: ElementSpec) -> Iterator[str]:
    windows = {_title(element, number): window for number, window in enumerate(element.windows, start=1)}
    for lies in _lying(given, element):
        first, last = windows[lies.title]
        if lies.first < 7 * first - 7 or lies.last > 7 * last - 1:
            yield lies.title


def _breaches(given: Case, rule: RuleSpec, lying: dict[str, list[Lies]]) -> Iterator[Breach]:
    if rule.kind == "gap":
        if lying[rule.first] and lying[rule.then]:
            first, then = lying[rule.first][-1], lying[rule.then][0]
            yield from _too_near_or_far(first, then, rule.least_days, rule.most_days)
        return
    elements = [element for element in given.spec.elements if not element.is_window and rule.first in ("", element.key)]
    elements += [element for element in given.spec.elements if not element.is_window and rule.then == element.key]
    together = [lies for key in dict.fromkeys(element.key for element in elements) for lies in lying[key]]
    for one, other in combinations(together, 2):
        if _week(given, one) == _week(given, other):
            yield _apart(one.title, other.title)


def _too_near_or_far(first: Lies, then: Lies, least: int | None, most: int | None) -> Iterator[Breach]:
    days = then.first - first.last
    if least is not None and days < least:
        yield "short", first.title, then.title
    if most is not None and days > most:
        yield "long", first.title, then.title


def _week(given: Case, lies: Lies) -> tuple[int, int]:
    return (given.starts_on + timedelta(days=lies.first)).isocalendar()[:2]


# Their agreement


@pytest.mark.parametrize("batch", range(4))
def test_all_judges_say_the_same_of_every_rule(programme: Programme, batch: int) -> None:
    seen = set()
    for seed in range(100 * batch, 100 * batch + 10):
        seen |= {breach[0] for breach in agreed(case(Random(seed)), programme, f"seed {seed}")}
    assert seen == KINDS


def agreed(given: Case, programme: Programme, which: str) -> set[Breach]:
    cohort = placed(given, programme, which)
    titles = {_name(session): session.title for session in cohort.sessions.with_titles()}
    said = by_the_book(given)
    assert by_hand(cohort) == said, which
    assert before_release(cohort) == said, which

    problem = problem_of(scope_of([cohort]))
    planned = of_plan(all_hard(problem), cohort)
    windows = {session.title for session in cohort.sessions.with_titles() if session.is_window}
    # A plan opens a window for all of its weeks, somebody by hand for any days of them.
    assert {("window", title) for kind, title, *_ in said if kind == "weeks" and title in windows} <= planned, which
    assert _of_days(planned, windows) == _of_days(said, windows), which

    if given.starts_on == MONDAY and not given.cancelled:
        musts = replace(given.spec, rules=tuple(replace(rule, hard=True) for rule in given.spec.rules))
        assert by_contradictions(musts, given.days, titles) == said, which
        hard = by_contradictions(given.spec, given.days, titles)
        assert _of_days(hard, windows) == _of_days(of_plan(problem, cohort), windows), which
    return said


def _of_days(breaches: set[Breach], windows: set[str]) -> set[Breach]:
    """Without what is said of the weeks of windows."""
    return {each for each in breaches if each[0] != "window" and not (each[0] == "weeks" and each[1] in windows)}


def all_hard(problem: Problem) -> Problem:
    gaps = tuple(replace(gap, is_hard=True) for gap in problem.gaps)
    return replace(problem, gaps=gaps, aparts=tuple(replace(apart, is_hard=True) for apart in problem.aparts))


def _name(session: Session) -> str:
    return f"{session.element.key} {session.number}"


def placed(given: Case, programme: Programme, name: str) -> Cohort:
    """A cohort of the design with its sessions on their days; a window is open for as many weeks as the design has."""
    design = store_design(programme=programme, spec=given.spec)
    cohort = Cohort.objects.create(
        programme=programme, design=design, name=name, starts_on=given.starts_on, venue="Fenmoor House"
    )
    for element in design.elements.all():
        for window in element.windows.all():
            made = Session(cohort=cohort, element=element, number=window.number)
            opens = given.starts_on + timedelta(days=given.days[_name(made)])
            length = 7 * (window.last_week - window.first_week + 1) - 1 if element.is_window else 0
            made.starts_at, made.ends_at = moments(opens, opens + timedelta(days=length))
            made.is_cancelled = _name(made) == given.cancelled
            made.save()
    return cohort


def moments(opens: date, closes: date) -> tuple[datetime, datetime]:
    return at(opens, time(9, 30)), at(closes, time(10, 30))
