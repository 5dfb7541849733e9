"""Who may debrief a participant: a coach or facilitator of the organisation who is not one of the raters."""

from collections.abc import Collection

from assessments.models import Invitation, KnownAddress, Subject
from assessments.models.rounds import COACHING
from people.models import Person


def may_coach(person: Person, subject: Subject) -> bool:
    """Whether the person holds the role of coach or facilitator, is not the participant, and does not rate them."""
    if person.user_id == subject.enrolment.person.user_id or person.organisation_id != subject.organisation.pk:
        return False
    return person.grants.filter(role__in=COACHING).exists() and not is_rater(person, subject)


def is_rater(person: Person, subject: Subject) -> bool:
    return (subject.pk, person.pk) in raters_among([person], [subject])


def raters_among(people: Collection[Person], subjects: Collection[Subject]) -> set[tuple[int, int]]:
    """Find which of these people rate which of these subjects of one round, at any of their addresses.

    The result holds pairs of keys: a subject's and a person's.
    """
    if not people or not subjects:
        return set()
    asked = list(Invitation.objects.counted().filter(subject__in=subjects).values_list("subject", "email"))
    own = {person.pk: person.email.lower() for person in people}
    kept = KnownAddress.objects.kept_for(
        {*own.values(), *(email for _, email in asked)}, next(iter(subjects)).organisation
    )
    rated = {(subject, kept.get(email, email)) for subject, email in asked}
    return {
        (subject.pk, pk)
        for subject in subjects
        for pk, email in own.items()
        if (subject.pk, kept.get(email, email)) in rated
    }
