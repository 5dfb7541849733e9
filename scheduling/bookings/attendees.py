"""The people who attend a cohort's sessions without leading them: participants and executives."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cohorts.models import Cohort
from people.models import Organisation, Person, Role
from scheduling.models import Session


def executives_of(organisation: Organisation) -> QuerySet[Person]:
    return Person.objects.filter(organisation=organisation, grants__role=Role.EXECUTIVE)


@dataclass(frozen=True)
class Attendees:
    """People who attend a cohort's sessions without leading them."""

    participants: list[Person]
    executives: list[Person]

    def at(self, session: Session) -> list[Person]:
        return [*self.participants, *self._executives_at(session)]

    def _executives_at(self, session: Session) -> list[Person]:
        if not session.element.executives_attend:
            return []
        if session.has_ended:
            # People become executives, or stop being one: the list of a past session stays as it was.
            return [row.person for row in session.invitees.all() if not row.is_cancelled]
        return self.executives


def attendees_of(cohort: Cohort) -> Attendees:
    enrolments = cohort.enrolments.select_related("person__user", "person__organisation")
    executives = executives_of(cohort.organisation).select_related("user", "organisation")
    return Attendees([enrolment.person for enrolment in enrolments], list(executives))
