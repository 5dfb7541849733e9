"""Closing a round: what it ends, what it releases, and who may do it."""

import re
import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from assessments import tasks
from assessments.answering import drafts, submission
from assessments.models import Draft, Invitation, Relationship, Release, Response, Round, Subject
from assessments.rounds import closing
from cohorts.models import Cohort, Enrolment
from messaging import letters
from messaging.models import Message
from people.models import Organisation, Person
from reports.models import Document, DocumentState
from tests import cast
from tests.assessments.closed_rounds import answered, full_round, invite, open_round, subject
from tests.conftest import ClientFor
from tests.reading import read

NAMES = ["Ana Able", "Ben Brisk", "Cai Calm"]


def test_each_subject_with_an_answer_gets_a_release_and_a_document(cohort: Cohort, trust: Organisation) -> None:
    made = full_round(cohort, NAMES)
    closing.close(round=made)

    made.refresh_from_db()
    assert not made.is_open
    documents = Document.objects.filter(release__subject__round=made).order_by("number")
    assert [document.title for document in documents] == [f"360 report: {name}" for name in NAMES]
    assert [document.number for document in documents] == [1, 2, 3]
    assert {document.state for document in documents} == {DocumentState.OWED}


def test_the_report_is_open_to_nobody_before_its_coach_has_it(
    cohort: Cohort, administrator: Person, coach: Person, executive: Person, outsider: Person
) -> None:
    made = full_round(cohort, NAMES[:2])
    made.subjects.update(coach=coach)
    closing.close(round=made)

    ana, ben = (each.enrolment.person for each in made.subjects.select_related("enrolment__person__user"))
    everybody = (ana, ben, administrator, coach, executive, outsider)
    assert Document.objects.count() == 2
    assert not [person for person in everybody if Document.objects.visible_to(person.user).exists()]


def test_a_subject_about_whom_nobody_answered_gets_none(cohort: Cohort) -> None:
    made = full_round(cohort, NAMES[:1])
    subject(made, "Nobody Asked")
    closing.close(round=made)
    assert [release.subject.name for release in Release.objects.all()] == ["Ana Able"]


def test_a_subject_about_whom_too_few_answered_to_show_anything_gets_none(cohort: Cohort) -> None:
    """That there is a report of nothing would tell that the one who was asked has answered."""
    made = full_round(cohort, NAMES[:1])
    answered(subject(made, "One Asked"), Relationship.CO_WORKER, 7)
    closing.close(round=made)
    assert [release.subject.name for release in Release.objects.all()] == ["Ana Able"]


def test_two_small_groups_that_are_shown_together_make_a_report(cohort: Cohort) -> None:
    made = open_round(cohort)
    about = subject(made)
    answered(about, Relationship.CO_WORKER, 6, 7)
    answered(about, Relationship.DIRECT_REPORT, 5)
    closing.close(round=made)
    assert Release.objects.get().subject == about


def test_closing_twice_changes_nothing(cohort: Cohort) -> None:
    made = full_round(cohort)
    closing.close(round=made)
    keys = set(Response.objects.values_list("pk", flat=True))
    closing.close(round=made)
    assert (Release.objects.count(), Document.objects.count(), Message.objects.count()) == (1, 1, 1)
    assert set(Response.objects.values_list("pk", flat=True)) == keys


def test_what_was_begun_and_not_submitted_is_deleted(cohort: Cohort) -> None:
    made = full_round(cohort)
    begun = invite(made.subjects.get(), Relationship.OTHER, state=Invitation.State.STARTED)
    Draft.objects.create(invitation=begun, ratings={"1": 7}, comments={"0": "Half a thought"})
    closing.close(round=made)
    assert not Draft.objects.exists()
    assert not Response.objects.filter(relationship=Relationship.OTHER).exists()


def test_responses_are_written_again_in_random_order_under_new_keys(cohort: Cohort) -> None:
    """Sixty responses in the order in which they came by chance: one in 60 factorial."""
    made = open_round(cohort)
    answered(subject(made), Relationship.CO_WORKER, *([5] * 60))
    for place, response in enumerate(Response.objects.order_by("pk")):
        Response.objects.filter(pk=response.pk).update(comments=[f"Comment {place:02}", "", ""])
    before = in_place()

    closing.close(round=made)

    after = in_place()
    assert {key for key, _ in before}.isdisjoint(key for key, _ in after)
    assert sorted(text for _, text in before) == sorted(text for _, text in after)
    assert [text for _, text in before] != [text for _, text in after]
    assert sorted(text for _, text in after) != [text for _, text in after]


def in_place() -> list[tuple[object, str]]:
    """Key and first comment of every response, in the order in which the table holds them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, comments[1] FROM assessments_response ORDER BY ctid")
        return list(cursor.fetchall())


def test_after_the_close_every_response_is_from_one_transaction(cohort: Cohort) -> None:
    made = full_round(cohort)
    closing.close(round=made)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM assessments_response")
        assert cursor.fetchone() == (1,)


def test_the_release_stays_as_it_was_whatever_happens_to_the_answers(cohort: Cohort) -> None:
    made = full_round(cohort)
    closing.close(round=made)
    before = (Release.objects.get().result, Document.objects.get().content)
    Response.objects.all().delete()
    Enrolment.objects.update(job_title="Changed")
    Person.objects.update(name="Changed")
    closing.close(round=made)
    assert (Release.objects.get().result, Document.objects.get().content) == before


def test_each_subject_is_told_once_where_their_report_will_be(cohort: Cohort) -> None:
    made = full_round(cohort)
    closing.close(round=made)
    message = Message.objects.get()
    letter = letters.letter_for(message)
    assert letter is not None
    assert message.to_name == "Pat Participant"
    assert letter.subject == "Your 360 has closed"
    assert letter.url.endswith(reverse("my_assessment", args=[made.subjects.get().pk]))


def test_a_round_is_open_on_its_last_day_and_closes_after_it(cohort: Cohort) -> None:
    made = full_round(cohort)
    Round.objects.update(closes_on=date(2026, 3, 3))

    closing.close_due(today=date(2026, 3, 3))
    made.refresh_from_db()
    assert made.is_open

    closing.close_due(today=date(2026, 3, 4))
    made.refresh_from_db()
    assert not made.is_open


def test_what_is_closed_by_hand_is_said_to_have_ended_on_that_day(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    """Told until 31 January 2099 and closed on 3 March 2026, of which a page must not speak as of the former."""
    made = full_round(cohort)
    about = made.subjects.get()
    closing.close(round=made, on=date(2026, 3, 3))

    page = client_for(administrator).get(reverse("round_subject", args=[about.pk])).content.decode()
    file = client_for(administrator).get(reverse("round_completion", args=[made.pk])).content.decode()

    assert "The last day for answers was Tuesday 3 March 2026." in page
    assert "2026-03-03,Yes" in file
    assert "2099" not in page + file


def test_what_closes_by_itself_ended_on_its_last_day(cohort: Cohort) -> None:
    made = full_round(cohort)
    Round.objects.update(closes_on=date(2026, 3, 3))
    closing.close_due(today=date(2026, 3, 4))
    assert Subject.objects.get(round=made).ended_on == date(2026, 3, 3)


def test_beat_closes_what_is_due_and_nothing_else(cohort: Cohort, trust: Organisation) -> None:
    due = full_round(cohort)
    Round.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    running = open_round(cast.cohort(trust, "Cohort 2"))
    tasks.close_due_rounds()
    assert list(Round.objects.filter(state=Round.State.OPEN)) == [running]
    assert Release.objects.get().subject.round == due


def test_beat_passes_over_a_round_without_subjects(cohort: Cohort, trust: Organisation) -> None:
    empty, due = open_round(cohort), full_round(cast.cohort(trust, "Cohort 2"))
    Round.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    tasks.close_due_rounds()
    assert list(Round.objects.filter(state=Round.State.OPEN)) == [empty]
    assert Release.objects.get().subject.round == due


def test_beat_has_nothing_to_close_in_a_cohort_without_participants(cohort: Cohort) -> None:
    assert not cohort.enrolments.exists()
    tasks.close_due_rounds()
    assert (Round.objects.count(), Document.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_closing_a_round_without_subjects_makes_no_report_and_emails_nobody(cohort: Cohort) -> None:
    closing.close(round=open_round(cohort))
    assert (Document.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_answers_submitted_while_the_round_closes_are_in_it_or_refused() -> None:
    """Nobody is told that their answers are in when they are not, and no response comes after the close."""
    made = full_round(cast.cohort(cast.trust()))
    about = made.subjects.get()
    waiting = [invite(about, Relationship.OTHER) for _ in range(8)]
    for invitation in waiting:
        ratings = {str(number): 5 for number in range(1, 31)}
        Draft.objects.create(invitation=invitation, ratings=ratings)

    accepted: list[Invitation] = []
    submits = [submitting(invitation, accepted) for invitation in waiting]
    at_once([*submits[:4], lambda: closing.close(round=made), *submits[4:]])

    others = Response.objects.filter(relationship=Relationship.OTHER).count()
    assert others == len(accepted)
    turnout = {row["name"]: row for row in Release.objects.get().result["turnout"]}
    assert turnout["Others"]["answered"] == (others if others >= 3 else None)


def submitting(invitation: Invitation, accepted: list[Invitation]) -> Callable[[], None]:
    def submit() -> None:
        try:
            submission.submit(invitation_id=invitation.pk)
        except drafts.RoundIsClosedError:
            return
        accepted.append(invitation)

    return submit


def at_once(actions: list[Callable[[], None]]) -> None:
    """Run each in a thread of its own, started together; a failure in any of them is raised here."""
    start, failures = threading.Barrier(len(actions)), []

    def run(action: Callable[[], None]) -> None:
        start.wait()
        try:
            action()
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_the_page_asks_before_it_closes(cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    made = full_round(cohort)
    invite(made.subjects.get(), Relationship.OTHER)
    response = client_for(administrator).get(reverse("round_close", args=[made.pk]))
    made.refresh_from_db()
    assert made.is_open
    assert "9 of 10 questionnaires have been answered" in read(response)


def test_the_page_before_closing_tells_nothing_of_a_group_with_too_few_answers(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    made = open_round(cohort)
    about = subject(made)
    asked = invite(about, Relationship.CO_WORKER)
    client = client_for(administrator)

    before = main_of(read(client.get(reverse("round_close", args=[made.pk]))))
    asked.delete()
    answered(about, Relationship.CO_WORKER, 7)

    assert main_of(read(client.get(reverse("round_close", args=[made.pk])))) == before
    assert "at least 0 of 1" in before


def main_of(content: str) -> str:
    """The page without its token, which is another each time."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", content[content.index("<main") : content.index("</main>")])


def test_the_button_closes_and_leads_to_the_round(cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    made = full_round(cohort)
    response = client_for(administrator).post(reverse("round_close", args=[made.pk]))
    made.refresh_from_db()
    assert not made.is_open
    assert response.headers["Location"] == reverse("round", args=[made.pk])


def test_a_closed_round_is_not_asked_about_again(cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    made = full_round(cohort)
    closing.close(round=made)
    response = client_for(administrator).get(reverse("round_close", args=[made.pk]))
    assert response.headers["Location"] == reverse("round", args=[made.pk])


def test_nobody_but_an_administrator_of_the_trust_finds_the_pages(
    cohort: Cohort, coach: Person, executive: Person, outsider: Person, client_for: ClientFor
) -> None:
    made = full_round(cohort)
    participant = made.subjects.get().enrolment.person
    close, progress = (reverse(name, args=[made.pk]) for name in ("round_close", "round_progress"))
    for client in map(client_for, (coach, executive, outsider, participant)):
        answers = [client.get(close), client.post(close), client.get(progress)]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    made.refresh_from_db()
    assert made.is_open
