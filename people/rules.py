"""Who may, in the terms that every package shares."""

from typing import Any

import rules

from people.access import holds
from people.models import Role, RoleGrant, User


@rules.predicate
def administers(user: User, thing: Any) -> bool:
    """Whether the account administers the organisation to which the thing belongs."""
    return holds(user, thing.organisation, Role.ADMINISTRATOR)


@rules.predicate
def reads_evaluations(user: User, thing: Any) -> bool:
    """Whether the account is an executive of the organisation to which the thing belongs."""
    return holds(user, thing.organisation, Role.EXECUTIVE)


@rules.predicate
def administers_organisation_of(user: User, grant: RoleGrant) -> bool:
    return bool(administers(user, grant.person))


rules.add_perm("people.change_team", administers_organisation_of)
