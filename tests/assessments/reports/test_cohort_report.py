"""The report on a whole cohort: when it is made, of what, who reads it, and what it says."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from assessments.debriefs import hold
from assessments.models import CohortRelease, Instrument, Relationship, Release, Round, Subject
from assessments.reports.cohort.generate import KIND, generate_report
from assessments.results.values import thaw
from assessments.rounds import closing
from cohorts.models import Cohort
from people.models import Organisation, Person, Role
from reports import documents
from reports.models import Document
from reports.rendering import make
from tests import cast
from tests.assessments.closed_rounds import answered, open_round
from tests.assessments.open_rounds import all_at_once
from tests.conftest import ClientFor
from tests.reading import read

NAMES = [f"Person {letter}" for letter in "ABCDEFGHIJKL"]


def rated(about: Subject, level: int) -> None:
    """By self two higher, by the manager one higher, and by four co-workers around the level."""
    answered(about, Relationship.SELF, level + 2)
    answered(about, Relationship.MANAGER, level + 1)
    answered(about, Relationship.CO_WORKER, level - 1, level, level, level + 1)


def round_of(cohort: Cohort, levels: Sequence[int], **values: Any) -> Round:
    made = open_round(cohort, **values)
    for name, level in zip(NAMES, levels, strict=False):
        enrolment = cohort.enrolments.filter(person__name=name).first() or cast.enrolled(cohort, name)
        rated(Subject.objects.create(round=made, enrolment=enrolment), level)
    return made


def closed(cohort: Cohort, levels: Sequence[int], **values: Any) -> Round:
    made = round_of(cohort, levels, **values)
    closing.close(round=made)
    made.refresh_from_db()
    return made


def report_of(round: Round) -> CohortRelease:
    return round.cohort_releases.latest("number")


def columns(round: Round) -> dict[str, Any]:
    return dict(report_of(round).result["profile"]["practices"][0]["columns"])


def page(client: Client, round: Round) -> str:
    return read(client.get(reverse("cohort_report", args=[round.pk])))


LEVELS = [4, 5, 6, 6, 7, 8]


def test_it_is_made_when_the_round_has_closed(cohort: Cohort) -> None:
    # Self is two above the level, so 6, 7, 8, 8, 9, 10: a mean of 8. All raters are the manager and four co-workers,
    # five times the level and one more: a mean of level + .2, so 6.2 over the cohort. Its scores, 25.2, 31.2, 37.2,
    # 37.2, 43.2 and 49.2, have a mean of 37.2.
    made = closed(cohort, LEVELS)
    assert columns(made)["self"] == {"sum": 48.0, "mean": 8.0, "n": 6, "withheld": None}
    assert columns(made)["manager"]["sum"] == 42.0
    assert columns(made)["all"] == {"sum": 37.2, "mean": 6.2, "n": 6, "withheld": None}


def test_nothing_is_made_while_one_subject_is_open(cohort: Cohort) -> None:
    made = round_of(cohort, LEVELS, closes_on=date(2026, 1, 31))
    Subject.objects.filter(round=made, enrolment__person__name=NAMES[0]).update(extended_to=date(2026, 3, 1))

    closing.close_due(today=date(2026, 2, 1))
    assert Release.objects.count() == 5
    assert not CohortRelease.objects.exists()

    closing.close_due(today=date(2026, 3, 2))
    assert columns(made)["all"]["n"] == 6


def test_four_reports_make_no_cohort_report(cohort: Cohort, executive: Person, client_for: ClientFor) -> None:
    made = closed(cohort, LEVELS[:4])
    assert not CohortRelease.objects.exists()
    assert "at least 5 participants who have a report of their own. Here there are 4." in page(
        client_for(executive), made
    )


def test_it_is_made_of_what_was_released_and_of_nothing_else(cohort: Cohort) -> None:
    """A group of two is in no participant's report, so that it is not in the cohort's either."""
    made = round_of(cohort, LEVELS)
    for about in made.subjects.all():
        answered(about, Relationship.OTHER, 1, 10)
    closing.close(round=made)
    assert columns(made)["all"]["sum"] == 37.2


def test_page_and_pdf_have_the_same_figures(cohort: Cohort, executive: Person, client_for: ClientFor) -> None:
    made = closed(cohort, LEVELS)
    shown, printed = page(client_for(executive), made), text_of(report_of(made).document)
    for words in (
        "48.0",
        "37.2",
        "mean 6.2, n 6",
        "This covers 6 of 6 participants",
        "No other norm is used",
        "Not affiliated with or endorsed by the publishers",
        "They rate themselves higher than their raters do on five of five practices.",
    ):
        assert words in printed
        assert words in shown
    assert not [name for name in NAMES if name in shown or name in printed]


def text_of(document: Document) -> str:
    return " ".join(" ".join(one.extract_text() for one in PdfReader(pdf_of(document)).pages).split())


def pdf_of(document: Document) -> io.BytesIO:
    make(document.pk)
    document.refresh_from_db()
    with document.file.open("rb") as file:
        return io.BytesIO(file.read())


def test_the_pdf_is_tagged_and_at_most_five_pages(cohort: Cohort) -> None:
    closed(cohort, LEVELS, closes_on=date(2026, 1, 31))
    again = closed(cohort, [7, 7, 7, 7, 8, 9], kind=Round.Kind.REASSESSMENT, closes_on=date(2027, 1, 31))
    with pikepdf.open(pdf_of(report_of(again).document)) as pdf:
        assert len(pdf.pages) <= 5
        assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes()


# Who reads it


def test_an_executive_of_the_organisation_reads_page_and_pdf(
    cohort: Cohort, executive: Person, client_for: ClientFor
) -> None:
    made = closed(cohort, LEVELS)
    make(report_of(made).document.pk)
    client = client_for(executive)
    response = client.get(reverse("cohort_report", args=[made.pk]))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert client.get(reverse("document", args=[report_of(made).document.pk])).status_code == 200
    assert reverse("cohort_report", args=[made.pk]) in client.get("/").content.decode()


def test_nobody_else_reads_it(cohort: Cohort, coach: Person, client_for: ClientFor) -> None:
    made = closed(cohort, LEVELS)
    participant = cohort.enrolments.order_by("pk")[0].person
    elsewhere = cast.member(cast.trust("Otherside Trust"), Role.EXECUTIVE)
    for person in (coach, participant, elsewhere):
        client = client_for(person)
        assert client.get(reverse("cohort_report", args=[made.pk])).status_code == 404
        assert client.get(reverse("document", args=[report_of(made).document.pk])).status_code == 404


def test_an_executive_makes_nothing_and_runs_nothing(cohort: Cohort, executive: Person, client_for: ClientFor) -> None:
    made = closed(cohort, LEVELS)
    client = client_for(executive)
    assert client.post(reverse("cohort_report_make", args=[made.pk])).status_code == 404
    assert client.get(reverse("round", args=[made.pk])).status_code == 404
    assert "Make again" not in page(client, made)


# A later number


def release_again(about: Subject, score: float) -> None:
    """A correction of one participant's result, as late answers bring it about."""
    last = about.releases.latest("number")
    result = last.result
    for practice in result["practices"]:
        practice["cells"]["all"] |= {"sum": score, "mean": score / 6}
        for statement in practice["statements"]:
            statement["cells"]["all"] |= {"mean": score / 6}
    document = documents.owe(
        kind="test_report", key=f"again:{about.pk}", organisation=about.organisation, title="Again", content={}
    )
    Release.objects.create(subject=about, number=last.number + 1, result=result, document=document)


def test_making_it_again_without_a_change_makes_nothing(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    made = closed(cohort, LEVELS)
    client = client_for(administrator)
    response = client.post(reverse("cohort_report_make", args=[made.pk]), follow=True)
    assert "There is nothing new to say" in response.content.decode()
    assert CohortRelease.objects.count() == 1


@pytest.mark.parametrize("changed", [1, 4])
def test_a_few_changed_results_make_no_new_report(cohort: Cohort, changed: int) -> None:
    made = closed(cohort, LEVELS)
    for about in made.subjects.order_by("pk")[:changed]:
        release_again(about, 54.0)
    assert generate_report(round=made) is None


def test_five_changed_results_make_a_new_number(cohort: Cohort) -> None:
    # Five at 54 and the one at 49.2 stay: 319.2 over six is 53.2.
    made = closed(cohort, LEVELS)
    first = report_of(made)
    for about in made.subjects.order_by("pk")[:5]:
        release_again(about, 54.0)
    again = generate_report(round=made)
    assert again is not None
    assert (again.number, again.document.number) == (2, 2)
    assert columns(made)["all"]["sum"] == 53.2
    first.refresh_from_db()
    assert first.result["profile"]["practices"][0]["columns"]["all"]["sum"] == 37.2


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_make_one_number(cohort: Cohort) -> None:
    made = closed(cohort, LEVELS)
    for about in made.subjects.order_by("pk")[:5]:
        release_again(about, 54.0)
    all_at_once(20, lambda _: generate_report(round=made))
    assert CohortRelease.objects.count() == 2


def test_a_round_closed_long_ago_has_its_report_made_by_hand(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    made = closed(cohort, LEVELS)
    CohortRelease.objects.all().delete()
    client = client_for(administrator)
    assert "Make the cohort report" in page(client, made)
    response = client.post(reverse("cohort_report_make", args=[made.pk]), follow=True)
    assert "The report has been made" in response.content.decode()
    assert "In two minutes" not in response.content.decode()
    assert columns(made)["all"]["sum"] == 37.2


# Norms


def standing(round: Round) -> dict[str, Any]:
    return dict(report_of(round).result["profile"]["practices"][0]["standing"])


def test_the_norm_is_of_the_organisations_own_earlier_cohorts(
    trust: Organisation, cohort: Cohort, executive: Person, client_for: ClientFor
) -> None:
    # Earlier scores are 25.2 five times, 37.2 twice and 49.2 three times: of these ten, seven are at or below 37.2.
    closed(cast.cohort(trust, "Pilot cohort"), [4] * 5, closes_on=date(2025, 1, 31))
    closed(cast.cohort(trust, "Second cohort"), [6, 6, 8, 8, 8], closes_on=date(2025, 6, 30))
    made = closed(cohort, LEVELS, closes_on=date(2026, 1, 31))
    assert standing(made) == {"percentile": 70, "n": 10, "withheld": None}
    assert "Of the participants of Pilot cohort, Second cohort, this share" in page(client_for(executive), made)


def released_late(round: Round, name: str, score: float) -> None:
    """Release a report on one more participant, after the round's own was generated."""
    about = Subject.objects.create(round=round, enrolment=cast.enrolled(round.cohort, name), state=Round.State.CLOSED)
    result = Release.objects.filter(subject__round=round).latest("pk").result
    document = documents.owe(
        kind="test_report", key=f"late:{about.pk}", organisation=about.organisation, title="Late", content={}
    )
    Release.objects.create(subject=about, number=1, result=result, document=document)
    release_again(about, score)


@pytest.mark.parametrize(("late", "percentile", "n"), [(1, 70, 10), (4, 70, 10), (5, 47, 15)])
def test_a_few_late_reports_of_an_earlier_cohort_do_not_move_the_norm(
    trust: Organisation, cohort: Cohort, late: int, percentile: int, n: int
) -> None:
    """Of ten earlier scores seven are at or below 37.2, and so are 46.7 in a hundred when five higher ones join."""
    pilot = closed(cast.cohort(trust, "Pilot cohort"), [4] * 5, closes_on=date(2025, 1, 31))
    closed(cast.cohort(trust, "Second cohort"), [6, 6, 8, 8, 8], closes_on=date(2025, 6, 30))
    made = closed(cohort, LEVELS, closes_on=date(2026, 1, 31))
    for number in range(late):
        released_late(pilot, f"Late {number}", 54.0)
    assert generate_report(round=pilot)

    again = generate_report(round=made)

    assert (again is None) is (late < 5)
    assert standing(made) == {"percentile": percentile, "n": n, "withheld": None}


def test_no_other_cohort_is_in_the_norm(trust: Organisation, other_trust: Organisation, cohort: Cohort) -> None:
    """Another Trust's, one that came later, one that asked something else, and one without a report of its own."""
    earlier = {"closes_on": date(2025, 1, 31)}
    closed(cast.cohort(other_trust, "Elsewhere"), [6] * 12, **earlier)
    closed(cast.cohort(trust, "Later"), [6] * 12, closes_on=date(2026, 6, 30))
    questionnaire = Instrument.objects.create(
        organisation=trust, name="Another", version=1, lowest=1, highest=10, labels={}, questions=[]
    )
    other = closed(cast.cohort(trust, "Other questionnaire"), [6] * 12, **earlier)
    Round.objects.filter(pk=other.pk).update(instrument=questionnaire)
    closed(cast.cohort(trust, "Few"), [6] * 4, **earlier)
    made = closed(cohort, LEVELS, closes_on=date(2026, 1, 31))
    assert standing(made)["withheld"] == "no_norm"
    assert report_of(made).result["profile"]["earlier"] == []


# Reassessment


def test_a_reassessment_is_set_beside_the_baseline(cohort: Cohort, executive: Person, client_for: ClientFor) -> None:
    # Levels go from 4, 5, 6, 6, 7, 7 to 5, 6, 6, 7, 7, 8: a point for four of six, so scores by 6 points for these and
    # a mean change of 4.0. Squares from it: four times 4 and two times 16, 48 over 5 is 9.6; sqrt(9.6 / 6) is 1.265,
    # times 2.571 is 3.25: from .7 to 7.3.
    closed(cohort, [4, 5, 6, 6, 7, 7], closes_on=date(2026, 1, 31))
    again = closed(cohort, [5, 6, 6, 7, 7, 8], kind=Round.Kind.REASSESSMENT, closes_on=date(2027, 1, 31))
    change = report_of(again).result["profile"]["practices"][0]["changes"]["all"]
    assert (change["before"], change["after"], change["change"]) == (36.2, 40.2, 4.0)
    assert (change["low"], change["high"], change["verdict"], change["n"]) == (0.7, 7.3, "higher", 6)
    shown = page(client_for(executive), again)
    assert "+0.7 to +7.3" in shown
    assert "Reliably higher" in shown


def test_no_reliable_change_is_on_the_page(cohort: Cohort, executive: Person, client_for: ClientFor) -> None:
    closed(cohort, [4, 5, 6, 6, 7, 7], closes_on=date(2026, 1, 31))
    again = closed(cohort, [5, 4, 7, 5, 8, 6], kind=Round.Kind.REASSESSMENT, closes_on=date(2027, 1, 31))
    shown = page(client_for(executive), again)
    assert "Since the baseline, no practice shows a reliable change." in shown


def test_one_who_left_makes_the_change_a_matter_of_words(
    cohort: Cohort, executive: Person, client_for: ClientFor
) -> None:
    closed(cohort, [4, 5, 6, 6, 7, 7, 7], closes_on=date(2026, 1, 31))
    again = closed(cohort, [5, 6, 7, 7, 8, 8], kind=Round.Kind.REASSESSMENT, closes_on=date(2027, 1, 31))
    change = report_of(again).result["profile"]["practices"][0]["changes"]["all"]
    assert (change["change"], change["before"], change["verdict"], change["n"]) == (None, None, "higher", 6)
    assert "Held back" in page(client_for(executive), again)


def test_another_questionnaire_is_no_baseline(cohort: Cohort, executive: Person, client_for: ClientFor) -> None:
    first = closed(cohort, LEVELS, closes_on=date(2026, 1, 31))
    Round.objects.filter(pk=first.pk).update(instrument=None, source="An assessment made elsewhere")
    again = closed(cohort, LEVELS, kind=Round.Kind.REASSESSMENT, closes_on=date(2027, 1, 31))
    assert "the baseline asked another questionnaire" in page(client_for(executive), again)


# Scores taken over


def test_scores_taken_over_have_a_report_without_statements(
    cohort: Cohort, executive: Person, client_for: ClientFor
) -> None:
    made = closed(cohort, LEVELS)
    for release in Release.objects.all():
        for practice in release.result["practices"]:
            practice["statements"] = []
        release.result |= {"ranking": [], "comments": []}
        assert not thaw(release.result).statement_cells()
        Release.objects.filter(pk=release.pk).update(result=release.result)
    CohortRelease.objects.all().delete()
    Document.objects.filter(kind=KIND).delete()
    Round.objects.filter(pk=made.pk).update(instrument=None, source="Scores of 2024")
    generate_report(round=made)
    shown = page(client_for(executive), made)
    assert "So there are no statements to name." in shown
    assert "Questionnaire: Scores of 2024." in shown
    assert "So there are no statements to name." in text_of(report_of(made).document)


def test_the_page_asks_the_database_no_more_for_twelve(
    trust: Organisation, cohort: Cohort, executive: Person, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    client = client_for(executive)
    for made in (closed(cohort, LEVELS), closed(cast.cohort(trust, "Cohort 2"), LEVELS * 2)):
        with django_assert_max_num_queries(12):
            page(client, made)


def test_executives_cannot_open_it_while_a_report_that_it_counts_is_on_hold(
    cohort: Cohort, executive: Person, administrator: Person, client_for: ClientFor
) -> None:
    made = closed(cohort, LEVELS)
    document, client = report_of(made).document, client_for(executive)
    pdf = reverse("document", args=[document.pk])
    two = made.subjects.all()[:2]
    for subject in two:
        hold.hold(subject=subject, by=administrator.user, reason="A rater was named.")

    shown = page(client, made)
    assert "This report is on hold" in shown
    assert "The five practices" not in shown
    assert client.get(pdf).status_code == 404
    told = page(client_for(administrator), made)
    assert "Executives cannot open this report now: 2 participants who are counted in it have reports on hold." in told
    assert "The five practices" in told

    hold.lift(subject=two[0], by=administrator.user, reason="Put right.")
    assert "This report is on hold" in page(client, made)
    hold.lift(subject=two[1], by=administrator.user, reason="Put right.")
    assert "The five practices" in page(client, made)
    assert "on hold" not in page(client_for(administrator), made)
    assert document in Document.objects.visible_to(executive.user)


def test_a_hold_of_a_baseline_reaches_the_report_that_is_set_beside_it_and_the_next_number(
    cohort: Cohort, executive: Person, administrator: Person, client_for: ClientFor
) -> None:
    baseline = closed(cohort, LEVELS)
    again = closed(cohort, [level + 1 for level in LEVELS], kind=Round.Kind.REASSESSMENT)
    elsewhere = closed(cast.cohort(cohort.organisation, "Cohort 2"), LEVELS)
    hold.hold(subject=baseline.subjects.all()[0], by=administrator.user, reason="A rater was named.")

    client = client_for(executive)
    assert "This report is on hold" in page(client, again)
    assert "This report is on hold" not in page(client, elsewhere)
    CohortRelease.objects.filter(round=again).delete()
    assert generate_report(round=again)
    assert "This report is on hold" in page(client, again)
