"""A programme's name and aims, a cohort's name and places, somebody's post, put right later."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cohorts.enrolments.editing import change_enrolment
from cohorts.enrolments.enrolling import enrol, preview
from cohorts.enrolments.rows import PEOPLE_LIMITS
from cohorts.models import Cohort, Enrolment
from evaluations.models import Evaluation
from spreadsheets.reading import read_text
from tests import cast
from tests.spreadsheets.people_lists import person, text_of


def errors(page: object) -> str:
    assert page.status_code == 200  # type: ignore[attr-defined]
    return str(page.context["form"].errors)  # type: ignore[attr-defined]


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
    assert "Places must be 2 or more, as so many people are enrolled" in errors(page)


def test_two_cohorts_of_a_programme_have_two_names(administrators_client: Client, cohort: Cohort) -> None:
    other = Cohort.objects.create(
        programme=cohort.programme, design=cohort.design, name="Cohort 2", starts_on=cohort.starts_on, venue="Here"
    )
    page = administrators_client.post(f"/cohorts/{other.pk}/change/", {"name": cohort.name, "capacity": "20"})
    assert "There is already a cohort of this name in the programme." in errors(page)


def test_who_saves_second_is_told_what_it_is_now_and_can_save_again(
    administrators_client: Client, cohort: Cohort
) -> None:
    change = f"/cohorts/{cohort.pk}/change/"
    mine = {"name": "Mine", "capacity": "21", "seen": administrators_client.get(change).context["form"]["seen"].value()}
    Cohort.objects.update(capacity=24)
    wrong = administrators_client.post(change, mine | {"capacity": "many"})
    refused = administrators_client.post(change, mine | {"seen": wrong.context["form"]["seen"].value()})
    assert "Now it is: name Cohort 1, places 24." in errors(refused)
    assert refused.context["form"]["name"].value() == "Mine"
    administrators_client.post(change, mine | {"seen": refused.context["form"]["seen"].value()})
    cohort.refresh_from_db()
    assert (cohort.name, cohort.capacity) == ("Mine", 21)


def test_the_aims_of_a_programme_are_put_right(administrators_client: Client, cohort: Cohort) -> None:
    programme = cohort.programme
    change = f"/programmes/{programme.pk}/change/"
    assert f'href="{change}"' in administrators_client.get(programme.get_absolute_url()).content.decode()
    seen = administrators_client.get(change).context["form"]["seen"].value()
    answer = administrators_client.post(
        change, {"name": "Leading on", "aims": "Better care.\r\nFor all.", "seen": seen}
    )
    assert answer.headers["Location"] == programme.get_absolute_url()
    programme.refresh_from_db()
    assert (programme.name, programme.aims) == ("Leading on", "Better care.\nFor all.")
    refused = administrators_client.post(change, {"name": "Other", "aims": "", "seen": seen})
    assert "Now it is: name Leading on, aims Better care." in errors(refused)


POST = {
    "name": "Pat O'Participant",
    "job_title": "Ward manager",
    "site": "north SITE",
    "profession": "",
    "band": "8b",
    "manager_name": "Mo Boss",
    "manager_email": "Mo.Boss@trust.example",
}


def test_a_post_and_a_line_manager_are_put_right(administrators_client: Client, enrolment: Enrolment) -> None:
    site = enrolment.organisation.sites.get(name="North site")
    change = f"/enrolments/{enrolment.pk}/change/"
    assert f'href="{change}"' in administrators_client.get(enrolment.cohort.get_absolute_url()).content.decode()
    seen = administrators_client.get(change).context["form"]["seen"].value()
    for _ in range(2):
        answer = administrators_client.post(change, POST | {"seen": seen})
        assert answer.headers["Location"] == enrolment.cohort.get_absolute_url()
    enrolment.refresh_from_db()
    assert (enrolment.job_title, enrolment.site, enrolment.band) == ("Ward manager", site, "8b")
    assert enrolment.person.name == "Pat O'Participant"
    assert enrolment.manager_email == "mo.boss@trust.example"
    refused = administrators_client.post(change, POST | {"seen": seen, "band": "9"})
    assert "name Pat O&#x27;Participant, site North site, job title Ward manager" in errors(refused)
    assert "profession empty, band 8b" in errors(refused)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("nobody", "Line manager&#x27;s email is not an email address, for example name@trust.nhs.uk"),
        ("", "Enter line manager&#x27;s email"),
        ("own", "The line manager has the same email as the participant. Give the manager&#x27;s own"),
    ],
)
def test_a_line_manager_has_an_address_of_their_own(
    administrators_client: Client, enrolment: Enrolment, typed: str, says: str
) -> None:
    email = enrolment.person.email if typed == "own" else typed
    page = administrators_client.post(f"/enrolments/{enrolment.pk}/change/", POST | {"manager_email": email})
    assert says in errors(page)


@pytest.mark.parametrize(
    ("key", "entered", "says"),
    [
        ("manager_email", "own", "The line manager has the same email as the participant. Give the manager's own"),
        ("manager_email", "mö@trust.example", "Line manager's email is not an email address, for example name@trust.n"),
        ("name", "", "Name is missing"),
        ("band", "8" * 21, "Band is longer than 20 characters"),
    ],
)
def test_the_verb_judges_what_is_entered_as_it_judges_a_list(
    enrolment: Enrolment, key: str, entered: str, says: str
) -> None:
    """Whoever calls it: a form of another page, a command."""
    value = enrolment.person.email.upper() if entered == "own" else entered
    with pytest.raises(ValidationError) as error:
        change_enrolment(enrolment=enrolment, **(POST | {key: value}))
    assert error.value.message_dict[key][0].startswith(says)
    enrolment.refresh_from_db()
    assert (enrolment.band, enrolment.person.name) == ("", "Pat Participant")


def test_a_site_that_was_a_slip_is_new_again_when_nobody_is_there(
    administrators_client: Client, enrolment: Enrolment
) -> None:
    slip = {"site": "Kingsmere Hospitol"}
    cohort, change = enrolment.cohort, f"/enrolments/{enrolment.pk}/change/"
    table = read_text(text_of([person(1, Site="kingsmere HOSPITOL")]), PEOPLE_LIMITS)
    administrators_client.post(change, POST | slip)
    assert preview(cohort=cohort, table=table).new_sites == []
    administrators_client.post(change, POST | {"site": "Kingsmere Hospital"})
    assert preview(cohort=cohort, table=table).new_sites == ["kingsmere HOSPITOL"]
    assert enrol(cohort=cohort, table=table)[0].site.name == "Kingsmere Hospitol"


def test_the_page_says_who_puts_a_wrong_address_right(administrators_client: Client, enrolment: Enrolment) -> None:
    change = f"/enrolments/{enrolment.pk}/change/"
    assert f'href="/enrolments/{enrolment.pk}/withdraw/"' in administrators_client.get(change).content.decode()
    Evaluation.objects.create(session=cast.session(enrolment.cohort), enrolment=enrolment, score=4)
    assert "ask whoever runs Cadre for you" in administrators_client.get(change).content.decode()


def test_nobody_else_changes_it(other_clients: list[Client], enrolment: Enrolment) -> None:
    for client in other_clients:
        assert client.post(f"/enrolments/{enrolment.pk}/change/", POST).status_code == 404
