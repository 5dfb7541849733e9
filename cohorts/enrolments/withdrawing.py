"""The withdrawal of a participant from a cohort while nothing depends on the enrolment."""

from django.db import transaction

from cohorts.enrolments.enrolling import welcome_key
from cohorts.models import Enrolment
from messaging import outbox


class HasBegunError(Exception):
    """An enrolment on which something depends: a 360, an evaluation, or anything else that refers to it."""


def has_begun(enrolment: Enrolment) -> bool:
    """Look for rows of any model that refer to the enrolment, in all packages."""
    referring = [
        relation.related_model._base_manager.filter(**{relation.field.name: enrolment.pk})
        for relation in Enrolment._meta.related_objects
    ]
    return any(rows.exists() for rows in referring)


@transaction.atomic
def withdraw(*, enrolment: Enrolment) -> None:
    """Delete the enrolment, and the message of welcome if it is still owed. Raises HasBegunError.

    Withdrawing twice is withdrawing once.
    """
    # The full lock, since the row is deleted: nothing new may refer to it meanwhile.
    if not Enrolment.objects.select_for_update().filter(pk=enrolment.pk).first():
        return
    if has_begun(enrolment):
        raise HasBegunError
    outbox.withdraw(key=welcome_key(enrolment))
    enrolment.delete()
