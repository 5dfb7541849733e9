"""The Executive Team: who is expected where a design says that executives attend."""

from django.db.models import QuerySet

from people.models import Organisation, Person, Role


def executives_of(organisation: Organisation) -> QuerySet[Person]:
    return Person.objects.filter(organisation=organisation, grants__role=Role.EXECUTIVE)
