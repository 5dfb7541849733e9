"""The limit on requests: how many participants ask one person, and how many may."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Invitation, Relationship, Round, Subject
from assessments.raters import request_limits
from assessments.raters.declining import decline
from assessments.raters.naming import NamedRater, RequestLimitError, name_raters
from assessments.rounds.opening import open_round
from cohorts.models import Cohort
from people.models import Person
from tests import cast
from tests.assessments.open_rounds import all_at_once, answer_all, opened
from tests.assessments.raters.test_naming import filled
from tests.conftest import ClientFor
from tests.reading import read

ANN = NamedRater(relationship=Relationship.CO_WORKER, name="Ann Ek", email="ann@fenmoor.example")
FULL = "Ann Ek has as many requests as one person may have in this round: choose somebody else"


def opened_for(cohort: Cohort, count: int, *, at_most: int) -> Round:
    """A round with so many subjects, each with a manager of their own."""
    for number in range(1, count + 1):
        cast.enrolled(cohort, f"Person {number}", manager_email=f"manager-{number}@fenmoor.example")
    made = opened(cohort)
    made.requests_at_most = at_most
    made.save()
    return made


def ask_ann(subject: Subject, **other: str) -> None:
    name_raters(subject=subject, raters=[NamedRater(**{**vars(ANN), **other})])  # type: ignore[arg-type]


def requests(round_: Round) -> dict[str, int]:
    return {load.email: load.requests for load in request_limits.loads(round_)}


def test_one_more_than_one_person_may_have_is_refused_beside_the_field_and_names_nobody_else(
    cohort: Cohort, client_for: ClientFor
) -> None:
    first, second, third = opened_for(cohort, 3, at_most=2).subjects.all()
    ask_ann(first)
    ask_ann(second)
    own = filled(
        manager=("Mo", "manager-3@fenmoor.example"), co_worker=[("Ann Ek", ANN.email), ("Bo", "bo@fenmoor.example")]
    )

    page = client_for(third.enrolment.person).post(reverse("name_raters", args=[third.pk]), own).content.decode()

    # Once in the summary with a link to the field, and once beside the field itself.
    assert re.search(rf'href="#id_co_worker-0-email"[^>]*>{FULL}<', page)
    assert re.search(rf'id="id_co_worker-0-email[^"]*error[^"]*".*?{FULL}', page, re.DOTALL)
    assert page.count(FULL) == 2
    assert 'value="bo@fenmoor.example"' in page
    assert "Person 1" not in page
    assert "Person 2" not in page
    assert not third.invitations.filter(relationship="co_worker").exists()


def test_the_verb_refuses_as_well(cohort: Cohort) -> None:
    first, second = opened_for(cohort, 2, at_most=1).subjects.all()
    ask_ann(first)

    with pytest.raises(RequestLimitError):
        ask_ann(second)
    # Who has asked them already may save the same page again.
    ask_ann(first)


def test_a_rater_who_declined_or_whose_round_is_over_may_be_asked_again(cohort: Cohort) -> None:
    round_ = opened_for(cohort, 2, at_most=1)
    first, second = round_.subjects.all()
    ask_ann(first)
    decline(invitation_id=first.invitations.get(email=ANN.email).pk, reason=Invitation.Reason.TOO_MANY)

    ask_ann(second)

    Round.objects.filter(pk=round_.pk).update(state="closed")
    Subject.objects.filter(round=round_).update(state="closed")
    later = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=9), kind=Round.Kind.REASSESSMENT)
    Round.objects.filter(pk=later.pk).update(requests_at_most=1)
    ask_ann(later.subjects.all()[0])
    assert requests(later)[ANN.email] == 1


def test_both_open_rounds_of_a_cohort_count_together_and_another_cohort_by_itself(cohort: Cohort) -> None:
    baseline = opened_for(cohort, 1, at_most=1)
    ask_ann(baseline.subjects.get())
    later = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=9), kind=Round.Kind.REASSESSMENT)
    Round.objects.filter(pk=later.pk).update(requests_at_most=1)
    elsewhere = opened_for(cast.cohort(cohort.organisation, "Cohort 2"), 1, at_most=1)

    with pytest.raises(RequestLimitError):
        ask_ann(later.subjects.get())
    ask_ann(elsewhere.subjects.get())


def test_a_manager_is_counted_and_never_refused(cohort: Cohort) -> None:
    for number in range(4):
        cast.enrolled(cohort, f"Person {number}")
    round_ = opened(cohort)
    round_.requests_at_most = 2
    round_.save()

    boss = "morgan.manager@fenmoor.example"
    assert requests(round_) == {boss: 4}
    assert request_limits.loads(round_)[0].is_over
    stranger = cast.enrolled(cohort, "Late", manager_email="late.manager@fenmoor.example")
    late = Subject.objects.create(round=round_, enrolment=stranger)
    with pytest.raises(RequestLimitError):
        ask_ann(late, email=boss)
    name_raters(subject=late, raters=[NamedRater(relationship=Relationship.MANAGER, name="Morgan", email=boss)])
    assert requests(round_)[boss] == 5


@pytest.mark.django_db(transaction=True)
def test_participants_who_name_the_same_person_at_once_cannot_pass_the_limit() -> None:
    round_ = opened_for(cast.cohort(cast.trust()), 6, at_most=3)
    subjects = list(round_.subjects.all())

    def ask(place: int) -> bool:
        try:
            ask_ann(Subject.objects.get(pk=subjects[place].pk))
        except RequestLimitError:
            return False
        return True

    assert sum(all_at_once(6, ask)) == 3
    assert requests(round_)[ANN.email] == 3


def test_the_page_lists_the_most_often_asked_first_with_a_bar_as_long_as_the_number(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    round_ = opened_for(cohort, 3, at_most=4)
    for subject in round_.subjects.all():
        ask_ann(subject)
    answer_all(round_.subjects.all()[0].invitations.get(email=ANN.email))

    page = client_for(administrator).get(reverse("round_requests", args=[round_.pk])).content.decode()

    first = page[page.index("<ol class") :].split("</li>")[0]
    assert "Ann Ek" in first
    # Of 4 requests, the longest bar, Ann has 3.
    assert re.findall(r'<svg[^>]*viewBox="0 0 (\d+) 1"', first) == ["4"]
    assert re.findall(r'<rect[^>]*width="(\d+)"', first) == ["4", "3"]
    assert [name for name in ("Person 1", "Person 2", "Person 3") if name in first] == [
        "Person 1",
        "Person 2",
        "Person 3",
    ]
    assert "nswered" not in page


def asked_by(round_: Round, count: int) -> None:
    for number in range(count):
        subject = round_.subjects.all()[number % 2]
        ask_ann(subject, name=f"Rater {number}", email=f"rater-{number}@fenmoor.example")


def found(page: str) -> list[str]:
    return re.findall(r"cadre-loads__who.><strong>(.*?)<", page)


def test_a_name_an_address_or_a_participant_is_found(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    round_ = opened_for(cohort, 2, at_most=4)
    asked_by(round_, 3)
    ask_ann(round_.subjects.all()[0])
    client, url = client_for(administrator), reverse("round_requests", args=[round_.pk])

    def sought(words: str) -> list[str]:
        return found(client.get(url, {"sought": words}).content.decode())

    assert sought("ann") == ["Ann Ek"]
    assert sought(" RATER-1@ ") == ["Rater 1"]
    assert sought("2 rater") == ["Rater 2"]
    # Each has a manager besides.
    assert set(sought("Person 2")) == {"Morgan Manager", "Rater 1"}
    assert len(sought("")) == 6
    assert "0 people found for “nobody”" in client.get(url, {"sought": "nobody"}).content.decode()


def test_those_at_the_limit_come_first_and_the_others_are_on_pages_of_twenty(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    round_ = opened_for(cohort, 2, at_most=2)
    asked_by(round_, 22)
    for subject in round_.subjects.all():
        ask_ann(subject, name="Zoe Zander")
    client, url = client_for(administrator), reverse("round_requests", args=[round_.pk])

    first, second = (read(client.get(url, {"page": page})) for page in (1, 2))

    # 22 raters, two managers, and Zoe, who has two requests of two.
    assert found(first)[0] == "Zoe Zander"
    assert "<strong>1</strong> of them has as many requests" in first
    assert (len(found(first)), len(found(second))) == (20, 5)
    assert len(found(client.get(url, {"page": 2, "sought": "rater"}).content.decode())) == 2


def test_what_cannot_be_looked_for_is_refused_beside_the_field_and_stays_there(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    round_ = opened_for(cohort, 1, at_most=2)
    ask_ann(round_.subjects.get())

    page = client_for(administrator).get(reverse("round_requests", args=[round_.pk]), {"sought": "x" * 201})

    assert 'href="#id_sought"' in page.content.decode()
    assert "x" * 201 in page.content.decode()
    assert "Ann Ek" in found(page.content.decode())


def test_the_ledger_asks_the_database_as_often_for_many_as_for_one(
    cohort: Cohort, administrator: Person, client_for: ClientFor, django_assert_max_num_queries: object
) -> None:
    round_ = opened_for(cohort, 12, at_most=20)
    for subject in round_.subjects.all():
        ask_ann(subject)
    client = client_for(administrator)

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(reverse("round_requests", args=[round_.pk]))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(reverse("round_raters", args=[round_.pk]))


def test_nobody_else_sees_the_ledger(cohort: Cohort, outsider: Person, coach: Person, client_for: ClientFor) -> None:
    round_ = opened_for(cohort, 1, at_most=9)
    participant = round_.subjects.get().enrolment.person

    for person in (outsider, coach, participant):
        for page in ("round_requests", "round_join", "round_raters"):
            assert client_for(person).get(reverse(page, args=[round_.pk])).status_code == 404


def test_the_page_of_a_round_in_which_nobody_is_asked_says_so(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    cast.enrolled(cohort, manager_email="")
    round_ = opened(cohort)

    assert (
        "Nobody is asked yet"
        in client_for(administrator).get(reverse("round_requests", args=[round_.pk])).content.decode()
    )
