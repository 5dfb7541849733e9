"""Words of a comment that could reveal who wrote it. They are marked as advice to the writer, and never refused."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from assessments.models import Invitation, Relationship
from assessments.results.values import IDENTIFIABLE
from cohorts.models import Enrolment

NAME = "a name"

UNIQUE_DETAIL = "something that only one person in the cohort is or has"

POSITION = "says what you are to them"

SHARED = "something that only you could tell"

DATE = "a day on which it happened"

CONTACT = "a way to reach somebody"

# A letter with its accents, if these are separate characters.
WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]{0,4})+")

# Between the words of one name: Anne-Marie, O'Brien, J. P. Smith.
BETWEEN = re.compile(r"[\s'’.\-]{1,3}")

SHORTEST_NAME, SHORT_NAME = 2, 3

# We search only for the beginning of a longer name: a hundred words would take as long as a hundred names.
MOST_WORDS = 6

# First names and surnames that are ordinary words too: they count as names only with a capital.
CAPITALISED = """
april august autumn baker bell best bill bishop black blue bright brook brown carol case chance chase christian church
clay close cook cross crystal dale daily dawn day dean destiny drew duke earnest faith field fields fine fisher forest
fox frank gene glen good grace grant gray green grey guy hall hand hardy harmony hart hazel head heather hill holly
hope house hunter iris ivy jack jade jasmine jewel joy june king knight lance lane law lily little long love major
marina mark marsh mason matt melody miles mill miller miner moon nick noble north olive page park parker patience
pearl penny person piper pope porter potter power price prior prudence ray reed rich ridge river rivers robin rock rose
ruby sage sandy savage sharp short skip sky small smith south star sterling stone storm strong summer swift taylor
temple trinity turner violet walker wall ward water waters weaver west white wild will wise wolf wood woods worth young
"""

ALSO_WORDS = frozenset(CAPITALISED.split())

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

MONTH = "|".join([*MONTHS, *(month[:3] for month in MONTHS), "Sept"])

WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"

EVENT = (
    "meeting|shift|round|ward round|clinic|handover|huddle|session|morning|afternoon|evening|night|"
    "call|review|training|workshop|interview|lunch|rota|board|briefing|inspection|audit"
)

THEIR = "(?:your|her|his|their|the)"

ROLE = (
    "manager|line manager|deputy|assistant|secretary|PA|boss|mentor|mentee|supervisor|supervisee|director|matron|"
    "predecessor|successor|buddy|preceptor|preceptee|trainee|apprentice|student|counterpart|opposite number|"
    "job share|appraiser|appraisee|coach|lead|head|chair|consultant|registrar|"
    "friend|neighbour|cousin|husband|wife|partner"
)

WHOSE = f"(?:{THEIR}|one of your)"

I_AM = "I(?:['’]m| am| was)"

TOGETHER = "(?:we|you and I|I and you|you and me|she and I|he and I|they and I|I and she|I and he|the two of us)"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, flags))
    for reason, pattern, flags in (
        (POSITION, rf"\bas {THEIR} (?:only|sole|one) [\w-]{{1,30}}", re.IGNORECASE),
        (POSITION, rf"\bas {THEIR} (?:[\w-]{{1,30}} ){{0,2}}(?:{ROLE})\b", re.IGNORECASE),
        (
            POSITION,
            rf"\b{I_AM} {WHOSE} (?:[\w-]{{1,30}} ){{0,2}}(?:only|{ROLE})\b",
            re.IGNORECASE,
        ),
        (POSITION, rf"\b{I_AM} the only [\w-]{{1,30}}", re.IGNORECASE),
        (SHARED, rf"\bwhen {TOGETHER} [\w'’-]{{1,30}}", re.IGNORECASE),
        (SHARED, r"\bwhen I [\w'’-]{1,30}", 0),
        (SHARED, rf"\bthe (?:time|day|week|night|shift) (?:that |when )?{TOGETHER}\b", re.IGNORECASE),
        (DATE, rf"\b[0-3]?\d(?:st|nd|rd|th)?(?: of)? (?:{MONTH})\b(?:,? \d{{4}})?", 0),
        (DATE, rf"\b(?:{MONTH}) [0-3]?\d(?:st|nd|rd|th)?\b(?:,? \d{{4}})?", 0),
        (DATE, rf"\b[0-3]?\d(?:st|nd|rd|th)(?: of)? (?:{MONTH})\b", re.IGNORECASE),
        (DATE, r"\b[0-3]?\d[/.-][01]?\d[/.-](?:\d{4}|\d\d)\b|\b\d{4}-[01]\d-[0-3]\d\b", 0),
        (DATE, rf"\b(?:on|last|this|that|next|the) {WEEKDAY}\b(?:['’]s)?(?: (?:{EVENT})\b)?", re.IGNORECASE),
        (DATE, rf"\b{WEEKDAY}(?:['’]s)? (?:{EVENT})\b", re.IGNORECASE),
        (CONTACT, r"(?<![\w+])\+?\d(?:[ ()-]{0,2}\d){6,13}(?!\w)", 0),
        (CONTACT, r"\b(?:extension|extn|ext|bleep)[.:]? ?\d{3,6}\b", re.IGNORECASE),
    )
)


@dataclass(frozen=True)
class Term:
    """Words that point to a person, and the reason."""

    text: str
    reason: str
    is_name: bool = False

    @cached_property
    def words(self) -> "list[Word]":
        return words_of(self.text)


@dataclass(frozen=True, order=True)
class Span:
    """A part of the text that could identify its writer: its start, its end (exclusive) and the reason."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class CommentPiece:
    """A piece of a comment, with a reason if it could identify the writer."""

    text: str
    reason: str = ""


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    written: str
    key: str


def name_terms(person: str) -> list[Term]:
    """List the terms of a person's name: all of it, the first name and the last."""
    apart = person.split()
    words = [word.written for word in words_of(person)]
    names = dict.fromkeys(_cut(name) for name in [person.strip(), *apart[:1], *apart[-1:], *words[-1:]])
    return [Term(name, NAME, is_name=True) for name in names if len(name) >= SHORTEST_NAME]


def _cut(name: str) -> str:
    words = words_of(name)
    return name[: words[MOST_WORDS - 1].end] if len(words) > MOST_WORDS else name


def find_spans(text: str, terms: Iterable[Term]) -> list[Span]:
    """Find the spans that could identify the writer, in order. Of two that overlap, the earlier and longer is kept."""
    found = [*_terms_in(text, terms), *_patterns_in(text), *_emails_in(text)]
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def mark_text(text: str, terms: Iterable[Term]) -> list[CommentPiece]:
    """Divide the text into pieces, so that those that could identify the writer can be marked."""
    pieces, at = [], 0
    for span in find_spans(text, terms):
        pieces += [CommentPiece(text[at : span.start]), CommentPiece(text[span.start : span.end], span.reason)]
        at = span.end
    return [piece for piece in [*pieces, CommentPiece(text[at:])] if piece.text]


def _patterns_in(text: str) -> Iterator[Span]:
    for reason, pattern in PATTERNS:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), reason)


def _emails_in(text: str) -> Iterator[Span]:
    for match in re.finditer(r"\S+", text):
        local, at, domain = match[0].strip("<>()[].,;:!?\"'").partition("@")
        if local and at and "." in domain:
            yield Span(match.start(), match.end(), CONTACT)


def _terms_in(text: str, terms: Iterable[Term]) -> Iterator[Span]:
    by_first = _by_first_word(terms)
    words = words_of(text)
    for place, word in enumerate(words):
        for wanted, term in by_first.get(word.key, ()):
            found = words[place : place + len(wanted)]
            if _is_there(text, found, wanted, term):
                yield Span(word.start, found[-1].end, term.reason)


def _by_first_word(terms: Iterable[Term]) -> Mapping[str, list[tuple[list[Word], Term]]]:
    found: dict[str, list[tuple[list[Word], Term]]] = {}
    for term in dict.fromkeys(terms):
        if wanted := term.words:
            found.setdefault(wanted[0].key, []).append((wanted, term))
    return found


def _is_there(text: str, found: Sequence[Word], wanted: Sequence[Word], term: Term) -> bool:
    if len(found) != len(wanted) or any(one.key != other.key for one, other in zip(found, wanted, strict=True)):
        return False
    gaps = (text[one.end : next_.start] for one, next_ in pairwise(found))
    if not all(BETWEEN.fullmatch(gap) for gap in gaps):
        return False
    return not (term.is_name and _needs_capital(wanted)) or found[0].written[0].isupper()


def _needs_capital(wanted: Sequence[Word]) -> bool:
    """Whether the name could be an ordinary word of the sentence."""
    return len(wanted) == 1 and (wanted[0].key in ALSO_WORDS or len(wanted[0].key) <= SHORT_NAME or _is_date(wanted[0]))


def _is_date(word: Word) -> bool:
    return word.written.title() in MONTHS


def words_of(text: str) -> list[Word]:
    return [Word(match.start(), match.end(), match[0], fold(match[0])) for match in WORD.finditer(text)]


def fold(word: str) -> str:
    """Lower the letters and drop their accents: José and jose are the same name."""
    if word.isascii():
        return word.lower()
    bare = (letter for letter in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(letter))
    return "".join(bare)


def mark_comments(invitation: Invitation, comments: Sequence[str]) -> list[list[CommentPiece]]:
    """Divide each comment into pieces. Nothing is marked in the participant's own or the manager's: they are named."""
    if invitation.relationship in IDENTIFIABLE or not any(comments):
        return [leave_unmarked(comment) for comment in comments]
    terms = find_terms(invitation)
    return [mark_text(comment, terms) for comment in comments]


def leave_unmarked(comment: str) -> list[CommentPiece]:
    return [CommentPiece(comment)] if comment else []


def find_terms(invitation: Invitation) -> list[Term]:
    """Find the terms that could identify the writer. The participant's own do not: the comment is about them."""
    subject = invitation.subject
    members = list(fetch_members(subject.round.cohort_id))
    raters = Invitation.objects.filter(subject=subject).exclude(relationship=Relationship.SELF)
    names = [each.person__name for each in members] + list(raters.values_list("name", flat=True))
    around = [term for name in names for term in name_terms(name)] + list(unique_details(members))
    own = {term.text.casefold() for term in name_terms(subject.name)}
    own |= {thing for each in members if each.pk == subject.enrolment_id for thing in details_of(each)}
    return [term for term in around if term.text.casefold() not in own]


def fetch_members(cohort_id: int) -> Iterable[Any]:
    """Fetch the details of the whole cohort. Four values take a quarter of the time of whole objects."""
    enrolments = Enrolment.objects.filter(cohort=cohort_id)
    return enrolments.values_list("pk", "person__name", "job_title", "site__name", named=True)


def unique_details(members: Sequence[Any]) -> Iterator[Term]:
    held = Counter(thing for member in members for thing in details_of(member))
    yield from (Term(thing, UNIQUE_DETAIL) for thing, count in held.items() if count == 1 and words_of(thing))


def details_of(member: Any) -> set[str]:
    return {member.job_title.casefold(), member.site__name.casefold()}
