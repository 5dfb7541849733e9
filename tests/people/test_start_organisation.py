"""The command that makes an organisation and its first administrator."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from people.models import Organisation, Person, Role, RoleGrant, User

pytestmark = pytest.mark.django_db


def start(name: str = "Fenmoor Trust", email: str = "Ada@Fenmoor.example", person: str = "Ada Admin") -> str:
    said = StringIO()
    call_command("start_organisation", name=name, email=email, person=person, stdout=said)
    return said.getvalue()


def test_it_makes_an_organisation_and_an_administrator_who_can_sign_in() -> None:
    said = start()

    grant = RoleGrant.objects.get()
    assert grant.role == Role.ADMINISTRATOR
    assert grant.person.organisation.name == "Fenmoor Trust"
    assert grant.person.name == "Ada Admin"
    assert grant.person.user.email == "ada@fenmoor.example"
    assert "Ada Admin can now sign in with Ada@Fenmoor.example" in said


def test_the_same_account_may_administer_two_organisations() -> None:
    start()
    start(name="Otherside Trust")

    assert Organisation.objects.count() == 2
    assert User.objects.count() == 1
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"name": " "}, "cannot be blank"),
        ({"name": "x" * 201}, "at most 200"),
        ({"email": "ada at fenmoor"}, "valid email address"),
        ({"email": ""}, "valid email address"),
        ({"person": " "}, "cannot be blank"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(values: dict[str, str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        start(**values)

    assert not Organisation.objects.exists()
    assert not User.objects.exists()


def test_a_second_organisation_of_the_same_name_is_refused() -> None:
    start()

    with pytest.raises(CommandError, match="already exists"):
        start(email="eve@fenmoor.example")

    assert User.objects.count() == 1


def test_nobody_has_a_password() -> None:
    start()

    user = User.objects.get()
    assert not user.has_usable_password()
    assert "password" not in {field.name for field in User._meta.get_fields()}
