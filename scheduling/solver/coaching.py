"""The rule for coaching windows: the hours of their coaches suffice for all participants.

The coaches' free minutes are cut into shares. A share holds the minutes of one coach on the working days on which the
same windows are open. Each window draws the minutes that it needs from the shares open to it, and no share gives more
than it has. This is possible if and only if every set of windows together finds enough minutes.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from ortools.sat.python import cp_model

from scheduling.solver.candidates import leaders
from scheduling.solver.constraints import Draft, Linear, Model
from scheduling.solver.problem import Activity


@dataclass(frozen=True)
class Share:
    """A share of one coach's time: the days on which these windows, given by id, are open."""

    coach: str
    windows: frozenset[str]


def demand(window: Activity) -> int:
    """Return the minutes that a window needs of its coaches; a window without seats needs none."""
    return window.minutes * window.people if window.seats else 0


def add_coaching_rule(model: Model) -> None:
    """Add the rule to the model."""
    shares = shares_of(model)
    drawn: dict[str, list[cp_model.IntVar]] = defaultdict(list)
    for share, days in shares.items():
        has = sum(free_minutes(model, share.coach, day) for day in days)
        draws = {window: model.cp.new_int_var(0, has, f"{share} for {window}") for window in sorted(share.windows)}
        for each, draw in draws.items():
            drawn[each].append(draw)
        model.cp.add(sum(draws.values()) + minutes_led(model, share, days) <= has)
    for window in windows_of(model):
        model.cp.add(cp_model.LinearExpr.sum(drawn[window.id]) == demand(window))


def windows_of(model: Model) -> list[Activity]:
    return [each for each in model.problem.activities if each.is_window and demand(each) and model.settled[each.id]]


def shares_of(model: Model) -> dict[Share, list[date]]:
    open_on: dict[tuple[str, date], set[str]] = defaultdict(set)
    for window in windows_of(model):
        for day in days_of(model, window):
            for coach in leaders(window):
                open_on[coach, day].add(window.id)
    shares: dict[Share, list[date]] = defaultdict(list)
    for (coach, day), windows in open_on.items():
        shares[Share(coach, frozenset(windows))].append(day)
    return shares


def days_of(model: Model, window: Activity) -> list[date]:
    placement = model.settled[window.id]
    return model.candidates.working_days(placement.starts.date(), placement.ends.date()) if placement else []


def free_minutes(model: Model, coach: str, day: date) -> int:
    return model.candidates.diaries[coach].free_minutes_on(day, model.busy(coach))


def minutes_led(model: Model, share: Share, days: list[date]) -> Linear:
    """Sum the minutes on these days of sessions to be placed that the coach leads or must attend."""
    return sum(
        draft.activity.minutes * takes_coach(model, draft, share.coach, days)
        for draft in model.drafts.values()
        if share.coach in draft.leads or share.coach in draft.activity.required
    )


def takes_coach(model: Model, draft: Draft, coach: str, days: list[date]) -> Linear:
    """Return an expression that is at least 1 if the session is on one of these days and takes the coach."""
    is_on = draft.on(days)
    if coach in draft.activity.required or isinstance(is_on, int):
        return is_on
    both = model.cp.new_bool_var(f"{coach} leads {draft.activity.id} in a window")
    model.cp.add(both >= is_on + draft.leads[coach] - 1)
    return both
