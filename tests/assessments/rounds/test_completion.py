"""The completion of a round as a file: counts by group and nothing else."""

import csv
import io

import pytest
from django.urls import reverse

from assessments.models import Invitation, Relationship, Round
from assessments.rounds import closing
from assessments.rounds.completion import as_text
from cohorts.models import Cohort
from people.models import Person
from tests.assessments.closed_rounds import answered, full_round, invite, open_round, subject
from tests.conftest import ClientFor


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def exported(of: Round, administrator: Person, client_for: ClientFor) -> list[dict[str, str]]:
    response = client_for(administrator).get(reverse("round_completion", args=[of.pk]))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return rows(response.content)


def test_it_counts_by_the_rule_of_the_page(cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    made = open_round(cohort)
    about = subject(made)
    answered(about, Relationship.MANAGER, 7)
    answered(about, Relationship.DIRECT_REPORT, 5, 6, 7)
    answered(about, Relationship.CO_WORKER, 5, 6)
    invite(about, Relationship.DIRECT_REPORT)
    refused = invite(about, Relationship.OTHER)
    Invitation.objects.filter(pk=refused.pk).update(state="declined", decline_reason="no_time")

    found = exported(made, administrator, client_for)

    assert [(row["Group"], row["Asked"], row["Answered"], row["Declined"]) for row in found] == [
        ("Self", "0", "0", "0"),
        ("Manager", "1", "1", "0"),
        ("Direct reports", "4", "3", "0"),
        ("Co-workers", "2", "fewer than 3", "0"),
        ("Others", "0", "fewer than 3", "1"),
    ]
    assert {(row["Participant"], row["360"], row["Open until"], row["Closed"]) for row in found} == {
        ("Pat Participant", "Baseline", "2099-01-31", "No")
    }


def test_it_holds_no_rating_no_comment_and_no_rater(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    """The self rates 8 and the manager 7 throughout: figures to which nothing in this round counts."""
    made = full_round(cohort)
    closing.close(round=made)

    response = client_for(administrator).get(reverse("round_completion", args=[made.pk]))

    content = response.content.decode()
    assert "Pat Participant" in content
    for leaked in ("Rater", "@", "Calm under pressure", "Explains why", "8", "7"):
        assert leaked not in content


def test_one_more_answer_in_a_small_group_changes_nothing(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    made = open_round(cohort)
    about = subject(made)
    answered(about, Relationship.CO_WORKER, 5)
    waiting = invite(about, Relationship.CO_WORKER)

    before = exported(made, administrator, client_for)
    Invitation.objects.filter(pk=waiting.pk).update(state="answered")

    assert exported(made, administrator, client_for) == before


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ('=HYPERLINK("http://evil.example")', '\'=HYPERLINK("http://evil.example")'),
        ("+44 1234", "'+44 1234"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("  =1+1", "'  =1+1"),
        ("Ana Able-Brisk", "Ana Able-Brisk"),
        (3, "3"),
    ],
)
def test_no_cell_is_a_formula(typed: object, written: str) -> None:
    assert as_text(typed) == written


def test_a_hostile_name_is_only_a_name(cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    made = open_round(cohort)
    about = subject(made)
    Person.objects.filter(pk=about.enrolment.person_id).update(name='=cmd|"/C calc"!A0')

    assert {row["Participant"] for row in exported(made, administrator, client_for)} == {'\'=cmd|"/C calc"!A0'}


def test_nobody_else_gets_it(
    cohort: Cohort, coach: Person, executive: Person, outsider: Person, client_for: ClientFor
) -> None:
    made = full_round(cohort)
    about = made.subjects.get().enrolment.person
    for client in map(client_for, (coach, executive, outsider, about)):
        assert client.get(reverse("round_completion", args=[made.pk])).status_code == 404
