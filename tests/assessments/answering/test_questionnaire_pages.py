import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Draft, Invitation, Relationship, Response, Subject
from cohorts.models import Cohort
from tests.assessments.open_rounds import (
    PAGES,
    answer_all,
    has_closed,
    invitation,
    named,
    opened,
    page_of_answers,
    started,
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


@pytest.fixture
def client(co_worker: Invitation) -> Client:
    return started(Client(), co_worker)


def page_address(of: Invitation, page: int) -> str:
    return reverse("answer_page", args=[of.pk, page])


def test_the_whole_questionnaire_from_the_link_to_the_receipt(client: Client, co_worker: Invitation) -> None:
    answer = client.get(reverse("answer_start", args=[co_worker.pk]))
    for page in range(1, PAGES + 1):
        assert answer.headers["Location"] == page_address(co_worker, page)
        answer = client.post(answer.headers["Location"], page_of_answers(page, str(page)))
    assert answer.headers["Location"] == reverse("answer_comments", args=[co_worker.pk])
    answer = client.post(answer.headers["Location"], {"comment-0": "Listens <b>well</b>", "comment-1": "a\r\nb"})
    assert answer.headers["Location"] == reverse("answer_check", args=[co_worker.pk])
    check = client.get(answer.headers["Location"]).content.decode()
    assert "Listens &lt;b&gt;well&lt;/b&gt;" in check
    answer = client.post(answer.headers["Location"], follow=True)

    assert "Your answers have been submitted" in answer.content.decode()
    response = Response.objects.get()
    # Five statements a page, each page answered with its own number.
    assert response.ratings == [page for page in range(1, 7) for _ in range(5)]
    assert response.comments == ["Listens <b>well</b>", "a\nb", ""]
    assert (response.subject, response.relationship) == (co_worker.subject, Relationship.CO_WORKER)
    assert not Draft.objects.exists()


def test_nothing_is_chosen_beforehand(client: Client, co_worker: Invitation) -> None:
    page = client.get(page_address(co_worker, 1)).content.decode()

    assert page.count('type="radio"') == 5 * 11
    assert " checked" not in page


def test_a_page_with_gaps_asks_for_each_and_keeps_the_rest(client: Client, co_worker: Invitation) -> None:
    answers = page_of_answers(1)
    del answers["statement-2"], answers["statement-4"]

    page = client.post(page_address(co_worker, 1), answers)

    content = page.content.decode()
    assert page.status_code == 200
    assert 'href="#id_statement-2_0"' in content
    assert 'href="#id_statement-4_0"' in content
    assert len(re.findall(r'href="#id_statement', content)) == 2
    assert Draft.objects.get().ratings == {"1": 7, "3": 7, "5": 7}


def test_going_back_asks_for_nothing_and_keeps_what_is_there(client: Client, co_worker: Invitation) -> None:
    answer = client.post(page_address(co_worker, 2), {"statement-6": "3", "back": "1"})

    assert answer.headers["Location"] == page_address(co_worker, 1)
    assert Draft.objects.get().ratings == {"6": 3}
    assert 'value="3" id="id_statement-6_2" checked' in read(client.get(page_address(co_worker, 2)))


@pytest.mark.parametrize("wrong", ["11", "0", "-1", "x", "", "7.5", "１", "null", "9" * 5000, "7\x00", "[]"])
def test_a_wrong_rating_is_refused_and_the_others_are_kept(wrong: str, client: Client, co_worker: Invitation) -> None:
    page = client.post(page_address(co_worker, 1), page_of_answers(1) | {"statement-3": wrong})

    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert Draft.objects.get().ratings == {"1": 7, "2": 7, "4": 7, "5": 7}


def test_a_statement_of_another_page_is_not_listened_to(client: Client, co_worker: Invitation) -> None:
    client.post(page_address(co_worker, 1), page_of_answers(1) | {"statement-31": "7", "statement-6": "7"})

    assert sorted(Draft.objects.get().ratings) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("page", [0, 7, 10**9, 10**30])
def test_there_are_only_six_pages(page: int, client: Client, co_worker: Invitation) -> None:
    assert client.get(page_address(co_worker, page)).status_code == 404


def test_not_able_to_observe_is_an_answer_and_no_number(client: Client, co_worker: Invitation) -> None:
    for page in range(1, PAGES + 1):
        client.post(page_address(co_worker, page), page_of_answers(page, "unable"))
    check = client.get(reverse("answer_check", args=[co_worker.pk])).content.decode()
    client.post(reverse("answer_check", args=[co_worker.pk]))

    assert check.count("Not able to observe") == 30
    assert Response.objects.get().ratings == [None] * 30


def test_the_same_link_on_another_device_goes_on_where_it_stopped(client: Client, co_worker: Invitation) -> None:
    client.post(page_address(co_worker, 1), page_of_answers(1))
    client.post(page_address(co_worker, 2), {"statement-6": "3"})

    other_device = started(Client(), co_worker)
    answer = other_device.get(reverse("answer_start", args=[co_worker.pk]))

    assert answer.headers["Location"] == page_address(co_worker, 2)
    assert "checked" in other_device.get(page_address(co_worker, 1)).content.decode()


def test_missing_answers_are_asked_for_before_anything_is_submitted(client: Client, co_worker: Invitation) -> None:
    client.post(page_address(co_worker, 1), page_of_answers(1))

    page = client.post(reverse("answer_check", args=[co_worker.pk]))

    content = page.content.decode()
    assert "Some statements have no answer yet" in content
    assert content.count("Not answered yet") == 25
    assert "../2/?change=statement-6#id_statement-6_0" in content
    assert not Response.objects.exists()


def test_changing_an_answer_leads_back_to_the_check(client: Client, co_worker: Invitation) -> None:
    check = reverse("answer_check", args=[co_worker.pk])
    comments = reverse("answer_comments", args=[co_worker.pk])

    answer = client.post(page_address(co_worker, 1) + "?change=statement-4", page_of_answers(1))
    assert answer.headers["Location"] == f"{check}#statement-4"
    assert 'id="statement-4"' in client.get(check).content.decode()
    assert client.post(f"{comments}?change=comment-1").headers["Location"] == f"{check}#comment-1"
    for odd in ("1", "x", "//evil.example", "statement-1%0d%0a"):
        assert client.post(f"{comments}?change={odd}").headers["Location"] == check


def test_a_second_tab_does_not_ask_again_for_what_the_first_one_kept(client: Client, co_worker: Invitation) -> None:
    client.post(page_address(co_worker, 1), {"statement-1": "9", "statement-2": "8"})

    page = read(client.post(page_address(co_worker, 1), {"statement-3": "7", "statement-4": "6"}))

    assert 'value="9" id="id_statement-1_8" checked' in page
    assert 'value="8" id="id_statement-2_7" checked' in page
    assert re.findall(r'href="#id_statement-([0-9])', page) == ["5"]
    assert Draft.objects.get().ratings == {"1": 9, "2": 8, "3": 7, "4": 6}


def test_a_comment_that_a_post_leaves_out_stays(client: Client, co_worker: Invitation) -> None:
    address = reverse("answer_comments", args=[co_worker.pk])
    client.post(address, {"comment-0": "Kept", "comment-1": "Gone"})

    client.post(address, {"comment-1": ""})

    assert Draft.objects.get().comments == {"0": "Kept", "1": ""}


@pytest.mark.parametrize(("wrong", "sentence"), [("x" * 2001, "2000 characters"), ("a\x00b", "Null characters")])
def test_a_comment_that_will_not_do_is_refused_and_the_others_are_kept(
    wrong: str, sentence: str, client: Client, co_worker: Invitation
) -> None:
    page = client.post(reverse("answer_comments", args=[co_worker.pk]), {"comment-0": "kept", "comment-1": wrong})

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert Draft.objects.get().comments["0"] == "kept"


def test_a_body_of_many_megabytes_is_refused(client: Client, co_worker: Invitation) -> None:
    for address in (page_address(co_worker, 1), reverse("answer_save", args=[co_worker.pk])):
        assert client.post(address, {"statement-1": "7" * 6_000_000}).status_code in (200, 400, 413)
        huge = "statement-1=" + "7" * 6_000_000
        assert client.post(address, huge, content_type="application/x-www-form-urlencoded").status_code in (400, 413)
    assert not Draft.objects.exists() or Draft.objects.get().ratings == {}


def test_a_participant_rates_themselves(subject: Subject, client_for: ClientFor) -> None:
    client = client_for(subject.enrolment.person)

    begun = client.post(reverse("rate_self", args=[subject.pk]), follow=True)
    own = invitation(subject, Relationship.SELF)
    for page in range(1, PAGES + 1):
        client.post(page_address(own, page), page_of_answers(page))
    done = client.post(reverse("answer_check", args=[own.pk]), follow=True)

    assert "How often do you do this?" in begun.content.decode()
    assert reverse("my_assessment", args=[subject.pk]) in done.content.decode()
    assert Response.objects.get().relationship == Relationship.SELF
    assert "Your own ratings are in" in client.get(reverse("my_assessment", args=[subject.pk])).content.decode()


def test_nobody_can_change_what_was_submitted(client: Client, co_worker: Invitation) -> None:
    answer_all(co_worker)

    for address in (page_address(co_worker, 1), reverse("answer_comments", args=[co_worker.pk])):
        for answer in (client.get(address), client.post(address, page_of_answers(1, "1"))):
            assert "You have already submitted" in answer.content.decode()
    assert client.post(reverse("answer_save", args=[co_worker.pk]), {"statement-1": "1"}).status_code == 410
    assert Response.objects.get().ratings == [7] * 30
    assert not Draft.objects.exists()


def test_the_receipt_tells_nothing_of_the_answers(client: Client, co_worker: Invitation) -> None:
    answer_all(co_worker)

    page = client.get(reverse("answer_done", args=[co_worker.pk])).content.decode()

    assert "Thank you" in page
    assert str(Response.objects.get().key) not in page
    assert "co-worker" not in page.lower()


def test_a_round_that_closed_meanwhile_says_so_on_every_page(client: Client, co_worker: Invitation) -> None:
    client.post(page_address(co_worker, 1), page_of_answers(1))
    has_closed()

    addresses = [reverse(name, args=[co_worker.pk]) for name in ("answer_start", "answer_comments", "answer_check")]
    for address in (*addresses, page_address(co_worker, 2)):
        for answer in (client.get(address), client.post(address, page_of_answers(2))):
            assert answer.status_code == 410
            assert "Answers that were not submitted by then are not used" in answer.content.decode()
    assert not Response.objects.exists()


def test_pages_are_never_kept_by_a_browser_for_somebody_else(client: Client, co_worker: Invitation) -> None:
    assert "no-store" in client.get(page_address(co_worker, 1)).headers["Cache-Control"]


def test_no_page_of_the_questionnaire_asks_the_database_much(client: Client, co_worker: Invitation) -> None:
    for page in range(1, PAGES + 1):
        client.post(page_address(co_worker, page), page_of_answers(page))

    for address in (page_address(co_worker, 1), reverse("answer_check", args=[co_worker.pk])):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) <= 5
