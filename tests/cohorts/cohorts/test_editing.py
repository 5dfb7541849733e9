"""A cohort's name and places, put right later."""

from django.test import Client

from cohorts.models import Cohort
from tests import cast
from tests.reading import form_errors


def test_a_full_cohort_gets_more_places_and_the_page_says_how(administrators_client: Client, cohort: Cohort) -> None:
    cast.enrolled(cohort)
    Cohort.objects.update(capacity=1)
    change = f"/cohorts/{cohort.pk}/change/"
    page = administrators_client.get(cohort.get_absolute_url()).content.decode()
    assert "Every place is taken" in page
    assert f'href="{change}"' in page
    for _ in range(2):
        answer = administrators_client.post(change, {"name": "Cohort One", "capacity": "2"})
        assert answer.headers["Location"] == cohort.get_absolute_url()
    cohort.refresh_from_db()
    assert (cohort.name, cohort.capacity) == ("Cohort One", 2)
    assert f"/cohorts/{cohort.pk}/enrol/" in administrators_client.get(cohort.get_absolute_url()).content.decode()


def test_nobody_loses_their_place(administrators_client: Client, cohort: Cohort) -> None:
    for number in range(2):
        cast.enrolled(cohort, f"Pat {number}")
    page = administrators_client.post(f"/cohorts/{cohort.pk}/change/", {"name": cohort.name, "capacity": "1"})
    assert "Places must be 2 or more, as so many people are enrolled" in form_errors(page)


def test_two_cohorts_of_a_programme_have_two_names(administrators_client: Client, cohort: Cohort) -> None:
    other = Cohort.objects.create(
        programme=cohort.programme, design=cohort.design, name="Cohort 2", starts_on=cohort.starts_on, venue="Here"
    )
    page = administrators_client.post(f"/cohorts/{other.pk}/change/", {"name": cohort.name, "capacity": "20"})
    assert "There is already a cohort of this name in the programme." in form_errors(page)


def test_who_saves_second_is_told_what_it_is_now_and_can_save_again(
    administrators_client: Client, cohort: Cohort
) -> None:
    change = f"/cohorts/{cohort.pk}/change/"
    mine = {"name": "Mine", "capacity": "21", "seen": administrators_client.get(change).context["form"]["seen"].value()}
    Cohort.objects.update(capacity=24)
    wrong = administrators_client.post(change, mine | {"capacity": "many"})
    refused = administrators_client.post(change, mine | {"seen": wrong.context["form"]["seen"].value()})
    assert "Now it is: name Cohort 1, places 24." in form_errors(refused)
    assert refused.context["form"]["name"].value() == "Mine"
    administrators_client.post(change, mine | {"seen": refused.context["form"]["seen"].value()})
    cohort.refresh_from_db()
    assert (cohort.name, cohort.capacity) == ("Mine", 21)
