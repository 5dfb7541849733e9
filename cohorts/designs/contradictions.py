"""Find what contradicts itself in a design before anything is planned. Plain values: no database and no calendar."""

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
    """One thing that a recipe asks for, in words and as what it asks of its sessions.

    It stands in the rule of that key, or else in its one element; the weeks of one session name that session.
    """

    words: str
    asked: tuple[Demand, ...]
    about: tuple[str, ...]
    rule: str = ""
    session: str = ""


@dataclass(frozen=True)
class Contradiction:
    """What cannot be, the things asked for that make it so, and the keys of the elements that they are about."""

    sentence: str
    because: tuple[Claim, ...] = ()
    about: tuple[str, ...] = ()


def contradictions(recipe: DesignSpec) -> list[Contradiction]:
    """All that must be put right before a cohort can start with the recipe; of what clashes, each part once."""
    if not recipe.parts:
        return [Contradiction("There are no elements yet.")]
    own = [found for part in recipe.parts for found in _within(recipe, part)]
    return [*own, *clashes(recipe)]


def _within(recipe: DesignSpec, part: ElementSpec) -> Iterator[Contradiction]:
    """What is wrong with an element taken by itself."""
    name = recipe.name_of(part.key)
    if not part.windows:
        yield Contradiction(f"{name} has no session.", about=(part.key,))
    for sentence in (*_beyond(recipe, part), *_too_long(name, part)):
        yield Contradiction(sentence, about=(part.key,))
    least, most = part.least_days_between, part.most_days_between
    if least is not None and most is not None and least > most:
        days = f"at least {counted(least, 'day')} and at most {counted(most, 'day')}"
        yield Contradiction(f"Between the sessions of {name} there are to be {days}.", about=(part.key,))


def _beyond(recipe: DesignSpec, part: ElementSpec) -> Iterator[str]:
    for number, (_, last) in enumerate(part.windows, start=1):
        if last > recipe.weeks:
            session = session_name(recipe, part, number)
            yield f"{session} may fall in week {last}, but the design ends with week {recipe.weeks}."


def _too_long(name: str, part: ElementSpec) -> Iterator[str]:
    agenda = sum(minutes for _, minutes in part.agenda)
    if agenda > part.minutes:
        yield f"The agenda of {name} takes {counted(agenda, 'minute')}, but a session takes {part.minutes}."
    if part.minutes > LONGEST_DAY and not part.is_window:
        yield f"A session of {name} takes {part.minutes} minutes, but a day has {LONGEST_DAY}."
    elif part.half_day and part.minutes > LONGEST_HALF_DAY:
        half = f"a {part.half_day} has {LONGEST_HALF_DAY}"
        yield f"A session of {name} takes {part.minutes} minutes, but {half}."


def clashes(recipe: DesignSpec) -> list[Contradiction]:
    """Sets of things that cannot all hold, none larger than it need be. Each is found without the rules of the last."""
    claims = claims_of(recipe)
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


def claims_of(recipe: DesignSpec) -> list[Claim]:
    """Rules that must hold, days between sessions, and weeks: whoever is left out first is looked at last."""
    rules = [claim for rule in recipe.rules if rule.hard for claim in rule_claims(recipe, rule)]
    aparts = [claim for claim in rules if _is_apart(claim)]
    gaps = [claim for claim in rules if claim not in aparts]
    between = [claim for part in recipe.parts for claim in _between_claims(recipe, part)]
    stays = [claim for part in recipe.parts for claim in _stay_claims(recipe, part)]
    return [*aparts, *gaps, *between, *stays]


def _series(part: ElementSpec) -> Series:
    return series_of(part, dict(enumerate(part.windows, start=1)))


def _all_series(recipe: DesignSpec) -> dict[str, Series]:
    return {part.key: _series(part) for part in recipe.parts}


def _name(occurrence: Occurrence) -> str:
    return f"{occurrence.element} {occurrence.number}"


def _length(occurrence: Occurrence) -> int:
    """How many days after its first a session ends: a window is taken to be open on all of its days."""
    return occurrence.last_day - occurrence.first_day if occurrence.is_window else 0


def _stay_claims(recipe: DesignSpec, part: ElementSpec) -> Iterator[Claim]:
    verb = "is open in" if part.is_window else "is in"
    for window, occurrence in zip(part.windows, _series(part).occurrences, strict=True):
        name = session_name(recipe, part, occurrence.number)
        asked = (Stay(_name(occurrence), occurrence.first_day, occurrence.last_day - _length(occurrence)),)
        yield Claim(f"{name} {verb} {weeks_words(window)}", asked, (part.key,), session=name)


def _between_claims(recipe: DesignSpec, part: ElementSpec) -> Iterator[Claim]:
    """What is asked of all its sessions at least, and at most."""
    asked: dict[str, list[Lag]] = {}
    for half in (half for gap in _series(part).gaps for half in gap.halves):
        asked.setdefault(gap_words(half.least, half.most), []).append(_lag(half))
    for words, lags in asked.items():
        said = f"Each session of {recipe.name_of(part.key)} comes {words} the one before"
        yield Claim(said, tuple(lags), (part.key,))


def _lag(half: Gap) -> Lag:
    """Counted from the last day of the one to the first day of the other."""
    first, then, length = _name(half.first), _name(half.then), _length(half.first)
    if half.least is not None:
        return Lag(first, then, length + half.least)
    return Lag(then, first, -length - (half.most or 0))


def rule_claims(recipe: DesignSpec, rule: RuleSpec) -> Iterator[Claim]:
    """A rule with a least and a most number asks for two things, of which one may clash without the other.

    Of elements with several sessions it says which of them it is about.
    """
    if not rule.is_gap:
        yield from _apart_claims(recipe, rule)
        return
    gap = gap_of(rule, _all_series(recipe))
    for half in gap.halves if gap else ():
        names = _title(recipe, half.first), _title(recipe, half.then)
        said = gap_sentence(*names, replace(rule, least_days=half.least, most_days=half.most))
        yield Claim(said, (_lag(half),), (rule.first, rule.then), rule.key)


def _title(recipe: DesignSpec, occurrence: Occurrence) -> str:
    part = recipe.part(occurrence.element)
    return session_name(recipe, part, occurrence.number) if part else _name(occurrence)


def _apart_claims(recipe: DesignSpec, rule: RuleSpec) -> Iterator[Claim]:
    if sessions := apart_of(rule, _all_series(recipe)):
        asked = (Apart(tuple(_name(each) for each in sessions)),)
        about = tuple(dict.fromkeys(each.element for each in sessions))
        yield Claim(rule_words(recipe, rule), asked, about, rule.key)


def _in_words(clash: list[Claim]) -> Contradiction:
    """What clashes, with a sentence that fits its shape."""
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
    """By how much the days that a chain of rules needs miss those that the weeks of its two ends leave."""
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


def notes(recipe: DesignSpec) -> list[str]:
    """What may be meant, but is worth a look. None of it stands in the way."""
    of_parts = (*_practice_notes(recipe), *_agenda_notes(recipe), *_order_notes(recipe))
    return [*of_parts, *_twice_notes(recipe), *_rule_notes(recipe)]


def _practice_notes(recipe: DesignSpec) -> Iterator[str]:
    served = [part.practice for part in recipe.parts]
    missing = [practice.label for practice in Practice if practice not in served]
    if missing and len(missing) < len(Practice):
        yield f"No element serves {listed(missing)} alone."
    for practice in Practice:
        names = [recipe.name_of(part.key) for part in recipe.parts if part.practice == practice]
        if len(names) > 1:
            yield f"{practice.label} is served by {counted(len(names), 'element')}: {listed(names)}."


def _agenda_notes(recipe: DesignSpec) -> Iterator[str]:
    for part in recipe.parts:
        left = part.minutes - sum(minutes for _, minutes in part.agenda)
        if part.agenda and left > 0:
            yield f"The agenda of {recipe.name_of(part.key)} leaves {counted(left, 'minute')} of its session free."


def _order_notes(recipe: DesignSpec) -> Iterator[str]:
    for part in recipe.parts:
        if list(part.windows) != sorted(part.windows):
            yield f"The sessions of {recipe.name_of(part.key)} are not in the order of their weeks."


def _twice_notes(recipe: DesignSpec) -> Iterator[str]:
    """Only a file, or a design from before this was refused, can hold the same twice."""
    asked = Counter(rule.asks for rule in recipe.rules)
    twice = (rule for rule, times in asked.items() if times > 1)
    yield from (f"This is there twice, and once is enough: {rule_words(recipe, rule)}." for rule in twice)


def _rule_notes(recipe: DesignSpec) -> Iterator[str]:
    """Wishes that no dates can meet, and rules that ask for nothing."""
    hard = list(_demands(claims_of(recipe)))
    if not is_possible(hard):
        return
    for rule in recipe.rules:
        claims = list(rule_claims(recipe, rule))
        if not claims:
            yield f"This rule asks for nothing of sessions that have a day of their own: {rule_words(recipe, rule)}."
        elif not rule.hard and not is_possible([*hard, *_demands(claims)]):
            yield f"This wish cannot be met, whatever the dates: {rule_words(recipe, rule)}."
