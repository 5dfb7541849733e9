"""The rules of a cohort's design, as they bind those of its sessions that take place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cohorts import placing_rules
from cohorts.designing import rule_of
from cohorts.models import Design, PlacingRule
from cohorts.placing_rules import Gap, Occurrence, Series
from cohorts.recipes.parts import Rule, weeks_words
from delivery.calendar import DAY
from delivery.models import Session


@dataclass(frozen=True)
class Between:
    """What is asked of the days between two sessions: by a rule of the design or, without one, by their element."""

    first: Session
    then: Session
    gap: Gap
    rule: PlacingRule | None = None


@dataclass(frozen=True)
class KeptApart:
    """Sessions of which no two are to be in one calendar week."""

    sessions: tuple[Session, ...]
    rule: PlacingRule


@dataclass(frozen=True)
class Weeks:
    """The weeks in which the design has a session, in words and as their first and last day."""

    words: str
    first: date
    last: date


def weeks_of(session: Session) -> Weeks:
    weeks = _weeks(session)
    first, last = placing_rules.days_of(weeks)
    starts_on = session.cohort.starts_on
    return Weeks(weeks_words(weeks), starts_on + DAY * first, starts_on + DAY * last)


def _weeks(session: Session) -> tuple[int, int]:
    window = next(each for each in session.element.windows.all() if each.number == session.number)
    return window.first_week, window.last_week


class DesignRules:
    """What a design asks of sessions of one cohort, all of which take place; what is cancelled leaves no gap."""

    def __init__(self, design: Design, sessions: Iterable[Session]) -> None:
        self.sessions = list(sessions)
        self.rules = [(rule, rule_of(rule)) for rule in design.placing_rules.select_related("first", "then")]
        self.series: dict[str, Series] = {key: _series(run) for key, run in _runs(self.sessions).items()}
        self._by_place = {(each.element.key, each.number): each for each in self.sessions}

    @property
    def own_gaps(self) -> Iterator[Between]:
        """Between the sessions of one element."""
        for series in self.series.values():
            yield from (Between(self._of(gap.first), self._of(gap.then), gap) for gap in series.gaps)

    @property
    def rule_gaps(self) -> Iterator[Between]:
        """Between the sessions of two elements."""
        for rule, said in self.rules:
            if gap := placing_rules.gap_of(said, self.series):
                yield Between(self._of(gap.first), self._of(gap.then), gap, rule)

    @property
    def aparts(self) -> Iterator[KeptApart]:
        for rule, said in self.rules:
            if apart := self._apart(said):
                yield KeptApart(apart, rule)

    def _apart(self, said: Rule) -> tuple[Session, ...]:
        """In the order in which the sessions were given."""
        those = [self._of(each) for each in placing_rules.apart_of(said, self.series)]
        return tuple(each for each in self.sessions if each in those)

    def _of(self, occurrence: Occurrence) -> Session:
        return self._by_place[occurrence.element, occurrence.number]


def _runs(sessions: Iterable[Session]) -> dict[str, list[Session]]:
    runs: dict[str, list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda session: session.number):
        runs[session.element.key].append(session)
    return runs


def _series(run: Sequence[Session]) -> Series:
    return placing_rules.series_of(run[0].element, {session.number: _weeks(session) for session in run})
