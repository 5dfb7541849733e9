from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from assessments.models import Invitation, Relationship, Round
from assessments.rounds.opening import add_people, open_round, planned_close
from cohorts.models import Cohort
from messaging.models import Message
from people.models import Organisation, Person
from tests import cast
from tests.assessments.open_rounds import all_at_once, named, opened, settle
from tests.conftest import ClientFor


def date_fields(day: date) -> dict[str, str]:
    return {"closes_on_day": str(day.day), "closes_on_month": str(day.month), "closes_on_year": str(day.year)}


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_everybody_enrolled_becomes_a_subject_who_rates_themselves_with_their_manager(cohort: Cohort) -> None:
    for name in ("Ada One", "Bea Two"):
        cast.enrolled(cohort, name)

    round_ = opened(cohort)

    assert [subject.name for subject in round_.subjects.all()] == ["Ada One", "Bea Two"]
    for subject in round_.subjects.all():
        assert sorted(subject.invitations.values_list("relationship", flat=True)) == ["manager", "self"]


def test_each_participant_is_owed_one_email_and_no_rater_is_yet(cohort: Cohort) -> None:
    for name in ("Ada One", "Bea Two"):
        cast.enrolled(cohort, name)

    opened(cohort)

    assert sorted(Message.objects.values_list("kind", "to_name")) == [
        ("name_raters", "Ada One"),
        ("name_raters", "Bea Two"),
    ]


def test_a_manager_with_the_participants_own_address_is_left_out(cohort: Cohort) -> None:
    enrolment = cast.enrolled(cohort)
    enrolment.manager_email = enrolment.person.email.upper()
    enrolment.save()

    opened(cohort)

    assert list(Invitation.objects.values_list("relationship", flat=True)) == [Relationship.SELF]


def test_a_round_cannot_be_opened_for_nobody(cohort: Cohort) -> None:
    with pytest.raises(ValidationError):
        open_round(cohort=cohort, closes_on=in_days(10))


def test_fewer_than_three_in_a_group_are_refused(cohort: Cohort) -> None:
    with pytest.raises(ValidationError):
        opened(cohort, least_in_group=2)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_open_one_round() -> None:
    cohort = cast.cohort(cast.trust())
    cast.enrolled(cohort)

    def attempt(_: int) -> str:
        try:
            opened(cohort)
        except ValidationError:
            return "refused"
        return "opened"

    assert sorted(all_at_once(4, attempt)) == ["opened", "refused", "refused", "refused"]
    assert Round.objects.count() == 1
    assert Message.objects.count() == 1


def test_people_enrolled_later_are_added(cohort: Cohort) -> None:
    round_ = opened(cohort)
    cast.enrolled(cohort, "Late Comer")

    assert add_people(round_=round_) == 1
    assert add_people(round_=round_) == 0
    assert Message.objects.filter(to_name="Late Comer").count() == 1


def test_the_page_leads_on_to_enrolment_when_nobody_is_enrolled(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    page = client_for(administrator).get(reverse("cohort_assessment", args=[cohort.pk]))

    assert "Nobody is enrolled yet" in page.content.decode()
    assert reverse("enrol", args=[cohort.pk]) in page.content.decode()


def test_the_administrator_opens_the_round(cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    cast.enrolled(cohort)
    client = client_for(administrator)

    posted = client.post(
        reverse("cohort_assessment", args=[cohort.pk]), {**date_fields(in_days(30)), "least_in_group": "4"}
    )

    round_ = Round.objects.get()
    assert posted.headers["Location"] == reverse("round", args=[round_.pk])
    assert (round_.closes_on, round_.least_in_group, round_.is_open) == (in_days(30), 4, True)
    again = client.get(reverse("cohort_assessment", args=[cohort.pk]))
    assert again.headers["Location"] == reverse("round", args=[round_.pk])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (date_fields(date(2020, 1, 1)), "The closing date must be in the future"),
        (date_fields(timezone.localdate()), "The closing date must be in the future"),
        # One day too many would be none, should midnight come between.
        (date_fields(in_days(186)), "The closing date must be within 6 months from today"),
        ({"closes_on_day": "31", "closes_on_month": "2", "closes_on_year": "2027"}, "Enter a real date"),
        ({"closes_on_day": "9" * 400, "closes_on_month": "2", "closes_on_year": "2027"}, "Enter a real date"),
        ({"closes_on_day": "1\x00", "closes_on_month": "2", "closes_on_year": "2027"}, "Enter a real date"),
        ({}, "Enter the closing date"),
    ],
)
def test_a_closing_date_that_will_not_do_is_refused_in_words(
    typed: dict[str, str], sentence: str, cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    cast.enrolled(cohort)

    page = client_for(administrator).post(
        reverse("cohort_assessment", args=[cohort.pk]), {**typed, "least_in_group": "3"}
    )

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not Round.objects.exists()


@pytest.mark.parametrize("typed", ["2", "0", "-3", "x", "", "11", "9" * 5000, "3\x00"])
def test_a_wrong_fewest_is_refused(typed: str, cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    cast.enrolled(cohort)

    page = client_for(administrator).post(
        reverse("cohort_assessment", args=[cohort.pk]), {**date_fields(in_days(20)), "least_in_group": typed}
    )

    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Round.objects.exists()


def test_the_round_page_adds_and_reminds(cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    round_ = opened(cohort)
    cast.enrolled(cohort, "Late Comer")
    named(round_.subjects.get(), direct_report=3, co_worker=3)
    client = client_for(administrator)
    address = reverse("round", args=[round_.pk])

    assert "Add 1 newly enrolled person to the round" in client.get(address).content.decode()
    added = client.post(reverse("round_add", args=[round_.pk]), follow=True)
    assert "1 person added to the round." in added.content.decode()

    for _ in range(2):
        client.post(reverse("round_remind", args=[round_.pk]))
    reminded = Message.objects.filter(kind="participant_reminder")
    assert sorted(message.to_name for message in reminded) == ["Late Comer", "Pat Participant"]


def test_a_round_whose_last_day_is_over_takes_nobody_in(cohort: Cohort) -> None:
    round_ = opened(cohort)
    Round.objects.update(closes_on=in_days(-1))
    cast.enrolled(cohort, "Late Comer")

    with pytest.raises(ValidationError):
        add_people(round_=round_)


def test_the_reassessment_is_opened_once_there_is_a_baseline(cohort: Cohort) -> None:
    cast.enrolled(cohort)
    with pytest.raises(ValidationError):
        open_round(cohort=cohort, closes_on=in_days(10), kind=Round.Kind.REASSESSMENT)

    opened(cohort)
    again = opened(cohort, kind=Round.Kind.REASSESSMENT)

    assert [round_.kind for round_ in cohort.rounds.order_by("pk")] == ["baseline", "reassessment"]
    assert [subject.name for subject in again.subjects.all()] == ["Pat Participant"]
    assert Message.objects.filter(kind="name_raters").count() == 2


def test_the_administrator_goes_from_the_baseline_to_the_reassessment_and_back(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    baseline = opened(cohort)
    client = client_for(administrator)
    address = reverse("open_reassessment", args=[cohort.pk])
    assert address in client.get(baseline.get_absolute_url()).content.decode()

    assert "Open the reassessment" in client.get(address).content.decode()
    client.post(address, {**date_fields(in_days(30)), "least_in_group": "3", "remind_days": "4"})
    again = client.post(address, {**date_fields(in_days(30)), "least_in_group": "3"})

    made = Round.objects.get(kind="reassessment")
    assert made.remind_on == [in_days(26)]
    assert again.headers["Location"] == reverse("cohort_assessment", args=[cohort.pk])
    page = client.get(made.get_absolute_url()).content.decode()
    assert f'href="{baseline.get_absolute_url()}"' in page
    assert address not in page
    assert client.get(reverse("cohort_assessment", args=[cohort.pk])).headers["Location"] == made.get_absolute_url()


def test_there_is_no_reassessment_before_a_baseline(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    cast.enrolled(cohort)
    answer = client_for(administrator).post(reverse("open_reassessment", args=[cohort.pk]), date_fields(in_days(30)))
    assert answer.headers["Location"] == reverse("cohort_assessment", args=[cohort.pk])
    assert not Round.objects.exists()


def test_the_form_holds_what_the_organisation_has_settled(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    cast.enrolled(cohort)
    settle(cohort.organisation, least_in_group=4, reminds_days_before=[9, 1])
    client = client_for(administrator)
    address = reverse("cohort_assessment", args=[cohort.pk])

    page = client.get(address).content.decode()
    refused = client.post(address, {**date_fields(in_days(20)), "least_in_group": "3", "remind_days": "9, 1"})
    client.post(address, {**date_fields(in_days(20)), "least_in_group": "4", "remind_days": "9, 1"})

    assert 'value="9, 1"' in page
    assert "once an administrator has approved them" in page
    assert "The fewest answers must be 4 or more, as your organisation has settled" in refused.content.decode()
    assert Round.objects.get().remind_on == [in_days(11), in_days(19)]


def test_the_plan_of_the_cohort_says_when_the_360_ends(
    trust: Organisation, administrator: Person, client_for: ClientFor
) -> None:
    """The design gives the 360 weeks 1 to 4: from the start, the last day is the 28th."""
    cohort = cast.cohort(trust, starts_on=in_days(-7))
    cast.enrolled(cohort)
    assert planned_close(cohort, Round.Kind.BASELINE) == in_days(-7 + 27)
    assert planned_close(cohort, Round.Kind.REASSESSMENT) is None
    client = client_for(administrator)
    address = reverse("cohort_assessment", args=[cohort.pk])

    proposed = client.get(address).content.decode()
    page = client.post(address, {**date_fields(in_days(21)), "least_in_group": "3"}, follow=True).content.decode()

    assert f'name="closes_on_day" value="{in_days(20).day}"' in proposed
    assert Round.objects.get().closes_on == in_days(21)
    assert "when the plan has the 360 end" in page


def test_a_close_within_the_plan_is_no_reason_for_a_warning(
    trust: Organisation, administrator: Person, client_for: ClientFor
) -> None:
    cohort = cast.cohort(trust, starts_on=in_days(-7))
    cast.enrolled(cohort)
    posted = {**date_fields(in_days(20)), "least_in_group": "3"}
    page = client_for(administrator).post(reverse("cohort_assessment", args=[cohort.pk]), posted, follow=True)
    assert "when the plan has the 360 end" not in page.content.decode()


def test_nobody_else_opens_or_follows_a_round(
    cohort: Cohort, outsider: Person, executive: Person, coach: Person, client_for: ClientFor
) -> None:
    round_ = opened(cohort)
    participant = round_.subjects.get().enrolment.person
    reads = [reverse("cohort_assessment", args=[cohort.pk]), reverse("round", args=[round_.pk])]
    posts = [reverse(name, args=[round_.pk]) for name in ("round_add", "round_remind")]

    for person in (outsider, executive, coach, participant):
        client = client_for(person)
        assert [client.get(address).status_code for address in reads] == [404, 404]
        assert [client.post(address).status_code for address in posts] == [404, 404]
