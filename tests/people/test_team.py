from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from people.accounts import OwnRoleError, remove_role
from people.models import Organisation, Person, Role, RoleGrant
from tests import cast
from tests.conftest import ClientFor, Counts

ADD = "/team/add/"


def given(person: Person, role: Role) -> RoleGrant:
    return RoleGrant.objects.get(person=person, role=role)


def test_somebody_new_gets_a_role(administrators_client: Client, trust: Organisation) -> None:
    form = {"name": " Carys   Coach ", "email": "Carys@Fenmoor.example", "role": "coach"}
    assert administrators_client.post(ADD, form).headers["Location"] == "/team/"
    made = Person.objects.get(user__email="carys@fenmoor.example")
    assert (made.name, made.organisation) == ("Carys Coach", trust)
    assert given(made, Role.COACH)
    assert "Carys Coach now has the role of coach." in administrators_client.get("/team/").content.decode()


def test_the_same_role_given_twice_is_one(administrators_client: Client) -> None:
    form = {"name": "Carys", "email": "carys@fenmoor.example", "role": "coach"}
    for _ in range(2):
        assert administrators_client.post(ADD, form).status_code == 302
    assert RoleGrant.objects.filter(role=Role.COACH).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a\0b"),
        ("name", "x" * 201),
        ("email", "nobody"),
        ("email", "ünal@fenmoor.example"),
        ("email", "carys@fénmoor.example"),
        ("email", "x" * 250 + "@fenmoor.example"),
        ("role", "emperor"),
        ("role", ""),
    ],
)
def test_what_is_wrong_stands_beside_its_field(administrators_client: Client, field: str, value: str) -> None:
    form = {"name": "Carys", "email": "carys@fenmoor.example", "role": "coach"} | {field: value}
    page = administrators_client.post(ADD, form)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert not RoleGrant.objects.filter(role=Role.COACH).exists()


def test_a_role_is_taken_away(administrators_client: Client, coach: Person) -> None:
    administrators_client.post(f"/team/{given(coach, Role.COACH).pk}/remove/")
    assert not RoleGrant.objects.filter(person=coach).exists()


def test_administrators_cannot_take_their_own_role_away(administrators_client: Client, administrator: Person) -> None:
    own = given(administrator, Role.ADMINISTRATOR)
    page = administrators_client.post(f"/team/{own.pk}/remove/", follow=True).content.decode()
    assert "You cannot remove your own role of administrator" in page
    assert RoleGrant.objects.filter(pk=own.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_one_another_at_once_leave_one() -> None:
    trust = cast.trust()
    people = [cast.member(trust, Role.ADMINISTRATOR, name) for name in ("Ada", "Bo")]
    start = Barrier(2)

    def remove(grant: RoleGrant, by: Person) -> None:
        start.wait()
        try:
            remove_role(grant=grant, by=by.user)
        except OwnRoleError:
            pass
        finally:
            connection.close()

    grants = [given(person, Role.ADMINISTRATOR) for person in people]
    threads = [Thread(target=remove, args=(grants[1 - number], people[number])) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RoleGrant.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_the_team_of_another_organisation_is_out_of_reach(
    client_for: ClientFor, outsider: Person, coach: Person
) -> None:
    client = client_for(outsider)
    assert coach.name not in client.get("/team/").content.decode()
    assert client.post(f"/team/{given(coach, Role.COACH).pk}/remove/").status_code == 404
    assert given(coach, Role.COACH)


def test_only_administrators_see_and_change_the_team(
    client_for: ClientFor, coach: Person, executive: Person, participant: Person
) -> None:
    for person in (coach, executive, participant):
        client = client_for(person)
        assert client.get("/team/").status_code == 404
        assert client.post(ADD, {"name": "X", "email": "x@x.example", "role": "coach"}).status_code == 404
        assert client.post(f"/team/{given(coach, Role.COACH).pk}/remove/").status_code == 404


def test_nothing_changes_by_reading(administrators_client: Client, coach: Person) -> None:
    assert administrators_client.get(f"/team/{given(coach, Role.COACH).pk}/remove/").status_code == 405
    assert administrators_client.get(ADD).status_code == 405


def test_the_team_takes_as_many_queries_at_1_3_and_20_rows(
    administrators_client: Client, trust: Organisation, queries: Counts
) -> None:
    counts = []
    for number in range(20):
        cast.member(trust, Role.COACH, f"Coach {number}")
        if number + 1 in (1, 3, 20):
            counts.append(queries(administrators_client, "/team/"))
    assert len(set(counts)) == 1
    assert counts[0] <= 15
