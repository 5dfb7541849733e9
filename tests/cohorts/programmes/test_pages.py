import pytest
from django.test import Client

from cohorts.models import Cohort, Programme
from cohorts.programmes.editing import commission_programme
from people.models import Organisation, Person, Role
from tests import cast
from tests.conftest import ClientFor, Counts
from tests.reading import read


@pytest.fixture
def programme(trust: Organisation) -> Programme:
    return commission_programme(organisation=trust, name="Leading for Change 2026", aims="Transform the Trust")


def test_an_organisation_without_programmes_is_led_to_the_first(administrators_client: Client) -> None:
    page = administrators_client.get("/programmes/").content.decode()
    assert "There are no programmes yet" in page
    assert 'href="/programmes/new/"' in page


def test_a_programme_without_cohorts_is_led_to_the_first(administrators_client: Client, programme: Programme) -> None:
    page = administrators_client.get(programme.get_absolute_url()).content.decode()
    assert "There are no cohorts yet" in page
    assert f'href="/programmes/{programme.pk}/cohorts/new/"' in page


def test_the_programme_shows_its_aims_design_and_team(administrators_client: Client, programme: Programme) -> None:
    page = read(administrators_client.get(programme.get_absolute_url()))
    assert "10 elements over 36 weeks." in page
    for words in ("Transform the Trust", "Influencing change", "Challenge the Process", "Experience (70)", "28 to 30"):
        assert words in page
    assert "1 hour 30 minutes" in page
    assert "Administrator of Fenmoor Trust" in page


def test_the_list_counts_cohorts_and_people(administrators_client: Client, cohort: Cohort) -> None:
    second = cast.cohort(cohort.organisation, "Cohort 2")
    for number in range(3):
        cast.enrolled(cohort, f"Pat {number}")
    cast.enrolled(second, "Lee Other")
    found = administrators_client.get("/programmes/").context["programmes"].get()
    assert (found.cohort_count, found.people_count) == (2, 4)


def test_nothing_of_another_organisation_is_listed_or_shown(
    client_for: ClientFor, outsider: Person, programme: Programme
) -> None:
    client = client_for(outsider)
    assert "Leading for Change 2026" not in client.get("/programmes/").content.decode()
    assert client.get(programme.get_absolute_url()).status_code == 404


def test_the_pages_are_the_administrators_alone(
    client_for: ClientFor, executive: Person, coach: Person, participant: Person, programme: Programme
) -> None:
    for person in (executive, coach, participant):
        assert client_for(person).get(programme.get_absolute_url()).status_code == 404
        assert client_for(person).get("/programmes/").status_code == 404


def test_the_list_takes_as_many_queries_at_1_3_and_20_rows(
    administrators_client: Client, trust: Organisation, queries: Counts
) -> None:
    counts = []
    for number in range(20):
        cast.programme(trust, f"Programme {number}")
        if number + 1 in (1, 3, 20):
            counts.append(queries(administrators_client, "/programmes/"))
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_a_programme_takes_as_many_queries_at_1_3_and_20_cohorts(
    administrators_client: Client, trust: Organisation, queries: Counts
) -> None:
    counts = []
    for number in range(20):
        made = cast.cohort(trust, f"Cohort {number}")
        cast.enrolled(made, f"Pat {number}")
        cast.member(trust, Role.COACH, f"Coach {number}")
        if number + 1 in (1, 3, 20):
            counts.append(queries(administrators_client, made.programme.get_absolute_url()))
    assert len(set(counts)) == 1
    assert counts[0] <= 15
