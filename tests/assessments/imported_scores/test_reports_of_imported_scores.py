"""Imported scores go the way of every other 360: coach, participant, cohort and reassessment."""

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from assessments.debriefs import hold, workflow
from assessments.debriefs import release as debrief_release
from assessments.imported_scores.files import COLUMNS, WANTED
from assessments.imported_scores.importing import correct, import_scores
from assessments.models import CohortRelease, Debrief, Policy, Release, Round, Subject
from assessments.results.values import thaw
from cohorts.models import Cohort, Practice
from messaging.models import Message
from people.models import Organisation, Person, Role, User
from reports.models import Document
from reports.rendering import make
from spreadsheets.reading import read_text
from tests import cast
from tests.assessments.closed_rounds import debriefed
from tests.assessments.debrief_states import come_to, ravi
from tests.conftest import ClientFor

SOURCE = "Leadership survey of another publisher"
PEOPLE = 6


@pytest.fixture
def cohort(trust: Organisation) -> Cohort:
    made = cast.cohort(trust)
    for number in range(1, PEOPLE + 1):
        cast.enrolled(made, f"Person {number}")
    return made


def scores(up: int = 0) -> str:
    """Self, manager and four direct reports about everybody; the first person's scores are the lowest."""
    heading = ",".join(column.label for column in COLUMNS)
    rows = []
    for number in range(1, PEOPLE + 1):
        email = f"person-{number}@fenmoor-trust.example"
        base = 30 + number + up
        rows += [
            f"{email},Self,1,{','.join([str(base + 6)] * 5)}",
            f"{email},Manager,1,{','.join([str(base)] * 5)}",
            f"{email},Direct reports,4,{','.join([str(base + 0.5)] * 5)}",
        ]
    return "\n".join([heading, *rows])


def taken(cohort: Cohort, kind: Round.Kind = Round.Kind.BASELINE, up: int = 0) -> Round:
    table, by = read_text(scores(up), WANTED), administrator_of(cohort)
    return import_scores(cohort=cohort, kind=kind, source=SOURCE, closed_on=date(2026, 3, 31), table=table, by=by)


def known(cohort: Cohort) -> Round:
    """A baseline whose reports the participants have."""
    made = taken(cohort)
    debriefed(made)
    return made


def administrator_of(cohort: Cohort) -> User:
    return cast.member(cohort.organisation, Role.ADMINISTRATOR).user


def first(of: Round) -> Subject:
    return of.subjects.get(enrolment__person__name="Person 1")


def text_of(document: Document) -> str:
    make(document.pk)
    document.refresh_from_db()
    with document.file.open("rb") as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_report_of_scores_is_made_and_says_from_where_they_come(cohort: Cohort) -> None:
    text = text_of(first(taken(cohort)).releases.get().document)
    assert SOURCE in text
    assert all(practice.label in text for practice in Practice)
    # Self 37 of 60; (31 + 4 x 31.5) / 5 = 31.4
    assert "37.0" in text
    assert "31.4" in text


def test_it_waits_for_its_coach_as_every_report_does(
    cohort: Cohort, client_for: ClientFor, administrator: Person
) -> None:
    subject = first(taken(cohort))
    coach = cast.member(cohort.organisation, Role.COACH)
    participant = client_for(subject.enrolment.person)
    assert Debrief.objects.get(subject=subject).state == Debrief.State.PREPARED
    assert participant.get(f"/360/{subject.pk}/report/").status_code == 404
    Subject.objects.filter(pk=subject.pk).update(coach=coach)
    workflow.give_to_coach(subject=subject, by=administrator.user)
    page = client_for(coach).get(f"/360/{subject.pk}/report/").content.decode()
    assert SOURCE in page
    assert "31.4" in page
    assert client_for(coach).get(f"/debriefs/{subject.pk}/").status_code == 200
    assert client_for(administrator).get(f"/360/{subject.pk}/report/").status_code == 404


def test_the_days_without_a_coach_are_counted_from_today_and_not_from_the_close_elsewhere(cohort: Cohort) -> None:
    Policy.objects.create(organisation=cohort.organisation, without_coach_after=14)
    subject = first(taken(cohort))
    assert Debrief.objects.get(subject=subject).since == timezone.localdate()
    today = timezone.localdate()
    assert debrief_release.release_overdue(today=today + timedelta(days=13)) == 0
    assert debrief_release.release_overdue(today=today + timedelta(days=14)) == PEOPLE


def test_the_cohort_report_takes_them_like_any_other(cohort: Cohort, client_for: ClientFor) -> None:
    made = taken(cohort)
    release = CohortRelease.objects.get(round=made)
    assert SOURCE in text_of(release.document)
    executive = client_for(cast.member(cohort.organisation, Role.EXECUTIVE))
    page = executive.get(f"/rounds/{made.pk}/cohort-report/").content.decode()
    # The mean over six people of 31.4 to 36.4
    assert "33.9" in page


def test_a_reassessment_is_set_beside_the_baseline_of_the_same_assessment(cohort: Cohort) -> None:
    known(cohort)
    after = first(taken(cohort, Round.Kind.REASSESSMENT, up=15))
    release = Release.objects.get(subject=after)
    assert release.change is not None
    text = text_of(release.document)
    assert "What has changed" in text
    # 46.4 after 31.4
    assert "15.0" in text


def correct_baseline(baseline: Round, *, down: int) -> None:
    """The first person's scores were so many points too high, and nobody else's."""
    rows = scores().splitlines()
    put_right = scores(-down).splitlines()[1:4]
    text = "\n".join([rows[0], *put_right, *rows[4:]])
    correct(round_=baseline, table=read_text(text, WANTED), by=administrator_of(baseline.cohort))


def test_a_corrected_baseline_makes_the_reassessment_that_is_compared_with_it_again(cohort: Cohort) -> None:
    baseline, reassessment = known(cohort), taken(cohort, Round.Kind.REASSESSMENT, up=15)
    before = first(baseline).releases.get().document.number

    correct_baseline(baseline, down=2)

    was, now = first(reassessment).releases.order_by("number")
    assert (was.change["before_number"], was.change["practices"][0]["low"]) == (before, 15.0)  # type: ignore[index]
    assert now.result == was.result
    # 46.4 after 29.4 in place of 31.4
    assert now.change["practices"][0]["low"] == 17.0  # type: ignore[index]
    corrected = first(baseline).releases.get(number=2).document.number
    text = text_of(now.document)
    assert f"baseline (report no. {corrected}), closed 31 March 2026, and now" in text
    assert "17.0" in text
    assert first(reassessment).debrief.steps.get().reason == "What it says of the change since the baseline is new."
    assert Release.objects.filter(subject__round=reassessment).count() == PEOPLE + 1


def test_a_reassessment_that_the_participant_has_is_corrected_in_their_hands(cohort: Cohort) -> None:
    baseline, reassessment = known(cohort), taken(cohort, Round.Kind.REASSESSMENT, up=15)
    subject = first(reassessment)
    Debrief.objects.filter(subject=subject).update(state=Debrief.State.RELEASED)

    correct_baseline(baseline, down=2)

    was, now = subject.releases.order_by("number")
    assert not was.document.shown_to.exists()
    assert [person.name for person in now.document.shown_to.all()] == ["Person 1"]
    assert Message.objects.filter(kind="report_corrected", about=str(subject.pk)).count() == 1


def test_a_baseline_that_is_corrected_while_on_hold_is_compared_once_the_hold_is_lifted(
    cohort: Cohort, administrator: Person
) -> None:
    baseline, reassessment = known(cohort), taken(cohort, Round.Kind.REASSESSMENT, up=15)
    subject = first(baseline)
    hold.hold(subject=subject, by=administrator.user, reason="The scores are wrong.")

    correct_baseline(baseline, down=2)
    assert first(reassessment).releases.count() == 1
    hold.lift(subject=subject, by=administrator.user, reason="They are put right.")
    assert first(reassessment).releases.count() == 2
    hold.hold(subject=subject, by=administrator.user, reason="Once more.")
    hold.lift(subject=subject, by=administrator.user, reason="Nothing has changed.")
    assert first(reassessment).releases.count() == 2


@pytest.mark.parametrize("by_itself", [False, True], ids=["by the coach", "by itself"])
def test_of_a_baseline_that_the_participant_does_not_have_a_reassessment_tells_nothing_until_they_do(
    by_itself: bool, cohort: Cohort
) -> None:
    baseline, reassessment = taken(cohort), taken(cohort, Round.Kind.REASSESSMENT, up=15)
    subject = first(baseline)
    debriefed(reassessment)
    correct_baseline(baseline, down=2)
    assert [one.change for one in first(reassessment).releases.all()] == [None]
    assert not Message.objects.filter(kind="report_corrected").exists()

    if by_itself:
        Round.objects.filter(pk=baseline.pk).update(without_coach_after=14)
        debrief_release.release_overdue(today=timezone.localdate() + timedelta(days=14))
    else:
        Subject.objects.filter(pk=subject.pk).update(coach=ravi(cohort))
        come_to(Debrief.State.RELEASED, Subject.objects.get(pk=subject.pk))

    _, now = first(reassessment).releases.order_by("number")
    # 46.4 after 29.4
    assert now.change["practices"][0]["low"] == 17.0  # type: ignore[index]
    assert Message.objects.filter(kind="report_corrected", about=str(first(reassessment).pk)).count() == 1


def test_every_page_of_such_a_round_opens(cohort: Cohort, client_for: ClientFor, administrator: Person) -> None:
    made = taken(cohort)
    client: Client = client_for(administrator)
    for path in ("", "close/", "progress/", "coaches/", "hold/", "lift/", "cohort-report/"):
        assert client.get(f"/rounds/{made.pk}/{path}", follow=True).status_code in (200, 405), path
    assert client.get(f"/cohorts/{cohort.pk}/360/", follow=True).status_code == 200
    assert client.get("/").status_code == 200
    own = client_for(first(made).enrolment.person)
    for path in ("", "raters/", "rate/"):
        assert own.get(f"/360/{first(made).pk}/{path}", follow=True).status_code == 200
    assert own.get("/").status_code == 200


def test_a_result_that_was_taken_over_can_be_thawed(cohort: Cohort) -> None:
    release = first(taken(cohort)).releases.get()
    assert thaw(release.result).frozen() == release.result
