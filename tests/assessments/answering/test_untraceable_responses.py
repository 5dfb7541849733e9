"""Somebody who holds the database after a round has closed finds no way from a response to the rater who gave it.

During a round they could: that is not promised.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

import pytest
from django.db import connection
from django.utils import timezone

from assessments.answering import drafts, submission
from assessments.models import Draft, Invitation, Relationship, Release, Response, Round, Subject
from assessments.raters.naming import name_raters
from assessments.rounds import closing
from cohorts.models import Cohort
from tests.assessments import open_rounds
from tests.assessments.closed_rounds import QUESTIONS, STATEMENTS, open_round, subject

GROUPS = (Relationship.DIRECT_REPORT, Relationship.CO_WORKER, Relationship.OTHER)
RESPONSES = "assessments_response"
# Rows into which comments are released, in mixed order and together.
RELEASED = {"assessments_release", "assessments_cohortrelease", "reports_document"}
NEVER_SHARED = 3
# Of 1,000 that are in random order, the correlation is usually within 0.03 of none; so it is taken over several.
CLOSES = 6
NONE = 0.07

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Row:
    table: str
    place: str
    transaction: str
    values: str


def answered(cohort: Cohort, *names: str, raters: int) -> list[str]:
    """A round that so many raters of each subject have answered, in random order: the comments, in that order."""
    about = [subject(made, name) for made in [open_round(cohort, closes_on=tomorrow())] for name in names]
    invitations = [invited(each, number) for each in about for number in range(raters)]
    random.SystemRandom().shuffle(invitations)
    Invitation.objects.bulk_create(sorted(invitations, key=lambda each: each.email))
    Draft.objects.bulk_create([draft(each, place) for place, each in enumerate(invitations)])
    for each in invitations:
        submission.submit(invitation_id=each.pk)
    return [f"Word{place:04}" for place in range(len(invitations))]


def named_and_answered(cohort: Cohort) -> None:
    """As it goes: raters are named and emailed, save a draft and submit it."""
    made = open_rounds.opened(cohort)
    for number, about in enumerate(made.subjects.all()):
        raters = [open_rounds.rater(group, place + 10 * number) for group in GROUPS for place in range(4)]
        raters = [replace(each, name=f"Ravenscroft{number}{place}") for place, each in enumerate(raters)]
        name_raters(subject=about, raters=raters)
    for place, each in enumerate(Invitation.objects.filter(relationship__in=GROUPS).order_by("?")):
        ratings = {number: random.randint(1, 10) for number in range(1, STATEMENTS + 1)}
        drafts.start(invitation=each)
        drafts.save_draft(invitation_id=each.pk, ratings=ratings, comments={0: f"Word{place:04}"})
        submission.submit(invitation_id=each.pk)


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def invited(about: Subject, number: int) -> Invitation:
    email = f"rater-{about.pk}-{number}@fenmoor.example"
    relationship = GROUPS[number % len(GROUPS)]
    return Invitation(
        subject=about, relationship=relationship, name=f"Name-{about.pk}-{number}", email=email, state="started"
    )


def draft(of: Invitation, place: int) -> Draft:
    """Comments that are found again: they tell the test, and nobody else, in which order raters answered."""
    ratings = {str(number): random.randint(1, 10) for number in range(1, STATEMENTS + 1)}
    return Draft(invitation=of, ratings=ratings, comments={str(at): f"Word{place:04}" for at in range(QUESTIONS)})


def every_row() -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT ctid::text, xmin::text, to_jsonb(t)::text FROM {name} t")  # noqa: S608
            rows += [Row(table, *found) for found in cursor.fetchall()]
    return rows


def ask(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def words(row: Row) -> set[str]:
    """Return all that could be compared: keys, names, addresses, texts, and lists as a whole."""
    lists = re.findall(r"\[[^\[\]]*\]", row.values)
    return {*re.findall(r"[\w@.:+-]{4,}", row.values), *lists}


# No link


def test_responses_refer_to_their_subject_only_and_nothing_refers_to_them(cohort: Cohort) -> None:
    found = ask(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f' AND 'assessments_response'::regclass IN (conrelid, confrelid)"
    )
    assert found == [(RESPONSES, "assessments_subject")]


def test_responses_have_no_time_no_count_and_no_default(cohort: Cohort) -> None:
    columns = ask(
        "SELECT column_name, data_type, column_default FROM information_schema.columns "
        "WHERE table_name = 'assessments_response' ORDER BY column_name"
    )
    assert columns == [
        ("comments", "ARRAY", None),
        ("key", "uuid", None),
        ("ratings", "ARRAY", None),
        ("relationship", "character varying", None),
        ("subject_id", "bigint", None),
    ]


def test_no_row_holds_what_is_only_a_response_s_and_only_a_rater_s(cohort: Cohort) -> None:
    """Values that so few responses hold that they tell them apart are found in the reports and nowhere else."""
    named_and_answered(cohort)
    closing.close(round=Round.objects.get())
    rows = every_row()
    telling = rare_words([row for row in rows if row.table == RESPONSES])
    raters = rare_words([row for row in rows if row.table == "assessments_invitation" and '"answered"' in row.values])
    count = Response.objects.count()
    assert count == Invitation.objects.filter(state=Invitation.State.ANSWERED).count() > 10
    assert len(telling) >= count * 3  # the keys, the ratings and the comments
    assert len(raters) >= count * 3  # the keys, the names and the addresses
    assert {row.table for row in rows if words(row) & raters} > {"messaging_message"}

    for row in rows:
        if row.table == RESPONSES:
            assert not words(row) & raters, words(row) & raters
        elif row.table in RELEASED:
            assert not words(row) & raters, words(row) & raters
            assert all("Word" in word for word in words(row) & telling)
        else:
            assert not words(row) & telling, row.table


def rare_words(rows: Sequence[Row]) -> set[str]:
    counts = Counter(chain.from_iterable(words(row) for row in rows))
    return {word for word, count in counts.items() if count <= NEVER_SHARED}


def test_all_responses_were_written_at_once_and_apart_from_every_invitation(cohort: Cohort) -> None:
    answered(cohort, "Pat Participant", "Ana Able", raters=12)
    before = {row.transaction for row in every_row() if row.table == RESPONSES}
    assert len(before) == 24  # one for each who answered: this is what is not promised

    closing.close(round=Round.objects.get())
    rows = every_row()
    written = {row.transaction for row in rows if row.table == RESPONSES}
    invitations = {row.transaction for row in rows if row.table == "assessments_invitation"}
    assert len(written) == 1
    assert not written & (before | invitations)


def test_no_draft_is_left(cohort: Cohort) -> None:
    answered(cohort, "Pat Participant", raters=6)
    assert not Draft.objects.exists()


# No order


def test_no_order_of_a_thousand_responses_is_that_of_their_answering(cohort: Cohort) -> None:
    came = answered(cohort, *(f"Subject {letter}" for letter in "ABCDEFGHIJ"), raters=100)
    assert spearman(came, by_place()) > 0.99  # before the close it is plain to see

    found: dict[str, list[float]] = {}
    for _ in range(CLOSES):
        close_again()
        for name, order in stored_orders():
            found.setdefault(name, []).append(spearman(came, order))
    for place in range(QUESTIONS):
        found.setdefault("comments", []).append(spearman(came, released_comments(place)))
    assert found.keys() == {"place", "key", "as it is read", "comments"}
    for name, correlations in found.items():
        assert abs(sum(correlations) / len(correlations)) < NONE, name


def close_again() -> None:
    """The round was extended, nobody came, and it closes again."""
    Round.objects.update(state=Round.State.OPEN)
    Subject.objects.update(state=Round.State.OPEN)
    closing.close(round=Round.objects.get())


def stored_orders() -> Iterator[tuple[str, list[str]]]:
    yield "place", by_place()
    yield "key", list(Response.objects.order_by("key").values_list("comments__0", flat=True))
    yield "as it is read", list(Response.objects.values_list("comments__0", flat=True))


def by_place() -> list[str]:
    return [str(word) for (word,) in ask(f"SELECT comments[1] FROM {RESPONSES} ORDER BY ctid")]  # noqa: S608


def released_comments(question: int) -> list[str]:
    releases = Release.objects.order_by("pk").values_list("result", flat=True)
    return [word for result in releases for word in result["comments"][question]["colleagues"]]


def spearman(one: Sequence[str], other: Sequence[str]) -> float:
    """The rank correlation of two orders of the same things: 1 - 6 sum(d^2) / (n (n^2 - 1))."""
    assert sorted(one) == sorted(other)
    places = {word: place for place, word in enumerate(other)}
    apart = sum((place - places[word]) ** 2 for place, word in enumerate(one))
    return 1 - 6 * apart / (len(one) * (len(one) ** 2 - 1))


def test_spearman_of_an_order_with_itself_and_its_reverse() -> None:
    assert spearman("abcde", "abcde") == 1
    assert spearman("abcde", "edcba") == -1
    # d of 1, 1, 0, 0, 0: 1 - 6 * 2 / (5 * 24) = 0.9
    assert spearman("abcde", "bacde") == pytest.approx(0.9)
