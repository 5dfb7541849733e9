"""Answers to invitations: by diary, by link and on the page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort, Enrolment
from messaging import links
from messaging.models import Message
from people.models import Person, Role
from scheduling.invitations.answers import (
    DECLINED_LETTER,
    Outcome,
    answer_invitation,
    find_invitee,
    make_answer_link,
    record_reply,
)
from scheduling.invitations.letters import write_session_declined
from scheduling.models import Invitee, Session
from tests import cast
from tests.conftest import ClientFor

pytestmark = pytest.mark.django_db

COME = {"answer": "accepted", "sequence": "0"}


@pytest.fixture
def to_come(cohort: Cohort) -> Session:
    return cast.session(cohort, starts_at=timezone.now() + timedelta(days=30))


@pytest.fixture
def invitee(to_come: Session, participant: Person) -> Invitee:
    return cast.invited(participant, to_come, sequence=1)


@pytest.fixture
def address(invitee: Invitee) -> str:
    return "/a/" + make_answer_link(invitee).rpartition("/a/")[2]


def recorded(invitee: Invitee) -> str:
    invitee.refresh_from_db()
    return invitee.answer


def by_diary(invitee: Invitee, said: str = "accepted", sequence: int = 1) -> Outcome:
    return record_reply(uid=str(invitee.session.uid), email=invitee.person.email, answer=said, sequence=sequence)


@pytest.mark.parametrize("said", ["accepted", "tentative", "declined"])
def test_an_answer_from_a_diary_is_recorded_with_its_time(invitee: Invitee, said: str) -> None:
    assert by_diary(invitee, said) == Outcome.RECORDED

    assert recorded(invitee) == said
    assert invitee.answered_at
    assert timezone.now() - invitee.answered_at < timedelta(minutes=1)


def test_the_same_answer_twice_keeps_the_first_time(invitee: Invitee) -> None:
    by_diary(invitee)
    invitee.refresh_from_db()
    first = invitee.answered_at

    assert by_diary(invitee) == Outcome.RECORDED
    invitee.refresh_from_db()
    assert invitee.answered_at == first


def test_an_answer_to_an_earlier_date_changes_nothing(invitee: Invitee) -> None:
    by_diary(invitee, "tentative")

    assert by_diary(invitee, "declined", sequence=0) == Outcome.OVERTAKEN
    assert recorded(invitee) == "tentative"


def test_a_diary_may_be_ahead_of_us(invitee: Invitee) -> None:
    assert by_diary(invitee, sequence=2) == Outcome.RECORDED


def test_somebody_who_was_not_invited_is_not_recorded(invitee: Invitee, administrator: Person) -> None:
    strangers = [
        record_reply(uid=str(invitee.session.uid), email=administrator.email, answer="accepted", sequence=1),
        record_reply(
            uid="6f3a0e0c-7f54-4b8e-9a53-0d6f5a1f2b3c", email=invitee.person.email, answer="accepted", sequence=1
        ),
        record_reply(uid="no uid at all", email=invitee.person.email, answer="accepted", sequence=1),
    ]

    assert strangers == [Outcome.UNKNOWN] * 3
    assert recorded(invitee) == ""


def test_an_address_is_the_same_in_capitals(invitee: Invitee) -> None:
    email = invitee.person.email.upper()

    assert record_reply(uid=str(invitee.session.uid), email=email, answer="accepted", sequence=1) == Outcome.RECORDED


def test_what_is_off_or_over_is_not_answered(to_come: Session, participant: Person) -> None:
    off = cast.invited(participant, to_come, is_cancelled=True)
    assert by_diary(off) == Outcome.OFF

    now = timezone.now()
    Invitee.objects.update(is_cancelled=False, starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))
    assert by_diary(off) == Outcome.OFF
    assert answer_invitation(invitee=off, sequence=9, answer="accepted") == Outcome.OFF
    assert recorded(off) == ""


def test_each_administrator_is_told_once_when_somebody_cannot_come(
    invitee: Invitee, administrator: Person, outsider: Person, coach: Person
) -> None:
    other = cast.member(administrator.organisation, Role.ADMINISTRATOR, "Una Administrator")
    for said in ("declined", "accepted", "declined"):
        by_diary(invitee, said)

    told = Message.objects.filter(kind=DECLINED_LETTER)
    assert sorted(told.values_list("to_email", flat=True)) == sorted([administrator.email, other.email])


def test_of_another_date_they_are_told_again(invitee: Invitee, administrator: Person) -> None:
    by_diary(invitee, "declined")
    Invitee.objects.update(sequence=2, answer="")
    by_diary(invitee, "declined", sequence=2)

    assert Message.objects.filter(kind=DECLINED_LETTER, to_email=administrator.email).count() == 2


def test_the_email_says_who_cannot_come_to_what(invitee: Invitee, administrator: Person) -> None:
    by_diary(invitee, "declined")
    letter = write_session_declined(Message.objects.get(kind=DECLINED_LETTER))

    assert letter
    assert letter.subject == "Pat Participant cannot come to Launch"
    assert f"{timezone.localtime(invitee.starts_at):%-d %B %Y}" in letter.paragraphs[0]
    assert letter.url.endswith(f"/sessions/{invitee.session_id}/")


def test_there_is_no_email_when_somebody_comes_after_all(invitee: Invitee, administrator: Person) -> None:
    by_diary(invitee, "declined")
    by_diary(invitee, "accepted")

    assert write_session_declined(Message.objects.get(kind=DECLINED_LETTER)) is None


def test_opening_the_link_changes_nothing(client: Client, address: str, invitee: Invitee) -> None:
    for _ in range(2):
        assert client.get(address, COME).status_code == 200
        assert client.head(address).status_code == 200

    assert recorded(invitee) == ""


def test_an_answer_by_link_leads_to_an_address_without_the_token(
    client: Client, address: str, invitee: Invitee
) -> None:
    response = client.post(address, COME | {"sequence": "1"}, follow=True)

    assert response.redirect_chain == [("/answered/", 302)]
    assert recorded(invitee) == "accepted"


def test_the_link_says_who_answers_about_what_but_not_what_was_answered(
    client: Client, address: str, invitee: Invitee
) -> None:
    by_diary(invitee, "declined")

    page = client.get(address).content.decode()

    assert "Pat Participant" in page
    assert "Launch" in page
    assert "checked" not in page


def test_the_address_goes_to_no_other_site_and_into_no_cache(client: Client, address: str) -> None:
    for response in (client.get(address), client.post(address, {}), client.get("/a/x/")):
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["Cache-Control"] == "private, no-store"


def test_nothing_chosen_gets_a_plain_sentence(client: Client, address: str, invitee: Invitee) -> None:
    for wrong in (
        {},
        {"answer": "maybe"},
        {"answer": "", "sequence": "1"},
        {"answer": "accepted", "sequence": "x" * 99},
    ):
        response = client.post(address, wrong)
        assert response.status_code == 200
        assert "There is a problem" in response.content.decode()
    assert recorded(invitee) == ""


def test_a_date_that_changed_meanwhile_is_shown_before_it_is_answered(
    client: Client, address: str, invitee: Invitee
) -> None:
    Invitee.objects.update(sequence=2)

    page = client.post(address, {"answer": "accepted", "sequence": "1"}).content.decode()

    assert "The date was changed while you looked at it" in page
    assert 'name="sequence" value="2"' in page
    assert recorded(invitee) == ""


def test_a_wrong_link_is_not_found_in_plain_words(client: Client, address: str) -> None:
    for wrong in ("/a/x/", f"{address[:-3]}xx/", "/a/%00/", f"/a/{'x' * 2000}/"):
        for response in (client.get(wrong), client.post(wrong, COME)):
            assert response.status_code == 404
            assert "This link does not work" in response.content.decode()


def test_a_link_of_another_kind_does_not_answer(client: Client, invitee: Invitee) -> None:
    token = links.make(purpose="evaluation", target=f"{invitee.session_id}:{invitee.person_id}")

    assert client.post(f"/a/{token}/", COME).status_code == 404


def test_the_link_of_an_account_that_is_closed_says_and_does_nothing(
    client: Client, address: str, invitee: Invitee
) -> None:
    invitee.person.user.is_active = False
    invitee.person.user.save()

    page = client.get(address)
    assert page.status_code == 404
    assert invitee.person.name not in page.content.decode()
    assert client.post(address, COME | {"sequence": "1"}).status_code == 404
    assert recorded(invitee) == ""


def test_the_link_outlives_a_move_and_ends_with_the_session(invitee: Invitee) -> None:
    token = make_answer_link(invitee).rstrip("/").rpartition("/")[2]
    Invitee.objects.update(sequence=5)

    found = find_invitee(token)
    assert found
    assert found.sequence == 5
    invitee.session.delete()
    assert find_invitee(token) is None


def test_somebody_signed_in_answers_and_sees_their_answer(client_for: ClientFor, invitee: Invitee) -> None:
    client = client_for(invitee.person)
    page = f"/sessions/{invitee.session_id}/"
    assert "Say whether you will come" in client.get(page).content.decode()

    response = client.post(f"{page}answer/", {"answer": "tentative", "sequence": "1"}, follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert "You have said that you may come" in response.content.decode()
    assert recorded(invitee) == "tentative"
    chosen = re.findall(r"<input[^>]+checked[^>]*>", client.get(f"{page}answer/").content.decode())
    assert ['value="tentative"' in tag for tag in chosen] == [True]


def test_nobody_answers_for_somebody_else(
    client_for: ClientFor, invitee: Invitee, cohort: Cohort, administrator: Person, outsider: Person
) -> None:
    other = cast.enrolled(cohort, "Robin Reader").person

    for person in (other, administrator, outsider):
        assert client_for(person).post(f"/sessions/{invitee.session_id}/answer/", COME).status_code == 404
    assert recorded(invitee) == ""


def test_a_window_asks_for_no_answer(client_for: ClientFor, cohort: Cohort, enrolment: Enrolment) -> None:
    window = cast.session(cohort, "coaching", starts_at=timezone.now() + timedelta(days=3))
    row = cast.invited(enrolment.person, window)

    assert by_diary(row) == Outcome.OFF
    page = client_for(enrolment.person).get(f"/sessions/{window.pk}/answer/").content.decode()
    assert "there is nothing to answer" in page


@pytest.mark.django_db(transaction=True)
def test_an_answer_locks_its_invitation_in_a_transaction_of_its_own(invitee: Invitee) -> None:
    assert answer_invitation(invitee=invitee, sequence=1, answer="declined") == Outcome.RECORDED
    assert by_diary(invitee, "accepted") == Outcome.RECORDED
    assert recorded(invitee) == "accepted"
