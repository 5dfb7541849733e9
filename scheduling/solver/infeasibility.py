"""The reason why there is no plan: a smallest set of rules that clash, and the cheapest changes that allow a plan.

A rule is removed by changing the problem, and the planner's own model says whether a plan is then possible, so the
explanation agrees with the planner. Clashing rules are found by dividing the rules (Junker, QuickXplain, AAAI 2004).
The cheapest changes are found by trying sets of changes in the order of their cost, where each step relaxes one rule
of a clash that remains (Reiter's hitting sets, Artificial Intelligence 32, 1987).
"""

import heapq
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import count
from typing import TypeAlias

from ortools.sat.python import cp_model

from scheduling.solver.coaching import add_coaching_rule
from scheduling.solver.constraints import Model
from scheduling.solver.planner import Limits, solver_within
from scheduling.solver.problem import Infeasibility, Problem, Relaxation
from scheduling.solver.relaxations import Rule, apply, rules_of

LIMITS = Limits(effort=5, seconds=10)
MOST_WAYS = 3
Key: TypeAlias = tuple[tuple[str, object], ...]
MOST_CHANGES = 12
MOST_TRIED = 3000
# A function that finds out whether any plan keeps every rule; None if the time was too short to tell.
Oracle: TypeAlias = Callable[[Problem], bool | None]


class StoppedError(Exception):
    """An explanation that was stopped."""


def explain(
    problem: Problem, *, seconds: float = 60, goes_on: Callable[[], bool] = lambda: True
) -> Infeasibility | None:
    """Explain why there is no plan. Returns None if there is one, or if the time was too short to tell.

    `goes_on` is called before each of many short searches. Raises StoppedError once it returns False.
    """
    oracle = _stoppable(goes_on)
    rules = rules_of(problem)
    if oracle(problem) is not False or oracle(_without(problem, rules)) is not True:
        return None
    clash = _described(problem, find_clash(problem, rules, oracle))
    ways = _RelaxationSearch(problem, time.monotonic() + seconds, oracle, clash).cheapest()
    return Infeasibility(
        rules=tuple(rule.words for rule in clash), rule_ids=tuple(rule.id for rule in clash), relaxations=tuple(ways)
    )


def _stoppable(goes_on: Callable[[], bool]) -> Oracle:
    def oracle(problem: Problem) -> bool | None:
        if not goes_on():
            raise StoppedError
        return is_possible(problem)

    return oracle


def _described(problem: Problem, clash: Sequence[Rule]) -> list[Rule]:
    """Reword the rules, so that those of diaries name only absences in the weeks of the activities that clash."""
    ids = {rule.id for rule in clash}
    about = [each for each in problem.activities if any(str(rule.removal["id"]) == each.id for rule in clash)]
    said = [rule for rule in rules_of(problem, about) if rule.id in ids]
    return said if len(said) == len(clash) else list(clash)


def is_possible(problem: Problem) -> bool | None:
    """Find out whether any plan keeps every rule. Returns None if the time was too short to tell."""
    model = Model(problem)
    add_coaching_rule(model)
    status = solver_within(LIMITS).solve(model.cp)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return True
    return False if status == cp_model.INFEASIBLE else None


def _without(problem: Problem, rules: Iterable[Rule]) -> Problem:
    return reduce(apply, (rule.removal for rule in rules), problem)


def find_clash(problem: Problem, rules: Sequence[Rule], oracle: Oracle) -> list[Rule]:
    """Find rules that cannot all be kept, but can once any one of them is removed; in the order given."""

    def can_keep(kept: Sequence[Rule]) -> bool:
        """Whether these rules can all be kept once the others are removed."""
        ids = {rule.id for rule in kept}
        return oracle(_without(problem, [rule for rule in rules if rule.id not in ids])) is not False

    kept = {rule.id for rule in _find_clash_among([], list(rules), can_keep, is_new=False)}
    return [rule for rule in rules if rule.id in kept]


def _find_clash_among(
    held: list[Rule], among: list[Rule], can_keep: Callable[[Sequence[Rule]], bool], *, is_new: bool
) -> list[Rule]:
    """Find rules of `among` that allow no plan together with those held."""
    if is_new and not can_keep(held):
        return []
    if len(among) == 1:
        return among
    half = len(among) // 2
    first, second = among[:half], among[half:]
    of_second = _find_clash_among([*held, *first], second, can_keep, is_new=bool(first))
    of_first = _find_clash_among([*held, *of_second], first, can_keep, is_new=bool(of_second))
    return [*of_first, *of_second]


@dataclass(order=True)
class _ChangeSet:
    cost: int
    number: int
    changes: tuple[Relaxation, ...] = field(compare=False)


@dataclass(frozen=True)
class _Clash:
    """Rules that clash. `after` holds the changes to each of them at that time."""

    rules: list[Rule]
    after: dict[str, frozenset[Key]]

    def remains_after(self, changes: Iterable[Relaxation]) -> bool:
        """Whether other changes leave each rule just as it was, so that the rules still clash."""
        given = list(changes)
        return all(_changes_to(rule.id, given) == self.after[rule.id] for rule in self.rules)


class _RelaxationSearch:
    """A search through sets of changes, the cheapest first. `clash` is the clash before any change."""

    def __init__(self, problem: Problem, until: float, oracle: Oracle, clash: list[Rule]) -> None:
        self.problem = problem
        self.until = until
        self.oracle = oracle
        self.numbers = count()
        self.waiting: list[_ChangeSet] = []
        self.seen: set[frozenset[Key]] = set()
        self.clashes = [_Clash(clash, {rule.id: frozenset() for rule in clash})]
        self.found: list[tuple[Relaxation, ...]] = []

    def cheapest(self) -> list[tuple[Relaxation, ...]]:
        """Return up to three sets of changes, none of which includes another."""
        self._add(())
        for _ in range(MOST_TRIED):
            if not self.waiting or len(self.found) == MOST_WAYS or time.monotonic() > self.until:
                break
            changes = heapq.heappop(self.waiting).changes
            if not any(_includes(changes, way) for way in self.found):
                self._try(changes)
        return self.found

    def _try(self, changes: tuple[Relaxation, ...]) -> None:
        clash = next((each for each in self.clashes if each.remains_after(changes)), None) or self._find_clash(changes)
        if clash is None:
            self.found.append(changes)
        elif len(changes) < MOST_CHANGES:
            for rule in clash.rules:
                for way in rule.ways:
                    self._add((*changes, way))

    def _find_clash(self, changes: tuple[Relaxation, ...]) -> _Clash | None:
        """Find a clash that remains after these changes. Returns None if they allow a plan."""
        changed = reduce(apply, (each.change for each in changes), self.problem)
        if self.oracle(changed):
            return None
        rules = _described(changed, find_clash(changed, rules_of(changed), self.oracle))
        clash = _Clash(rules, {rule.id: _changes_to(rule.id, changes) for rule in rules})
        self.clashes.append(clash)
        return clash

    def _add(self, changes: tuple[Relaxation, ...]) -> None:
        key = frozenset(_key(each) for each in changes)
        if key not in self.seen:
            self.seen.add(key)
            heapq.heappush(self.waiting, _ChangeSet(sum(each.cost for each in changes), next(self.numbers), changes))


def _key(way: Relaxation) -> Key:
    return tuple(way.change.items())


def _changes_to(rule: str, changes: Iterable[Relaxation]) -> frozenset[Key]:
    """Return the changes to this rule."""
    return frozenset(_key(each) for each in changes if f"{each.change['kind']} {each.change['id']}" == rule)


def _includes(changes: Iterable[Relaxation], others: Iterable[Relaxation]) -> bool:
    """Whether the changes include all the others, perhaps going further."""
    return {_direction(each) for each in others} <= {_direction(each) for each in changes}


def _direction(way: Relaxation) -> tuple[str, ...]:
    """Return the field that a change alters, without how far."""
    return (str(way.change["kind"]), str(way.change["id"]), *(key for key in way.change if key not in ("kind", "id")))
