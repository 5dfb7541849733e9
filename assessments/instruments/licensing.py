"""By whose leave a questionnaire is asked: whether its licence is there, still runs, and has seats left.

A seat is a subject of a round that asks with it. Cadre's own questionnaire needs no licence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format

from assessments.instruments.storage import own_instrument
from assessments.models import Instrument, Licence, Subject
from people.models import Organisation
from people.words import counted

SOON = 60


@dataclass(frozen=True)
class LicenceStatus:
    """How an instrument stands with its licence, on one day."""

    instrument: Instrument
    licence: Licence | None
    used: int
    today: date

    @property
    def left(self) -> int:
        return max(self.licence.seats - self.used, 0) if self.licence else 0

    @property
    def days_left(self) -> int:
        return (self.licence.expires_on - self.today).days if self.licence else 0

    @property
    def words(self) -> str:
        if self.instrument.is_own:
            return "Needs none"
        if self.licence is None:
            return "No licence"
        if self.licence.has_expired(self.today):
            return "Expired"
        if not self.left:
            return "No seats left"
        return self._words_of_days() if self.days_left <= SOON else "Valid"

    def _words_of_days(self) -> str:
        if not self.days_left:
            return "Expires today"
        return f"Expires in {counted(self.days_left, 'day')}"

    @property
    def colour(self) -> str:
        if self.instrument.is_own:
            return "grey"
        if why_not(self, seats_needed=1, on=self.today):
            return "red"
        return "yellow" if self.days_left <= SOON else "green"


@dataclass(frozen=True)
class Choice:
    """An instrument that an organisation has, and whether a round could ask about so many people with it."""

    standing: LicenceStatus
    seats_needed: int

    @property
    def instrument(self) -> Instrument:
        return self.standing.instrument

    @property
    def reason(self) -> str:
        """Why it cannot be opened today; empty when it can."""
        return self.why_not(on=self.standing.today)

    @property
    def in_short(self) -> str:
        """The reason in two or three words: a licence that is valid may have too few seats for this cohort."""
        is_usable = not why_not(self.standing, seats_needed=1, on=self.standing.today)
        return "too few seats" if is_usable else self.standing.words.lower()

    def why_not(self, *, on: date) -> str:
        return why_not(self.standing, seats_needed=self.seats_needed, on=on)


@transaction.atomic
def check(*, instrument: Instrument, organisation: Organisation, seats_needed: int, on: date) -> None:
    """Whether the organisation may ask about so many people more, up to that day; ValidationError when not.

    Holds the licence until the transaction ends, so that two rounds cannot take the same seat.
    """
    if instrument.is_own or not seats_needed:
        return
    if instrument.organisation_id != organisation.pk:
        raise ValidationError("This questionnaire belongs to another organisation.")
    licence = Licence.objects.select_for_update().filter(instrument=instrument).first()
    standing = LicenceStatus(instrument, licence, seats_used(instrument), timezone.localdate())
    if reason := why_not(standing, seats_needed=seats_needed, on=on):
        raise ValidationError(reason)


def check_close(*, instrument: Instrument, on: date) -> None:
    """Whether a round that asks with it may stay open up to that day; ValidationError after its licence's last day."""
    found = standing(instrument, timezone.localdate())
    if reason := why_not(found, seats_needed=0, on=on):
        raise ValidationError(reason)


def choices(organisation: Organisation, *, seats_needed: int = 1) -> list[Choice]:
    """Cadre's own first, then what the organisation has imported, the latest version of each name first."""
    own_instrument()
    found = standings(Instrument.objects.for_organisation(organisation), timezone.localdate())
    return [Choice(each, seats_needed) for each in found]


def standings(instruments: Iterable[Instrument], today: date) -> list[LicenceStatus]:
    """Each instrument with its licence, Cadre's own first: three queries for any number of them."""
    found = sorted(instruments, key=lambda each: (not each.is_own, each.name.lower(), -each.version))
    keys = [each.pk for each in found]
    licences = Licence.objects.in_bulk(keys)
    taken = Subject.objects.filter(round__instrument__in=keys).order_by().values("round__instrument")
    used = dict(taken.annotate(count=Count("pk")).values_list("round__instrument", "count"))
    return [LicenceStatus(each, licences.get(each.pk), used.get(each.pk, 0), today) for each in found]


def standing(instrument: Instrument, today: date) -> LicenceStatus:
    return standings([instrument], today)[0]


def seats_used(instrument: Instrument) -> int:
    return Subject.objects.filter(round__instrument=instrument).count()


def why_not(standing: LicenceStatus, *, seats_needed: int, on: date) -> str:
    """Why no round can ask so many people more with it, up to that day; empty when it can."""
    name, licence = standing.instrument, standing.licence
    if name.is_own:
        return ""
    if licence is None:
        return f"{name} has no licence. Add its licence before you open a round with it."
    if licence.has_expired(on):
        return _expired(standing, licence)
    if seats_needed > standing.left:
        return (
            f"The licence of {name} is for {counted(licence.seats, 'person', 'people')}, of whom {standing.used} "
            f"{'has' if standing.used == 1 else 'have'} been asked about. {seats_needed} more "
            f"{'is' if seats_needed == 1 else 'are'} needed: ask the licence holder for more seats."
        )
    return ""


def _expired(standing: LicenceStatus, licence: Licence) -> str:
    day = date_format(licence.expires_on, "j F Y")
    if licence.has_expired(standing.today):
        return f"The licence of {standing.instrument} ran out on {day}. Renew it, and put the new date in."
    return (
        f"The licence of {standing.instrument} runs out on {day}, before the round closes. "
        "Close it by then, or renew the licence and put the new date in."
    )
