"""Who can open a report: in every state, on hold or not, by every way there is."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessments.debriefs import workflow
from assessments.models import Debrief, Relationship, Release, Response, Round, Subject
from assessments.rounds import closing
from cohorts.models import Cohort
from people.models import Person, Role, RoleGrant
from tests.assessments.closed_rounds import answered
from tests.assessments.debrief_states import COACH, PARTICIPANT, State, closed, come_to, finish_documents, put_on_hold
from tests.assessments.debriefs.test_workflow import everybody
from tests.conftest import ClientFor

READERS = {
    State.PREPARED: set(),
    State.WITH_COACH: {COACH},
    State.HELD: {COACH},
    State.RELEASED: {COACH, PARTICIPANT},
}


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    return closed(cohort)[0]


@pytest.mark.parametrize("held", [False, True], ids=["going on", "on hold"])
@pytest.mark.parametrize("state", READERS)
def test_every_way_to_a_report_is_open_to_its_readers_alone(
    state: Debrief.State, held: bool, subject: Subject, client_for: ClientFor
) -> None:
    """The PDF itself, a link to it on any page of theirs, and what the report's own page asks."""
    come_to(state, subject)
    finish_documents()
    if held:
        put_on_hold(subject)
    readers: set[str] = set() if held else READERS[state]

    for role, person in everybody(subject).items():
        found = ways_open_to(person, client_for(person), subject)
        assert found == ({"pdf", "link", "release"} if role in readers else set()), role


def ways_open_to(person: Person, client: Client, subject: Subject) -> set[str]:
    document = subject.releases.get().document
    address = reverse("document", args=[document.pk])
    answers = {
        "pdf": client.get(address).status_code == 200,
        "link": any(address in page for page in pages_of(client, subject)),
        "release": Release.objects.readable_by(person.user).exists(),
    }
    return {way for way, is_open in answers.items() if is_open}


def pages_of(client: Client, subject: Subject) -> list[str]:
    """Home, both pages about this 360, the debrief, and the page of the round."""
    addresses = [
        reverse("home"),
        reverse("my_assessment", args=[subject.pk]),
        reverse("debrief", args=[subject.pk]),
        reverse("round", args=[subject.round_id]),
        reverse("round_progress", args=[subject.round_id]),
    ]
    answers = [client.get(address) for address in addresses]
    assert answers[0].status_code == 200
    return [answer.content.decode() for answer in answers if answer.status_code == 200]


def test_nobody_signed_out_opens_it(subject: Subject) -> None:
    come_to(State.RELEASED, subject)
    address = reverse("document", args=[subject.releases.get().document.pk])
    assert Client().get(address).headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("state", READERS)
def test_no_comment_stands_on_a_page_of_an_administrator(
    state: Debrief.State, subject: Subject, administrator: Person, client_for: ClientFor
) -> None:
    come_to(state, subject)
    finish_documents()
    said = "Explains why."
    assert said in str(subject.releases.get().result)

    client = client_for(administrator)
    assert len(pages_of(client, subject)) == 4
    assert not [page for page in pages_of(client, subject) if said in page]
    assert client.get(reverse("debrief_comments", args=[subject.pk])).status_code == 404


def test_a_coach_of_somebody_else_sees_nothing_of_it(cohort: Cohort, client_for: ClientFor, coach: Person) -> None:
    mine, other = closed(cohort, "Ana Able", "Ben Brisk")
    Subject.objects.filter(pk=other.pk).update(coach=coach)
    come_to(State.WITH_COACH, mine)

    page = client_for(coach).get(reverse("home")).content.decode()
    assert "Ben Brisk" in page
    assert "Ana Able" not in page
    for name in ("debrief", "debrief_held", "debrief_hold", "debrief_lift", "debrief_comments"):
        assert client_for(coach).get(reverse(name, args=[mine.pk])).status_code == 404


def test_an_earlier_number_is_open_to_nobody_once_there_is_a_later_one(cohort: Cohort, client_for: ClientFor) -> None:
    """Three others answer late: the report is made again, and stays open to those who have it."""
    subject = closed(cohort)[0]
    come_to(State.RELEASED, subject)
    late_answers(subject, 3)

    first, second = subject.releases.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert not first.document.shown_to.exists()
    assert {person.name for person in second.document.shown_to.all()} == {COACH, PARTICIPANT}
    assert first.document.pk != second.document.pk
    assert Debrief.objects.get().state == State.RELEASED
    assert last_step(subject) == "release_again"


def test_late_answers_that_change_nothing_make_no_new_number(cohort: Cohort) -> None:
    """Two answers more of a group that is not shown: what may be seen of it stays the same."""
    subject = closed(cohort)[0]
    come_to(State.WITH_COACH, subject)
    late_answers(subject, 2)
    assert subject.releases.get().number == 1
    assert last_step(subject) == "give_to_coach"


def late_answers(subject: Subject, count: int) -> None:
    Round.objects.update(state=Round.State.OPEN)
    Subject.objects.update(state=Round.State.OPEN)
    answered(subject, Relationship.OTHER, *([6] * count))
    assert Response.objects.filter(subject=subject, relationship=Relationship.OTHER).count() == count
    closing.close(round=subject.round)


def last_step(subject: Subject) -> str:
    step = subject.debrief.steps.order_by("pk").last()
    assert step
    return step.action


def test_a_participant_who_is_a_coach_too_has_their_own_report_no_sooner(cohort: Cohort, administrator: Person) -> None:
    """Though by mistake they were put down as their own coach."""
    subject = closed(cohort)[0]
    person = subject.enrolment.person
    RoleGrant.objects.create(person=person, role=Role.COACH)
    Subject.objects.filter(pk=subject.pk).update(coach=person)
    subject.refresh_from_db()

    with pytest.raises(ValidationError, match="cannot debrief Pat Participant"):
        workflow.give_to_coach(subject=subject, by=administrator.user)

    assert not subject.releases.get().document.shown_to.exists()
