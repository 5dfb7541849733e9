import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Invitation, Relationship, Subject
from assessments.raters import turnout
from assessments.raters.turnout import AnswerCount, Tally
from cohorts.models import Cohort
from people.models import Person
from tests import cast
from tests.assessments.open_rounds import answer_all, invitation, named, opened
from tests.conftest import ClientFor
from tests.reading import read


def test_answers_too_few_to_be_shown_in_a_report_are_not_counted_either(cohort: Cohort) -> None:
    subject = opened(cohort).subjects.get()
    named(subject, direct_report=3, co_worker=4)
    answer_all(invitation(subject, Relationship.SELF))
    answer_all(invitation(subject, Relationship.MANAGER))
    for rater in list(subject.invitations.filter(relationship=Relationship.DIRECT_REPORT))[:2]:
        answer_all(rater)
    for rater in list(subject.invitations.filter(relationship=Relationship.CO_WORKER))[:3]:
        answer_all(rater)

    standing = turnout.count_subject(subject)

    assert standing.tallies == [
        Tally(Relationship.SELF, 1, 1),
        Tally(Relationship.MANAGER, 1, 1),
        Tally(Relationship.DIRECT_REPORT, 3, None),
        Tally(Relationship.CO_WORKER, 4, 3),
        Tally(Relationship.OTHER, 0, None),
    ]
    # 1 self, 1 manager and 3 co-workers, of 1 + 1 + 3 + 4 who are asked; the two direct reports are not counted.
    assert turnout.count_answers([standing]) == AnswerCount(answered=5, asked=9)


def test_a_stricter_round_counts_no_less_strictly(cohort: Cohort) -> None:
    subject = opened(cohort, least_in_group=4).subjects.get()
    named(subject, co_worker=4)
    for rater in list(subject.invitations.filter(relationship=Relationship.CO_WORKER))[:3]:
        answer_all(rater)

    assert Tally(Relationship.CO_WORKER, 4, None) in turnout.count_subject(subject).tallies


def test_the_pages_say_nothing_of_who_answered_in_a_small_group(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    round_ = opened(cohort)
    subject = round_.subjects.get()
    named(subject, direct_report=2, co_worker=3)
    addresses = {
        administrator: reverse("round", args=[round_.pk]),
        subject.enrolment.person: reverse("my_assessment", args=[subject.pk]),
    }

    before = {person: table(client_for(person), address) for person, address in addresses.items()}
    answer_all(invitation(subject, Relationship.DIRECT_REPORT))
    after = {person: table(client_for(person), address) for person, address in addresses.items()}

    assert before == after
    assert "2 asked<br>" in after[administrator]
    assert all("not counted under 3" in content and "nder 3</span> of" not in content for content in after.values())


def test_the_pages_say_whom_administrators_come_to_see(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    """No page promises that nobody is ever told who has answered: those who have not are named for a reminder."""
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=4)
    rater = invitation(subject, Relationship.CO_WORKER)
    own, pages = client_for(subject.enrolment.person), client_for(administrator)

    assert "once 3 of a group have answered, administrators can see who has not answered yet" in (
        read(own.get(reverse("my_assessment", args=[subject.pk])))
    )
    own_change = read(own.get(reverse("own_rater_correct", args=[subject.pk, rater.pk])))
    assert f"You are not told whether {rater.name} has answered" in own_change

    raters = read(pages.get(reverse("subject_raters", args=[subject.round_id, subject.pk])))
    assert (
        "Once 3 of a group have answered, the page of the participant in the round names those who have not" in raters
    )
    for name in ("rater_change", "rater_replace"):
        page = read(pages.get(reverse(name, args=[subject.round_id, rater.pk])))
        assert "Where fewer than 3 of the group have answered you are not told" in page


def everybody_asked(subject: Subject) -> list[Invitation]:
    return list(subject.invitations.exclude(relationship__in=turnout.IDENTIFIABLE).order_by("email"))


@pytest.mark.parametrize("asked", [1, 2, 3, 5])
def test_no_page_of_the_administrator_tells_who_answered_in_a_group_with_too_few_answers(
    asked: int, cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    """One answer more, up to the second, changes nothing on any page that lists or counts, no matter who gave it."""
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=asked)
    client = client_for(administrator)

    seen = [every_page(client, subject)]
    for rater in everybody_asked(subject)[:2]:
        answer_all(rater)
        seen.append(every_page(client, subject))

    assert all(pages == seen[0] for pages in seen)
    assert all(rater.name in seen[0]["round_subject"] for rater in everybody_asked(subject))


def test_nobody_is_told_apart_by_a_place_among_others_of_the_same_name(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=4)
    subject.invitations.filter(relationship=Relationship.CO_WORKER).update(name="Sam Same")
    client = client_for(administrator)

    before = every_page(client, subject)
    answer_all(everybody_asked(subject)[0])

    assert every_page(client, subject) == before


def every_page(client: Any, subject: Subject) -> dict[str, str]:
    """Fetch the pages of the round that an administrator can open, without tokens, which differ each time."""
    of_round = ("round", "round_close", "round_progress", "round_completion", "round_dates")
    addresses = {name: reverse(name, args=[subject.round_id]) for name in of_round}
    addresses |= {name: reverse(name, args=[subject.pk]) for name in ("round_subject", "subject_extend")}
    addresses["emails"] = reverse("emails")
    return {name: without_tokens(client.get(address).content.decode()) for name, address in addresses.items()}


def without_tokens(content: str) -> str:
    return re.sub(r'(value|nonce|content)="[A-Za-z0-9_=+/-]{20,}"', "", content)


def test_a_group_with_enough_answers_names_who_has_not_answered(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    subject = opened(cohort).subjects.get()
    named(subject, co_worker=5)
    raters = everybody_asked(subject)
    for rater in raters[:3]:
        answer_all(rater)

    page = client_for(administrator).get(reverse("round_subject", args=[subject.pk])).content.decode()

    assert [rater.email in page.replace("<wbr>", "") for rater in raters] == [False, False, False, True, True]
    assert "3 of 5 have answered" in page


def test_of_participant_and_manager_it_is_always_said(cohort: Cohort) -> None:
    subject = opened(cohort).subjects.get()
    answer_all(invitation(subject, Relationship.SELF))

    own, manager = turnout.members_by_group(subject)

    assert (own.tally, own.waiting) == (Tally(Relationship.SELF, 1, 1), [])
    assert manager.waiting == [invitation(subject, Relationship.MANAGER)]


def test_who_is_not_approved_yet_and_who_declined_are_named_apart(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    round_ = opened(cohort)
    subject = round_.subjects.get()
    named(subject, co_worker=4)
    first, second, third, fourth = everybody_asked(subject)
    Invitation.objects.filter(pk=first.pk).update(state="proposed")
    Invitation.objects.filter(pk=second.pk).update(state="declined", decline_reason="too_many")

    roll = turnout.members_by_group(subject)[2]

    assert roll.tally == Tally(Relationship.CO_WORKER, asked=3, answered=None, declined=1, proposed=1)
    assert (roll.asked, roll.waiting) == ([third, fourth], None)
    assert [roll.proposed, roll.declined] == [[first], [second]]
    page = client_for(administrator).get(reverse("round", args=[round_.pk])).content.decode()
    assert "I have been asked about too many people" in page
    assert "1 person waits for your approval" in page


def table(client: object, address: str) -> str:
    content = client.get(address).content.decode()  # type: ignore[attr-defined]
    return str(content[content.index("<table") : content.index("</table>")])


@pytest.mark.parametrize("many", [3, 20])
def test_the_round_page_asks_the_database_as_often_for_many_as_for_one(
    many: int, cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    one = opened(cohort)
    named(one.subjects.get(), direct_report=1)
    more = cast.cohort(cohort.organisation, "Cohort 2")
    for number in range(many):
        cast.enrolled(more, f"Person {number}")
    full = opened(more)
    for subject in full.subjects.all():
        named(subject, direct_report=3, co_worker=3)
    client = client_for(administrator)

    counts = [queries(client, reverse("round", args=[round_.pk])) for round_ in (one, full)]

    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize("name", ["my_assessment", "name_raters"])
def test_a_participants_pages_ask_as_often_for_many_raters_as_for_one(
    name: str, cohort: Cohort, client_for: ClientFor
) -> None:
    subject = opened(cohort).subjects.get()
    client = client_for(subject.enrolment.person)
    named(subject, direct_report=1)
    few = queries(client, reverse(name, args=[subject.pk]))
    named(subject, direct_report=20, co_worker=3)

    assert queries(client, reverse(name, args=[subject.pk])) == few <= 15


def queries(client: object, address: str) -> int:
    client.get(address)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200  # type: ignore[attr-defined]
    return len(captured)
