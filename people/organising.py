"""Making organisations and giving people their roles."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
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
