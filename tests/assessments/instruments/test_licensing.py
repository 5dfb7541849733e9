"""Without a licence that runs and has seats, an imported questionnaire cannot be opened."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.instruments import licensing
from assessments.instruments.importing import own_instrument, record_licence
from assessments.models import Instrument, Licence, Round, Subject
from assessments.rounds.opening import add_people, open_round
from cohorts.models import Cohort
from people.models import Organisation, Person, Role
from tests import cast
from tests.assessments.open_rounds import all_at_once
from tests.assessments.questionnaire_files import imported
from tests.conftest import ClientFor


@pytest.fixture
def client(client_for: ClientFor, administrator: Person) -> Client:
    return client_for(administrator)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def a_cohort(people: int = 2, name: str = "Cohort 1") -> Cohort:
    made = cast.cohort(cast.trust(), name)
    for number in range(people):
        cast.enrolled(made, f"Person {number} of {name}")
    return made


def opened(instrument: Instrument, people: int = 2, closes_in: int = 21) -> Round:
    return open_round(cohort=a_cohort(people), closes_on=in_days(closes_in), instrument=instrument)


def refusal(instrument: Instrument, **values: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        opened(instrument, **values)
    assert not Round.objects.exists()
    return str(refused.value.messages[0])


def test_a_licensed_questionnaire_is_opened_and_takes_a_seat_for_each_person(trust: Organisation) -> None:
    instrument = imported(trust, seats=2)
    assert opened(instrument).instrument == instrument
    assert licensing.status_of(instrument, timezone.localdate()).used == 2


def test_cadres_own_is_the_default_and_needs_no_licence(trust: Organisation) -> None:
    imported(trust)
    assert open_round(cohort=a_cohort(), closes_on=in_days(21)).instrument == own_instrument()


def test_without_a_licence_it_cannot_be_opened(trust: Organisation) -> None:
    said = refusal(imported(trust, licensed=False))
    assert said == "Example questionnaire, version 1 has no licence. Add its licence before you open a round with it."


def test_after_its_last_day_it_cannot_be_opened(trust: Organisation) -> None:
    said = refusal(imported(trust, expires_in=-1))
    assert said.startswith("The licence of Example questionnaire, version 1 ran out on ")


def test_a_round_may_close_on_the_last_day_of_the_licence_and_not_after_it(trust: Organisation) -> None:
    instrument = imported(trust, expires_in=21)
    assert "before the round closes" in refusal(instrument, closes_in=22)
    Cohort.objects.all().delete()
    assert opened(instrument, closes_in=21)


def test_beyond_its_seats_it_cannot_be_opened(trust: Organisation) -> None:
    said = refusal(imported(trust, seats=1))
    assert said == (
        "The licence of Example questionnaire, version 1 is for 1 person, of whom 0 have been asked about. "
        "2 more are needed: ask the licence holder for more seats."
    )


def test_a_questionnaire_of_another_organisation_cannot_be_opened(
    trust: Organisation, other_trust: Organisation
) -> None:
    assert refusal(imported(other_trust)) == "This questionnaire belongs to another organisation."


def test_seats_are_counted_over_all_cohorts_and_both_kinds_of_round(trust: Organisation) -> None:
    instrument = imported(trust, seats=3)
    opened(instrument)
    other = a_cohort(2, "Cohort 2")
    with pytest.raises(ValidationError, match="3 people, of whom 2 have been asked about"):
        open_round(cohort=other, closes_on=in_days(21), instrument=instrument)


def test_who_is_enrolled_later_needs_a_seat_too(trust: Organisation) -> None:
    instrument = imported(trust, seats=2)
    round_ = opened(instrument)
    cast.enrolled(round_.cohort, "Lee Late")
    with pytest.raises(ValidationError, match="1 more is needed"):
        add_people(round_=round_)
    assert Subject.objects.count() == 2
    Licence.objects.update(seats=3)
    assert add_people(round_=round_) == 1


@pytest.mark.django_db(transaction=True)
def test_two_rounds_opened_at_once_do_not_take_the_same_seats() -> None:
    instrument = imported(cast.trust(), seats=3)
    cohorts = [a_cohort(2, f"Cohort {number}") for number in range(4)]

    def try_to_open(place: int) -> bool:
        try:
            open_round(cohort=cohorts[place], closes_on=in_days(21), instrument=instrument)
        except ValidationError:
            return False
        return True

    assert sorted(all_at_once(4, try_to_open)) == [False, False, False, True]
    assert Subject.objects.count() == 2


def test_the_choices_name_cadres_own_first_and_why_one_cannot_be_opened(trust: Organisation) -> None:
    imported(trust, name="B", licensed=False)
    imported(trust, name="A")
    imported(cast.trust("Otherside Trust"), name="Theirs")
    found = [(choice.instrument.name, choice.reason) for choice in licensing.list_choices(trust)]
    assert found == [
        ("Cadre leadership questionnaire", ""),
        ("A", ""),
        ("B", "B, version 1 has no licence. Add its licence before you open a round with it."),
    ]


@pytest.mark.parametrize(
    ("values", "words", "colour"),
    [
        ({"expires_in": 300}, "Valid", "green"),
        ({"expires_in": 60}, "Expires in 60 days", "yellow"),
        ({"expires_in": 1}, "Expires in 1 day", "yellow"),
        ({"expires_in": 0}, "Expires today", "yellow"),
        ({"expires_in": -1}, "Expired", "red"),
        ({"licensed": False}, "No licence", "red"),
    ],
)
def test_the_state_of_a_licence_is_said_in_words(
    trust: Organisation, values: dict[str, Any], words: str, colour: str
) -> None:
    standing = licensing.status_of(imported(trust, **values), timezone.localdate())
    assert (standing.words, standing.colour) == (words, colour)


def test_a_licence_without_seats_left_says_so(trust: Organisation) -> None:
    instrument = imported(trust, seats=2)
    opened(instrument)
    standing = licensing.status_of(instrument, timezone.localdate())
    assert (standing.words, standing.colour, standing.used) == ("No seats left", "red", 2)


def test_a_licence_is_put_right_and_cadres_own_gets_none(trust: Organisation) -> None:
    instrument = imported(trust, seats=2)
    record_licence(instrument=instrument, holder="Trust", reference="2", expires_on=in_days(5), seats=9)
    assert Licence.objects.get().seats == 9
    with pytest.raises(ValidationError, match="needs no licence"):
        record_licence(instrument=own_instrument(), holder="T", reference="2", expires_on=in_days(5), seats=9)


def test_cadres_own_has_no_page_for_a_licence(client: Client) -> None:
    address = reverse("instrument_licence", args=[own_instrument().pk])

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


# The form that opens a round


def page_of(cohort: Cohort) -> str:
    return reverse("cohort_assessment", args=[cohort.pk])


def closing(days: int) -> dict[str, Any]:
    day = in_days(days)
    return {"closes_on_day": day.day, "closes_on_month": day.month, "closes_on_year": day.year, "least_in_group": 3}


def test_the_questionnaire_is_asked_for_only_where_there_is_a_choice(client: Client, trust: Organisation) -> None:
    cohort = a_cohort()
    assert "Cadre’s own)" not in client.get(page_of(cohort)).content.decode()
    imported(trust)
    imported(trust, name="Unlicensed", licensed=False)
    imported(trust, name="Nearly full", seats=1)
    page = client.get(page_of(cohort)).content.decode()
    assert "Nearly full, version 1 (cannot be opened: too few seats)" in page
    assert "Cadre leadership questionnaire, version 1 (Cadre’s own)" in page
    assert "Unlicensed, version 1 (cannot be opened: no licence)" in page


def test_a_round_is_opened_with_the_questionnaire_that_was_chosen(client: Client, trust: Organisation) -> None:
    instrument, cohort = imported(trust), a_cohort()
    client.post(page_of(cohort), closing(21) | {"instrument": instrument.pk})
    assert Round.objects.get().instrument == instrument


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"licensed": False}, "has no licence"),
        ({"expires_in": -1}, "ran out on"),
        ({"expires_in": 20}, "before the round closes"),
        ({"seats": 1}, "2 more are needed"),
    ],
)
def test_why_it_cannot_be_opened_stands_beside_the_question_and_nothing_typed_is_lost(
    client: Client, trust: Organisation, values: dict[str, Any], says: str
) -> None:
    instrument, cohort = imported(trust, **values), a_cohort()
    page = client.post(page_of(cohort), closing(21) | {"instrument": instrument.pk})
    assert says in page.context["form"].errors["instrument"][0]
    assert page.context["form"]["least_in_group"].value() == "3"
    assert not Round.objects.exists()


def test_the_questionnaire_of_another_organisation_cannot_be_chosen(client: Client, trust: Organisation) -> None:
    imported(trust)
    theirs = imported(cast.trust("Otherside Trust"))
    page = client.post(page_of(a_cohort()), closing(21) | {"instrument": theirs.pk})
    assert page.context["form"].errors["instrument"] == ["Select a questionnaire"]


def test_every_administrator_of_the_organisation_may_correct_the_licence_and_nobody_else(
    client: Client, client_for: ClientFor, trust: Organisation, outsider: Person
) -> None:
    instrument = imported(trust)
    url = reverse("instrument_licence", args=[instrument.pk])
    day = in_days(100)
    posted = {
        "holder": "Fenmoor Trust", "reference": "Order 99", "seats": "60",
        "expires_on_day": day.day, "expires_on_month": day.month, "expires_on_year": day.year,
    }  # fmt: skip
    for person in (outsider, cast.member(trust, Role.COACH)):
        assert client_for(person).post(url, posted).status_code == 404
    assert Licence.objects.get().reference == "Order 1234"
    assert client.post(url, posted).headers["Location"] == reverse("instrument", args=[instrument.pk])
    found = Licence.objects.get()
    assert (found.reference, found.seats, found.expires_on) == ("Order 99", 60, day)
    assert client.get(reverse("instrument_licence", args=[own_instrument().pk])).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("seats", "0", "Seats must be 1 or more"),
        ("seats", "many", "Enter a whole number, for example 40"),
        ("seats", "1000000000000", "Seats must be 100000 or less"),
        ("holder", " ", "Enter who holds the licence"),
        ("expires_on_year", "27", "The year must have 4 numbers"),
        ("expires_on_year", "2999", "Enter the year as it stands on the licence"),
    ],
)
def test_a_licence_that_cannot_be_right_is_refused_beside_its_field(
    client: Client, trust: Organisation, field: str, value: str, says: str
) -> None:
    instrument = imported(trust)
    posted = {
        "holder": "T", "reference": "1", "seats": "60",
        "expires_on_day": 31, "expires_on_month": 12, "expires_on_year": 2027,
    }  # fmt: skip
    page = client.post(reverse("instrument_licence", args=[instrument.pk]), posted | {field: value})
    assert says in str(page.context["form"].errors)
    assert Licence.objects.get().reference == "Order 1234"
