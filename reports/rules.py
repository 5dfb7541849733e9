from typing import Any

import rules

from people.access import holds
from people.models import Role, User


@rules.predicate
def reads(user: User, document: Any) -> bool:
    """Whether the document is about the account's person, or for a role that they hold in its organisation."""
    if document.about is not None and document.about.user_id == user.pk:
        return True
    return holds(user, document.organisation, *(Role(role) for role in document.readers))


rules.add_perm("reports.read_document", reads)
