"""An organisation's 360 settings: who may change them, what they refuse, and what a round takes of them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from assessments.models import Policy, Round
from assessments.rounds.opening import open_round
from assessments.rounds.policies import policy_of, remind_dates
from cohorts.models import Cohort
from people.models import Organisation, Person
from tests import cast
from tests.assessments.open_rounds import all_at_once, opened, settle
from tests.conftest import ClientFor

FILLED = {
    "least_in_group": "4",
    "approves_raters": "no",
    "requests_at_most": "6",
    "reminds_days_before": "3, 10",
    "without_coach_after": "",
}


def address(organisation: Organisation) -> str:
    return reverse("policy", args=[organisation.pk])


def test_until_somebody_chooses_raters_are_approved_and_reports_wait_for_the_coach(trust: Organisation) -> None:
    policy = policy_of(trust)

    assert (policy.least_in_group, policy.approves_raters, policy.requests_at_most) == (3, True, 5)
    assert (policy.reminds_days_before, policy.without_coach_after) == ([7, 2], None)
    assert not Policy.objects.exists()


def test_the_administrator_changes_them(trust: Organisation, administrator: Person, client_for: ClientFor) -> None:
    client = client_for(administrator)

    posted = client.post(address(trust), FILLED)

    assert posted.headers["Location"] == address(trust)
    policy = Policy.objects.get()
    assert (policy.least_in_group, policy.approves_raters, policy.requests_at_most) == (4, False, 6)
    assert (policy.reminds_days_before, policy.without_coach_after) == ([10, 3], None)
    assert 'value="10, 3"' in client.get(address(trust)).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("least_in_group", "2", "The fewest answers must be 3 or more, so that nobody can be found out"),
        ("least_in_group", "11", "The fewest answers must be 10 or fewer"),
        ("least_in_group", "", "Enter the fewest answers, for example 3"),
        ("approves_raters", "", "Answer the question: Does an administrator approve the raters?"),
        ("approves_raters", "perhaps", "Select a valid choice"),
        ("requests_at_most", "0", "The most requests must be 1 or more"),
        ("requests_at_most", "9" * 500, "The most requests must be 50 or fewer"),
        ("reminds_days_before", "soon", "Enter numbers of days from 1 to 60, for example 7, 2"),
        ("reminds_days_before", "0", "Enter numbers of days from 1 to 60, for example 7, 2"),
        ("reminds_days_before", "61", "Enter numbers of days from 1 to 60, for example 7, 2"),
        ("reminds_days_before", "²", "Enter numbers of days from 1 to 60, for example 7, 2"),
        ("reminds_days_before", "1, 2, 3, 4", "Enter up to 3 numbers of days"),
        ("without_coach_after", "0", "The number of days must be 1 or more, or leave it empty"),
        ("without_coach_after", "x\x00", "Enter a whole number of days, for example 21, or leave it empty"),
    ],
)
def test_what_will_not_do_is_refused_in_words(
    field: str, typed: str, sentence: str, administrator: Person, client_for: ClientFor
) -> None:
    page = client_for(administrator).post(address(administrator.organisation), FILLED | {field: typed})

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not Policy.objects.exists()


def test_nobody_else_finds_them(
    coach: Person, executive: Person, outsider: Person, participant: Person, client_for: ClientFor
) -> None:
    own = address(coach.organisation)
    for client in map(client_for, (coach, executive, outsider, participant)):
        assert [client.get(own).status_code, client.post(own, FILLED).status_code] == [404, 404]
    assert not Policy.objects.exists()


def test_fewer_than_three_are_refused_by_the_verb_too(trust: Organisation) -> None:
    with pytest.raises(ValidationError):
        settle(trust, least_in_group=2)
    with pytest.raises(ValidationError):
        settle(trust, reminds_days_before=[1, 2, 3, 4])


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_save_at_once_leave_one_set_of_settings(trust: Organisation) -> None:
    all_at_once(4, lambda place: settle(trust, requests_at_most=place + 1))

    assert Policy.objects.count() == 1


def test_a_round_takes_the_settings_with_it_and_keeps_them(cohort: Cohort) -> None:
    settle(cohort.organisation, least_in_group=4, requests_at_most=2, reminds_days_before=[5])
    cast.enrolled(cohort)
    round_ = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=21))
    settle(cohort.organisation, least_in_group=5, requests_at_most=9, approves_raters=False)

    kept = Round.objects.get(pk=round_.pk)
    assert (kept.least_in_group, kept.requests_at_most, kept.approves_raters) == (4, 2, True)
    assert [(kept.closes_on - day).days for day in kept.remind_on] == [5]


def test_a_round_may_be_stricter_than_the_organisation_and_never_laxer(cohort: Cohort) -> None:
    settle(cohort.organisation, least_in_group=4)

    with pytest.raises(ValidationError):
        opened(cohort, least_in_group=3)
    assert opened(cohort, least_in_group=5).least_in_group == 5


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([7, 2], [date(2027, 3, 8), date(2027, 3, 13)]),
        # Fourteen days before the 15th is the 1st, which is today.
        ([14, 13], [date(2027, 3, 2)]),
        ([60], []),
        ([], []),
    ],
)
def test_reminders_are_proposed_on_days_that_are_still_to_come(days: list[int], found: list[date]) -> None:
    assert remind_dates(days, closes_on=date(2027, 3, 15), today=date(2027, 3, 1)) == found
