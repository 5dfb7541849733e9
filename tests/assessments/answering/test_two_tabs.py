"""A rater with an old tab: what it shows unchanged does not undo what a newer one has kept."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Draft, Invitation, Relationship
from cohorts.models import Cohort
from tests.assessments.open_rounds import invitation, named, opened, page_of_answers, started
from tests.reading import read


@pytest.fixture
def co_worker(cohort: Cohort) -> Invitation:
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=1)
    return invitation(subject, Relationship.CO_WORKER)


@pytest.fixture
def client(co_worker: Invitation) -> Client:
    return started(Client(), co_worker)


def shown(page: bytes) -> dict[str, str]:
    found = re.search(r'name="shown" value="([^"]*)"', page.decode())
    assert found
    return {"shown": found[1]}


def test_a_comment_of_another_tab_is_not_emptied_by_a_box_that_was_empty_before(
    client: Client, co_worker: Invitation
) -> None:
    comments = reverse("answer_comments", args=[co_worker.pk])
    old_tab = shown(client.get(comments).content)
    client.post(comments, {"comment-0": "Kept by the newer tab"})

    client.post(comments, {"comment-0": "", "comment-1": "Typed in the old one", "comment-2": "", **old_tab})

    assert Draft.objects.get().comments == {"0": "Kept by the newer tab", "1": "Typed in the old one"}


def test_a_comment_that_is_emptied_on_purpose_is_emptied(client: Client, co_worker: Invitation) -> None:
    comments = reverse("answer_comments", args=[co_worker.pk])
    client.post(comments, {"comment-0": "First\r\nthoughts"})

    client.post(comments, {"comment-0": "", **shown(client.get(comments).content)})

    assert Draft.objects.get().comments == {"0": ""}


def test_a_comment_that_came_back_as_it_was_shown_is_no_change(client: Client, co_worker: Invitation) -> None:
    """A browser sends its own kind of line ends."""
    comments = reverse("answer_comments", args=[co_worker.pk])
    client.post(comments, {"comment-0": "Two\r\nlines"})
    old_tab = shown(client.get(comments).content)
    client.post(comments, {"comment-0": "Newer"})

    client.post(comments, {"comment-0": "Two\r\nlines", **old_tab})

    assert Draft.objects.get().comments == {"0": "Newer"}


def test_a_rating_of_another_tab_is_not_undone_by_one_that_the_old_tab_left_as_it_was(
    client: Client, co_worker: Invitation
) -> None:
    page = reverse("answer_page", args=[co_worker.pk, 1])
    client.post(page, page_of_answers(1, "7"))
    old_tab = shown(client.get(page).content)
    client.post(page, {"statement-1": "9"})

    answer = client.post(page, page_of_answers(1, "7") | {"statement-2": "unable"} | old_tab)

    assert answer.status_code == 302
    assert Draft.objects.get().ratings == {"1": 9, "2": None, "3": 7, "4": 7, "5": 7}


def test_a_page_that_is_refused_shows_the_newer_answer_and_remembers_it(client: Client, co_worker: Invitation) -> None:
    page = reverse("answer_page", args=[co_worker.pk, 1])
    client.post(page, {"statement-1": "7"})
    old_tab = shown(client.get(page).content)
    client.post(page, {"statement-1": "9"})

    refused = client.post(page, {"statement-1": "7", "statement-2": "3", **old_tab})

    assert 'value="9" id="id_statement-1_8" checked' in read(refused)
    assert shown(refused.content) == {"shown": "statement-1=9 statement-2=3"}


@pytest.mark.parametrize("odd", ["", "=", "statement-1", "statement-1=", "x=y=z", "comment-0=\x00", "é" * 5000])
def test_whatever_a_page_says_that_it_showed_nothing_breaks(odd: str, client: Client, co_worker: Invitation) -> None:
    answer = client.post(reverse("answer_page", args=[co_worker.pk, 1]), page_of_answers(1) | {"shown": odd})

    assert answer.status_code == 302
    assert Draft.objects.get().ratings == {str(number): 7 for number in range(1, 6)}
