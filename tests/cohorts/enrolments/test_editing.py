"""A participant's name, post and line manager, put right later."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cohorts.enrolments.editing import change_enrolment
from cohorts.enrolments.enrolling import enrol, preview
from cohorts.enrolments.rows import PEOPLE_LIMITS
from cohorts.models import Enrolment
from evaluations.models import Evaluation
from spreadsheets.reading import read_text
from tests import cast
from tests.reading import form_errors
from tests.spreadsheets.people_lists import person, text_of

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
    assert "name Pat O&#x27;Participant, site North site, job title Ward manager" in form_errors(refused)
    assert "profession empty, band 8b" in form_errors(refused)


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
    assert says in form_errors(page)


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
    """It may be called by a form of another page, or by a command."""
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
