"""Making organisations and giving people their roles."""

from django.core.validators import validate_email
from django.db import transaction

from people.models import Organisation, Person, Role, RoleGrant, User
from people.names import one_line


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
