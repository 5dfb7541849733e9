"""Permissions in the 360: who may run it, be assessed, debrief, and read."""

from typing import Any

import rules
from django.core.exceptions import ValidationError

from assessments.models import Subject
from people.access import holds
from people.models import Organisation, Role, User
from people.rules import administers, reads_evaluations

OWN = "This is your own 360: another administrator has to do this."


@rules.predicate
def is_subject(user: User, subject: Any) -> bool:
    """Whether the account belongs to the participant about whom the round asks."""
    return bool(subject.enrolment.person.user_id == user.pk)


def refuse_own(user: User, subject: Any) -> None:
    """Refuse administrators who would run their own 360. Raises ValidationError."""
    if is_subject(user, subject):
        raise ValidationError(OWN)


@rules.predicate
def administers_itself(user: User, organisation: Organisation) -> bool:
    return holds(user, organisation, Role.ADMINISTRATOR)


@rules.predicate
def is_imported(user: User, instrument: Any) -> bool:
    """Whether an organisation imported it. Cadre's own has no licence that could be corrected."""
    return instrument.organisation is not None


@rules.predicate
def debriefs(user: User, subject: Any) -> bool:
    """Whether the account belongs to the coach who debriefs the participant."""
    return Subject.objects.coached_by(user).filter(pk=subject.pk).exists()


rules.add_perm("assessments.run_round", administers)
rules.add_perm("assessments.set_policy", administers_itself)
rules.add_perm("assessments.see_instrument", ~is_imported | administers)
rules.add_perm("assessments.license_instrument", is_imported & administers)
rules.add_perm("assessments.be_assessed", is_subject)
rules.add_perm("assessments.read_cohort_report", administers | reads_evaluations)
rules.add_perm("assessments.debrief", debriefs)
rules.add_perm("assessments.run_debrief", administers)
rules.add_perm("assessments.follow_debrief", debriefs | administers)
