"""Leaving a comment out: why is said, the report is made again, and no later one brings it back."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessments.debriefs import redact
from assessments.models import DebriefStep, Redaction, Relationship, Release, Response, Round, Subject
from assessments.rounds import closing
from cohorts.models import Cohort
from messaging.models import Message
from people.models import Person
from reports.kinds import html_of
from reports.models import Document
from tests import cast
from tests.assessments.closed_rounds import answered
from tests.assessments.debrief_states import COACH, PARTICIPANT, State, closed, come_to, put_on_hold, ravi
from tests.assessments.debriefs.test_workflow import everybody
from tests.assessments.open_rounds import all_at_once
from tests.conftest import ClientFor

HARMFUL = "Explains why."
REASON = "It names a patient."
IN_ITS_PLACE = "This comment has been left out. The reason: It names a patient."


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    """Four direct reports wrote the same to each of the three questions."""
    made = closed(cohort)[0]
    come_to(State.WITH_COACH, made)
    return made


@pytest.fixture
def client(subject: Subject, client_for: ClientFor) -> Client:
    return client_for(ravi(subject.round.cohort))


def leave_out(subject: Subject, comment: str = HARMFUL, reason: str = REASON, question: int = 0) -> bool:
    by = ravi(subject.round.cohort).user
    return redact.leave_out(subject=subject, question=question, comment=comment, reason=reason, by=by)


def latest(subject: Subject) -> Release:
    return subject.releases.latest_first()[0]


def test_a_comment_is_replaced_by_one_sentence_with_the_reason(subject: Subject) -> None:
    before = latest(subject).result
    assert leave_out(subject)

    after = latest(subject)
    assert after.number == 2
    asked = after.result["comments"]
    assert asked[0]["colleagues"].count(IN_ITS_PLACE) == 4
    assert HARMFUL not in asked[0]["colleagues"]
    assert asked[1] == before["comments"][1]
    assert {key: value for key, value in after.result.items() if key != "comments"} == {
        key: value for key, value in before.items() if key != "comments"
    }


def test_the_document_says_what_the_release_says(subject: Subject) -> None:
    leave_out_everywhere(subject)
    document = latest(subject).document
    html = html_of(document.kind, content=document.content, title=document.title, number=document.number)
    assert html.count(IN_ITS_PLACE) == 12
    assert HARMFUL not in html
    assert document.content["result"] == latest(subject).result


def test_the_frozen_release_before_it_stays_as_it_was_and_opens_no_more(subject: Subject) -> None:
    first = subject.releases.get()
    leave_out(subject)
    kept = subject.releases.get(number=1)
    assert (kept.result, kept.document.content) == (first.result, first.document.content)
    assert not kept.document.shown_to.exists()
    assert [person.name for person in latest(subject).document.shown_to.all()] == [COACH]


@pytest.mark.parametrize(("writer", "words"), [("own", "I listen."), ("manager", "Calm under pressure.")])
def test_comments_of_the_participant_and_the_manager_can_be_left_out_too(
    writer: str, words: str, subject: Subject
) -> None:
    leave_out(subject, words)
    assert latest(subject).result["comments"][0][writer] == [IN_ITS_PLACE]


def test_it_is_written_down_word_for_word_with_who_and_why(subject: Subject) -> None:
    leave_out(subject)
    redaction = Redaction.objects.get()
    assert (redaction.question, redaction.comment, redaction.reason) == (0, HARMFUL, REASON)
    assert redaction.step.by == ravi(subject.round.cohort).user
    assert redaction.step.action == "redact"


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_reason_is_required(reason: str, subject: Subject) -> None:
    with pytest.raises(ValidationError, match="Enter the reason"):
        leave_out(subject, reason=reason)
    assert subject.releases.count() == 1


def test_a_reason_may_not_carry_the_comment_on(cohort: Cohort) -> None:
    subject = closed(cohort)[0]
    come_to(State.WITH_COACH, subject)
    with pytest.raises(ValidationError, match="must not repeat the comment"):
        leave_out(subject, "Calm under pressure.", reason="They wrote ‘calm under pressure.’ in anger")
    assert not Redaction.objects.exists()


def test_a_comment_that_is_not_there_cannot_be_left_out(subject: Subject) -> None:
    with pytest.raises(ValidationError, match="does not stand in the report"):
        leave_out(subject, "Nobody wrote this.")
    assert subject.releases.count() == 1


def test_before_the_coach_has_it_nothing_is_left_out(cohort: Cohort) -> None:
    subject = closed(cohort)[0]
    with pytest.raises(ValidationError, match="once the coach has the report"):
        leave_out(subject)


def test_leaving_it_out_again_changes_nothing(subject: Subject) -> None:
    assert leave_out(subject)
    assert not leave_out(subject)
    assert (subject.releases.count(), Redaction.objects.count(), DebriefStep.objects.count()) == (2, 1, 2)


@pytest.mark.django_db(transaction=True)
def test_several_at_once_are_all_left_out_each_once() -> None:
    subject = closed(cast.cohort(cast.trust()))[0]
    come_to(State.WITH_COACH, subject)
    words = [HARMFUL, "I listen.", "Calm under pressure.", "Answers quickly."] * 2
    done = all_at_once(8, lambda place: leave_out(subject, words[place]))
    assert (done.count(True), done.count(False)) == (4, 4)
    said = latest(subject).result["comments"][0]
    assert {*said["own"], *said["manager"], *said["colleagues"]} == {IN_ITS_PLACE}
    assert list(subject.releases.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_a_later_release_leaves_out_the_same_comments(subject: Subject) -> None:
    """Three others answer late. What was left out stays out, and what was not is there as before."""
    leave_out(subject)
    Round.objects.update(state=Round.State.OPEN)
    Subject.objects.update(state=Round.State.OPEN)
    answered(subject, Relationship.OTHER, 6, 6, 6, comment="Came later.")
    closing.close(round=subject.round)

    assert latest(subject).number == 3
    said = latest(subject).result["comments"][0]["colleagues"]
    # Four direct reports left out, three co-workers as before, three others who came later.
    assert sorted(said) == sorted([IN_ITS_PLACE] * 4 + ["Answers quickly."] * 3 + ["Came later."] * 3)
    assert HARMFUL in {text for response in Response.objects.all() for text in response.comments}


def test_after_the_release_it_is_a_correction_of_which_the_participant_is_told(
    subject: Subject, client_for: ClientFor
) -> None:
    come_to(State.RELEASED, subject)
    leave_out(subject)
    corrected = Message.objects.get(kind="report_corrected")
    assert corrected.to_email == subject.enrolment.person.email
    assert {person.name for person in latest(subject).document.shown_to.all()} == {COACH, PARTICIPANT}
    old = Document.objects.get(release__number=1)
    assert client_for(subject.enrolment.person).get(reverse("document", args=[old.pk])).status_code == 404


def test_before_the_release_the_participant_is_told_nothing(subject: Subject) -> None:
    leave_out(subject)
    assert not Message.objects.filter(kind="report_corrected").exists()


def test_while_it_is_on_hold_a_comment_can_be_left_out_and_stays_closed(subject: Subject, client: Client) -> None:
    """So that it can be put right before anybody reads it again."""
    come_to(State.RELEASED, subject)
    put_on_hold(subject)
    page = client.get(reverse("debrief_comments", args=[subject.pk]))
    assert HARMFUL in page.content.decode()
    leave_out(subject)
    assert not Document.objects.filter(shown_to__isnull=False).exists()


# The pages


def place_of(subject: Subject, comment: str) -> str:
    release = latest(subject)
    place = next(said.place for said in redact.comments_in(release) if said.text == comment)
    return reverse("debrief_leave_out", args=[subject.pk, release.number, place])


def test_the_coach_leaves_a_comment_out_by_its_page(subject: Subject, client: Client) -> None:
    address = place_of(subject, HARMFUL)
    assert HARMFUL in client.get(address).content.decode()
    page = client.post(address, {"reason": REASON}, follow=True).content.decode()
    assert "The comment is left out" in page
    assert page.count(IN_ITS_PLACE) == 4


def test_a_reason_that_is_missing_is_asked_for_and_the_comment_still_shown(subject: Subject, client: Client) -> None:
    page = client.post(place_of(subject, HARMFUL), {"reason": " "}).content.decode()
    assert "Enter the reason" in page
    assert HARMFUL in page
    assert subject.releases.count() == 1


def test_the_same_post_twice_gets_the_same_page(subject: Subject, client: Client) -> None:
    address = place_of(subject, HARMFUL)
    pages = [client.post(address, {"reason": REASON}, follow=True).content.decode() for _ in range(2)]
    assert ["The comment is left out" in page for page in pages] == [True, True]
    assert subject.releases.count() == 2


def test_a_page_of_an_earlier_release_leaves_out_nothing_else(subject: Subject, client: Client) -> None:
    """The place was counted in release 1. In release 2 it could be another comment, so the list is shown instead."""
    address = place_of(subject, "Answers quickly.")
    leave_out_everywhere(subject)
    page = client.get(address, follow=True).content.decode()
    assert "Here are its comments as they are now" in page
    assert HARMFUL not in page


def test_what_was_left_out_can_be_read_by_no_address(subject: Subject, client: Client) -> None:
    address = place_of(subject, HARMFUL)
    assert HARMFUL in client.get(address).content.decode()
    leave_out_everywhere(subject)

    addresses = [address, reverse("debrief_comments", args=[subject.pk]), reverse("debrief", args=[subject.pk])]
    answers = [client.get(each, follow=True).content.decode() for each in addresses]
    answers.append(client.post(address, {"reason": ""}, follow=True).content.decode())
    assert not [page for page in answers if HARMFUL in page]


def leave_out_everywhere(subject: Subject) -> None:
    for question in range(3):
        leave_out(subject, question=question)


def test_the_trail_shows_administrators_that_and_why_and_not_what(
    subject: Subject, administrator: Person, client_for: ClientFor
) -> None:
    leave_out(subject)
    page = client_for(administrator).get(reverse("debrief", args=[subject.pk])).content.decode()
    assert "Comment left out" in page
    assert REASON in page
    assert HARMFUL not in page


def test_nobody_but_the_coach_comes_to_the_comments(subject: Subject, client_for: ClientFor) -> None:
    come_to(State.RELEASED, subject)
    comments = reverse("debrief_comments", args=[subject.pk])
    one = reverse("debrief_leave_out", args=[subject.pk, 1, 0])
    for role, person in everybody(subject).items():
        client, expected = client_for(person), 200 if role == COACH else 404
        assert [client.get(comments).status_code, client.get(one).status_code] == [expected, expected], role
        if role != COACH:
            assert client.post(one, {"reason": REASON}).status_code == 404
    assert not Redaction.objects.exists()
