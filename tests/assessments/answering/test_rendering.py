"""Instruments that were imported: other scales, other lengths, and some without "not able to observe"."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Draft, Instrument, Invitation, Relationship, Response, Round, Statement
from cohorts.models import Cohort, Practice
from tests.assessments.open_rounds import invitation, named, opened, started
from tests.reading import read


def asked_with(
    cohort: Cohort, highest: int, *, may_be_unobserved: bool, questions: tuple[str, ...] = ("What else?",)
) -> Invitation:
    """Seven statements, so that the second page has two."""
    labels = {str(number): f"Label {number}" for number in range(1, highest + 1)}
    instrument = Instrument.objects.create(
        organisation=cohort.organisation,
        name=f"To {highest}",
        version=1,
        lowest=1,
        highest=highest,
        labels=labels,
        questions=list(questions),
        may_be_unobserved=may_be_unobserved,
    )
    for number in range(1, 8):
        Statement.objects.create(instrument=instrument, number=number, practice=Practice.MODEL, text=f"Does {number}")
    subject = opened(cohort).subjects.get()
    Round.objects.update(instrument=instrument)
    named(subject, co_worker=1)
    return Invitation.objects.get(pk=invitation(subject, Relationship.CO_WORKER).pk)


@pytest.mark.parametrize(("highest", "width"), [(5, "short"), (7, "middling")])
def test_a_shorter_scale_has_its_own_numbers_and_ends(highest: int, width: str, cohort: Cohort) -> None:
    rater = asked_with(cohort, highest, may_be_unobserved=True)
    client = started(Client(), rater)

    page = read(client.get(reverse("answer_page", args=[rater.pk, 1])))

    assert page.count('type="radio"') == 5 * (highest + 1)
    assert page.count(f"cadre-scale--{width}") == 5
    assert page.count(f"<span>1 Label 1</span> <span>{highest} Label {highest}</span>") == 5
    assert "Page 1 of 2" in page


def test_where_everything_can_be_observed_nobody_can_say_otherwise(cohort: Cohort) -> None:
    rater = asked_with(cohort, 5, may_be_unobserved=False)
    client = started(Client(), rater)
    address = reverse("answer_page", args=[rater.pk, 1])

    page = client.get(address).content.decode()
    refused = client.post(address, {"statement-1": "unable", "statement-2": "6", "statement-3": "5"}).content.decode()
    saved = client.post(reverse("answer_save", args=[rater.pk]), {"statement-1": "unable"})

    assert page.count('type="radio"') == 5 * 5
    assert "ble to observe" not in page + refused
    assert len(re.findall(r'href="#id_statement', refused)) == 4
    assert saved.status_code == 400
    assert Draft.objects.get().ratings == {"3": 5}


def test_the_whole_of_a_short_instrument(cohort: Cohort) -> None:
    rater = asked_with(cohort, 5, may_be_unobserved=False)
    client = started(Client(), rater)
    for page, numbers in ((1, range(1, 6)), (2, range(6, 8))):
        answers = {f"statement-{number}": "4" for number in numbers}
        assert client.post(reverse("answer_page", args=[rater.pk, page]), answers).status_code == 302
    assert client.get(reverse("answer_page", args=[rater.pk, 3])).status_code == 404
    client.post(reverse("answer_comments", args=[rater.pk]), {"comment-0": "Nothing"})

    client.post(reverse("answer_check", args=[rater.pk]))

    response = Response.objects.get()
    assert (response.ratings, response.comments) == ([4] * 7, ["Nothing"])


def test_an_instrument_without_open_questions_has_no_page_for_them(cohort: Cohort) -> None:
    rater = asked_with(cohort, 5, may_be_unobserved=False, questions=())
    client = started(Client(), rater)
    check = reverse("answer_check", args=[rater.pk])
    client.post(reverse("answer_page", args=[rater.pk, 1]), {f"statement-{number}": "4" for number in range(1, 6)})

    last = client.post(reverse("answer_page", args=[rater.pk, 2]), {"statement-6": "4", "statement-7": "4"})

    assert last.headers["Location"] == check
    assert client.get(reverse("answer_start", args=[rater.pk])).headers["Location"] == check
    assert "own words" not in client.get(check).content.decode()
    client.post(check)
    assert Response.objects.get().comments == []
