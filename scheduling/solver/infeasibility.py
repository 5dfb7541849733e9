"""Why there is no plan: rules that clash, none of which can be left out, and the cheapest changes that allow a plan.

A rule is left out by changing the problem, and the planner's own model says whether a plan is possible then: what is
said to clash is what the planner fails at. Rules that clash are found by dividing (Junker, QuickXplain, AAAI 2004),
and the cheapest changes by searching the sets of changes in the order of their cost, each step of which lets go one
rule of a clash that is left (Reiter's hitting sets, Artificial Intelligence 32, 1987).
"""

import heapq
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import count
from typing import TypeAlias

from ortools.sat.python import cp_model

from scheduling.solver.coaching import suffice
from scheduling.solver.constraints import Model
from scheduling.solver.planner import Limits, solver_within
from scheduling.solver.problem import Problem, Relaxation, WhyNot
from scheduling.solver.relaxations import Rule, apply, rules_of

EFFORT = Limits(effort=5, seconds=10)
WAYS = 3
Key: TypeAlias = tuple[tuple[str, object], ...]
MOST_CHANGES = 12
MOST_TRIED = 3000
# Whether any plan keeps every rule of a problem; None if it cannot be told in time.
Oracle: TypeAlias = Callable[[Problem], bool | None]


class StoppedError(Exception):
    """Somebody wants no explanation any more."""


def why_not(problem: Problem, *, seconds: float = 60, goes_on: Callable[[], bool] = lambda: True) -> WhyNot | None:
    """Nothing, if there is a plan, or if it cannot be told in time whether there is one.

    `goes_on` is called before each of many short searches. Raises StoppedError once it returns False.
    """
    asks = _heard(goes_on)
    rules = rules_of(problem)
    if asks(problem) is not False or asks(_without(problem, rules)) is not True:
        return None
    clash = _in_words(problem, clash_of(problem, rules, asks))
    ways = _Ways(problem, time.monotonic() + seconds, asks, clash).cheapest()
    return WhyNot(
        rules=tuple(rule.words for rule in clash), rule_ids=tuple(rule.id for rule in clash), relaxations=tuple(ways)
    )


def _heard(goes_on: Callable[[], bool]) -> Oracle:
    def asks(problem: Problem) -> bool | None:
        if not goes_on():
            raise StoppedError
        return is_possible(problem)

    return asks


def _in_words(problem: Problem, clash: Sequence[Rule]) -> list[Rule]:
    """The same rules; of diaries they name only what lies in the weeks of the activities that clash."""
    ids = {rule.id for rule in clash}
    about = [each for each in problem.activities if any(str(rule.removal["id"]) == each.id for rule in clash)]
    said = [rule for rule in rules_of(problem, about) if rule.id in ids]
    return said if len(said) == len(clash) else list(clash)


def is_possible(problem: Problem) -> bool | None:
    """Whether any plan keeps every rule; None if it cannot be told in time."""
    model = Model(problem)
    suffice(model)
    status = solver_within(EFFORT).solve(model.cp)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return True
    return False if status == cp_model.INFEASIBLE else None


def _without(problem: Problem, rules: Iterable[Rule]) -> Problem:
    return reduce(apply, (rule.removal for rule in rules), problem)


def clash_of(problem: Problem, rules: Sequence[Rule], asks: Oracle) -> list[Rule]:
    """Rules that cannot all be kept, though any one of them can be let go; in the order in which they were given."""

    def can_keep(kept: Sequence[Rule]) -> bool:
        """Whether these rules can all be kept, once the others are let go."""
        ids = {rule.id for rule in kept}
        return asks(_without(problem, [rule for rule in rules if rule.id not in ids])) is not False

    kept = {rule.id for rule in _clash([], list(rules), can_keep, is_new=False)}
    return [rule for rule in rules if rule.id in kept]


def _clash(
    held: list[Rule], among: list[Rule], can_keep: Callable[[Sequence[Rule]], bool], *, is_new: bool
) -> list[Rule]:
    """Rules of `among` that, together with those held, allow no plan."""
    if is_new and not can_keep(held):
        return []
    if len(among) == 1:
        return among
    half = len(among) // 2
    first, second = among[:half], among[half:]
    of_second = _clash([*held, *first], second, can_keep, is_new=bool(first))
    of_first = _clash([*held, *of_second], first, can_keep, is_new=bool(of_second))
    return [*of_first, *of_second]


@dataclass(order=True)
class _Try:
    cost: int
    number: int
    changes: tuple[Relaxation, ...] = field(compare=False)


@dataclass(frozen=True)
class _Clash:
    """Rules that clash, each as these changes have left it."""

    rules: list[Rule]
    after: dict[str, frozenset[Key]]

    def is_left_by(self, changes: Iterable[Relaxation]) -> bool:
        """Whether other changes leave each of its rules as it was: then it clashes with them as well."""
        given = list(changes)
        return all(_touching(rule.id, given) == self.after[rule.id] for rule in self.rules)


class _Ways:
    """Sets of changes, the cheapest first. What clashes before any change is known already."""

    def __init__(self, problem: Problem, until: float, asks: Oracle, clash: list[Rule]) -> None:
        self.problem = problem
        self.until = until
        self.asks = asks
        self.numbers = count()
        self.waiting: list[_Try] = []
        self.seen: set[frozenset[Key]] = set()
        self.clashes = [_Clash(clash, {rule.id: frozenset() for rule in clash})]
        self.found: list[tuple[Relaxation, ...]] = []

    def cheapest(self) -> list[tuple[Relaxation, ...]]:
        """Up to three, none of which holds another."""
        self._wait(())
        for _ in range(MOST_TRIED):
            if not self.waiting or len(self.found) == WAYS or time.monotonic() > self.until:
                break
            changes = heapq.heappop(self.waiting).changes
            if not any(_holds(changes, way) for way in self.found):
                self._try(changes)
        return self.found

    def _try(self, changes: tuple[Relaxation, ...]) -> None:
        clash = next((each for each in self.clashes if each.is_left_by(changes)), None) or self._look(changes)
        if clash is None:
            self.found.append(changes)
        elif len(changes) < MOST_CHANGES:
            for rule in clash.rules:
                for way in rule.ways:
                    self._wait((*changes, way))

    def _look(self, changes: tuple[Relaxation, ...]) -> _Clash | None:
        """What still clashes after these changes; nothing, if they allow a plan."""
        changed = reduce(apply, (each.change for each in changes), self.problem)
        if self.asks(changed):
            return None
        rules = _in_words(changed, clash_of(changed, rules_of(changed), self.asks))
        clash = _Clash(rules, {rule.id: _touching(rule.id, changes) for rule in rules})
        self.clashes.append(clash)
        return clash

    def _wait(self, changes: tuple[Relaxation, ...]) -> None:
        key = frozenset(_key(each) for each in changes)
        if key not in self.seen:
            self.seen.add(key)
            heapq.heappush(self.waiting, _Try(sum(each.cost for each in changes), next(self.numbers), changes))


def _key(way: Relaxation) -> Key:
    return tuple(way.change.items())


def _touching(rule: str, changes: Iterable[Relaxation]) -> frozenset[Key]:
    """Those changes that are of this rule."""
    return frozenset(_key(each) for each in changes if f"{each.change['kind']} {each.change['id']}" == rule)


def _holds(changes: Iterable[Relaxation], others: Iterable[Relaxation]) -> bool:
    """Whether they do all that the others do, and perhaps more of it."""
    return {_direction(each) for each in others} <= {_direction(each) for each in changes}


def _direction(way: Relaxation) -> tuple[str, ...]:
    """What it changes, whichever way, however far."""
    return (str(way.change["kind"]), str(way.change["id"]), *(key for key in way.change if key not in ("kind", "id")))
