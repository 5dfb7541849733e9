"""The words that are marked in a comment, because they could tell who wrote it."""

import time

import pytest

from assessments.answering.identifying_words import (
    NAME,
    POSITION,
    UNIQUE_DETAIL,
    CommentPiece,
    Term,
    find_spans,
    find_terms,
    mark_text,
    name_terms,
    words_of,
)
from assessments.models import Relationship
from tests import cast
from tests.assessments.open_rounds import invitation, named, opened

PEOPLE = ("Mark Oyelaran", "May Castellanos-Ruiz", "Siobhán O’Brien", "Jo Li")
NAMES = [term for person in PEOPLE for term in name_terms(person)]
TERMS = [*NAMES, Term("infection control lead", UNIQUE_DETAIL), Term("Hill End", UNIQUE_DETAIL)]


def marked(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_spans(text, TERMS)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mark and I wrote the rota", ["Mark"]),
        ("It was Mark Oyelaran's idea", ["Mark Oyelaran"]),
        ("ask OYELARAN, or oyelaran", ["OYELARAN", "oyelaran"]),
        ("Castellanos Ruiz knows; so does castellanos-ruiz", ["Castellanos Ruiz", "castellanos-ruiz"]),
        ("Siobhan and SIOBHÁN and siobhán", ["Siobhan", "SIOBHÁN", "siobhán"]),
        ("Siobha\u0301n O'Brien said so", ["Siobha\u0301n O'Brien"]),
        ("Jo told me", ["Jo"]),
        ("Ms Ruiz, and ruiz", ["Ruiz", "ruiz"]),
        ("Learned with the Infection Control Lead", ["Infection Control Lead"]),
        ("The team at Hill End misses you", ["Hill End"]),
        ("As your only deputy I see much", ["As your only deputy"]),
        ("as your line manager, I", ["as your line manager"]),
        ("as her deputy", ["as her deputy"]),
        ("I am the only physiotherapist there", ["I am the only physiotherapist"]),
        ("I'm your mentor", ["I'm your mentor"]),
        ("Remember when we closed the ward", ["when we closed"]),
        ("when you and I met the family", ["when you and I met"]),
        ("when I broke my arm", ["when I broke"]),
        ("On 14 March you stayed late", ["14 March"]),
        ("On March 14th, 2026", ["March 14th, 2026"]),
        ("the 3rd of may", ["3rd of may"]),
        ("on 12/03/2026", ["12/03/2026"]),
        ("Last Tuesday's handover went well", ["Last Tuesday's handover"]),
        ("the Friday meeting", ["the Friday meeting"]),
        ("write to me at j.li@fenmoor.example.", ["j.li@fenmoor.example."]),
        ("ring 07700 900123", ["07700 900123"]),
        ("bleep 4471", ["bleep 4471"]),
    ],
)
def test_what_points_to_somebody_is_marked(text: str, words: list[str]) -> None:
    assert marked(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "You may mark this as done, and mark my words",
        "Remarkable: the market was maybe a landmark",
        "You see the whole, not only the part",
        "In march we march; she joined in the spring",
        "The ward is open 24/7, and 9.5 out of 10 are well",
        "As a manager you listen",
        "When the ward is full you stay calm",
        "Mondays are hard for everybody",
        "She scored 10 of 10 in all 30 questions",
        "mail@ or @ or a@b",
        "",
        "😀 שלום 你好",
        "infection. Then control. Lead the way",
    ],
)
def test_what_points_to_nobody_is_left_alone(text: str) -> None:
    assert marked(text) == []


def test_no_part_of_the_text_is_lost_and_each_mark_has_its_reason() -> None:
    text = "As your only deputy\nI saw Mark cry."

    found = mark_text(text, TERMS)

    assert "".join(part.text for part in found) == text
    assert found == [
        CommentPiece("As your only deputy", POSITION),
        CommentPiece("\nI saw "),
        CommentPiece("Mark", NAME),
        CommentPiece(" cry."),
    ]


@pytest.mark.parametrize(
    "piece",
    [
        *("a", " ", "1 ", "1", "@", "a@", "as your ", "as your a ", "I am the ", "when we ", "Mark ", "Mark-"),
        *("on ", "1 May ", "é", "e\u0301", "\u0301", "\n", "31/12/", "Jo ", "(", "'", "x" * 29 + " "),
    ],
)
def test_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    """Ten thousand characters, ten times those of a thousand: a pattern that tries over and over takes a hundred."""
    text = (piece * 10_000)[:10_000]

    started = time.process_time()
    find_spans(text, TERMS)

    assert time.process_time() - started < 1


@pytest.mark.parametrize("between", [" ", "-", "'", " - "])
def test_of_a_name_of_many_words_the_beginning_is_looked_for(between: str) -> None:
    """Sixty such names, each looked for at every letter of a comment, would keep the page waiting."""
    letters = ["a"] * 60 + ["b"]
    names = [term for number in range(60) for term in name_terms(between.join(letters[number:]))]

    assert max(len(words_of(term.text)) for term in names) == 6
    assert [term.text for term in name_terms("Ann of the Seven Long Hills Beyond")] == [
        "Ann of the Seven Long Hills",
        "Ann",
        "Beyond",
    ]


def test_the_same_text_always_gives_the_same_marks() -> None:
    text = "Mark, Jo and Siobhán on 3 May at Hill End"

    assert find_spans(text, TERMS) == find_spans(text, reversed(TERMS))


@pytest.mark.django_db
def test_who_could_be_pointed_to() -> None:
    """Everybody around but the participant: of job titles and sites, those that one person alone has."""
    cohort = cast.cohort(cast.trust())
    cast.enrolled(cohort, "Pat Participant")
    cast.enrolled(cohort, "Robin Quillfeather", job_title="Matron")
    subject = opened(cohort).subjects.get(enrolment__person__name="Pat Participant")
    named(subject, co_worker=1)

    texts = {term.text for term in find_terms(invitation(subject, Relationship.CO_WORKER))}

    assert texts >= {"Robin Quillfeather", "Robin", "Quillfeather", "Morgan Manager", "matron", "Co-worker 1"}
    assert not texts & {"Pat Participant", "Pat", "Participant", "ward manager", "north site"}
