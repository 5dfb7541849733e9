"""An organisation commissions a programme, which starts with the design that Cadre comes with."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.designing import leading_for_change, store_design
from cohorts.models import Programme
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
