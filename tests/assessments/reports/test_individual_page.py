"""The report as a page: the same figures as the PDF, for those who may open the PDF, and for nobody's disk."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.debriefs import workflow
from assessments.models import Debrief, Invitation, Relationship, Release, Round, Subject
from assessments.reports.individual.baseline import rater_sd_of
from assessments.reports.individual.generate import generate_individual_report
from assessments.results.values import (
    ALL,
    SELF,
    Agreement,
    Cell,
    Column,
    PracticeResult,
    Result,
    Treatment,
    Turnout,
    Withheld,
)
from assessments.rounds import closing
from cohorts.models import Cohort, Practice
from people.models import Person
from reports.kinds import html_of
from reports.models import Document, DocumentState
from tests.assessments.closed_rounds import answered, debriefed, full_round, open_round, subject
from tests.conftest import ClientFor
from tests.reading import read, without_layout


def given(about: Subject, *readers: Person) -> Document:
    document = Document.objects.filter(release__subject=about).latest("number")
    document.shown_to.set(readers)
    return document


@pytest.fixture
def reported(cohort: Cohort) -> Subject:
    made = full_round(cohort)
    closing.close(round=made)
    about = made.subjects.get()
    given(about, about.enrolment.person)
    return about


@pytest.fixture
def client(reported: Subject, client_for: ClientFor) -> Client:
    return client_for(reported.enrolment.person)


def page_of(client: Client, about: Subject) -> str:
    return read(client.get(reverse("report", args=[about.pk])))


def test_it_shows_what_the_pdf_shows(client: Client, reported: Subject) -> None:
    document = Document.objects.get(release__subject=reported)
    page = page_of(client, reported)
    pdf = without_layout(html_of(document.kind, content=document.content, title="Title", number=document.number))
    for words in (
        "<td>36.8; 6.1</td>",
        "11.2 higher",
        "treat differences under 5 points as noise",
        "Calm under pressure.",
        "Not affiliated with or endorsed by the publishers of the Leadership Practices Inventory.",
    ):
        assert words in page
        assert words in pdf


def test_a_pdf_that_could_not_be_made_is_not_said_to_be_on_its_way(client: Client, reported: Subject) -> None:
    assert "The PDF is being made." in page_of(client, reported)
    Document.objects.update(state=DocumentState.FAILED)
    page = page_of(client, reported)
    assert "The PDF could not be made." in page
    assert "The PDF is being made." not in page


def test_the_coach_goes_back_from_it_to_the_debrief(
    reported: Subject, coach: Person, client: Client, client_for: ClientFor
) -> None:
    Subject.objects.update(coach=coach)
    given(reported, coach, reported.enrolment.person)
    back = f'href="{reverse("debrief", args=[reported.pk])}"'
    assert back in page_of(client_for(coach), reported)
    assert back not in page_of(client, reported)


def test_nobody_keeps_a_copy(client: Client, reported: Subject) -> None:
    for name in ("report", "commitments"):
        response = client.get(reverse(name, args=[reported.pk]))
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"


def test_those_who_may_open_the_document_may_read_the_page(
    reported: Subject, coach: Person, administrator: Person, outsider: Person, client_for: ClientFor
) -> None:
    def statuses() -> list[int]:
        readers = map(client_for, (reported.enrolment.person, coach, administrator, outsider))
        return [reader.get(reverse("report", args=[reported.pk])).status_code for reader in readers]

    assert statuses() == [200, 404, 404, 404]
    given(reported, coach)
    assert statuses() == [404, 200, 404, 404]
    given(reported)
    assert statuses() == [404, 404, 404, 404]


def test_a_subject_without_a_release_has_no_page(cohort: Cohort, client_for: ClientFor) -> None:
    about = subject(open_round(cohort))
    assert client_for(about.enrolment.person).get(reverse("report", args=[about.pk])).status_code == 404


def test_a_range_is_said_as_one_with_the_reason(cohort: Cohort, client_for: ClientFor) -> None:
    about = subject(open_round(cohort))
    answered(about, Relationship.CO_WORKER, 10, 10, 10)
    closing.close(round=about.round)
    given(about, about.enrolment.person)
    page = page_of(client_for(about.enrolment.person), about)
    # Three tens are 30, told as 28 to 30: a mean of 9.3 or more, and six times that is 56 of 60.
    assert "56.0 or more; 9.3 or more" in page
    assert "near an end of the scale" in page
    assert "10.0 or more" not in page


def test_raters_of_a_round_differ_by_one_number_that_stays(cohort: Cohort) -> None:
    # Twelve subjects, each with raters at 5, 7 and 9 on all five practices: 60 groups of the scores 30, 42 and 54,
    # whose standard deviation is 12, with 120 degrees of freedom.
    made = open_round(cohort)
    for number in range(12):
        answered(subject(made, f"Person {number:02}"), Relationship.CO_WORKER, 5, 7, 9)
    closing.close(round=made)
    assert {each.document.content["rater_sd"] for each in Release.objects.select_related("document")} == {12}
    made.subjects.all()[0].responses.all().delete()
    assert rater_sd_of(made) == 12


@pytest.mark.parametrize(("closed", "sd"), [(4, 7), (5, 11)])
def test_how_far_raters_differ_is_not_told_of_fewer_than_five_subjects(cohort: Cohort, closed: int, sd: int) -> None:
    # 30, 42 and 54 three times over on each of five practices: of two subjects already 80 degrees of freedom. The
    # squares of nine are 6 x 144 over 8 degrees, which is 108; its root is 10.4, rounded up 11 on any number of them.
    made = open_round(cohort)
    for number in range(closed):
        answered(subject(made, f"Person {number:02}"), Relationship.CO_WORKER, *[5, 7, 9] * 3)
    subject(made, "Not rated")
    closing.close(round=made)
    assert {each.document.content["rater_sd"] for each in Release.objects.select_related("document")} == {sd}


def test_a_small_round_takes_the_usual_number(reported: Subject) -> None:
    assert Release.objects.get().document.content["rater_sd"] == 7


# Reassessment


def reassessed(cohort: Cohort, *levels: int) -> Subject:
    """Nine co-workers said 5 at the baseline; these are what they say now."""
    first = open_round(cohort)
    before = subject(first)
    answered(before, Relationship.SELF, 6)
    answered(before, Relationship.CO_WORKER, *[5] * 9)
    closing.close(round=first, on=date(2026, 1, 31))
    return again(before, *levels)


def again(before: Subject, *levels: int) -> Subject:
    debriefed(before.round)
    second = open_round(before.round.cohort, kind=Round.Kind.REASSESSMENT)
    about = Subject.objects.create(round=second, enrolment=before.enrolment)
    answered(about, Relationship.SELF, 8)
    answered(about, Relationship.CO_WORKER, *levels)
    closing.close(round=second)
    given(about, about.enrolment.person)
    return about


def test_it_opens_with_what_has_changed(cohort: Cohort, client_for: ClientFor) -> None:
    # From 30 to 42 points. With 7 points between raters and nine of them each time a change of
    # 1.96 x 7 x sqrt(2 / 9) = 6.47 is reliable, in whole points 7. Self went from 36 to 48.
    about = reassessed(cohort, *[7] * 9)
    page = page_of(client_for(about.enrolment.person), about)
    assert "All five practices are reliably higher than at the baseline." in page
    assert (
        '<th scope="row">Model the Way</th><td>30.0</td><td>42.0</td><td>12.0 higher</td><td>7 points</td>'
        "<td><b>Reliably higher</b></td><td>12.0 higher</td>"
    ) in page
    assert "closed 31 January 2026" in page
    assert "nine raters (reliability 0.68) at the baseline and nine raters (reliability 0.68) now" in page
    assert page.index("What has changed") < page.index("How to read this report")


def test_no_reliable_change_is_a_finding(cohort: Cohort, client_for: ClientFor) -> None:
    about = reassessed(cohort, *[5] * 6, *[7] * 3)
    page = page_of(client_for(about.enrolment.person), about)
    assert "None of the five practices has changed reliably." in page
    assert page.count("<b>No reliable change</b>") == 5
    assert "It is the most usual result, and no failure" in page


def test_it_counts_who_was_asked_both_times_and_not_who_answered(cohort: Cohort, client_for: ClientFor) -> None:
    # Addresses are rater-1 and so on: nine at the baseline, eleven now, two of whom are still waiting.
    first = open_round(cohort)
    before = subject(first)
    answered(before, Relationship.SELF, 6)
    answered(before, Relationship.CO_WORKER, *[5] * 9)
    closing.close(round=first)
    Invitation.objects.filter(email="rater-9@fenmoor.example").update(email="another@fenmoor.example")
    about = again(before, *[5] * 11)
    page = page_of(client_for(about.enrolment.person), about)
    assert "You asked nine people at the baseline and 11 now; eight of them were asked both times." in page


def test_a_baseline_on_hold_is_not_told(cohort: Cohort, client_for: ClientFor) -> None:
    first = full_round(cohort)
    closing.close(round=first)
    before = first.subjects.get()
    Debrief.objects.update_or_create(subject=before, defaults={"is_on_hold": True, "since": date(2026, 1, 31)})
    about = again(before, 5, 6, 7)
    assert "What has changed" not in page_of(client_for(about.enrolment.person), about)
    assert about.releases.get().change is None


# Scores taken over


def imported(scores: dict[str, float]) -> dict[str, Any]:
    """Practices only, as a report made elsewhere gives them."""
    cells = {
        key: Cell(mean=score / 6, sum=score, n=1 if key == SELF else 6, n_most=1 if key == SELF else 6)
        for key, score in scores.items()
    }
    return Result(
        least=3,
        columns=[Column(key, key.capitalize()) for key in scores],
        turnout=[Turnout("co_worker", "Co-workers", 6, 6, Treatment.SHOWN)],
        practices=[
            PracticeResult(key, name, cells, Agreement(withheld=Withheld.TOO_FEW), []) for key, name in Practice.choices
        ],
        ranking=[],
        comments=[],
    ).frozen()


@pytest.mark.parametrize("scores", [{SELF: 48.0, ALL: 40.0}, {ALL: 40.0}, {SELF: 48.0}])
def test_scores_made_elsewhere_read_well(cohort: Cohort, client_for: ClientFor, scores: dict[str, float]) -> None:
    made = Round.objects.create(cohort=cohort, source="An assessment of 2025", closes_on=date(2025, 6, 30))
    about = subject(made)
    generate_individual_report(subject=about, round=made, result=imported(scores), closed_on=made.closes_on)
    workflow.prepare(subject=about, on=made.closes_on)
    given(about, about.enrolment.person)
    page = page_of(client_for(about.enrolment.person), about)
    assert "The scores come from a report made elsewhere: An assessment of 2025." in page
    assert "gives no single statements" in page
    assert "brought no comments along" in page
    assert "Appendix" not in page
    assert "Not affiliated with or endorsed by" in page
