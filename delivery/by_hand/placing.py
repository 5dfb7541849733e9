"""What the design says of where a session lies: its weeks, its order, its distance from others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cohorts.models import PlacingRule
from delivery.by_hand.days import written
from delivery.by_hand.proposals import Clash, Kind, Proposal
from delivery.calendar import DAY
from delivery.layout import WEEK
from delivery.models import Session


@dataclass(frozen=True)
class Gap:
    """Days from the end of one session to the start of another; least 1 says only that it comes after."""

    first: Session
    then: Session
    least: int | None
    most: int | None

    @property
    def days(self) -> int:
        return (self.then.opens_on - self.first.closes_on).days


def rules_broken_by(proposal: Proposal) -> Iterator[Clash]:
    yield from _weeks(proposal)
    rules = list(proposal.cohort.design.placing_rules.all())
    for gap in _gaps(proposal, rules):
        if words := _broken(gap):
            yield Clash(Kind.PLACING, words)
    if not proposal.is_window:
        yield from _apart(proposal, rules)


def _weeks(proposal: Proposal) -> Iterator[Clash]:
    for window in proposal.element.windows.all():
        if window.number == proposal.session.number:
            starts_on = proposal.cohort.starts_on
            first = starts_on + WEEK * (window.first_week - 1)
            last = starts_on + WEEK * window.last_week - DAY
            if proposal.first < first or proposal.last > last:
                weeks = f"week{'s' if window.last_week > window.first_week else ''} {window}"
                yield Clash(Kind.WEEKS, f"The design has it in {weeks}: {written(first)} to {written(last)}")


def _gaps(proposal: Proposal, rules: Iterable[PlacingRule]) -> Iterator[Gap]:
    """Those that the moved session begins or ends."""
    runs = _by_element(proposal)
    for rule in rules:
        first, then = runs.get(rule.first_id or 0), runs.get(rule.then_id or 0)
        if rule.kind == PlacingRule.Kind.GAP and first and then and proposal.moved in (first[-1], then[0]):
            yield Gap(first[-1], then[0], rule.least_days, rule.most_days)
    for first_of_two, second in pairwise(runs[proposal.session.element_id]):
        if proposal.moved in (first_of_two, second):
            element = proposal.element
            least = 1 if element.least_days_between is None else element.least_days_between
            yield Gap(first_of_two, second, least, element.most_days_between)


def _by_element(proposal: Proposal) -> dict[int, list[Session]]:
    runs: dict[int, list[Session]] = defaultdict(list)
    for session in sorted([*proposal.others, proposal.moved], key=lambda session: session.number):
        runs[session.element_id].append(session)
    return runs


def _broken(gap: Gap) -> str:
    if gap.least is not None and gap.days < gap.least:
        after = f"at least {gap.least} days after" if gap.least > 1 else "after"
        return f"The design has {gap.then.title} {after} {gap.first.title}, which is {_when(gap.first)}"
    if gap.most is not None and gap.days > gap.most:
        return (
            f"The design has {gap.then.title} at most {gap.most} days after {gap.first.title}: it would be {gap.days}"
        )
    return ""


def _when(session: Session) -> str:
    if session.is_window:
        return f"open until {written(session.closes_on)}"
    return f"on {written(session.opens_on)}"


def _apart(proposal: Proposal, rules: Iterable[PlacingRule]) -> Iterator[Clash]:
    """One line for each session in the same week, however many rules keep the two apart."""
    apart = [rule for rule in rules if rule.kind == PlacingRule.Kind.APART]
    for other in proposal.others:
        in_same_week = not other.is_window and _monday(other.opens_on) == _monday(proposal.first)
        if in_same_week and any(_keeps_apart(rule, proposal.session, other) for rule in apart):
            yield Clash(Kind.PLACING, f"{other.title} is in the same week, and the design keeps them apart")


def _keeps_apart(rule: PlacingRule, one: Session, other: Session) -> bool:
    """A rule without elements is about any two dated sessions."""
    about = {rule.first_id, rule.then_id}
    return rule.first_id is None or {one.element_id, other.element_id} <= about


def _monday(day: date) -> date:
    return day - DAY * day.weekday()
