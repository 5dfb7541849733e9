import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessments.answering.drafts import start
from assessments.models import Draft, Invitation, Relationship, Subject
from assessments.raters import editing
from assessments.raters.declining import decline
from assessments.raters.naming import advice, name_raters
from cohorts.models import Cohort
from messaging.letters import letter_for
from messaging.models import Message, PersonalLink
from messaging.tasks import deliver
from people.models import Person
from tests import cast
from tests.assessments.open_rounds import (
    all_at_once,
    answer_all,
    emailed_token,
    has_closed,
    invitation,
    named,
    opened,
    rater,
)
from tests.conftest import ClientFor
from tests.reading import read

MANAGER = "morgan.manager@fenmoor.example"
GROUPS = ("direct_report", "co_worker", "other")


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    return opened(cohort).subjects.get()


@pytest.fixture
def client(subject: Subject, client_for: ClientFor) -> Client:
    return client_for(subject.enrolment.person)


def address(subject: Subject) -> str:
    return reverse("name_raters", args=[subject.pk])


def filled(manager: tuple[str, str] = ("Morgan Manager", MANAGER), **groups: list[tuple[str, str]]) -> dict[str, Any]:
    """Make the page's post data: the manager, and rows of names and addresses for each group."""
    data = {"manager-name": manager[0], "manager-email": manager[1]}
    for group in GROUPS:
        rows = groups.get(group, [])
        data |= {f"{group}-TOTAL_FORMS": str(len(rows) or 1), f"{group}-INITIAL_FORMS": "0"}
        for place, (name, email) in enumerate(rows):
            data |= {f"{group}-{place}-name": name, f"{group}-{place}-email": email}
    return data


def people(group: str, count: int) -> list[tuple[str, str]]:
    return [(f"{group} {number}", f"{group}-{number}@fenmoor.example") for number in range(1, count + 1)]


def owed() -> list[str]:
    return sorted(Message.objects.filter(kind="rater_invitation").values_list("to_email", flat=True))


def test_saving_asks_the_manager_and_everybody_named_once_each(client: Client, subject: Subject) -> None:
    data = filled(direct_report=people("a", 3), co_worker=people("b", 3))

    saved = client.post(address(subject), data)
    client.post(address(subject), data)

    assert saved.headers["Location"] == reverse("my_assessment", args=[subject.pk])
    everybody = [f"{group}-{number}@fenmoor.example" for group in "ab" for number in (1, 2, 3)]
    assert owed() == [*everybody, MANAGER]
    subject.refresh_from_db()
    assert subject.has_named_raters


def said(page: Any) -> str:
    return page.content.decode().split('notification-banner__heading">')[1].split("<")[0]


def test_the_page_says_how_many_are_emailed(client: Client, subject: Subject) -> None:
    def save(data: dict[str, Any]) -> str:
        return said(client.post(address(subject), data, follow=True))

    # The manager, who was known from the enrolment, is emailed with the first three.
    assert save(filled(co_worker=people("a", 3))) == "Saved. 4 people are being emailed."
    assert save(filled(co_worker=people("a", 3))) == "Everybody whom you entered is asked already."
    assert save(filled(co_worker=people("a", 4))) == "Saved. 1 person is being emailed."
    assert save(filled(("Morgana Manager", MANAGER))) == "Saved. Nobody new is being emailed."


def test_add_another_leads_to_the_new_row(client: Client, subject: Subject) -> None:
    data = filled(co_worker=people("a", 2))
    assert 'formaction="#id_co_worker-3-name"' in client.get(address(subject)).content.decode()

    page = client.post(address(subject), {**data, "add": "co_worker"}).content.decode()

    assert page.count("autofocus") == 1
    assert re.search(r'name="co_worker-2-name"[^>]*autofocus', page)


def test_too_few_are_saved_and_more_are_asked_for(client: Client, subject: Subject) -> None:
    page = client.post(address(subject), filled(direct_report=people("a", 3), co_worker=people("b", 2)), follow=True)

    subject.refresh_from_db()
    assert not subject.has_named_raters
    assert "More needed" in read(page)
    again = read(client.get(address(subject)))
    # Three must answer for a group to be shown, and five allow for two who do not.
    assert "Name 2 more direct reports: with fewer than 3 answers this group is not shown by itself" in again
    assert "Name 3 more co-workers:" in again
    assert "Name 5 others:" in again
    assert "naming 5 allows for 2 who do not answer." in again


def test_more_can_be_added_later(client: Client, subject: Subject) -> None:
    client.post(address(subject), filled(direct_report=people("a", 3)))
    client.post(address(subject), filled(co_worker=people("b", 3)))

    subject.refresh_from_db()
    assert subject.has_named_raters
    assert len(owed()) == 7


def test_add_another_keeps_what_was_typed_and_judges_nothing(client: Client, subject: Subject) -> None:
    data = filled(("Morgan", "not an address"), co_worker=[("Half Filled", ""), ("", "wrong")])

    page = client.post(address(subject), {**data, "add": "co_worker"}).content.decode()

    for typed in ("Half Filled", "wrong", "not an address"):
        assert f'value="{typed}"' in page
    assert 'name="co_worker-TOTAL_FORMS" value="3"' in page
    assert 'name="direct_report-TOTAL_FORMS" value="1"' in page
    assert "There is a problem" not in page
    assert owed() == []


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ({"co_worker": [("Sam", "sam@")]}, "Enter an email address in the correct format"),
        ({"co_worker": [("Sam", "")]}, "Enter the email address of Sam"),
        ({"co_worker": [("", "sam@fenmoor.example")]}, "Enter the name of the person with the address"),
        ({"co_worker": [("Sam", "s@f.example"), ("Sue", "S@F.example")]}, "more than once"),
        ({"co_worker": [("Sam", "s@f.example")], "other": [("Sam", "s@f.example")]}, "more than once"),
        ({"co_worker": [("Pat", "Pat-Participant@fenmoor-trust.example")]}, "This is your own email address"),
        ({"other": [("Boss", MANAGER)]}, "This is your manager’s email address"),
        ({}, "Enter the name and email address of at least one rater"),
        ({"co_worker": [("N\x00l", "s@f.example")]}, "has a character that cannot be stored"),
        ({"co_worker": [("Pay now at https://f.example", "s@f.example")]}, "Enter a name, without an address in it"),
        ({"co_worker": [("x" * 201, "s@f.example")]}, "The name must be 200 characters or fewer"),
        ({"co_worker": people("a", 21)}, "20"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    groups: dict[str, list[tuple[str, str]]], sentence: str, client: Client, subject: Subject
) -> None:
    data = filled(direct_report=people("kept", 1) if groups else [], **groups)

    page = client.post(address(subject), data)

    content = page.content.decode()
    assert page.status_code == 200
    assert sentence in content
    assert "<title>Error: " in read(page)
    assert owed() == []
    if groups:
        assert 'value="kept 1"' in content


def test_somebody_asked_in_one_group_is_refused_in_another(client: Client, subject: Subject) -> None:
    named(subject, co_worker=1)

    page = client.post(address(subject), filled(other=[("Again", "co_worker-1@fenmoor.example")]))

    assert "You have already named Co-worker 1 as a co-worker" in page.content.decode()


@pytest.mark.parametrize(
    "broken",
    [
        {"co_worker-TOTAL_FORMS": "x"},
        {"co_worker-TOTAL_FORMS": ""},
        {"co_worker-TOTAL_FORMS": "9" * 500},
        {"co_worker-TOTAL_FORMS": "0", "direct_report-TOTAL_FORMS": "0", "other-TOTAL_FORMS": "0"},
        {"co_worker-TOTAL_FORMS": "-1"},
        {"co_worker-TOTAL_FORMS": "1\x00"},
        {"co_worker-INITIAL_FORMS": "7"},
        {"manager-name": "", "manager-email": ""},
        {"manager-email": "x\x00@example.org"},
    ],
)
@pytest.mark.parametrize("add", [{}, {"add": "co_worker"}, {"add": "no such group"}])
def test_a_page_that_was_tampered_with_breaks_nothing(
    broken: dict[str, str], add: dict[str, str], client: Client, subject: Subject
) -> None:
    posted = client.post(address(subject), {**filled(co_worker=people("a", 1)), **broken, **add})

    assert posted.status_code in (200, 302)


def test_the_manager_can_be_put_right_and_the_first_is_no_longer_asked(client: Client, subject: Subject) -> None:
    client.post(address(subject), filled(direct_report=people("a", 3)))
    token = emailed_token(invitation(subject, Relationship.MANAGER))

    client.post(address(subject), filled(("New Boss", "new.boss@fenmoor.example"), co_worker=people("b", 3)))

    manager = invitation(subject, Relationship.MANAGER)
    assert (manager.name, manager.email) == ("New Boss", "new.boss@fenmoor.example")
    assert Client().get(f"/r/{token}/").status_code == 404
    assert "new.boss@fenmoor.example" in owed()


def test_a_manager_whom_an_administrator_has_put_right_meanwhile_stays_so(
    client: Client, subject: Subject, administrator: Person
) -> None:
    """The participant's page is older and still has the first address, which they have left alone."""
    page = reverse("name_raters", args=[subject.pk])
    shown = {"manager-shown-name": "Morgan Manager", "manager-shown-email": MANAGER}
    assert all(f'name="{name}" value="{value}"' in client.get(page).content.decode() for name, value in shown.items())
    before = invitation(subject, Relationship.MANAGER)
    right = {"name": "Morgan Manager", "email": "m.manager@fenmoor.example"}
    editing.correct(invitation=before, is_approved=True, by=administrator.user, **right)

    more = client.post(page, filled(co_worker=people("a", 3)) | shown | {"add": "co_worker"}).content.decode()
    client.post(page, filled(co_worker=people("a", 3)) | shown)

    assert f'name="manager-shown-email" value="{MANAGER}"' in more
    assert invitation(subject, Relationship.MANAGER).email == "m.manager@fenmoor.example"
    assert subject.invitations.filter(relationship=Relationship.CO_WORKER).count() == 3


def test_the_first_manager_is_not_emailed_when_the_email_has_not_gone(client: Client, subject: Subject) -> None:
    client.post(address(subject), filled(direct_report=people("a", 3)))
    client.post(address(subject), filled(("New Boss", "new.boss@fenmoor.example"), co_worker=people("b", 1)))

    for message in Message.objects.filter(kind="rater_invitation"):
        deliver.run(message.pk)

    assert MANAGER not in str([letter.to for letter in mail.outbox])


def test_a_managers_name_alone_is_put_right_without_asking_again(client: Client, subject: Subject) -> None:
    client.post(address(subject), filled(direct_report=people("a", 3)))
    before = invitation(subject, Relationship.MANAGER).pk

    client.post(address(subject), filled(("Morgana Manager", MANAGER), co_worker=people("b", 1)))

    manager = invitation(subject, Relationship.MANAGER)
    assert (manager.pk, manager.name) == (before, "Morgana Manager")
    assert owed().count(MANAGER) == 1


def test_a_manager_who_has_answered_stays(client: Client, subject: Subject) -> None:
    named(subject, direct_report=3)
    answer_all(invitation(subject, Relationship.MANAGER))

    page = client.get(address(subject)).content.decode()
    client.post(address(subject), filled(("New Boss", "new.boss@fenmoor.example"), co_worker=people("b", 3)))

    assert "Your manager has answered" in page
    assert 'name="manager-email"' not in page
    assert invitation(subject, Relationship.MANAGER).email == MANAGER


def test_nobody_is_named_once_the_round_has_closed(client: Client, subject: Subject) -> None:
    has_closed()

    page = client.post(address(subject), filled(co_worker=people("b", 3)), follow=True)

    assert "This round has closed" in page.content.decode()
    assert owed() == []
    with pytest.raises(ValidationError):
        name_raters(subject=subject, raters=[rater(Relationship.OTHER, 1)])


@pytest.mark.django_db(transaction=True)
def test_the_same_names_saved_many_times_at_once_are_asked_once() -> None:
    subject = opened(cast.cohort(cast.trust())).subjects.get()

    all_at_once(6, lambda _: named(Subject.objects.get(pk=subject.pk), co_worker=3))

    assert Invitation.objects.filter(relationship="co_worker").count() == 3
    assert len(owed()) == 4


def test_the_email_says_who_asks_how_long_it_takes_and_by_when(subject: Subject) -> None:
    named(subject, co_worker=1)
    emailed_token(invitation(subject, Relationship.CO_WORKER))

    letter = mail.outbox[-1]
    assert letter.subject == "Pat Participant asks for your view"
    for words in ("12 minutes", "as a co-worker", "pat-participant@fenmoor-trust.example", "Hello Co-worker 1"):
        assert words in letter.body


def test_no_link_stands_in_any_row(subject: Subject) -> None:
    named(subject, co_worker=1)
    token = emailed_token(invitation(subject, Relationship.CO_WORKER))

    rows = [*Message.objects.values_list(), *PersonalLink.objects.values_list(), *Draft.objects.values_list()]
    assert len(rows) == 4
    assert token not in str(rows)


def test_the_participant_is_asked_to_sign_in_and_name_raters(subject: Subject) -> None:
    message = Message.objects.get(kind="name_raters")
    deliver.run(message.pk)

    letter = mail.outbox[-1]
    assert letter.subject == "Your 360: name your raters and rate yourself"
    assert reverse("my_assessment", args=[subject.pk]) in letter.body


def test_a_reminder_is_not_sent_to_somebody_who_has_done_everything_since(
    subject: Subject, administrator: Person, client_for: ClientFor
) -> None:
    client_for(administrator).post(reverse("round_remind", args=[subject.round_id]))
    reminder = Message.objects.get(kind="participant_reminder")
    assert letter_for(reminder) is not None
    named(subject, direct_report=3, co_worker=3)
    answer_all(invitation(subject, Relationship.SELF))

    deliver.run(reminder.pk)

    assert mail.outbox == []


def test_nobody_else_reads_or_names(
    subject: Subject, administrator: Person, outsider: Person, client_for: ClientFor
) -> None:
    colleague = cast.enrolled(subject.round.cohort, "Other Participant").person

    for person in (administrator, outsider, colleague):
        other = client_for(person)
        assert other.get(address(subject)).status_code == 404
        assert other.get(reverse("my_assessment", args=[subject.pk])).status_code == 404
        assert other.post(reverse("rate_self", args=[subject.pk])).status_code == 404
    assert Client().get(address(subject)).status_code == 302


def test_a_group_takes_twenty_however_often_raters_are_added_and_nothing_typed_is_lost(
    client: Client, subject: Subject
) -> None:
    client.post(address(subject), filled(co_worker=people("first", 20)))
    before = subject.invitations.count()

    page = client.post(address(subject), filled(co_worker=people("late", 1))).content.decode()

    assert "You can name up to 20 people in each group." in page
    assert people("late", 1)[0][1] in page
    assert subject.invitations.count() == before


def test_all_that_is_wrong_is_said_at_once(client: Client, subject: Subject) -> None:
    data = filled(
        ("Morgan", "not an address"),
        co_worker=[("Half Filled", ""), ("Pat", "pat-participant@fenmoor-trust.example")],
        other=[("Sam", "s@f.example"), ("www.sue", "s@f.example")],
    )

    page = client.post(address(subject), data).content.decode()

    summary = page[page.index("There is a problem") :].split("</ul>")[0]
    assert re.findall(r'href="#(id_[^"]*)"', summary) == [
        "id_manager-email",
        "id_co_worker-0-email",
        "id_co_worker-1-email",
        "id_other-0-email",
        "id_other-1-name",
        "id_other-1-email",
    ]
    assert "Enter the name and email address of at least one rater" not in page


def test_the_page_says_when_there_are_no_more_rows(client: Client, subject: Subject) -> None:
    said, button = "you can name up to 20 people in each group", 'name="add" value="co_worker"'

    nearly = client.post(address(subject), filled(co_worker=[("", "")] * 18) | {"add": "co_worker"}).content.decode()
    full = client.post(address(subject), filled(co_worker=[("", "")] * 19) | {"add": "co_worker"}).content.decode()

    assert button in nearly
    assert said not in nearly
    assert button not in full
    assert full.count(said) == 1
    assert 'name="add" value="other"' in full


@pytest.mark.parametrize(
    ("named", "least", "sentence"),
    [
        (0, 3, "Name 5 co-workers: with fewer than 3 answers this group is not shown by itself"),
        (4, 3, "Name 1 more co-worker: with fewer than 3"),
        (4, 4, "Name 2 more co-workers: with fewer than 4"),
        (5, 3, "5 co-workers are enough: should 2 not answer, the group is still shown by itself."),
        (6, 4, "6 co-workers are enough"),
    ],
)
def test_each_group_says_how_many_more_it_needs_and_why(named: int, least: int, sentence: str) -> None:
    assert advice(Relationship.CO_WORKER, named, least).startswith(sentence)


def test_the_page_says_who_is_asked_and_who_declined_but_not_who_has_answered(client: Client, subject: Subject) -> None:
    named(subject, co_worker=4)
    first, second, third, _ = subject.invitations.filter(relationship="co_worker").order_by("email")
    answer_all(first)
    decline(invitation_id=second.pk, reason=Invitation.Reason.NO_TIME)
    start(invitation=third)

    page = client.get(address(subject)).content.decode()

    states = re.findall(r'nhsuk-tag--\w+">([^<]+)<', page)
    assert states == ["Asked", "Declined", "Asked", "Asked"]
    assert "I have no time before it closes" in page


def test_somebody_who_declined_is_not_asked_again_by_the_same_name(client: Client, subject: Subject) -> None:
    named(subject, co_worker=1)
    decline(invitation_id=invitation(subject, Relationship.CO_WORKER).pk, reason=Invitation.Reason.CONFLICT)

    page = client.post(address(subject), filled(other=[("Co", "co_worker-1@fenmoor.example")])).content.decode()

    assert "Co-worker 1 would rather not answer. Choose somebody else" in page


def test_a_rater_who_declined_no_longer_counts_towards_enough(subject: Subject) -> None:
    named(subject, direct_report=3, co_worker=3)
    decline(invitation_id=invitation(subject, Relationship.CO_WORKER).pk, reason=Invitation.Reason.NO_TIME)

    subject.refresh_from_db()
    assert not subject.has_named_raters


def test_naming_after_the_own_360_has_closed_is_refused_while_others_are_open(client: Client, subject: Subject) -> None:
    Subject.objects.filter(pk=subject.pk).update(state="closed")

    page = client.post(address(subject), filled(co_worker=people("b", 3)), follow=True)

    assert "This round has closed" in page.content.decode()
    assert owed() == []
