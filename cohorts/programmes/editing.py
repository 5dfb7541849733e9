"""The commissioning of a programme, and changes to its name and aims."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.designs.storage import leading_for_change, store_design
from cohorts.models import Programme
from people.conflicts import change_values
from people.locking import lock
from people.models import Organisation


@transaction.atomic
def commission_programme(*, organisation: Organisation, name: str, aims: str = "") -> Programme:
    """Commission a programme with its design. Asking twice for the same programme makes one."""
    lock(organisation)
    known = Programme.objects.filter(organisation=organisation, name=name).first()
    if known is not None:
        return _same(known, aims)
    programme = Programme(organisation=organisation, name=name, aims=aims)
    programme.full_clean()
    programme.save()
    store_design(programme=programme, spec=leading_for_change())
    return programme


def _same(known: Programme, aims: str) -> Programme:
    if known.aims != aims:
        raise ValidationError({"name": "There is already a programme of this name. Choose another name."})
    return known


@transaction.atomic
def change_programme(*, programme: Programme, name: str, aims: str, seen: str = "") -> Programme:
    """Change the programme. Raises ValidationError, also if somebody else has changed it since the page was shown."""
    found = lock(programme)
    return change_values(found, {"name": name, "aims": aims}, seen)
