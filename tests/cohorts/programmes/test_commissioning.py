import pytest
from django.test import Client

from cohorts.models import Design, Programme
from people.accounts import grant
from people.models import Organisation, Person, Role
from tests import cast
from tests.conftest import ClientFor

NEW = "/programmes/new/"


def test_a_programme_starts_with_the_design_that_cadre_comes_with(
    administrators_client: Client, trust: Organisation
) -> None:
    response = administrators_client.post(NEW, {"name": "Leading for Change", "aims": "Better care\r\nSooner"})
    made = Programme.objects.get()
    assert response.headers["Location"] == made.get_absolute_url()
    assert (made.organisation, made.aims) == (trust, "Better care\nSooner")
    assert made.current_design is not None
    assert made.current_design.elements.count() == 10


def test_the_same_programme_posted_twice_is_made_once(administrators_client: Client) -> None:
    first = administrators_client.post(NEW, {"name": "Leading for Change", "aims": ""})
    second = administrators_client.post(NEW, {"name": "Leading for Change", "aims": ""})
    assert first.headers["Location"] == second.headers["Location"]
    assert (Programme.objects.count(), Design.objects.count()) == (1, 1)


def test_another_programme_of_the_same_name_is_refused_beside_the_name(administrators_client: Client) -> None:
    administrators_client.post(NEW, {"name": "Leading for Change", "aims": "One"})
    page = administrators_client.post(NEW, {"name": "Leading for Change", "aims": "Two"})
    assert page.context["form"].errors["name"] == ["There is already a programme of this name. Choose another name."]
    assert "Two" in page.content.decode()


def test_two_organisations_may_use_one_name(
    administrators_client: Client, client_for: ClientFor, outsider: Person
) -> None:
    administrators_client.post(NEW, {"name": "Leading for Change"})
    client_for(outsider).post(NEW, {"name": "Leading for Change"})
    assert Programme.objects.count() == 2


def test_a_name_is_one_line(administrators_client: Client) -> None:
    administrators_client.post(NEW, {"name": "Leading\r\nBcc: all@fenmoor.example"})
    assert Programme.objects.get().name == "Leading Bcc: all@fenmoor.example"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "with a \0 in it"])
def test_a_name_that_cannot_be_kept_is_refused_in_words(administrators_client: Client, name: str) -> None:
    page = administrators_client.post(NEW, {"name": name, "aims": "kept"})
    assert page.status_code == 200
    assert page.context["form"].errors["name"]
    assert "kept" in page.content.decode()


def test_who_runs_two_organisations_is_asked_which(client_for: ClientFor, administrator: Person) -> None:
    second = cast.trust("Second Trust")
    grant(organisation=second, email=administrator.email, name="Same person", role=Role.ADMINISTRATOR)
    client = client_for(administrator)
    assert "Select organisation" in client.post(NEW, {"name": "Leading"}).content.decode()
    client.post(NEW, {"name": "Leading", "organisation": second.pk})
    assert Programme.objects.get().organisation == second


def test_an_organisation_that_one_does_not_run_cannot_be_chosen(
    client_for: ClientFor, administrator: Person, other_trust: Organisation
) -> None:
    grant(organisation=cast.trust("Second Trust"), email=administrator.email, name="A", role=Role.ADMINISTRATOR)
    client_for(administrator).post(NEW, {"name": "Leading", "organisation": other_trust.pk})
    assert not Programme.objects.exists()


def test_only_an_administrator_may_make_a_programme(
    client_for: ClientFor, executive: Person, coach: Person, participant: Person
) -> None:
    before = Programme.objects.count()
    for person in (executive, coach, participant):
        client = client_for(person)
        assert client.get(NEW).status_code == 404
        assert client.post(NEW, {"name": "Mine"}).status_code == 404
    assert Programme.objects.count() == before
