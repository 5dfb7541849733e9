"""The team of an organisation: who administers, facilitates, coaches, and reads the evaluations."""

from django.db import transaction
from django.db.models import QuerySet

from people.models import Organisation, Role, RoleGrant, User


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
