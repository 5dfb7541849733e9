"""On a ward's computer one person follows another: nobody finds what the last one began, or answers in their place."""

from django.test import Client
from django.urls import reverse

from assessments.models import Invitation, Relationship, Subject
from cohorts.models import Cohort
from tests import cast
from tests.assessments.open_rounds import emailed_token, invitation, named, opened, started
from tests.conftest import ClientFor


def raters(cohort: Cohort) -> tuple[Subject, Invitation, Invitation]:
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=2)
    first, second = subject.invitations.filter(relationship=Relationship.CO_WORKER).order_by("email")
    return subject, first, second


def page(of: Invitation) -> str:
    return reverse("answer_page", args=[of.pk, 1])


def test_the_subject_who_signs_in_next_does_not_find_a_raters_answers(cohort: Cohort) -> None:
    subject, rater, _ = raters(cohort)
    browser = started(Client(), rater)
    assert browser.get(page(rater)).status_code == 200

    browser.force_login(subject.enrolment.person.user)

    assert browser.get(page(rater)).status_code == 404


def test_the_next_rater_does_not_find_the_last_ones_answers(cohort: Cohort) -> None:
    _, first, second = raters(cohort)
    browser = started(Client(), first)

    started(browser, second)

    assert browser.get(page(first)).status_code == 404
    assert browser.get(page(second)).status_code == 200


def test_a_rater_who_is_asked_about_two_people_can_have_both_open(cohort: Cohort) -> None:
    cast.enrolled(cohort, "Robin Participant")
    cast.enrolled(cohort, "Sam Participant")
    asked = []
    for subject in opened(cohort).subjects.all():
        named(subject, co_worker=1)
        asked.append(invitation(subject, Relationship.CO_WORKER))
    browser = Client()

    for each in asked:
        started(browser, each)

    assert [browser.get(page(each)).status_code for each in asked] == [200, 200]


def test_a_signed_in_rater_stays_signed_in_and_keeps_their_own(cohort: Cohort, client_for: ClientFor) -> None:
    subject, _, _ = raters(cohort)
    browser = client_for(subject.enrolment.person)
    browser.post(reverse("rate_self", args=[subject.pk]))
    own = invitation(subject, Relationship.SELF)

    browser.force_login(subject.enrolment.person.user)

    assert browser.get(page(own)).status_code == 200


def test_a_subject_cannot_answer_about_themselves_in_the_place_of_a_rater(
    cohort: Cohort, client_for: ClientFor
) -> None:
    subject, rater, _ = raters(cohort)
    browser = client_for(subject.enrolment.person)

    answer = browser.post(f"/r/{emailed_token(rater)}/")

    assert answer.status_code == 403
    assert "This link is for somebody else" in answer.content.decode()
    assert browser.get(page(rater)).status_code == 404
    rater.refresh_from_db()
    assert rater.state == Invitation.State.INVITED
