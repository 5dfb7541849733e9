import pytest
from django.test import Client
from django.urls import reverse

from assessments.answering.drafts import save_draft
from assessments.models import Invitation, Relationship, Subject
from cohorts.models import Cohort
from tests.assessments.open_rounds import invitation, named, opened, started
from tests.conftest import ClientFor

WORDS = "As your only deputy I heard Co-worker 2 <say> so"


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=3)
    return subject


def check_page(client: Client, of: Invitation) -> str:
    save_draft(invitation_id=of.pk, ratings={}, comments={0: WORDS})
    return client.get(reverse("answer_check", args=[of.pk])).content.decode()


def test_a_rater_sees_which_words_could_identify_them_and_may_submit_all_the_same(subject: Subject) -> None:
    rater = invitation(subject, Relationship.CO_WORKER)
    client = started(Client(), rater)
    save_draft(invitation_id=rater.pk, ratings=dict.fromkeys(range(1, 31), 7), comments={})

    page = check_page(client, rater)
    done = client.post(reverse("answer_check", args=[rater.pk]), follow=True)

    assert "Some of your words are <mark" in page
    assert ">As your only deputy<span" in page
    assert ">Co-worker 2<span" in page
    assert page.count("could identify you") == 2
    assert "&lt;say&gt;" in page
    assert "Your answers have been submitted" in done.content.decode()


def test_words_that_point_to_nobody_are_not_warned_of(subject: Subject) -> None:
    rater = invitation(subject, Relationship.CO_WORKER)
    client = started(Client(), rater)
    save_draft(invitation_id=rater.pk, ratings={}, comments={1: "Listens well, Pat Participant does"})

    page = client.get(reverse("answer_check", args=[rater.pk])).content.decode()

    assert "Listens well, Pat Participant does" in page
    assert "<mark" not in page


def test_a_manager_is_told_that_their_words_are_theirs_and_nothing_is_marked(subject: Subject) -> None:
    manager = invitation(subject, Relationship.MANAGER)

    page = check_page(started(Client(), manager), manager)

    assert "shown as the manager’s" in page
    assert "<mark" not in page


def test_a_participant_is_told_so_too(subject: Subject, client_for: ClientFor) -> None:
    client = client_for(subject.enrolment.person)
    client.post(reverse("rate_self", args=[subject.pk]))

    page = check_page(client, invitation(subject, Relationship.SELF))

    assert "shown in your report as yours" in page
    assert "<mark" not in page
