"""Joining two addresses of the same person."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessments.models import Invitation, KnownAddress, Relationship, Response, Subject
from assessments.raters import declining, duplicates, turnout
from cohorts.models import Cohort
from people.models import Person
from tests import cast
from tests.assessments.open_rounds import (
    administrator_of,
    answer_all,
    emailed_token,
    invitation,
    named,
    opened,
    whole_database,
)
from tests.assessments.raters.test_editing import FIRST, NEW, SECOND, emails, sent_to
from tests.assessments.raters.test_naming import filled, people
from tests.conftest import ClientFor
from tests.reading import read

OTHER = "other-1@fenmoor.example"


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    made = opened(cohort).subjects.get()
    named(made, co_worker=4)
    return made


@pytest.fixture
def client(administrator: Person, client_for: ClientFor) -> Client:
    return client_for(administrator)


def join(subject: Subject, kept: str = FIRST, other: str = SECOND) -> None:
    duplicates.join_addresses(organisation=subject.organisation, kept=kept, other=other, by=administrator_of(subject))


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
def test_a_rater_who_has_answered_is_not_asked_once_more(who: str, subject: Subject) -> None:
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


@pytest.mark.parametrize("answered", [[], [FIRST], [OTHER], [FIRST, OTHER]])
@pytest.mark.parametrize("to_threshold", [0, 2])
@pytest.mark.parametrize("kept_first", [True, False])
def test_requests_in_two_groups_are_not_joined_no_matter_who_has_answered(
    answered: list[str], to_threshold: int, kept_first: bool, subject: Subject, client: Client
) -> None:
    """Joined, an answer in the one group would count in the other, and its count would tell of it."""
    named(subject, other=4)
    others = ["co_worker-3@fenmoor.example", "co_worker-4@fenmoor.example"][:to_threshold]
    for email in answered + others:
        answer_all(subject.invitations.get(email=email))
    before = whole_database()
    posted = {"kept": FIRST, "other": OTHER} if kept_first else {"kept": OTHER, "other": FIRST}

    said = read(client.post(reverse("round_join", args=[subject.round_id]), posted))

    twice = "as a co-worker and as another colleague" if kept_first else "as another colleague and as a co-worker"
    assert f"They are asked about Pat Participant twice, {twice}: ask somebody else in one of the two places" in said
    assert told(whole_database()) == told(before)


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("manager_is_kept", [True, False])
def test_a_manager_is_not_joined_with_a_co_worker(manager_is_kept: bool, answers: bool, subject: Subject) -> None:
    manager = invitation(subject, Relationship.MANAGER)
    if answers:
        answer_all(subject.invitations.get(email=FIRST))
    kept, other = (manager.email, FIRST) if manager_is_kept else (FIRST, manager.email)

    with pytest.raises(ValidationError, match="about Pat Participant twice, as"):
        join(subject, kept=kept, other=other)

    assert len(emails(subject)) == 4
    assert not KnownAddress.objects.exists()


@pytest.mark.parametrize("who", [FIRST, SECOND])
def test_joined_in_one_group_the_counts_are_those_of_the_answers(who: str, subject: Subject) -> None:
    """On either side of the 3 that are shown, a count is of responses that are there."""
    for email in (who, "co_worker-3@fenmoor.example"):
        answer_all(subject.invitations.get(email=email))

    join(subject)

    assert tally_of(subject) == (3, None)
    answer_all(subject.invitations.get(email="co_worker-4@fenmoor.example"))
    assert tally_of(subject) == (3, 3)
    assert Response.objects.count() == 3


def tally_of(subject: Subject) -> tuple[int, int | None]:
    tallies = turnout.count_subject(subject).tallies
    return next((each.asked, each.answered) for each in tallies if each.relationship == Relationship.CO_WORKER)


def told(database: dict[str, list[object]]) -> dict[str, list[object]]:
    return {label: rows for label, rows in database.items() if label.startswith(("assessments.", "messaging."))}


def test_a_joined_address_is_listed_and_parted_again(client: Client, subject: Subject) -> None:
    join(subject)
    ledger_page = reverse("round_requests", args=[subject.round_id])
    assert f"{SECOND} is understood as {FIRST}" in client.get(ledger_page).content.decode()

    client.post(reverse("round_part", args=[subject.round_id, KnownAddress.objects.get().pk]))

    assert SECOND not in KnownAddress.objects.kept_for([SECOND], subject.organisation)
    assert "Joined addresses" not in client.get(ledger_page).content.decode()


def test_an_address_of_another_organisation_is_not_parted(client: Client, subject: Subject) -> None:
    elsewhere = cast.trust("Otherside Trust")
    known = KnownAddress.objects.create(organisation=elsewhere, address="a@f.example", same_as="b@f.example")

    assert client.post(reverse("round_part", args=[subject.round_id, known.pk])).status_code == 404
    assert KnownAddress.objects.exists()


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
        return KnownAddress.objects.kept_for([email], subject.organisation).get(email, email)

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
    assert SECOND not in KnownAddress.objects.kept_for([SECOND], elsewhere.organisation)
