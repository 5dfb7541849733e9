"""The rules of a design that a proposal breaks: weeks, order, and distance from other sessions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from cohorts.designs import placing_rules
from cohorts.designs.placing_rules import Gap, Occurrence, Series
from cohorts.designs.specs import RuleSpec, weeks_words
from cohorts.designs.storage import rule_spec
from cohorts.models import Design, PlacingRule
from people.dates import date_words, monday_of
from scheduling.clashes.proposals import Clash, ClashKind, Proposal
from scheduling.models import Session
from scheduling.working_days.days import DAY


def broken_rules(proposal: Proposal) -> Iterator[Clash]:
    yield from _outside_weeks(proposal)
    rules = DesignRules(proposal.cohort.design, [*proposal.others, proposal.moved])
    for limit in chain(rules.rule_gaps, rules.own_gaps):
        if proposal.moved in (limit.first, limit.then) and (words := _broken_gap(limit)):
            yield Clash(ClashKind.PLACING, words)
    yield from _not_apart(proposal, rules)


def _outside_weeks(proposal: Proposal) -> Iterator[Clash]:
    weeks = weeks_of(proposal.session)
    if proposal.first < weeks.first or proposal.last > weeks.last:
        dates = f"{date_words(weeks.first)} to {date_words(weeks.last)}"
        yield Clash(ClashKind.WEEKS, f"The design has it in {weeks.words}: {dates}")


def _when(session: Session) -> str:
    if session.is_window:
        return f"open until {date_words(session.closes_on)}"
    return f"on {date_words(session.opens_on)}"


@dataclass(frozen=True)
class SessionGap:
    """A limit on the days between two sessions, set by a rule of the design or, without one, by their element."""

    first: Session
    then: Session
    gap: Gap
    rule: PlacingRule | None = None


def _broken_gap(limit: SessionGap) -> str:
    first, then, gap = limit.first, limit.then, limit.gap
    days = (then.opens_on - first.closes_on).days
    if gap.is_too_short(days):
        after = f"at least {gap.least} days after" if gap.least and gap.least > 1 else "after"
        return f"The design has {then.title} {after} {first.title}, which is {_when(first)}"
    if gap.is_too_long(days):
        return f"The design has {then.title} at most {gap.most} days after {first.title}: it would be {days}"
    return ""


@dataclass(frozen=True)
class KeptApart:
    """Sessions no two of which may be in the same calendar week."""

    sessions: tuple[Session, ...]
    rule: PlacingRule


@dataclass(frozen=True)
class Weeks:
    """The weeks in which the design has a session, in words and as their first and last day."""

    words: str
    first: date
    last: date


def weeks_of(session: Session) -> Weeks:
    weeks = _weeks_by_session(session)
    first, last = placing_rules.days_of(weeks)
    starts_on = session.cohort.starts_on
    return Weeks(weeks_words(weeks), starts_on + DAY * first, starts_on + DAY * last)


def _weeks_by_session(session: Session) -> tuple[int, int]:
    window = next(each for each in session.element.windows.all() if each.number == session.number)
    return window.first_week, window.last_week


class DesignRules:
    """The rules of a design, applied to one cohort's sessions. Pass only sessions that are not cancelled."""

    def __init__(self, design: Design, sessions: Iterable[Session]) -> None:
        self.sessions = list(sessions)
        self.rules = [(rule, rule_spec(rule)) for rule in design.placing_rules.select_related("first", "then")]
        self.series: dict[str, Series] = {key: _series(run) for key, run in _runs(self.sessions).items()}
        self._by_number = {(each.element.key, each.number): each for each in self.sessions}

    @property
    def own_gaps(self) -> Iterator[SessionGap]:
        """The gaps between the sessions of one element."""
        for series in self.series.values():
            yield from (SessionGap(self._of(gap.first), self._of(gap.then), gap) for gap in series.gaps)

    @property
    def rule_gaps(self) -> Iterator[SessionGap]:
        """The gaps between the sessions of two elements."""
        for rule, spec in self.rules:
            if gap := placing_rules.gap_of(spec, self.series):
                yield SessionGap(self._of(gap.first), self._of(gap.then), gap, rule)

    @property
    def kept_apart(self) -> Iterator[KeptApart]:
        for rule, spec in self.rules:
            if apart := self._apart(spec):
                yield KeptApart(apart, rule)

    def _apart(self, spec: RuleSpec) -> tuple[Session, ...]:
        """Find the sessions that a rule keeps apart, in the order in which they were given."""
        those = [self._of(each) for each in placing_rules.apart_of(spec, self.series)]
        return tuple(each for each in self.sessions if each in those)

    def _of(self, occurrence: Occurrence) -> Session:
        return self._by_number[occurrence.element, occurrence.number]


def _not_apart(proposal: Proposal, rules: DesignRules) -> Iterator[Clash]:
    """List the sessions that share a week against a rule, each once, however many rules it breaks."""
    kept = [apart.sessions for apart in rules.kept_apart if proposal.moved in apart.sessions]
    for other in proposal.others:
        if monday_of(other.opens_on) == monday_of(proposal.first) and any(other in sessions for sessions in kept):
            yield Clash(ClashKind.PLACING, f"{other.title} is in the same week, and the design keeps them apart")


def _runs(sessions: Iterable[Session]) -> dict[str, list[Session]]:
    runs: dict[str, list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda session: session.number):
        runs[session.element.key].append(session)
    return runs


def _series(run: Sequence[Session]) -> Series:
    return placing_rules.series_of(run[0].element, {session.number: _weeks_by_session(session) for session in run})
