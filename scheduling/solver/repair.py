"""Repairs: plans that keep every rule again, and upset as few people by as few days as can be."""

import time
from collections.abc import Iterable

from ortools.sat.python import cp_model

from scheduling.solver.candidates import is_settled
from scheduling.solver.coaching import suffice
from scheduling.solver.constraints import Draft, Linear, Literal, Model, leading
from scheduling.solver.objective import Objective
from scheduling.solver.planner import EFFORT_A_SECOND, Answer, Limits, OnProgress, WrongPlanError, search
from scheduling.solver.pricing import sheet
from scheduling.solver.problem import Activity, Moved, Placement, Plan, Problem, Progress, Repair
from scheduling.solver.validator import faults

REPAIRS = 3


def repair(
    problem: Problem, *, seconds: float = 20, repairs: int = REPAIRS, on_progress: OnProgress | None = None
) -> tuple[Repair, ...]:
    """Up to three repairs of where everything stands `now`; none, if no plan keeps every rule or time was too short.

    The first moves the fewest people, among those the fewest days, tells them of the fewest sessions, and among those
    is the best plan. A session
    moves its participants and its leaders, before and after, if its time or its venue changes; a change of leader alone
    moves those two. Days are summed over sessions. Each further repair puts another set of sessions on other days.
    """
    return _Repairing(problem, seconds, on_progress or (lambda progress: True)).found(repairs)


def moves(problem: Problem, placements: Iterable[Placement]) -> tuple[Moved, ...]:
    """What a plan changes: plain arithmetic, on which the model's own counting is checked."""
    activities = {activity.id: activity for activity in problem.activities}
    found = (_moved(activities[each.activity], each) for each in placements)
    return tuple(each for each in found if each is not None)


def _moved(activity: Activity, to: Placement) -> Moved | None:
    now = activity.now
    if now is None or activity.is_window:
        return None
    before, after = set(leading(now)), set(leading(to))
    if (now.starts, now.venue) != (to.starts, to.venue):
        people = {*participants(activity), *activity.required, *before, *after}
    else:
        people = before ^ after
    days = abs((to.starts.date() - now.starts.date()).days)
    return Moved(activity=activity.id, days=days, people=tuple(sorted(people))) if people else None


def participants(activity: Activity) -> tuple[str, ...]:
    """Those who attend; where nobody is named, so many who are known by the cohort alone."""
    return activity.attendees or tuple(f"{activity.cohort} {number}" for number in range(activity.people))


class _Repairing:
    def __init__(self, problem: Problem, seconds: float, on_progress: OnProgress) -> None:
        self.problem = problem
        self.until = time.monotonic() + seconds
        self.on_progress = on_progress
        self.seconds = seconds
        self.was_stopped = False
        self.made: list[Repair] = []

    def found(self, wanted: int) -> tuple[Repair, ...]:
        while len(self.made) < wanted and not self.was_stopped:
            best = self._best(_Upset(self.problem, self.made))
            if best is None:
                break
            self.made.append(self._repair(best))
            if all(is_settled(each) for each in self.problem.activities):
                break
        return tuple(self.made)

    def _best(self, upset: "_Upset") -> tuple[Placement, ...] | None:
        """The fewest people, days and notices, then the best score: each is held while the next is looked for."""
        best = None
        for cost in (upset.people(), upset.days(), upset.notices(), upset.wishes()):
            upset.model.cp.minimize(cost)
            answer = self._search(upset.model)
            if not answer.has_solution:
                break
            best = upset.model.placements(answer.solver)
            if not isinstance(cost, int):
                upset.model.cp.add(cost <= round(answer.solver.objective_value))
        return best

    def _search(self, model: Model) -> Answer:
        left = max(0.1, self.until - time.monotonic())
        answer = search(model.cp, Limits(effort=left * EFFORT_A_SECOND, seconds=left), self._go_on)
        self.was_stopped = self.was_stopped or answer.was_stopped
        return answer

    def _go_on(self, score: int | None, bound: int | None) -> bool:
        gone = self.seconds - (self.until - time.monotonic())
        return self.on_progress(Progress(found=len(self.made), score=None, bound=None, seconds=gone))

    def _repair(self, placements: tuple[Placement, ...]) -> Repair:
        if wrong := faults(self.problem, placements):
            raise WrongPlanError(" ".join(wrong))
        plan = Plan(placements=placements, sheet=sheet(self.problem, placements))
        return Repair(plan=plan, moved=moves(self.problem, placements))


class _Upset:
    """What moving sessions costs, in a model of its own, which leaves out the days of repairs that are made."""

    def __init__(self, problem: Problem, made: Iterable[Repair]) -> None:
        self.model = Model(problem)
        suffice(self.model)
        for each in made:
            self._differ(each)
        self.stood = {id: draft.activity.now for id, draft in self.model.drafts.items() if draft.activity.now}
        self.changed = {id: self._changes(self.model.drafts[id], now) for id, now in self.stood.items()}
        self.told = self._told()

    def wishes(self) -> Linear:
        return Objective(self.model).total()

    def _changes(self, draft: Draft, now: Placement) -> Literal:
        """True if its time or its venue is another than now."""
        changed = self.model.cp.new_bool_var(f"{draft.activity.id} changes")
        at = [literal for slot, literal in draft.slots.items() if slot.starts == now.starts]
        there = [literal for venue, literal in draft.venues.items() if venue == now.venue]
        for kept in (at, there) if draft.venues else (at,):
            self.model.cp.add(changed >= 1 - sum(kept))
        return changed

    def people(self) -> Linear:
        """How many are moved at all."""
        upset: dict[str, list[Literal]] = {}
        for (_, person), literals in self.told.items():
            upset.setdefault(person, []).extend(literals)
        return sum(self._any(person, literals) for person, literals in sorted(upset.items()))

    def notices(self) -> Linear:
        """How often somebody is told of a session: who is moved once need not be moved twice."""
        return sum(self._any(f"{person} of {id}", literals) for (id, person), literals in self.told.items())

    def _told(self) -> dict[tuple[str, str], list[Literal]]:
        """Of each session and each person whom it concerns: literals any of which tells them."""
        told: dict[tuple[str, str], list[Literal]] = {}
        for id, changed in self.changed.items():
            draft = self.model.drafts[id]
            for person in sorted({*participants(draft.activity), *draft.activity.required}):
                told.setdefault((id, person), []).append(changed)
            for person, literal in self._of_leaders(draft, self.stood[id], changed):
                told.setdefault((id, person), []).append(literal)
        return told

    def _of_leaders(self, draft: Draft, now: Placement, changed: Literal) -> Iterable[tuple[str, Literal]]:
        before = set(leading(now))
        for person in sorted({*before, *draft.leads}):
            leads: Linear = draft.leads.get(person, 0)
            told = self.model.cp.new_bool_var(f"{person} is told of {draft.activity.id}")
            if person in before:
                self.model.cp.add(told >= changed)
                self.model.cp.add(told >= 1 - leads)
            else:
                self.model.cp.add(told >= leads)
            yield person, told

    def _any(self, person: str, literals: list[Literal]) -> Literal:
        if len(literals) == 1:
            return literals[0]
        any_of_them = self.model.cp.new_bool_var(f"{person} is moved")
        for literal in literals:
            self.model.cp.add(any_of_them >= literal)
        return any_of_them

    def days(self) -> Linear:
        return sum(self._days_of(self.model.drafts[id], now) for id, now in self.stood.items())

    def _days_of(self, draft: Draft, now: Placement) -> Linear:
        days = [abs((slot.day - now.starts.date()).days) for slot in draft.slots]
        return cp_model.LinearExpr.weighted_sum(list(draft.slots.values()), days)

    def _differ(self, other: Repair) -> None:
        """Ask for another set of days: not every session where this repair puts it."""
        days = {each.activity: each.starts.date() for each in other.plan.placements}
        drafts = self.model.drafts
        if drafts:
            same = cp_model.LinearExpr.sum([draft.on([days[id]]) for id, draft in drafts.items()])
            self.model.cp.add(same <= len(drafts) - 1)
