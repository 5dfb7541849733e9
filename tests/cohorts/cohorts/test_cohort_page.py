from django.test import Client

from cohorts.models import Cohort
from tests import cast
from tests.conftest import Counts


def test_the_page_shows_the_places_and_everybody_enrolled(administrators_client: Client, cohort: Cohort) -> None:
    cast.enrolled(cohort, "Pat Participant", band="8a", profession="Nursing")
    page = administrators_client.get(cohort.get_absolute_url()).content.decode()
    for words in ("of 20 places", "Fenmoor House", "8 Sep 2026", "Small design", "Pat Participant", "Nursing", "8a"):
        assert words in page
    assert "Morgan Manager" in page


def test_an_empty_cohort_leads_to_enrolling(administrators_client: Client, cohort: Cohort) -> None:
    page = administrators_client.get(cohort.get_absolute_url()).content.decode()
    assert "Nobody is enrolled yet" in page
    assert f'href="/cohorts/{cohort.pk}/enrol/"' in page


def test_a_full_cohort_does_not_offer_to_enrol(administrators_client: Client, cohort: Cohort) -> None:
    cast.enrolled(cohort)
    Cohort.objects.update(capacity=1)
    assert "/enrol/" not in administrators_client.get(cohort.get_absolute_url()).content.decode()


def test_the_tabs_lead_to_the_four_pages_of_the_cohort(administrators_client: Client, cohort: Cohort) -> None:
    page = administrators_client.get(cohort.get_absolute_url()).content.decode()
    for part in ("", "sessions/", "360/", "evaluation/"):
        assert f'class="cadre-tabs__link" href="/cohorts/{cohort.pk}/{part}"' in page
    assert page.count('aria-current="page"') == 1


def test_it_is_the_administrators_alone(other_clients: list[Client], cohort: Cohort) -> None:
    for client in other_clients:
        assert client.get(cohort.get_absolute_url()).status_code == 404


def test_a_number_beyond_all_numbers_is_not_found(administrators_client: Client) -> None:
    assert administrators_client.get("/cohorts/99999999999999999999999/").status_code == 404


def test_it_takes_as_many_queries_at_1_3_and_20_people(
    administrators_client: Client, cohort: Cohort, queries: Counts
) -> None:
    counts = []
    for number in range(20):
        cast.enrolled(cohort, f"Pat {number}")
        if number + 1 in (1, 3, 20):
            counts.append(queries(administrators_client, cohort.get_absolute_url()))
    assert len(set(counts)) == 1
    assert counts[0] <= 15
