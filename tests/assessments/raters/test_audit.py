"""The record of changed raters: the participant and the old address are told of every change."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessments.models import Invitation, RaterChange, Relationship, Subject
from assessments.raters import approving, duplicates, editing
from assessments.raters.naming import NamedRater, name_raters
from cohorts.models import Cohort
from messaging.models import Message
from messaging.tasks import deliver
from people.accounts import grant
from people.models import Person, Role
from tests.assessments.open_rounds import administrator_of, answer_all, invitation, named, opened
from tests.assessments.raters.test_editing import FIRST, NEW, SECOND
from tests.assessments.raters.test_naming import filled
from tests.conftest import ClientFor

OWN = "This is your own 360: another administrator has to do this."


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    made = opened(cohort).subjects.get()
    named(made, co_worker=4)
    return made


@pytest.fixture
def client(administrator: Person, client_for: ClientFor) -> Client:
    return client_for(administrator)


def correct(subject: Subject, old: str, new: str, *, own: bool = False) -> Invitation:
    by = subject.enrolment.person.user if own else administrator_of(subject)
    rater = subject.invitations.get(email=old)
    return editing.correct(invitation=rater, name=rater.name, email=new, is_approved=not own, by=by)


def moved() -> list[str]:
    return list(Message.objects.filter(kind="rater_moved").order_by("pk").values_list("to_email", flat=True))


@pytest.mark.parametrize("has_answered", [True, False])
@pytest.mark.parametrize("page", ["rater_change", "rater_replace"])
def test_participant_and_administrators_see_who_was_put_in_whose_place(
    page: str, has_answered: bool, client: Client, subject: Subject, client_for: ClientFor
) -> None:
    rater = subject.invitations.get(email=FIRST)
    if has_answered:
        answer_all(rater)

    client.post(reverse(page, args=[subject.round_id, rater.pk]), NEW)

    pages = [
        client_for(subject.enrolment.person).get(reverse("my_assessment", args=[subject.pk])),
        client.get(reverse("subject_raters", args=[subject.round_id, subject.pk])),
    ]
    for shown in (each.content.decode() for each in pages):
        assert "Changes by administrators" in shown
        _, _, trail = shown.partition("Changes by administrators")
        for words in (f"Co-worker 1<br>{FIRST}", f"Nadia New<br>{NEW['email']}", "Administrator of Fenmoor Trust"):
            assert words in trail


@pytest.mark.parametrize("has_answered", [True, False])
def test_an_address_corrected_there_and_back_leaves_two_changes_and_two_emails(
    has_answered: bool, subject: Subject
) -> None:
    """Otherwise somebody could redirect a request to an address of their own and answer it unnoticed."""
    if has_answered:
        answer_all(subject.invitations.get(email=FIRST))
    correct(subject, FIRST, "private@fenmoor.example")
    correct(subject, "private@fenmoor.example", FIRST)

    assert RaterChange.objects.count() == 2
    assert moved() == [FIRST, "private@fenmoor.example"]


def test_the_old_address_is_told_in_the_same_words_whether_or_not_it_has_answered(subject: Subject) -> None:
    answer_all(subject.invitations.get(email=FIRST))
    bodies = []
    for old, new in ((FIRST, "a@fenmoor.example"), (SECOND, "b@fenmoor.example")):
        correct(subject, old, new)
        deliver.run(Message.objects.get(kind="rater_moved", to_email=old).pk)
        bodies.append(str(mail.outbox[-1].body))
        assert old in mail.outbox[-1].to[0]

    assert bodies[0].replace("Co-worker 1", "Co-worker 2") == bodies[1]
    assert "You are no longer asked at this address how you see Pat Participant lead" in bodies[0]
    assert subject.enrolment.person.email in bodies[0]


def test_the_other_of_two_joined_addresses_is_told(subject: Subject) -> None:
    duplicates.join_addresses(organisation=subject.organisation, kept=FIRST, other=SECOND, by=administrator_of(subject))

    assert moved() == [SECOND]
    assert RaterChange.objects.get().action == "join"


def test_a_rater_who_waits_for_approval_is_not_emailed_when_they_are_changed(subject: Subject) -> None:
    subject.invitations.filter(email=FIRST).update(state="proposed")
    rater = subject.invitations.get(email=FIRST)

    approving.amend(invitation=rater, relationship=Relationship.OTHER, by=administrator_of(subject), **NEW)

    assert RaterChange.objects.get().action == "amend"
    assert moved() == []


def test_a_participant_gives_a_rater_two_new_addresses_and_no_more(subject: Subject) -> None:
    correct(subject, FIRST, "a@fenmoor.example", own=True)
    correct(subject, "a@fenmoor.example", "b@fenmoor.example", own=True)

    with pytest.raises(ValidationError, match="Ask an administrator"):
        correct(subject, "b@fenmoor.example", "c@fenmoor.example", own=True)

    # Another rater has two of their own, and an administrator may do it again.
    correct(subject, SECOND, "d@fenmoor.example", own=True)
    correct(subject, "b@fenmoor.example", "c@fenmoor.example")


def test_a_participant_changes_their_manager_three_times_and_no_more(subject: Subject, client_for: ClientFor) -> None:
    def change(number: int) -> None:
        new = NamedRater(relationship=Relationship.MANAGER, name="Boss", email=f"boss-{number}@fenmoor.example")
        name_raters(subject=subject, raters=[new])

    for number in (1, 2, 3):
        change(number)
    with pytest.raises(ValidationError, match="changed your manager 3 times"):
        change(4)

    assert invitation(subject, Relationship.MANAGER).email == "boss-3@fenmoor.example"
    typed = {**filled(), "manager-name": "Boss", "manager-email": "boss-4@fenmoor.example"}
    page = client_for(subject.enrolment.person).post(reverse("name_raters", args=[subject.pk]), typed)
    assert "Ask an administrator to change it again" in page.content.decode()


@pytest.fixture
def own_client(subject: Subject, client_for: ClientFor) -> Client:
    """The participant is an administrator as well."""
    person = subject.enrolment.person
    grant(organisation=person.organisation, email=person.email, name=person.name, role=Role.ADMINISTRATOR)
    return client_for(person)


@pytest.mark.parametrize(
    ("page", "state", "posted"),
    [
        ("rater_change", "invited", NEW),
        ("rater_replace", "invited", NEW),
        ("rater_change", "proposed", {**NEW, "relationship": "other"}),
        ("rater_remove", "proposed", {"reason": "Not now"}),
    ],
)
def test_administrators_do_not_change_raters_of_their_own(
    page: str, state: str, posted: dict[str, str], subject: Subject, own_client: Client
) -> None:
    subject.invitations.filter(email=FIRST).update(state=state)
    rater = subject.invitations.get(email=FIRST)

    said = own_client.post(reverse(page, args=[subject.round_id, rater.pk]), posted).content.decode()

    assert OWN in said
    assert subject.invitations.filter(pk=rater.pk, email=FIRST, relationship="co_worker").exists()
    assert not RaterChange.objects.exists()


def test_the_page_of_their_own_raters_offers_an_administrator_nothing(subject: Subject, own_client: Client) -> None:
    subject.invitations.filter(email=FIRST).update(state="proposed")

    page = own_client.get(reverse("subject_raters", args=[subject.round_id, subject.pk])).content.decode()

    assert OWN in page
    assert "/change/" not in page
    assert "/replace/" not in page
    assert "Approve" not in page


def test_administrators_do_not_approve_raters_of_their_own(subject: Subject, own_client: Client) -> None:
    subject.invitations.filter(email=FIRST).update(state="proposed")
    rater = subject.invitations.get(email=FIRST)

    posted = {"all": "1", "shown": str(rater.pk)}
    said = own_client.post(reverse("round_raters", args=[subject.round_id]), posted, follow=True).content.decode()

    assert f"1 person left out. {OWN}" in said
    rater.refresh_from_db()
    assert rater.state == "proposed"


def test_administrators_do_not_join_raters_of_their_own(subject: Subject, own_client: Client) -> None:
    posted = {"kept": FIRST, "other": SECOND}

    assert OWN in own_client.post(reverse("round_join", args=[subject.round_id]), posted).content.decode()
    assert subject.invitations.filter(email=SECOND).exists()


@pytest.mark.parametrize("name", ["win-big.example", "Ann. See win.example now", "Ann x.com", "win\u3002example"])
def test_a_name_that_an_email_program_would_make_a_link_of_is_refused(
    name: str, subject: Subject, client_for: ClientFor
) -> None:
    page = reverse("own_rater_correct", args=[subject.pk, subject.invitations.get(email=FIRST).pk])

    said = client_for(subject.enrolment.person).post(page, {**NEW, "name": name}).content.decode()

    assert "Enter a name, with a space after a full stop" in said
    assert not RaterChange.objects.exists()


@pytest.mark.parametrize("name", ["Dr. Ann", "J.R. Smith", "Ann Ek Jr."])
def test_a_name_with_initials_is_a_name(name: str, subject: Subject, client_for: ClientFor) -> None:
    rater = subject.invitations.get(email=FIRST)
    page = reverse("own_rater_correct", args=[subject.pk, rater.pk])

    client_for(subject.enrolment.person).post(page, {"name": name, "email": FIRST})

    rater.refresh_from_db()
    assert rater.name == name
