"""Nothing that is done about a rater reveals whether that rater has answered."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.models import Invitation, RaterChange, Subject
from assessments.raters import declining, duplicates, editing, inviting
from cohorts.models import Cohort
from messaging.letters import letter_for
from messaging.models import Message
from messaging.tasks import deliver
from people.models import Person
from tests.assessments.open_rounds import administrator_of, answer_all, named, opened
from tests.assessments.raters.test_editing import FIRST, NEW, SECOND
from tests.conftest import ClientFor
from tests.reading import read

Visits = list[tuple[Client, str]]


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    made = opened(cohort).subjects.get()
    named(made, co_worker=4)
    return made


@pytest.fixture
def client(administrator: Person, client_for: ClientFor) -> Client:
    return client_for(administrator)


def seen(visits: Visits) -> list[str]:
    """Read the pages without ids, tokens and times of day, which differ from one try to the next."""
    changing = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9+/_-]{22,}=*|\d{1,2}(:\d\d)?[ap]m")
    return [changing.sub("", visitor.get(page).content.decode()) for visitor, page in visits]


def ids_that_stay(subject: Subject, before: set[object]) -> int:
    return len(before & set(subject.invitations.values_list("pk", flat=True)))


def said(page: Any) -> list[str]:
    return re.findall(r'notification-banner__heading">([^<]*)<', page.content.decode())


def mends(client: Client, subject: Subject) -> list[str]:
    rater = subject.invitations.get(email=FIRST)
    return said(client.post(reverse("rater_change", args=[subject.round_id, rater.pk]), NEW, follow=True))


def replaces(client: Client, subject: Subject) -> list[str]:
    rater = subject.invitations.get(email=FIRST)
    return said(client.post(reverse("rater_replace", args=[subject.round_id, rater.pk]), NEW, follow=True))


def joins(client: Client, subject: Subject) -> list[str]:
    posted = {"kept": FIRST, "other": SECOND}
    return said(client.post(reverse("round_join", args=[subject.round_id]), posted, follow=True))


def joins_declined(client: Client, subject: Subject) -> list[str]:
    held = subject.invitations.get(email=FIRST)
    declining.decline(invitation_id=held.pk, reason=Invitation.Reason.NO_TIME)
    duplicates.join_addresses(organisation=subject.organisation, kept=FIRST, other=SECOND, by=administrator_of(subject))
    return ["Joined."]


def outcome(
    does: Callable[[Client, Subject], list[str]], client: Client, subject: Subject, visits: Visits, answered: list[str]
) -> tuple[list[str], list[str], int]:
    """Return what the pages say when it is done after these raters have answered, then roll everything back."""
    tried = transaction.savepoint()
    for email in answered:
        answer_all(subject.invitations.get(email=email))
    before = set(subject.invitations.values_list("pk", flat=True))
    said_of_it = does(client, subject)
    # Pages say at which minute it was done, and a minute may end between two tries.
    RaterChange.objects.update(at=datetime(2026, 9, 1, 12, tzinfo=UTC))
    result = (said_of_it, seen(visits), ids_that_stay(subject, before))
    transaction.savepoint_rollback(tried)
    return result


@pytest.mark.parametrize(
    ("does", "ways"),
    [
        (mends, [[], [FIRST]]),
        (replaces, [[], [FIRST]]),
        (joins, [[], [FIRST], [SECOND], [FIRST, SECOND]]),
        (joins_declined, [[], [SECOND]]),
    ],
)
def test_neither_administrator_nor_participant_learns_who_has_answered(
    does: Callable[[Client, Subject], list[str]],
    ways: list[list[str]],
    subject: Subject,
    client: Client,
    client_for: ClientFor,
) -> None:
    """Every page must read the same afterwards, whether nobody, one or both raters have answered."""
    participant = client_for(subject.enrolment.person)
    visits = [
        (client, reverse("subject_raters", args=[subject.round_id, subject.pk])),
        (client, reverse("round_raters", args=[subject.round_id])),
        (client, reverse("round_requests", args=[subject.round_id])),
        (client, reverse("round", args=[subject.round_id])),
        (client, reverse("emails")),
        (participant, reverse("name_raters", args=[subject.pk])),
        (participant, reverse("my_assessment", args=[subject.pk])),
    ]
    outcomes = [outcome(does, client, subject, visits, answered) for answered in ways]

    assert outcomes[0][0]
    assert NEW["name"] in outcomes[0][1][0] or FIRST in outcomes[0][1][0]
    for other in outcomes[1:]:
        assert other == outcomes[0]


def test_the_pages_of_an_answered_rater_read_as_those_of_one_who_has_not(subject: Subject, client: Client) -> None:
    pages = [
        (client, reverse(page, args=[subject.round_id, subject.invitations.get(email=FIRST).pk]))
        for page in ("rater_change", "rater_replace")
    ]
    before = seen(pages)
    answer_all(subject.invitations.get(email=FIRST))

    assert seen(pages) == before


def test_an_address_put_in_a_raters_place_that_bounces_stands_on_no_page(subject: Subject, client: Client) -> None:
    """It would be owed an email only where the rater had not answered."""
    first, second = (subject.invitations.get(email=email) for email in (FIRST, SECOND))
    editing.correct(invitation=first, is_approved=True, by=administrator_of(subject), **NEW)
    bounced = Message.objects.filter(to_email__in=[NEW["email"], second.email])
    assert bounced.update(state="failed", error="550 no such address") == 2

    page = read(client.get(reverse("emails")))

    assert NEW["email"] not in page
    assert second.email in page
    assert "1 could not be sent" in page


def test_a_first_invitation_that_bounced_fares_alike_whether_its_rater_has_answered_by_another_request_or_not(
    subject: Subject, client: Client
) -> None:
    emails = [(client, reverse("emails"))]
    message = Message.objects.get(to_email=FIRST)

    def sent_again(_: Client, __: Subject) -> list[str]:
        Message.objects.filter(pk=message.pk).update(state="failed", error="550 no such address")
        listed = seen(emails)
        answer = said(client.post(reverse("email_again", args=[message.reference]), follow=True))
        deliver(message.pk)
        message.refresh_from_db()
        return [*listed, *answer, message.state]

    neither, answered = (outcome(sent_again, client, subject, emails, who) for who in ([], [FIRST]))

    assert neither[0][-1] == "sent"
    assert FIRST in neither[0][0]
    assert answered == neither


@pytest.mark.parametrize("does", [mends, replaces])
def test_as_many_emails_are_owed_whether_or_not_the_rater_has_answered(
    does: Callable[[Client, Subject], list[str]], subject: Subject, client: Client
) -> None:
    """Queueing one more email takes measurably longer. Which ones are sent is decided when they are written."""

    def owed(_: Client, __: Subject) -> list[str]:
        before = Message.objects.count()
        does(client, subject)
        return [str(Message.objects.count() - before)]

    neither, answered = (outcome(owed, client, subject, [], who)[0] for who in ([], [FIRST]))

    assert neither == answered == ["2"]


def test_the_manager_whose_answer_is_known_to_be_in_is_not_emailed_again(subject: Subject) -> None:
    manager = subject.invitations.get(relationship="manager")
    message = Message.objects.get(to_email=manager.email)
    answer_all(manager)

    assert letter_for(message) is None


def test_the_replacement_of_a_rater_who_has_answered_is_not_emailed(subject: Subject) -> None:
    first = subject.invitations.get(email=FIRST)
    message = Message.objects.get(to_email=FIRST)
    answer_all(first)
    message.kind = inviting.REPLACEMENT_KIND

    assert letter_for(message) is None
