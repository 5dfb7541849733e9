"""Answers that come after the first report: they wait until there are enough of them to be shown by themselves."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from assessments.models import Relationship, Release, Subject
from assessments.rounds import closing
from assessments.rounds.extending import extend_subject
from cohorts.models import Cohort
from people.models import Person
from tests.assessments.closed_rounds import answered, debriefed, open_round
from tests.assessments.open_rounds import answer_all, named, opened
from tests.conftest import ClientFor


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def co_worker(about: Subject, number: int, rating: int) -> None:
    answer_all(about.invitations.get(email=f"co_worker-{number}@fenmoor.example"), rating)


def closed_with_three(cohort: Cohort) -> Subject:
    """Six co-workers are asked, and the three who answered in time rate 5 throughout."""
    about = opened(cohort).subjects.get()
    named(about, co_worker=6)
    for number in (1, 2, 3):
        co_worker(about, number, 5)
    closing.close(round=about.round)
    return about


def cell(release: Release) -> dict[str, Any]:
    return dict(release.result["practices"][0]["statements"][0]["cells"]["co_worker"])


def opened_again_for(about: Subject, until: date, **ratings: int) -> None:
    """These co-workers, as `n4=9`, answer late, and the subject closes again after the day."""
    extend_subject(subject=about, until=until)
    for number, rating in ratings.items():
        co_worker(about, int(number.removeprefix("n")), rating)
    closing.close_due(today=until + timedelta(days=1))


def test_too_few_late_answers_change_nothing_and_enough_make_a_new_release(cohort: Cohort) -> None:
    """One late 9, then two late 7s: 3 in all that add up to 23. With the 15 of before, 38 of six: a mean of 6.33."""
    about = closed_with_three(cohort)
    first = Release.objects.get()

    opened_again_for(about, in_days(3), n4=9)
    assert Release.objects.get() == first
    assert (cell(first)["n"], cell(first)["mean"]) == (3, 5.0)

    opened_again_for(about, in_days(5), n5=7, n6=7)
    kept, second = Release.objects.order_by("number")
    assert (kept, kept.result) == (first, first.result)
    assert (second.number, cell(second)["n"], cell(second)["mean"]) == (2, 6, 6.3)


def test_a_manager_who_answers_late_is_shown_at_once_as_they_were_told(cohort: Cohort) -> None:
    about = closed_with_three(cohort)
    extend_subject(subject=about, until=in_days(3))
    answer_all(about.invitations.get(relationship=Relationship.MANAGER), 8)

    closing.close_due(today=in_days(4))

    second = Release.objects.get(number=2)
    statement = second.result["practices"][0]["statements"][0]["cells"]
    assert (statement["manager"]["mean"], statement["co_worker"]["mean"]) == (8.0, 5.0)


def test_opened_again_for_nothing_there_is_no_new_release(cohort: Cohort) -> None:
    about = closed_with_three(cohort)
    for days in (2, 4):
        opened_again_for(about, in_days(days))
    assert Release.objects.count() == 1


def test_the_round_page_shows_who_is_open_again_and_the_reports_that_there_are(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    about = closed_with_three(cohort)
    extend_subject(subject=about, until=in_days(3))

    page = client_for(administrator).get(reverse("round", args=[about.round_id])).content.decode()

    assert "and about nobody else" in page
    assert "0 of 1 ready" in page
    assert "Remind those who have not answered" in page


def test_late_answers_to_the_baseline_make_the_reassessment_that_is_compared_with_it_again(cohort: Cohort) -> None:
    """Three co-workers gave 5, and three more give 7: of the 6 all together that the baseline has, 36 points."""
    about = closed_with_three(cohort)
    debriefed(about.round)
    again = Subject.objects.create(round=open_round(cohort, kind="reassessment"), enrolment=about.enrolment)
    answered(again, Relationship.CO_WORKER, 6, 7, 8)
    closing.close(round=again.round)

    opened_again_for(about, in_days(3), n4=7, n5=7, n6=7)

    was, now = again.releases.order_by("number")
    assert [one.change["practices"][0]["before"]["sum"] for one in (was, now)] == [30.0, 36.0]
    assert was.result == now.result
