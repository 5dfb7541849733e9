"""Up to three plans for a problem, the best first."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from delivery.solver.coaching import suffice
from delivery.solver.model import Model
from delivery.solver.pricing import sheet
from delivery.solver.problem import Found, Plan, Problem, Progress
from delivery.solver.searching import Answer, Limits, search
from delivery.solver.validating import faults
from delivery.solver.wishes import Wishes

OnProgress = Callable[[Progress], bool]
LEAST_DIFFERENT = 2
SHARE_OF_THE_FIRST = 0.7
# A search is to end by effort, which is the same on every machine, before the clock ends it.
EFFORT_A_SECOND = 0.1


class WrongPlanError(Exception):
    """The model let a plan through that breaks a rule: a mistake in Cadre, not in what was asked."""


def plan(problem: Problem, *, seconds: float = 20, plans: int = 3, on_progress: OnProgress | None = None) -> Found:
    """Look for plans for so many seconds altogether, and return up to `plans` of them, the best first.

    The first is the best there is, if the time sufficed to prove it. Each further one is the best among those that put
    at least a third of the sessions, and at least two, on other days than each plan before it does; of fixed sessions,
    which cannot move, none counts, and where only one can move, it moves.

    `on_progress` is called in the caller's thread, about twice a second and whenever there is news; it returns True to
    go on and False to stop, which keeps what was found. The same problem gives the same plans unless it is stopped or
    the machine is so slow that the clock ends the search.

    Raises ValueError if an activity is fixed, but has no place.
    """
    return _Planning(problem, seconds, plans, on_progress or (lambda progress: True)).found()


@dataclass
class _Planning:
    problem: Problem
    seconds: float
    wanted: int
    on_progress: OnProgress
    plans: list[Plan] = field(default_factory=list)
    effort: float = 0
    bound: int | None = None
    was_stopped: bool = False

    def found(self) -> Found:
        self.began = time.monotonic()
        self.model = Model(self.problem)
        suffice(self.model)
        self.model.cp.minimize(Wishes(self.model).total())
        first = self._search()
        while self.plans and len(self.plans) < self.wanted and not self.was_stopped and self._differ():
            if not self._search().has_solution:
                break
        plans = tuple(sorted(self.plans, key=lambda each: each.score))
        return Found(
            plans=plans, is_proved=self._is_proved(first, plans), bound=first.bound, was_stopped=self.was_stopped
        )

    def _is_proved(self, first: Answer, plans: tuple[Plan, ...]) -> bool:
        return first.bound == plans[0].score if plans else first.is_proved

    def _search(self) -> Answer:
        answer = search(self.model.cp, self._limits(), self._go_on)
        self.effort += answer.effort
        self.was_stopped = answer.was_stopped
        self.bound = answer.bound if self.bound is None else self.bound
        if answer.has_solution:
            self.plans.append(self._plan(answer))
        return answer

    def _limits(self) -> Limits:
        """The first search may take most of what there is; what it leaves is shared by the others."""
        left = self.wanted - len(self.plans)
        share = 1 / left if self.plans or left == 1 else SHARE_OF_THE_FIRST
        gone = time.monotonic() - self.began
        return Limits(
            effort=max(0.01, share * (self.seconds * EFFORT_A_SECOND - self.effort)),
            seconds=max(0.01, share * (self.seconds - gone)),
        )

    def _go_on(self, score: int | None, bound: int | None) -> bool:
        """What is told is the best plan's score, and the bound for that one."""
        best = min((each.score for each in self.plans), default=score)
        bound = bound if self.bound is None else self.bound
        found = len(self.plans) + (score is not None)
        return self.on_progress(Progress(found=found, score=best, bound=bound, seconds=time.monotonic() - self.began))

    def _plan(self, answer: Answer) -> Plan:
        placements = self.model.placements(answer.solver)
        made = Plan(placements=placements, sheet=sheet(self.problem, placements))
        wrong = faults(self.problem, placements)
        if wrong or made.score != round(answer.solver.objective_value):
            raise WrongPlanError(" ".join(wrong) or f"Priced {answer.solver.objective_value}, but costs {made.score}.")
        return made

    def _differ(self) -> bool:
        """Ask for a plan on other days than the last one found; False if nothing can be on another day."""
        drafts = self.model.drafts
        if not drafts:
            return False
        days = {each.activity: each.starts.date() for each in self.plans[-1].placements}
        same = cp_model.LinearExpr.sum([draft.on([days[activity]]) for activity, draft in drafts.items()])
        self.model.cp.add(same <= len(drafts) - least_different(len(drafts)))
        return True


def least_different(sessions: int) -> int:
    """How many of so many sessions are on other days in a different plan."""
    return min(sessions, max(LEAST_DIFFERENT, -(-sessions // 3)))
