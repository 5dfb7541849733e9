"""What the design says of where a session lies: its weeks, its order, its distance from others."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from delivery.by_hand.proposals import Clash, Kind, Proposal
from delivery.calendar import DAY
from delivery.design_rules import Between, DesignRules, weeks_of
from delivery.models import Session
from people.dates import date_words


def rules_broken_by(proposal: Proposal) -> Iterator[Clash]:
    yield from _weeks(proposal)
    rules = DesignRules(proposal.cohort.design, [*proposal.others, proposal.moved])
    for between in chain(rules.rule_gaps, rules.own_gaps):
        if proposal.moved in (between.first, between.then) and (words := _broken(between)):
            yield Clash(Kind.PLACING, words)
    yield from _apart(proposal, rules)


def _weeks(proposal: Proposal) -> Iterator[Clash]:
    weeks = weeks_of(proposal.session)
    if proposal.first < weeks.first or proposal.last > weeks.last:
        dates = f"{date_words(weeks.first)} to {date_words(weeks.last)}"
        yield Clash(Kind.WEEKS, f"The design has it in {weeks.words}: {dates}")


def _broken(between: Between) -> str:
    first, then, gap = between.first, between.then, between.gap
    days = (then.opens_on - first.closes_on).days
    if gap.is_too_short(days):
        after = f"at least {gap.least} days after" if gap.least and gap.least > 1 else "after"
        return f"The design has {then.title} {after} {first.title}, which is {_when(first)}"
    if gap.is_too_long(days):
        return f"The design has {then.title} at most {gap.most} days after {first.title}: it would be {days}"
    return ""


def _when(session: Session) -> str:
    if session.is_window:
        return f"open until {date_words(session.closes_on)}"
    return f"on {date_words(session.opens_on)}"


def _apart(proposal: Proposal, rules: DesignRules) -> Iterator[Clash]:
    """One line for each session in the same week, however many rules keep the two apart."""
    kept = [apart.sessions for apart in rules.aparts if proposal.moved in apart.sessions]
    for other in proposal.others:
        if _monday(other.opens_on) == _monday(proposal.first) and any(other in sessions for sessions in kept):
            yield Clash(Kind.PLACING, f"{other.title} is in the same week, and the design keeps them apart")


def _monday(day: date) -> date:
    return day - DAY * day.weekday()
