import logging

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessments.answering.confidentiality_notice import ACCOMPLICE_RATES
from assessments.answering.drafts import save_draft
from assessments.models import Invitation, Relationship, Round, Subject
from assessments.rounds import closing
from cohorts.models import Cohort
from messaging.models import PersonalLink
from people.models import Person
from tests.assessments.open_rounds import (
    answer_all,
    emailed_token,
    has_closed,
    invitation,
    named,
    opened,
    started,
    whole_database,
)
from tests.conftest import ClientFor
from tests.reading import read


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=3)
    return subject


@pytest.fixture
def co_worker(subject: Subject) -> Invitation:
    return invitation(subject, Relationship.CO_WORKER)


def test_looking_changes_nothing_at_all(co_worker: Invitation) -> None:
    token = emailed_token(co_worker)
    before = whole_database()
    client = Client()

    pages = [client.get(f"/r/{token}/"), client.head(f"/r/{token}/"), client.get(f"/r/{token}/")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert whole_database() == before
    assert "sessionid" not in client.cookies


def test_the_landing_says_who_asks_and_who_will_see_what(co_worker: Invitation) -> None:
    page = read(Client().get(f"/r/{emailed_token(co_worker)}/"))

    for words in (
        "Pat Participant asks for your view",
        "Co-worker 1, a co-worker",
        "About 12 minutes",
        "Your name is not on your answers",
        "at least 3 of them",
        "word for word",
        "could still link your answers to you",
        "once 3 of your group have answered, administrators can see who has not answered yet, to remind them",
        "in a group of three, if one of the others tells the participant what they answered",
    ):
        assert words in page
    assert "but not who" not in page


def test_a_rater_who_comes_back_is_told_how_far_they_are(co_worker: Invitation) -> None:
    link = f"/r/{emailed_token(co_worker)}/"
    browser = Client()
    new = read(browser.get(link))
    browser.post(link)
    save_draft(invitation_id=co_worker.pk, ratings={1: 7, 2: None, 3: 9}, comments={})

    back = read(Client().get(link))

    assert ">Start</button>" in new
    assert "You have answered" not in new
    assert ">Continue</button>" in back
    assert "You have answered 3 of the 30 statements." in back


def test_the_notice_gives_the_rate_of_the_fewest_answers_that_the_round_shows(co_worker: Invitation) -> None:
    token = emailed_token(co_worker)

    for least, words in ((4, "four"), (5, "five"), (7, "seven")):
        Round.objects.update(least_in_group=least)
        rate = ACCOMPLICE_RATES[min(least, 5)]
        page = Client().get(f"/r/{token}/").content.decode()
        assert f"in a group of {words}, if one" in page
        assert f"could be worked out: about {rate}, by our own measurement" in page


def test_a_manager_is_told_to_be_identifiable(subject: Subject) -> None:
    page = Client().get(f"/r/{emailed_token(invitation(subject, Relationship.MANAGER))}/").content.decode()

    assert "will know that they are yours" in page
    assert "Your name is not on your answers" not in page
    assert "such groups" not in page


def test_no_other_page_is_told_the_address(co_worker: Invitation) -> None:
    token = emailed_token(co_worker)

    for response in (Client().get(f"/r/{token}/"), Client().post(f"/r/{token}/"), Client().get("/r/wrong/")):
        assert response.headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in response.headers["Cache-Control"]


def test_starting_leads_to_an_address_without_the_token(co_worker: Invitation) -> None:
    token = emailed_token(co_worker)

    answer = Client().post(f"/r/{token}/")

    assert answer.headers["Location"] == reverse("answer_page", args=[co_worker.pk, 1])
    co_worker.refresh_from_db()
    assert co_worker.state == Invitation.State.STARTED


def test_no_token_is_kept_in_any_session_row_or_log(co_worker: Invitation, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = emailed_token(co_worker)
    client = started(Client(), co_worker)
    client.get(reverse("answer_start", args=[co_worker.pk]), follow=True)

    assert token not in str(whole_database())
    assert all(token not in str(session.get_decoded()) for session in Session.objects.all())
    assert token not in caplog.text


def test_starting_needs_the_token_of_the_form(co_worker: Invitation) -> None:
    client = Client(enforce_csrf_checks=True)
    token = emailed_token(co_worker)

    assert client.post(f"/r/{token}/").status_code == 403
    co_worker.refresh_from_db()
    assert co_worker.state == Invitation.State.INVITED


def test_the_session_has_a_new_key_and_a_rater_who_is_signed_in_stays_so(
    executive: Person, co_worker: Invitation, client_for: ClientFor
) -> None:
    client = client_for(executive)
    before = client.session.session_key

    started(client, co_worker)

    assert client.session.session_key != before
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 5000, "%00", "ü", "..%2f.."])
def test_an_unknown_link_has_its_own_page(token: str, db: None) -> None:
    for answer in (Client().get(f"/r/{token}/"), Client().post(f"/r/{token}/")):
        assert answer.status_code == 404


def test_a_void_link_has_the_same_page_as_an_unknown_one(co_worker: Invitation) -> None:
    token = emailed_token(co_worker)
    PersonalLink.objects.all().delete()

    void, unknown = Client().get(f"/r/{token}/"), Client().get("/r/unknown/")

    assert void.status_code == unknown.status_code == 404
    assert without_nonce(void.content) == without_nonce(unknown.content)
    assert b"This link does not work" in void.content


def without_nonce(content: bytes) -> bytes:
    return b"".join(line for line in content.splitlines() if b"nonce" not in line)


def test_a_link_of_another_purpose_opens_nothing(co_worker: Invitation) -> None:
    token = emailed_token(co_worker)
    PersonalLink.objects.update(purpose="evaluation")

    assert Client().get(f"/r/{token}/").status_code == 404


def test_a_closed_round_says_so(co_worker: Invitation) -> None:
    token = emailed_token(co_worker)
    has_closed()

    for answer in (Client().get(f"/r/{token}/"), Client().post(f"/r/{token}/")):
        assert answer.status_code == 410
        assert "This 360 has closed" in answer.content.decode()


def test_who_comes_too_late_is_told_that_the_round_has_closed(co_worker: Invitation) -> None:
    token = emailed_token(co_worker)
    closing.close(round=Round.objects.get())

    answer = Client().get(f"/r/{token}/")

    assert answer.status_code == 410
    assert "This 360 has closed" in answer.content.decode()
    assert "Start" not in answer.content.decode()


def test_a_rater_who_has_answered_is_told_so(co_worker: Invitation) -> None:
    token = emailed_token(co_worker)
    answer_all(co_worker)

    for answer in (Client().get(f"/r/{token}/"), Client().post(f"/r/{token}/")):
        assert answer.status_code == 200
        assert "You have already answered" in answer.content.decode()


def test_another_browser_does_not_reach_the_questionnaire(
    subject: Subject, co_worker: Invitation, client_for: ClientFor
) -> None:
    started(Client(), co_worker)
    names = ["answer_start", "answer_comments", "answer_check", "answer_done"]

    for client in (Client(), client_for(subject.enrolment.person)):
        addresses = [reverse(name, args=[co_worker.pk]) for name in names]
        addresses.append(reverse("answer_page", args=[co_worker.pk, 1]))
        assert {client.get(address).status_code for address in addresses} == {404}
        assert client.post(reverse("answer_save", args=[co_worker.pk]), {"statement-1": "7"}).status_code == 404


def test_a_rater_does_not_reach_the_questionnaire_of_another(subject: Subject, co_worker: Invitation) -> None:
    other = subject.invitations.filter(relationship="co_worker").exclude(pk=co_worker.pk)[0]
    client = started(Client(), co_worker)

    assert client.get(reverse("answer_page", args=[other.pk, 1])).status_code == 404


def test_a_rater_who_was_away_too_long_is_told_to_open_the_link_again(co_worker: Invitation) -> None:
    known, unknown = co_worker.pk, "00000000-0000-4000-8000-000000000000"

    pages = [Client().get(reverse("answer_page", args=[pk, 1])) for pk in (known, unknown)]

    assert [page.status_code for page in pages] == [404, 404]
    assert "You have been away for a while" in pages[0].content.decode()
    assert "what was saved is still there" in pages[0].content.decode()
    assert without_nonce(pages[0].content) == without_nonce(pages[1].content)


def test_a_form_whose_token_was_lost_says_the_same(co_worker: Invitation) -> None:
    client = Client(enforce_csrf_checks=True)

    page = client.post(reverse("answer_page", args=[co_worker.pk, 1]), {"statement-1": "7"})

    assert page.status_code == 403
    assert "You have been away for a while" in page.content.decode()


def test_the_landing_says_what_cadre_is_and_where_to_read_more(co_worker: Invitation) -> None:
    page = Client().get(f"/r/{emailed_token(co_worker)}/").content.decode()

    assert "Cadre is the service with which Fenmoor Trust runs the programme." in page
    assert f'href="{reverse("privacy")}"' in page.split("<footer")[0]
    assert "Cadre is the service with which Fenmoor Trust runs the programme." in str(mail.outbox[-1].body)
