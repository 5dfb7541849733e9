"""What contradicts itself in a recipe, said before anything is planned. Plain values: no database and no calendar.

Weeks are those of the programme, each with seven days. A session with a day of its own is on one day of its weeks; one
that is open for all of its weeks is counted as beginning with the first of their days and ending with the last.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from cohorts.models import Practice
from cohorts.placing import WEEK, Apart, Ask, Lag, Stay, fewest, is_possible
from cohorts.recipes.parts import (
    Part,
    Recipe,
    Rule,
    counted,
    gap_sentence,
    gap_words,
    listed,
    rule_words,
    session_name,
    weeks_words,
)

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
    asked: tuple[Ask, ...]
    about: tuple[str, ...]
    rule: str = ""
    session: str = ""


@dataclass(frozen=True)
class Contradiction:
    """What cannot be, the things asked for that make it so, and the keys of the elements that they are about."""

    sentence: str
    because: tuple[Claim, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Occasion:
    """One session of an element, and how many days after its first it ends."""

    session: str
    length: int = 0


def contradictions(recipe: Recipe) -> list[Contradiction]:
    """All that must be put right before a cohort can start with the recipe; of what clashes, each part once."""
    if not recipe.parts:
        return [Contradiction("There are no elements yet.")]
    own = [found for part in recipe.parts for found in _within(recipe, part)]
    return [*own, *clashes(recipe)]


def _within(recipe: Recipe, part: Part) -> Iterator[Contradiction]:
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


def _beyond(recipe: Recipe, part: Part) -> Iterator[str]:
    for number, (_, last) in enumerate(part.windows, start=1):
        if last > recipe.weeks:
            session = session_name(recipe, part, number)
            yield f"{session} may fall in week {last}, but the design ends with week {recipe.weeks}."


def _too_long(name: str, part: Part) -> Iterator[str]:
    agenda = sum(minutes for _, minutes in part.agenda)
    if agenda > part.minutes:
        yield f"The agenda of {name} takes {counted(agenda, 'minute')}, but a session takes {part.minutes}."
    if part.minutes > LONGEST_DAY and not part.is_window:
        yield f"A session of {name} takes {part.minutes} minutes, but a day has {LONGEST_DAY}."
    elif part.half_day and part.minutes > LONGEST_HALF_DAY:
        half = f"a {part.half_day} has {LONGEST_HALF_DAY}"
        yield f"A session of {name} takes {part.minutes} minutes, but {half}."


def clashes(recipe: Recipe) -> list[Contradiction]:
    """Sets of things that cannot all hold, none larger than it need be. Each is found without the rules of the last."""
    claims = claims_of(recipe)
    found: list[Contradiction] = []
    while len(found) < MOST_CLASHES and not is_possible(_asked(claims)):
        clash = [claims[place] for place in fewest([claim.asked for claim in claims])]
        found.append(_in_words(clash))
        claims = [claim for claim in claims if claim not in clash or _is_stay(claim)]
        if all(map(_is_stay, clash)):
            break
    return found


def _asked(claims: Iterable[Claim]) -> Iterator[Ask]:
    return (ask for claim in claims for ask in claim.asked)


def _is_stay(claim: Claim) -> bool:
    return isinstance(claim.asked[0], Stay)


def claims_of(recipe: Recipe) -> list[Claim]:
    """Rules that must hold, days between sessions, and weeks: whoever is left out first is looked at last."""
    rules = [claim for rule in recipe.rules if rule.hard for claim in rule_claims(recipe, rule)]
    aparts = [claim for claim in rules if _is_apart(claim)]
    gaps = [claim for claim in rules if claim not in aparts]
    between = [claim for part in recipe.parts for claim in _between_claims(recipe, part)]
    stays = [claim for part in recipe.parts for claim in _stay_claims(recipe, part)]
    return [*aparts, *gaps, *between, *stays]


def occasions(part: Part) -> list[Occasion]:
    lengths = [WEEK * (last - first + 1) - 1 if part.is_window else 0 for first, last in part.windows]
    return [Occasion(f"{part.key} {number}", length) for number, length in enumerate(lengths, start=1)]


def _stay_claims(recipe: Recipe, part: Part) -> Iterator[Claim]:
    verb = "is open in" if part.is_window else "is in"
    for number, (window, occasion) in enumerate(zip(part.windows, occasions(part), strict=True), start=1):
        first, last = WEEK * (window[0] - 1), WEEK * window[1] - 1
        name = session_name(recipe, part, number)
        asked = (Stay(occasion.session, first, last - occasion.length),)
        yield Claim(f"{name} {verb} {weeks_words(window)}", asked, (part.key,), session=name)


def _between_claims(recipe: Recipe, part: Part) -> Iterator[Claim]:
    for least, most in ((part.least_days_between, None), (None, part.most_days_between)):
        pairs = pairwise(occasions(part))
        asked = tuple(ask for before, after in pairs for ask in _gap(before, after, least, most))
        if asked:
            words = f"Each session of {recipe.name_of(part.key)} comes {gap_words(least, most)} the one before"
            yield Claim(words, asked, (part.key,))


def _gap(before: Occasion, after: Occasion, least: int | None, most: int | None) -> Iterator[Ask]:
    """Counted from the last day of the one to the first day of the other."""
    if least is not None:
        yield Lag(before.session, after.session, before.length + least)
    if most is not None:
        yield Lag(after.session, before.session, -before.length - most)


def rule_claims(recipe: Recipe, rule: Rule) -> Iterator[Claim]:
    """A rule with a least and a most number asks for two things, of which one may clash without the other.

    Of elements with several sessions it says which of them it is about.
    """
    if not rule.is_gap:
        yield from _apart_claims(recipe, rule)
        return
    first, then = recipe.part(rule.first), recipe.part(rule.then)
    if first is None or then is None or not first.windows or not then.windows:
        return
    names = session_name(recipe, first, len(first.windows)), session_name(recipe, then, 1)
    for half in (replace(rule, most_days=None), replace(rule, least_days=None)):
        asked = tuple(_gap(occasions(first)[-1], occasions(then)[0], half.least_days, half.most_days))
        if asked:
            yield Claim(gap_sentence(*names, half), asked, (rule.first, rule.then), rule.key)


def _apart_claims(recipe: Recipe, rule: Rule) -> Iterator[Claim]:
    named = (rule.first, rule.then) if rule.first else tuple(part.key for part in recipe.parts)
    dated = [part for part in recipe.parts if part.key in named and not part.is_window]
    sessions = tuple(occasion.session for part in dated for occasion in occasions(part))
    if len(sessions) > 1:
        yield Claim(rule_words(recipe, rule), (Apart(sessions),), tuple(part.key for part in dated), rule.key)


def _in_words(clash: list[Claim]) -> Contradiction:
    """What clashes, with a sentence that fits its shape."""
    stays = [ask for ask in _asked(clash) if isinstance(ask, Stay)]
    lags = [ask for ask in _asked(clash) if isinstance(ask, Lag)]
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


def notes(recipe: Recipe) -> list[str]:
    """What may be meant, but is worth a look. None of it stands in the way."""
    of_parts = (*_practice_notes(recipe), *_agenda_notes(recipe), *_order_notes(recipe))
    return [*of_parts, *_twice_notes(recipe), *_rule_notes(recipe)]


def _practice_notes(recipe: Recipe) -> Iterator[str]:
    served = [part.practice for part in recipe.parts]
    missing = [practice.label for practice in Practice if practice not in served]
    if missing and len(missing) < len(Practice):
        yield f"No element serves {listed(missing)} alone."
    for practice in Practice:
        names = [recipe.name_of(part.key) for part in recipe.parts if part.practice == practice]
        if len(names) > 1:
            yield f"{practice.label} is served by {counted(len(names), 'element')}: {listed(names)}."


def _agenda_notes(recipe: Recipe) -> Iterator[str]:
    for part in recipe.parts:
        left = part.minutes - sum(minutes for _, minutes in part.agenda)
        if part.agenda and left > 0:
            yield f"The agenda of {recipe.name_of(part.key)} leaves {counted(left, 'minute')} of its session free."


def _order_notes(recipe: Recipe) -> Iterator[str]:
    for part in recipe.parts:
        if list(part.windows) != sorted(part.windows):
            yield f"The sessions of {recipe.name_of(part.key)} are not in the order of their weeks."


def _twice_notes(recipe: Recipe) -> Iterator[str]:
    """Only a file, or a design from before this was refused, can hold the same twice."""
    asked = Counter(rule.asks for rule in recipe.rules)
    twice = (rule for rule, times in asked.items() if times > 1)
    yield from (f"This is there twice, and once is enough: {rule_words(recipe, rule)}." for rule in twice)


def _rule_notes(recipe: Recipe) -> Iterator[str]:
    """Wishes that no dates can meet, and rules that ask for nothing."""
    hard = list(_asked(claims_of(recipe)))
    if not is_possible(hard):
        return
    for rule in recipe.rules:
        claims = list(rule_claims(recipe, rule))
        if not claims:
            yield f"This rule asks for nothing of sessions that have a day of their own: {rule_words(recipe, rule)}."
        elif not rule.hard and not is_possible([*hard, *_asked(claims)]):
            yield f"This wish cannot be met, whatever the dates: {rule_words(recipe, rule)}."
