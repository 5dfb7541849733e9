from typing import Any

import rules

from people.access import holds
from people.models import Organisation, Role, User
from people.rules import administers


@rules.predicate
def is_subject(user: User, subject: Any) -> bool:
    """Whether the account is that of the participant whom the round asks about."""
    return bool(subject.enrolment.person.user_id == user.pk)


@rules.predicate
def administers_itself(user: User, organisation: Organisation) -> bool:
    return holds(user, organisation, Role.ADMINISTRATOR)


rules.add_perm("assessments.run_round", administers)
rules.add_perm("assessments.set_policy", administers_itself)
rules.add_perm("assessments.be_assessed", is_subject)
