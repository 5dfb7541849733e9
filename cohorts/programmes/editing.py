"""Commission a programme, and change its name and aims."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.designs.storage import leading_for_change, store_design
from cohorts.models import Programme
from people.conflicts import change_values
from people.models import Organisation


@transaction.atomic
def commission_programme(*, organisation: Organisation, name: str, aims: str = "") -> Programme:
    """A programme with its design. Asking twice for the same programme makes one."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    known = Programme.objects.filter(organisation=organisation, name=name).first()
    if known is not None:
        return _same(known, aims)
    programme = Programme(organisation=organisation, name=name, aims=aims)
    programme.full_clean()
    programme.save()
    store_design(programme=programme, recipe=leading_for_change())
    return programme


def _same(known: Programme, aims: str) -> Programme:
    if known.aims != aims:
        raise ValidationError({"name": "There is already a programme of this name. Choose another name."})
    return known


@transaction.atomic
def change_programme(*, programme: Programme, name: str, aims: str, seen: str = "") -> Programme:
    """Raises ValidationError, also where it is no longer what the page showed."""
    found = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    return change_values(found, {"name": name, "aims": aims}, seen)
