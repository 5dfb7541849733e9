"""Joining two addresses of the same person."""

import pytest
from django.test import Client
from django.urls import reverse

from assessments import declining, joining, ledger
from assessments.models import Invitation, KnownAddress, Relationship, Response, Subject
from cohorts.models import Cohort
from people.models import Person
from tests import cast
from tests.assessments.asked import answer_all, emailed_token, invitation, named, opened
from tests.assessments.test_mending import FIRST, NEW, SECOND, emails, sent_to
from tests.assessments.test_naming import filled, people
from tests.conftest import ClientFor


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    made = opened(cohort).subjects.get()
    named(made, co_worker=4)
    return made


@pytest.fixture
def client(administrator: Person, client_for: ClientFor) -> Client:
    return client_for(administrator)


def join(subject: Subject, kept: str = FIRST, other: str = SECOND) -> None:
    joining.join(organisation=subject.organisation, kept=kept, other=other)


def test_open_requests_move_to_the_address_that_is_kept(subject: Subject) -> None:
    moved = subject.invitations.get(email=SECOND)
    token = emailed_token(moved)

    join(subject, kept=NEW["email"])

    assert emails(subject) == [FIRST, "co_worker-3@fenmoor.example", "co_worker-4@fenmoor.example", NEW["email"]]
    assert Client().get(f"/r/{token}/").status_code == 404
    assert sent_to(NEW["email"]) == ["queued"]
    assert subject.invitations.get(email=NEW["email"]).name == "Co-worker 2"


def test_asked_twice_about_one_participant_they_are_asked_once(subject: Subject) -> None:
    join(subject)

    assert emails(subject) == [FIRST, "co_worker-3@fenmoor.example", "co_worker-4@fenmoor.example"]
    assert sent_to(SECOND) == ["withdrawn"]
    assert sent_to(FIRST) == ["queued"]


@pytest.mark.parametrize("who", [FIRST, SECOND])
def test_whoever_has_answered_once_is_not_asked_once_more(who: str, subject: Subject) -> None:
    answer_all(subject.invitations.get(email=who))

    join(subject)

    assert subject.invitations.get(email=FIRST).is_answered
    assert Response.objects.count() == 1


def test_answered_twice_both_answers_stay(subject: Subject) -> None:
    for email in (FIRST, SECOND):
        answer_all(subject.invitations.get(email=email))

    join(subject)

    assert Response.objects.count() == 2
    assert SECOND not in emails(subject)


@pytest.mark.parametrize("manager_is_kept", [True, False])
def test_a_manager_stays_the_manager_though_they_were_named_as_somebody_else(
    manager_is_kept: bool, subject: Subject
) -> None:
    manager = invitation(subject, Relationship.MANAGER)
    answer_all(subject.invitations.get(email=FIRST))
    kept, other = (manager.email, FIRST) if manager_is_kept else (FIRST, manager.email)

    join(subject, kept=kept, other=other)

    remaining = invitation(subject, Relationship.MANAGER)
    assert (remaining.email, remaining.state) == (kept, "invited")
    assert len(emails(subject)) == 3


def test_somebody_who_declined_at_one_address_is_asked_as_they_are_at_the_other(subject: Subject) -> None:
    declining.decline(invitation_id=subject.invitations.get(email=FIRST).pk, reason=Invitation.Reason.NO_TIME)

    join(subject)

    kept = subject.invitations.get(email=FIRST)
    assert (kept.state, kept.decline_reason) == ("invited", "")
    assert sent_to(FIRST) == ["withdrawn", "queued"]


def test_a_participant_under_another_address_does_not_rate_themselves_twice(subject: Subject) -> None:
    join(subject, kept=subject.enrolment.person.email, other=FIRST)

    assert FIRST not in emails(subject)
    assert invitation(subject, Relationship.SELF).state == "invited"


def test_who_is_named_by_the_other_address_is_asked_at_the_kept_one(subject: Subject, client_for: ClientFor) -> None:
    join(subject)
    later = Subject.objects.create(round=subject.round, enrolment=cast.enrolled(subject.round.cohort, "Later"))
    page = reverse("name_raters", args=[later.pk])
    twice = filled(co_worker=[("Co", FIRST), ("Worker", SECOND.upper())])

    refused = client_for(later.enrolment.person).post(page, twice).content.decode()
    client_for(later.enrolment.person).post(page, filled(co_worker=[("Worker", SECOND)], other=people("a", 1)))

    assert "more than once" in refused
    assert emails(later) == [FIRST]


def test_addresses_joined_one_after_the_other_lead_to_the_last(subject: Subject) -> None:
    join(subject, kept="b@f.example", other="a@f.example")
    join(subject, kept="c@f.example", other="b@f.example")

    def kept(email: str) -> str:
        return ledger.kept_address(email, subject.organisation)

    assert [kept(f"{letter}@f.example") for letter in "abc"] == ["c@f.example"] * 3
    # Joined the other way round, the first is kept again.
    join(subject, kept="a@f.example", other="c@f.example")
    assert [kept(f"{letter}@f.example") for letter in "abc"] == ["a@f.example"] * 3


def test_an_address_is_not_joined_to_itself(client: Client, subject: Subject) -> None:
    page = reverse("round_join", args=[subject.round_id])

    same = client.post(page, {"kept": FIRST, "other": FIRST}).content.decode()
    unknown = client.post(page, {"kept": FIRST, "other": "nobody@fenmoor.example"}).content.decode()

    assert "Choose two different addresses" in same
    assert "There is a problem" in unknown
    assert not KnownAddress.objects.exists()


def test_addresses_of_another_organisation_stay_as_they_are(subject: Subject) -> None:
    elsewhere = opened(cast.cohort(cast.trust("Otherside Trust"))).subjects.get()
    named(elsewhere, co_worker=2)

    join(subject)

    assert emails(elsewhere) == [FIRST, SECOND]
    assert ledger.kept_address(SECOND, elsewhere.organisation) == SECOND
