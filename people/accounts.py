"""Accounts, organisations, and the roles that people hold in them."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from people.models import Organisation, Person, Role, RoleGrant, User
from people.text import one_line


class OwnRoleError(Exception):
    """An administrator may not take their own administrator's role away: somebody must be left to run things."""


class Team:
    """The grants that an administrator may know of."""

    def visible_to(self, user: User) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.filter(person__organisation__in=Organisation.objects.where(user, Role.ADMINISTRATOR))


def team_of(organisation: Organisation) -> QuerySet[RoleGrant]:
    found = RoleGrant.objects.filter(person__organisation=organisation)
    return found.select_related("person__user", "person__organisation").order_by("person__name", "role")


@transaction.atomic
def remove_role(*, grant: RoleGrant, by: User) -> None:
    """Two administrators who remove one another take turns, and the second no longer may. Raises OwnRoleError."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=grant.person.organisation_id)
    runs = Organisation.objects.where(by, Role.ADMINISTRATOR).filter(pk=organisation.pk).exists()
    if not runs or (grant.role == Role.ADMINISTRATOR and grant.person.user_id == by.pk):
        raise OwnRoleError
    grant.delete()


def know_person(*, organisation: Organisation, email: str, name: str) -> Person:
    """The organisation's record of whoever has this address, made when it is new; a known name stays."""
    person, _ = Person.objects.get_or_create(
        organisation=organisation, user=User.objects.for_email(email), defaults={"name": one_line(name)}
    )
    return person


@transaction.atomic
def grant(*, organisation: Organisation, email: str, name: str, role: Role) -> Person:
    """Make somebody an administrator, facilitator, coach or executive of the organisation."""
    person = know_person(organisation=organisation, email=email, name=name)
    RoleGrant.objects.get_or_create(person=person, role=role)
    return person


@transaction.atomic
def correct_email(*, email: str, right: str) -> User:
    """Whoever signs in with the one address does so with the other alone from now on. Raises ValidationError."""
    user = User.objects.select_for_update(no_key=True).filter(email=email.strip().lower()).first()
    if user is None:
        raise ValidationError(f"Nobody signs in with {email}.")
    user.email = right.strip().lower()
    user.full_clean()
    user.save()
    # Those that have received a code, with which one may sign in too.
    EmailAddress.objects.filter(user=user).delete()
    return user


@transaction.atomic
def start_organisation(*, name: str, administrator_email: str, administrator_name: str) -> Organisation:
    """An organisation and its first administrator."""
    organisation = Organisation(name=one_line(name))
    organisation.full_clean()
    organisation.save()
    validate_email(administrator_email.strip())
    administrator = grant(
        organisation=organisation, email=administrator_email, name=administrator_name, role=Role.ADMINISTRATOR
    )
    administrator.full_clean()
    return organisation
