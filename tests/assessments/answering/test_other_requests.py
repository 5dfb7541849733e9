"""Somebody who is asked about several people finds them all behind any of their links."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Invitation, Relationship, Subject
from assessments.raters.naming import name_raters
from cohorts.models import Cohort
from tests import cast
from tests.assessments.open_rounds import answer_all, emailed_token, opened, rater, started
from tests.reading import read

ALSO = "You are also asked about"


@pytest.fixture
def asked(cohort: Cohort) -> list[Invitation]:
    """The same co-worker is asked about Robin and about Sam."""
    for name in ("Robin Participant", "Sam Participant"):
        cast.enrolled(cohort, name)
    return [ask(subject) for subject in opened(cohort).subjects.order_by("enrolment__person__name")]


def ask(subject: Subject) -> Invitation:
    name_raters(subject=subject, raters=[rater(Relationship.CO_WORKER, 1)])
    return subject.invitations.get(relationship=Relationship.CO_WORKER)


def page_of(client: Client, address: str) -> str:
    return read(client.get(address))


def on_to(page: str, address: str = "") -> str:
    """Where the first of the others leads, from a page at this address."""
    found = re.search(r'href="([^"]*)\?about=([^"]+)"', page)
    assert found
    return f"{found[1] or address}?about={found[2]}"


def test_the_landing_lists_the_others_with_their_last_day_and_starts_them(asked: list[Invitation]) -> None:
    first, second = asked
    address = f"/r/{emailed_token(first)}/"
    browser = Client()

    landing = page_of(browser, address)
    beginning = page_of(browser, on_to(landing, address))
    second.refresh_from_db()
    assert second.state == Invitation.State.INVITED
    answer = browser.post(on_to(landing, address))

    assert f"{second.subject.name} asks for your view" in beginning
    assert f"{second.subject.name}, until {second.subject.closes_on.strftime('%-d %B')}" in landing
    assert answer.headers["Location"] == reverse("answer_page", args=[second.pk, 1])
    assert second.subject.name in page_of(browser, answer.headers["Location"])
    first.refresh_from_db()
    assert first.state == Invitation.State.INVITED


def test_the_receipt_offers_the_next(asked: list[Invitation]) -> None:
    first, second = asked
    browser = started(Client(), first)
    answer_all(first)

    receipt = page_of(browser, reverse("answer_done", args=[first.pk]))
    beginning = page_of(browser, on_to(receipt))
    answer = browser.post(on_to(receipt))

    assert f"{second.subject.name} asks for your view" in beginning
    assert "Your name is not on your answers" in beginning
    assert ALSO in receipt
    assert answer.headers["Location"] == reverse("answer_page", args=[second.pk, 1])
    assert browser.get(answer.headers["Location"]).status_code == 200


def test_somebody_who_has_answered_the_first_finds_the_second_behind_its_link(asked: list[Invitation]) -> None:
    first, second = asked
    address = f"/r/{emailed_token(first)}/"
    answer_all(first)
    browser = Client()

    assert second.subject.name in page_of(browser, address)
    assert browser.post(f"{address}?about={second.pk}").status_code == 302


def test_nothing_is_offered_that_cannot_be_answered(asked: list[Invitation]) -> None:
    first, second = asked
    address = f"/r/{emailed_token(first)}/"

    answer_all(second)
    assert ALSO not in page_of(Client(), address)
    Invitation.objects.filter(pk=second.pk).update(state="declined", decline_reason="no_time")
    assert ALSO not in page_of(Client(), address)
    Invitation.objects.filter(pk=second.pk).update(state="proposed", decline_reason="")
    assert ALSO not in page_of(Client(), address)
    Invitation.objects.filter(pk=second.pk).update(state="invited")
    assert ALSO in page_of(Client(), address)
    Subject.objects.filter(pk=second.subject_id).update(state="closed")
    assert ALSO not in page_of(Client(), address)


def test_the_same_address_in_another_organisation_is_another_matter(asked: list[Invitation]) -> None:
    first, second = asked
    elsewhere = cast.cohort(cast.trust("Otherside Trust"), "Cohort of the others")
    cast.enrolled(elsewhere, "Oli Otherside")
    there = ask(opened(elsewhere).subjects.get())
    address = f"/r/{emailed_token(first)}/"

    assert "Oli Otherside" not in page_of(Client(), address)
    assert second.subject.name in page_of(Client(), address)
    assert Client().post(f"{address}?about={there.pk}").status_code == 404


def test_a_link_starts_nobody_elses_questionnaire(asked: list[Invitation]) -> None:
    first, second = asked
    Invitation.objects.filter(pk=second.pk).update(email="somebody.else@fenmoor.example")
    address = f"/r/{emailed_token(first)}/"
    browser = started(Client(), first)

    for wrong in (str(second.pk), "x", "", "00000000-0000-4000-8000-000000000000"):
        for place in (address, reverse("answer_next", args=[first.pk])):
            assert browser.get(place, {"about": wrong}).status_code == 404
            assert browser.post(f"{place}?about={wrong}").status_code == 404
    second.refresh_from_db()
    assert second.state == Invitation.State.INVITED


def test_going_on_needs_the_browser_that_opened_the_first(asked: list[Invitation]) -> None:
    first, second = asked
    address = f"{reverse('answer_next', args=[first.pk])}?about={second.pk}"
    assert Client().get(address).status_code == 404
    assert Client().post(address).status_code == 404


def test_a_manager_reads_what_is_shown_as_theirs_before_they_start(asked: list[Invitation]) -> None:
    """They may come from a request as one of a group, whose notice says the contrary."""
    first, second = asked
    second.delete()
    second.subject.invitations.filter(relationship=Relationship.MANAGER).update(email=first.email)
    by_link = f"/r/{emailed_token(first)}/"
    browser = started(Client(), first)
    answer_all(first)

    for page in (page_of(Client(), by_link), page_of(browser, reverse("answer_done", args=[first.pk]))):
        beginning = page_of(browser, on_to(page, by_link))
        assert "will know that they are yours" in beginning
        assert "Your name is not on your answers" not in beginning
        # The way to decline at this address would be that of the other request.
        assert 'href="decline/"' not in beginning
        assert ALSO not in beginning


def test_one_who_is_asked_once_reads_of_no_others(asked: list[Invitation]) -> None:
    first, second = asked
    second.delete()

    assert ALSO not in page_of(Client(), f"/r/{emailed_token(first)}/")
