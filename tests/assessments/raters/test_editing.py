"""Correcting an address, and asking somebody else in a rater's place."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessments.answering import drafts
from assessments.models import Draft, Invitation, Relationship, Response, Subject
from assessments.raters import declining, editing
from assessments.raters.naming import NamedRater, RequestLimitError, name_raters
from cohorts.models import Cohort
from messaging.letters import letter_for
from messaging.models import Message
from messaging.tasks import deliver
from people.models import Person, Role
from tests import cast
from tests.assessments.open_rounds import (
    administrator_of,
    answer_all,
    emailed_token,
    has_closed,
    invitation,
    named,
    opened,
    started,
)
from tests.conftest import ClientFor

CO_WORKER = Relationship.CO_WORKER
NEW = {"name": "Nadia New", "email": "nadia@fenmoor.example"}
FIRST, SECOND = "co_worker-1@fenmoor.example", "co_worker-2@fenmoor.example"


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    made = opened(cohort).subjects.get()
    named(made, co_worker=4)
    return made


@pytest.fixture
def rater(subject: Subject) -> Invitation:
    return invitation(subject, CO_WORKER)


@pytest.fixture
def client(administrator: Person, client_for: ClientFor) -> Client:
    return client_for(administrator)


def correct(rater: Invitation, **values: str) -> Invitation:
    return editing.correct(invitation=rater, is_approved=True, by=administrator_of(rater.subject), **(NEW | values))


def replace(rater: Invitation, **values: str) -> Invitation:
    return editing.replace(invitation=rater, is_approved=True, by=administrator_of(rater.subject), **(NEW | values))


def emails(subject: Subject) -> list[str]:
    return sorted(subject.invitations.filter(relationship=CO_WORKER).values_list("email", flat=True))


def sent_to(email: str) -> list[str]:
    return list(
        Message.objects.filter(kind__startswith="rater_invitation", to_email=email)
        .order_by("pk")
        .values_list("state", flat=True)
    )


def test_a_corrected_address_gets_a_new_link_and_the_old_one_is_void(subject: Subject, rater: Invitation) -> None:
    token = emailed_token(rater)

    corrected = correct(rater, name=rater.name)

    assert Client().get(f"/r/{token}/").status_code == 404
    assert (corrected.name, corrected.relationship, corrected.state) == (rater.name, "co_worker", "invited")
    assert Client().get(f"/r/{emailed_token(corrected)}/").status_code == 200


def test_an_email_that_has_not_gone_does_not_go_to_the_old_address(rater: Invitation) -> None:
    correct(rater)

    assert sent_to(FIRST) == ["withdrawn"]
    assert sent_to(NEW["email"]) == ["queued"]


def test_an_address_corrected_there_and_back_is_sent_a_new_link_each_time(subject: Subject, rater: Invitation) -> None:
    back = correct(correct(rater), email=FIRST)

    assert sent_to(FIRST) == ["withdrawn", "queued"]
    assert Client().get(f"/r/{emailed_token(back)}/").status_code == 200


def test_a_name_alone_is_put_right_and_nobody_is_emailed_again(rater: Invitation) -> None:
    drafts.save_draft(invitation_id=rater.pk, ratings={1: 3}, comments={})

    corrected = correct(rater, email=FIRST.upper())

    assert (corrected.pk, corrected.name) == (rater.pk, NEW["name"])
    assert sent_to(FIRST) == ["queued"]
    assert Draft.objects.exists()


def test_what_was_begun_is_not_read_at_another_address(client: Client, subject: Subject, rater: Invitation) -> None:
    """Somebody could enter an address of their own, open its link, and read the rater's draft."""
    begun = started(Client(), rater)
    drafts.save_draft(invitation_id=rater.pk, ratings={1: 3}, comments={0: "Only for the report"})

    corrected = correct(rater)

    reader = started(Client(), corrected)
    assert not Draft.objects.exists()
    assert "Only for the report" not in reader.get(f"/answer/{corrected.pk}/comments/").content.decode()
    # Nor does the browser at the old address go on answering.
    assert begun.get(f"/answer/{rater.pk}/1/").status_code == 410


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        (SECOND, "Co-worker 2 is named already, as a co-worker"),
        ("morgan.manager@fenmoor.example", "Morgan Manager is asked already, as the manager"),
        ("pat-participant@fenmoor-trust.example", "Pat Participant, who rates themselves"),
        ("full@fenmoor.example", "as many requests as one person may have in this round"),
        ("x" * 300 + "@f.example", "must be 254 characters or fewer"),
        ("no address", "Enter an email address in the correct format"),
        ("", "Enter an email address"),
    ],
)
@pytest.mark.parametrize("page", ["rater_change", "rater_replace", "own_rater_correct"])
def test_an_address_that_cannot_be_is_refused_beside_the_field_and_nothing_changes(
    page: str, email: str, sentence: str, rater: Invitation, client_for: ClientFor
) -> None:
    subject = rater.subject
    other = cast.enrolled(subject.round.cohort, "Other")
    busy = Subject.objects.create(round=subject.round, enrolment=other)
    name_raters(subject=busy, raters=[NamedRater(relationship=CO_WORKER, name="Full", email="full@fenmoor.example")])
    subject.round.requests_at_most = 1
    subject.round.save()
    own = page.startswith("own")
    visitor = client_for(subject.enrolment.person if own else cast.member(cast.trust(), Role.ADMINISTRATOR))
    address = reverse(page, args=[subject.pk if own else subject.round_id, rater.pk])

    content = visitor.post(address, {"name": "Typed", "email": email}).content.decode()

    assert sentence in content
    assert 'value="Typed"' in content
    assert emails(subject)[0] == FIRST


def test_a_participant_corrects_their_own_rater_where_nobody_approves(
    subject: Subject, rater: Invitation, client_for: ClientFor
) -> None:
    page = reverse("own_rater_correct", args=[subject.pk, rater.pk])
    assert FIRST in client_for(subject.enrolment.person).get(page).content.decode()

    said = client_for(subject.enrolment.person).post(page, NEW, follow=True).content.decode()

    assert "Unless Nadia New has answered already, they are being emailed" in said
    assert sent_to(NEW["email"]) == ["queued"]


def test_nobody_corrects_or_replaces_the_rater_of_somebody_else(subject: Subject, client_for: ClientFor) -> None:
    other = cast.enrolled(subject.round.cohort, "Other Participant")
    theirs = Subject.objects.create(round=subject.round, enrolment=other)
    rater = invitation(subject, CO_WORKER)

    for page in ("own_rater_correct", "own_rater_replace"):
        for pk in (subject.pk, theirs.pk):
            assert client_for(other.person).post(reverse(page, args=[pk, rater.pk]), NEW).status_code == 404
    own = invitation(subject, Relationship.SELF)
    assert (
        client_for(subject.enrolment.person).post(reverse("own_rater_correct", args=[subject.pk, own.pk])).status_code
        == 404
    )
    assert emails(subject)[0] == FIRST


def test_nothing_is_corrected_or_replaced_once_it_has_closed(client: Client, rater: Invitation) -> None:
    has_closed()

    for page in ("rater_change", "rater_replace"):
        said = client.post(reverse(page, args=[rater.subject.round_id, rater.pk]), NEW).content.decode()
        assert "This round has closed." in said
    rater.refresh_from_db()
    assert rater.email == FIRST


def test_two_who_correct_the_same_rater_at_once_are_told(rater: Invitation) -> None:
    correct(rater)

    with pytest.raises(ValidationError, match="Somebody else has changed this"):
        correct(rater, email="third@fenmoor.example")


def test_a_manager_who_has_answered_stays_and_it_is_said(client: Client, subject: Subject) -> None:
    manager = invitation(subject, Relationship.MANAGER)
    answer_all(manager)

    for page in ("rater_change", "rater_replace"):
        said = client.post(reverse(page, args=[subject.round_id, manager.pk]), NEW).content.decode()
        assert "The manager has already answered." in said
    assert invitation(subject, Relationship.MANAGER).email == manager.email


def test_the_limit_holds_for_a_rater_who_is_asked_instead(subject: Subject, rater: Invitation) -> None:
    busy = Subject.objects.create(round=subject.round, enrolment=cast.enrolled(subject.round.cohort, "Other"))
    name_raters(subject=busy, raters=[NamedRater(relationship=CO_WORKER, **NEW)])
    subject.round.requests_at_most = 1
    subject.round.save()

    with pytest.raises(RequestLimitError):
        replace(rater)


def test_a_rater_who_has_not_answered_is_replaced_in_the_same_group(subject: Subject, rater: Invitation) -> None:
    token = emailed_token(rater)

    new = replace(rater)

    assert (new.name, new.relationship, new.state) == ("Nadia New", "co_worker", "invited")
    assert emails(subject) == [SECOND, "co_worker-3@fenmoor.example", "co_worker-4@fenmoor.example", NEW["email"]]
    assert sent_to(NEW["email"]) == ["queued"]
    assert Client().get(f"/r/{token}/").status_code == 404


def test_an_answer_that_is_in_stays_and_nobody_else_is_emailed(subject: Subject, rater: Invitation) -> None:
    answer_all(rater)

    new = replace(rater)

    assert Response.objects.filter(subject=subject).count() == 1
    assert new.is_answered
    # Nor by a later saving of the participant's page.
    name_raters(subject=subject, raters=[])
    owed = Message.objects.get(to_email=NEW["email"])
    assert letter_for(owed) is None


def test_a_participant_replaces_somebody_who_declined_and_nobody_else(
    subject: Subject, rater: Invitation, client_for: ClientFor
) -> None:
    token = emailed_token(rater)
    participant = client_for(subject.enrolment.person)
    page = reverse("own_rater_replace", args=[subject.pk, rater.pk])
    assert "Co-worker 1 is asked already" in participant.post(page, NEW, follow=True).content.decode()
    declining.decline(invitation_id=rater.pk, reason=Invitation.Reason.CONFLICT)

    assert "It would not be right for me to answer" in participant.get(page).content.decode()
    said = participant.post(page, NEW, follow=True).content.decode()

    assert "Nadia New is being emailed." in said
    assert FIRST not in emails(subject)
    # The rater who declined can no longer change their mind.
    assert Client().post(f"/r/{token}/answer-after-all/").status_code == 404


def test_a_rater_whom_a_participant_asks_instead_waits_for_approval_too(subject: Subject, rater: Invitation) -> None:
    subject.round.approves_raters = True
    subject.round.save()
    declining.decline(invitation_id=rater.pk, reason=Invitation.Reason.CONFLICT)

    new = editing.replace(invitation=rater, is_approved=False, by=subject.enrolment.person.user, **NEW)

    assert new.state == "proposed"
    assert sent_to(NEW["email"]) == []


def test_somebody_who_declined_is_not_corrected(rater: Invitation) -> None:
    declining.decline(invitation_id=rater.pk, reason=Invitation.Reason.CONFLICT)

    with pytest.raises(ValidationError, match="would rather not answer"):
        correct(rater)


def test_who_was_sent_nothing_stays_unknown_to_a_worker_that_comes_late(subject: Subject, rater: Invitation) -> None:
    """The email owed to somebody who was corrected meanwhile is withdrawn by itself."""
    message = Message.objects.get(about=str(rater.pk))
    correct(rater)
    Message.objects.filter(pk=message.pk).update(state="queued")

    deliver.run(message.pk)

    message.refresh_from_db()
    assert message.state == "withdrawn"
