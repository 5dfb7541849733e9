"""Accounts, organisations, and the roles that people hold in them."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from people.access import administers
from people.locking import lock, lock_rows
from people.models import Organisation, Person, Role, RoleGrant, User
from people.text import one_line


class OwnRoleError(Exception):
    """An attempt by administrators to remove their own role: somebody must be left to run things."""


def team_of(organisation: Organisation) -> QuerySet[RoleGrant]:
    """Find the roles that an organisation has granted, by the names of those who hold them."""
    found = RoleGrant.objects.filter(person__organisation=organisation)
    return found.select_related("person__user", "person__organisation").order_by("person__name", "role")


@transaction.atomic
def remove_role(*, grant: RoleGrant, by: User) -> None:
    """Take a role away from a person. Raises OwnRoleError.

    Two administrators who remove each other at the same time take turns: the second is no longer allowed to.
    """
    organisation = lock(grant.person.organisation)
    if not administers(by, organisation) or (grant.role == Role.ADMINISTRATOR and grant.person.user_id == by.pk):
        raise OwnRoleError
    grant.delete()


def get_or_make_person(*, organisation: Organisation, email: str, name: str) -> Person:
    """Find or make the organisation's record of the person with this address. A known name stays as it is."""
    person, _ = Person.objects.get_or_create(
        organisation=organisation, user=User.objects.for_email(email), defaults={"name": one_line(name)}
    )
    return person


@transaction.atomic
def grant(*, organisation: Organisation, email: str, name: str, role: Role) -> Person:
    """Make somebody an administrator, facilitator, coach or executive of the organisation."""
    person = get_or_make_person(organisation=organisation, email=email, name=name)
    RoleGrant.objects.get_or_create(person=person, role=role)
    return person


@transaction.atomic
def correct_email(*, email: str, right: str) -> User:
    """Change the address with which somebody signs in. Raises ValidationError."""
    user = lock_rows(User.objects.all()).filter(email=email.strip().lower()).first()
    if user is None:
        raise ValidationError(f"Nobody signs in with {email}.")
    user.email = right.strip().lower()
    user.full_clean()
    user.save()
    # An address that has received a code would otherwise still work for signing in.
    EmailAddress.objects.filter(user=user).delete()
    return user


@transaction.atomic
def start_organisation(*, name: str, administrator_email: str, administrator_name: str) -> Organisation:
    """Make an organisation and its first administrator."""
    organisation = Organisation(name=one_line(name))
    organisation.full_clean()
    organisation.save()
    validate_email(administrator_email.strip())
    administrator = grant(
        organisation=organisation, email=administrator_email, name=administrator_name, role=Role.ADMINISTRATOR
    )
    administrator.full_clean()
    return organisation
