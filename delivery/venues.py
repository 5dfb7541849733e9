"""Venues: where an organisation can hold sessions."""

from delivery.models import Venue
from people.models import Organisation


def venue_named(*, organisation: Organisation, name: str) -> Venue | None:
    """The venue of this name. One that is new is taken to be shared: nothing is known of its rooms yet."""
    if not name:
        return None
    known = Venue.objects.filter(organisation=organisation, name__iexact=name).first()
    if known is not None:
        return known
    venue = Venue(organisation=organisation, name=name, is_shared=True)
    venue.full_clean()
    venue.save()
    return venue
