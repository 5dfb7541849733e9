"""Decide who may debrief whom: a coach or facilitator of the organisation who is not one of the raters."""

from collections.abc import Collection

from assessments.models import Invitation, Subject
from assessments.models.rounds import COACHING
from assessments.raters import request_limits
from people.models import Person


def may_coach(person: Person, subject: Subject) -> bool:
    """Nobody debriefs themselves or whom they rate, and whoever is no coach or facilitator any more nobody at all."""
    if person.user_id == subject.enrolment.person.user_id or person.organisation_id != subject.organisation.pk:
        return False
    return person.grants.filter(role__in=COACHING).exists() and not is_rater(person, subject)


def is_rater(person: Person, subject: Subject) -> bool:
    return (subject.pk, person.pk) in raters_among([person], [subject])


def raters_among(people: Collection[Person], subjects: Collection[Subject]) -> set[tuple[int, int]]:
    """Which of these people are asked about which of these subjects of one round, as pairs of keys, by any address."""
    if not people or not subjects:
        return set()
    asked = list(Invitation.objects.counted().filter(subject__in=subjects).values_list("subject", "email"))
    own = {person.pk: person.email.lower() for person in people}
    kept = request_limits.kept_addresses(
        {*own.values(), *(email for _, email in asked)}, next(iter(subjects)).organisation
    )
    known = {(subject, kept.get(email, email)) for subject, email in asked}
    return {
        (subject.pk, pk)
        for subject in subjects
        for pk, email in own.items()
        if (subject.pk, kept.get(email, email)) in known
    }
