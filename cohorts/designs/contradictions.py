"""Contradictions in a design, found before anything is planned. Plain values: no database and no calendar."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cohorts.designs.feasibility import WEEK, Apart, Demand, Lag, Stay, fewest, is_possible
from cohorts.designs.placing_rules import Gap, Occurrence, Series, apart_of, gap_of, series_of
from cohorts.designs.specs import (
    DesignSpec,
    ElementSpec,
    RuleSpec,
    gap_sentence,
    gap_words,
    rule_words,
    session_name,
    weeks_words,
)
from cohorts.models import Practice
from people.words import counted, listed

LONGEST_DAY = 8 * 60
LONGEST_HALF_DAY = 4 * 60
MOST_CLASHES = 10
CANNOT = "These cannot all hold, whichever days are chosen."


@dataclass(frozen=True)
class Claim:
    """One thing that a design asks for, in words and as demands on its sessions.

    `rule` is the key of the rule that asks for it, or "" if an element does; `session` is set only for weeks.
    """

    words: str
    asked: tuple[Demand, ...]
    about: tuple[str, ...]
    rule: str = ""
    session: str = ""


@dataclass(frozen=True)
class Contradiction:
    """Something impossible, the claims that make it so, and the keys of the elements that they are about."""

    sentence: str
    because: tuple[Claim, ...] = ()
    about: tuple[str, ...] = ()


def contradictions(spec: DesignSpec) -> list[Contradiction]:
    """List everything that must be put right before a cohort can start with the design; each clash is named once."""
    if not spec.elements:
        return [Contradiction("There are no elements yet.")]
    own = [found for element in spec.elements for found in _within(spec, element)]
    return [*own, *clashes(spec)]


def _within(spec: DesignSpec, element: ElementSpec) -> Iterator[Contradiction]:
    """Find what is wrong with an element by itself."""
    name = spec.name_of(element.key)
    if not element.windows:
        yield Contradiction(f"{name} has no session.", about=(element.key,))
    for sentence in (*_beyond(spec, element), *_too_long(name, element)):
        yield Contradiction(sentence, about=(element.key,))
    least, most = element.least_days_between, element.most_days_between
    if least is not None and most is not None and least > most:
        days = f"at least {counted(least, 'day')} and at most {counted(most, 'day')}"
        yield Contradiction(f"Between the sessions of {name} there are to be {days}.", about=(element.key,))


def _beyond(spec: DesignSpec, element: ElementSpec) -> Iterator[str]:
    for number, (_, last) in enumerate(element.windows, start=1):
        if last > spec.weeks:
            session = session_name(spec, element, number)
            yield f"{session} may fall in week {last}, but the design ends with week {spec.weeks}."


def _too_long(name: str, element: ElementSpec) -> Iterator[str]:
    agenda = sum(minutes for _, minutes in element.agenda)
    if agenda > element.minutes:
        yield f"The agenda of {name} takes {counted(agenda, 'minute')}, but a session takes {element.minutes}."
    if element.minutes > LONGEST_DAY and not element.is_window:
        yield f"A session of {name} takes {element.minutes} minutes, but a day has {LONGEST_DAY}."
    elif element.half_day and element.minutes > LONGEST_HALF_DAY:
        half = f"a {element.half_day} has {LONGEST_HALF_DAY}"
        yield f"A session of {name} takes {element.minutes} minutes, but {half}."


def clashes(spec: DesignSpec) -> list[Contradiction]:
    """Find minimal sets of claims that cannot all hold; each search leaves out the rules that the last one found."""
    claims = claims_of(spec)
    found: list[Contradiction] = []
    while len(found) < MOST_CLASHES and not is_possible(_demands(claims)):
        clash = [claims[place] for place in fewest([claim.asked for claim in claims])]
        found.append(_in_words(clash))
        claims = [claim for claim in claims if claim not in clash or _is_stay(claim)]
        if all(map(_is_stay, clash)):
            break
    return found


def _demands(claims: Iterable[Claim]) -> Iterator[Demand]:
    return (ask for claim in claims for ask in claim.asked)


def _is_stay(claim: Claim) -> bool:
    return isinstance(claim.asked[0], Stay)


def claims_of(spec: DesignSpec) -> list[Claim]:
    """List the claims of rules that must hold, of days between sessions, and of weeks, in this order.

    The search for the fewest that clash leaves out the first ones if it can.
    """
    rules = [claim for rule in spec.rules if rule.hard for claim in rule_claims(spec, rule)]
    aparts = [claim for claim in rules if _is_apart(claim)]
    gaps = [claim for claim in rules if claim not in aparts]
    between = [claim for element in spec.elements for claim in _between_claims(spec, element)]
    stays = [claim for element in spec.elements for claim in _stay_claims(spec, element)]
    return [*aparts, *gaps, *between, *stays]


def _series(element: ElementSpec) -> Series:
    return series_of(element, dict(enumerate(element.windows, start=1)))


def _all_series(spec: DesignSpec) -> dict[str, Series]:
    return {element.key: _series(element) for element in spec.elements}


def _name(occurrence: Occurrence) -> str:
    return f"{occurrence.element} {occurrence.number}"


def _length(occurrence: Occurrence) -> int:
    """Count the days from the first day of a session to its last; a window is taken to be open on all of its days."""
    return occurrence.last_day - occurrence.first_day if occurrence.is_window else 0


def _stay_claims(spec: DesignSpec, element: ElementSpec) -> Iterator[Claim]:
    verb = "is open in" if element.is_window else "is in"
    for window, occurrence in zip(element.windows, _series(element).occurrences, strict=True):
        name = session_name(spec, element, occurrence.number)
        asked = (Stay(_name(occurrence), occurrence.first_day, occurrence.last_day - _length(occurrence)),)
        yield Claim(f"{name} {verb} {weeks_words(window)}", asked, (element.key,), session=name)


def _between_claims(spec: DesignSpec, element: ElementSpec) -> Iterator[Claim]:
    """Ask for the least and the most days between the sessions of an element, each as one claim about all of them."""
    asked: dict[str, list[Lag]] = {}
    for half in (half for gap in _series(element).gaps for half in gap.halves):
        asked.setdefault(gap_words(half.least, half.most), []).append(_lag(half))
    for words, lags in asked.items():
        said = f"Each session of {spec.name_of(element.key)} comes {words} the one before"
        yield Claim(said, tuple(lags), (element.key,))


def _lag(half: Gap) -> Lag:
    """Make a lag from the last day of the first session to the first day of the other."""
    first, then, length = _name(half.first), _name(half.then), _length(half.first)
    if half.least is not None:
        return Lag(first, then, length + half.least)
    return Lag(then, first, -length - (half.most or 0))


def rule_claims(spec: DesignSpec, rule: RuleSpec) -> Iterator[Claim]:
    """List the claims of a rule: its least and its most days are two claims, since one may clash without the other.

    If an element has several sessions, the claim names the one that it is about.
    """
    if not rule.is_gap:
        yield from _apart_claims(spec, rule)
        return
    gap = gap_of(rule, _all_series(spec))
    for half in gap.halves if gap else ():
        names = _title(spec, half.first), _title(spec, half.then)
        said = gap_sentence(*names, replace(rule, least_days=half.least, most_days=half.most))
        yield Claim(said, (_lag(half),), (rule.first, rule.then), rule.key)


def _title(spec: DesignSpec, occurrence: Occurrence) -> str:
    element = spec.element(occurrence.element)
    return session_name(spec, element, occurrence.number) if element else _name(occurrence)


def _apart_claims(spec: DesignSpec, rule: RuleSpec) -> Iterator[Claim]:
    if sessions := apart_of(rule, _all_series(spec)):
        asked = (Apart(tuple(_name(each) for each in sessions)),)
        about = tuple(dict.fromkeys(each.element for each in sessions))
        yield Claim(rule_words(spec, rule), asked, about, rule.key)


def _in_words(clash: list[Claim]) -> Contradiction:
    """Describe a clash with a sentence that fits its shape."""
    stays = [ask for ask in _demands(clash) if isinstance(ask, Stay)]
    lags = [ask for ask in _demands(clash) if isinstance(ask, Lag)]
    because = tuple(clash)
    about = tuple(dict.fromkeys(key for claim in clash if not _is_apart(claim) for key in claim.about))
    if not lags:
        return Contradiction(_crowd(stays), because, about)
    if not stays and all(lag.days > 0 for lag in lags):
        return Contradiction("These go round in a circle: each is to come after the other.", because, about)
    if len(stays) == 2 and not any(_is_apart(claim) for claim in clash):
        return Contradiction(_chain(clash, lags), because, about)
    return Contradiction(CANNOT, because, about)


def _is_apart(claim: Claim) -> bool:
    return isinstance(claim.asked[0], Apart)


def _chain(clash: list[Claim], lags: list[Lag]) -> str:
    """Say how many days too long or too short a chain of rules is for the weeks of its two ends."""
    firsts, thens = {lag.first for lag in lags}, {lag.then for lag in lags}
    ends = {ask.session: (ask, claim.session) for claim in clash for ask in claim.asked if isinstance(ask, Stay)}
    start = [stay for session, (stay, _) in ends.items() if session in firsts - thens]
    end = [found for session, found in ends.items() if session in thens - firsts]
    if not start or not end:
        return CANNOT
    stay, name = end[0]
    missing = sum(lag.days for lag in lags) - (stay.latest - start[0].earliest)
    if all(lag.days > 0 for lag in lags):
        return (
            f"These cannot all hold: even at best, {name} falls {counted(missing, 'day')} after the end of its weeks."
        )
    if all(lag.days < 0 for lag in lags):
        return f"These cannot all hold: even at best, the weeks lie {counted(missing, 'day')} too far apart."
    return CANNOT


def _crowd(stays: list[Stay]) -> str:
    first, last = min(stay.earliest for stay in stays) // WEEK + 1, max(stay.latest for stay in stays) // WEEK + 1
    weeks = "1 week" if first == last else f"{last - first + 1} weeks"
    return f"{len(stays)} sessions must fall in {weeks_words((first, last))}. That is {weeks}, for one session each."


def notes(spec: DesignSpec) -> list[str]:
    """List what is allowed, but may be a slip."""
    of_elements = (*_practice_notes(spec), *_agenda_notes(spec), *_order_notes(spec))
    return [*of_elements, *_twice_notes(spec), *_rule_notes(spec)]


def _practice_notes(spec: DesignSpec) -> Iterator[str]:
    served = [element.practice for element in spec.elements]
    missing = [practice.label for practice in Practice if practice not in served]
    if missing and len(missing) < len(Practice):
        yield f"No element serves {listed(missing)} alone."
    for practice in Practice:
        names = [spec.name_of(element.key) for element in spec.elements if element.practice == practice]
        if len(names) > 1:
            yield f"{practice.label} is served by {counted(len(names), 'element')}: {listed(names)}."


def _agenda_notes(spec: DesignSpec) -> Iterator[str]:
    for element in spec.elements:
        left = element.minutes - sum(minutes for _, minutes in element.agenda)
        if element.agenda and left > 0:
            yield f"The agenda of {spec.name_of(element.key)} leaves {counted(left, 'minute')} of its session free."


def _order_notes(spec: DesignSpec) -> Iterator[str]:
    for element in spec.elements:
        if list(element.windows) != sorted(element.windows):
            yield f"The sessions of {spec.name_of(element.key)} are not in the order of their weeks."


def _twice_notes(spec: DesignSpec) -> Iterator[str]:
    """Name rules that are there twice. Only a file, or a design from before this was refused, can hold them."""
    asked = Counter(rule.asks for rule in spec.rules)
    twice = (rule for rule, times in asked.items() if times > 1)
    yield from (f"This is there twice, and once is enough: {rule_words(spec, rule)}." for rule in twice)


def _rule_notes(spec: DesignSpec) -> Iterator[str]:
    """Name wishes that no dates can meet, and rules that ask for nothing."""
    hard = list(_demands(claims_of(spec)))
    if not is_possible(hard):
        return
    for rule in spec.rules:
        claims = list(rule_claims(spec, rule))
        if not claims:
            yield f"This rule asks for nothing of sessions that have a day of their own: {rule_words(spec, rule)}."
        elif not rule.hard and not is_possible([*hard, *_demands(claims)]):
            yield f"This wish cannot be met, whatever the dates: {rule_words(spec, rule)}."
