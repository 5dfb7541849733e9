"""Approval of raters: nobody is emailed before it, and the participant sees who waits for it."""

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessments.models import Invitation, KnownAddress, Relationship, Removal, Round, Subject
from assessments.raters import approving
from assessments.raters.naming import take_back
from cohorts.models import Cohort
from messaging.models import Message
from messaging.tasks import deliver
from people.models import Person
from tests import cast
from tests.assessments.open_rounds import administrator_of, all_at_once, has_closed, invitation, named, opened
from tests.assessments.raters.test_naming import filled, owed, people
from tests.conftest import ClientFor
from tests.reading import read

MANAGER = "morgan.manager@fenmoor.example"


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    return approved_by_administrator(opened(cohort)).subjects.get()


def approved_by_administrator(round_: Round) -> Round:
    round_.approves_raters = True
    round_.save()
    return round_


@pytest.fixture
def client(administrator: Person, client_for: ClientFor) -> Client:
    return client_for(administrator)


def waiting(subject: Subject) -> list[str]:
    return sorted(approving.proposals(subject.round).values_list("name", flat=True))


def of_round(subject: Subject) -> str:
    return reverse("round_raters", args=[subject.round_id])


def test_naming_proposes_and_emails_the_manager_alone(subject: Subject, client_for: ClientFor) -> None:
    participant = client_for(subject.enrolment.person)

    page = participant.post(
        reverse("name_raters", args=[subject.pk]),
        filled(direct_report=people("a", 3), co_worker=people("b", 3)),
        follow=True,
    ).content.decode()

    assert owed() == [MANAGER]
    assert "Saved. 1 person is being emailed. 6 people wait for approval." in page
    assert "6 of the people you named wait for an administrator’s approval" in page
    assert page.count("3, 3 of them not yet") == 2
    assert participant.get(reverse("name_raters", args=[subject.pk])).content.decode().count("Waits for approval") == 6
    subject.refresh_from_db()
    assert subject.has_named_raters


def test_who_waits_for_approval_is_not_forgotten_at_home_nor_when_the_round_is_closed(
    subject: Subject, client: Client
) -> None:
    home, close = "/", reverse("round_close", args=[subject.round_id])
    to_approve = f'href="{of_round(subject)}"'
    assert to_approve not in client.get(home).content.decode() + client.get(close).content.decode()

    named(subject, co_worker=2)

    assert to_approve in client.get(home).content.decode()
    page = read(client.get(close))
    assert "2 people wait for your approval, and were not asked." in page
    assert to_approve in page


def test_a_proposal_has_no_link_until_it_is_approved(subject: Subject) -> None:
    named(subject, co_worker=1)
    proposed = invitation(subject, Relationship.CO_WORKER)
    Message.objects.create(
        organisation=subject.organisation,
        key="a message too early",
        kind="rater_invitation",
        about=str(proposed.pk),
        to_email=proposed.email,
    )

    deliver.run(Message.objects.get(key="a message too early").pk)

    assert mail.outbox == []


def test_all_on_the_page_are_approved_but_nobody_named_since(subject: Subject, client: Client) -> None:
    named(subject, co_worker=2)
    page = client.get(of_round(subject)).content.decode()
    assert "2 people wait for your approval" in page
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    named(subject, co_worker=3)

    said = client.post(of_round(subject), {"all": "1", "shown": shown}, follow=True).content.decode()

    assert owed() == ["co_worker-1@fenmoor.example", "co_worker-2@fenmoor.example", MANAGER]
    assert waiting(subject) == ["Co-worker 3"]
    assert "2 people are being emailed." in said
    assert "1 person waits for your approval" in said


def test_some_are_approved(subject: Subject, client: Client) -> None:
    named(subject, co_worker=3)
    chosen = invitation(subject, Relationship.CO_WORKER)
    own_page = reverse("subject_raters", args=[subject.round_id, subject.pk])

    client.post(own_page, {"chosen": [str(chosen.pk)], "shown": [str(chosen.pk)]})

    assert owed() == [chosen.email, MANAGER]
    assert waiting(subject) == ["Co-worker 2", "Co-worker 3"]


@pytest.mark.parametrize("posted", [{}, {"chosen": "nonsense"}, {"all": "1"}])
def test_nobody_chosen_is_said(posted: dict[str, str], subject: Subject, client: Client) -> None:
    named(subject, co_worker=3)

    assert "Nobody is chosen" in client.post(of_round(subject), posted, follow=True).content.decode()
    assert len(waiting(subject)) == 3


def test_approving_twice_emails_once_and_says_so(subject: Subject, client: Client) -> None:
    named(subject, co_worker=1)
    chosen = {"chosen": str(invitation(subject, Relationship.CO_WORKER).pk)}
    client.post(of_round(subject), chosen)

    said = client.post(of_round(subject), chosen, follow=True).content.decode()

    assert "no longer wait for approval" in said
    assert owed() == ["co_worker-1@fenmoor.example", MANAGER]


def test_a_rater_of_another_round_is_not_approved_from_here(subject: Subject, client: Client) -> None:
    elsewhere = approved_by_administrator(opened(cast.cohort(cast.trust("Otherside Trust")))).subjects.get()
    named(elsewhere, co_worker=1)
    theirs = invitation(elsewhere, Relationship.CO_WORKER)

    client.post(of_round(subject), {"chosen": str(theirs.pk)})

    assert waiting(elsewhere) == ["Co-worker 1"]
    for page in ("rater_change", "rater_replace", "rater_remove"):
        assert client.get(reverse(page, args=[subject.round_id, theirs.pk])).status_code == 404


def test_name_address_and_group_are_amended_before_anybody_is_emailed(subject: Subject, client: Client) -> None:
    named(subject, co_worker=1)
    change = reverse("rater_change", args=[subject.round_id, invitation(subject, Relationship.CO_WORKER).pk])

    client.post(change, {"name": "Cora Right", "email": "Cora@Fenmoor.example", "relationship": "direct_report"})

    amended = invitation(subject, Relationship.DIRECT_REPORT)
    assert (amended.name, amended.email, amended.state) == ("Cora Right", "cora@fenmoor.example", "proposed")
    assert owed() == [MANAGER]


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Enter an email address"),
        ("co_worker-2@fenmoor.example", "Co-worker 2 is named already, as a co-worker"),
        (MANAGER, "Morgan Manager is asked already, as the manager"),
        ("pat-participant@fenmoor-trust.example", "who rates themselves"),
        ("two@at@signs", "Enter an email address in the correct format"),
    ],
)
def test_an_amendment_that_cannot_be_is_refused_beside_the_field(
    email: str, sentence: str, subject: Subject, client: Client
) -> None:
    named(subject, co_worker=2)
    first = invitation(subject, Relationship.CO_WORKER)
    change = reverse("rater_change", args=[subject.round_id, first.pk])

    page = client.post(change, {"name": "Typed Name", "email": email, "relationship": "other"}).content.decode()

    assert sentence in page
    assert 'value="Typed Name"' in page
    assert invitation(subject, Relationship.CO_WORKER).email == first.email


def test_the_participant_is_emailed_why_somebody_is_not_asked(subject: Subject, client: Client) -> None:
    named(subject, co_worker=1)
    off = invitation(subject, Relationship.CO_WORKER)
    remove = reverse("rater_remove", args=[subject.round_id, off.pk])
    assert "Enter why they are not asked" in client.post(remove, {"reason": " "}).content.decode()

    client.post(remove, {"reason": "They left the Trust\r\nin May."})

    assert not Invitation.objects.filter(pk=off.pk).exists()
    deliver.run(Message.objects.get(kind="rater_removed").pk)
    letter = mail.outbox[-1]
    assert letter.to == ['"Pat Participant" <pat-participant@fenmoor-trust.example>']
    assert "Co-worker 1" in letter.subject
    assert "They left the Trust" in letter.body
    removal = Removal.objects.get()
    assert removal.by.email == "administrator-of-fenmoor-trust@fenmoor-trust.example"


def test_somebody_who_was_approved_meanwhile_is_neither_removed_nor_amended(
    subject: Subject, administrator: Person
) -> None:
    named(subject, co_worker=1)
    asked = invitation(subject, Relationship.CO_WORKER)
    approving.approve(round_=subject.round, chosen=[asked.pk], by=administrator_of(subject))

    with pytest.raises(ValidationError, match="no longer wait"):
        approving.remove(invitation=asked, reason="Too late", by=administrator.user)
    with pytest.raises(ValidationError, match="no longer wait"):
        approving.amend(
            invitation=asked, name="A", email="a@b.example", relationship=Relationship.OTHER, by=administrator.user
        )
    assert invitation(subject, Relationship.CO_WORKER).state == "invited"


def test_a_participant_takes_back_a_proposal_and_keeps_what_is_typed(subject: Subject, client_for: ClientFor) -> None:
    named(subject, co_worker=2)
    page = reverse("name_raters", args=[subject.pk])
    back = str(invitation(subject, Relationship.CO_WORKER).pk)
    participant = client_for(subject.enrolment.person)

    answer = participant.post(page, {**filled(other=people("typed", 1)), "take_back": back}).content.decode()

    assert waiting(subject) == ["Co-worker 2"]
    assert 'value="typed-1@fenmoor.example"' in answer
    # Pressed twice, or with something else in it.
    for again in (back, str(uuid4()), "nonsense"):
        assert participant.post(page, {**filled(), "take_back": again}).status_code == 200


def test_a_rater_who_is_asked_cannot_be_taken_back(subject: Subject) -> None:
    named(subject, co_worker=1)
    asked = invitation(subject, Relationship.CO_WORKER)
    approving.approve(round_=subject.round, chosen=[asked.pk], by=administrator_of(subject))

    with pytest.raises(ValidationError, match="is asked already"):
        take_back(invitation=asked)


def test_nobody_is_approved_once_it_has_closed(subject: Subject) -> None:
    named(subject, co_worker=1)
    proposed = invitation(subject, Relationship.CO_WORKER)
    has_closed()

    assert approving.approve(round_=subject.round, chosen=[proposed.pk], by=administrator_of(subject)) == 0
    assert owed() == [MANAGER]


def test_a_participant_puts_right_who_waits_and_nobody_who_is_asked(subject: Subject, client_for: ClientFor) -> None:
    named(subject, co_worker=2)
    first, second = subject.invitations.filter(relationship="co_worker")
    approving.approve(round_=subject.round, chosen=[second.pk], by=administrator_of(subject))
    participant = client_for(subject.enrolment.person)
    typed = {"name": "New", "email": "new@fenmoor.example"}

    participant.post(reverse("own_rater_correct", args=[subject.pk, first.pk]), typed)
    refused = participant.post(reverse("own_rater_correct", args=[subject.pk, second.pk]), typed, follow=True)

    assert "an administrator of the programme can put their address right" in read(refused)
    assert waiting(subject) == ["New"]
    assert owed() == [second.email, MANAGER]


def test_an_address_known_to_be_another_is_amended_to_the_one_that_is_kept(subject: Subject) -> None:
    KnownAddress.objects.create(
        organisation=subject.organisation, address="old@fenmoor.example", same_as="kept@fenmoor.example"
    )
    named(subject, co_worker=1)
    first = invitation(subject, Relationship.CO_WORKER)

    by = administrator_of(subject)
    group = Relationship.CO_WORKER
    approving.amend(invitation=first, name="Kay", email="OLD@fenmoor.example", relationship=group, by=by)

    assert invitation(subject, Relationship.CO_WORKER).email == "kept@fenmoor.example"


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_approve_the_same_people_at_once_email_them_once() -> None:
    subject = approved_by_administrator(opened(cast.cohort(cast.trust()))).subjects.get()
    named(subject, co_worker=4)
    chosen = [each.pk for each in approving.proposals(subject.round)]

    approved = all_at_once(
        4, lambda _: approving.approve(round_=subject.round, chosen=chosen, by=administrator_of(subject))
    )

    assert sorted(approved) == [0, 0, 0, 4]
    assert len(owed()) == 5
