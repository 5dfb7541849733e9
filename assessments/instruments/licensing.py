"""The licence of a questionnaire: whether there is one, whether it is still valid, and whether it has seats left.

Each subject of a round that uses the questionnaire takes a seat. Cadre's own needs no licence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format

from assessments.instruments.importing import own_instrument
from assessments.models import Instrument, Licence, Subject
from people.locking import lock_rows
from people.models import Organisation
from people.words import counted

DAYS_OF_WARNING = 60


@dataclass(frozen=True)
class LicenceStatus:
    """The state of an instrument's licence on one day."""

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
        return self._words_of_days() if self.days_left <= DAYS_OF_WARNING else "Valid"

    def _words_of_days(self) -> str:
        if not self.days_left:
            return "Expires today"
        return f"Expires in {counted(self.days_left, 'day')}"

    @property
    def colour(self) -> str:
        if self.instrument.is_own:
            return "grey"
        if refusal(self, seats_needed=1, on=self.today):
            return "red"
        return "yellow" if self.days_left <= DAYS_OF_WARNING else "green"


@dataclass(frozen=True)
class InstrumentChoice:
    """An instrument that an organisation may use, and whether its licence covers a round of this many people."""

    status: LicenceStatus
    seats_needed: int

    @property
    def instrument(self) -> Instrument:
        return self.status.instrument

    @property
    def reason(self) -> str:
        """The reason why no round can be opened with it today; "" if one can."""
        return self.refusal(on=self.status.today)

    @property
    def in_short(self) -> str:
        """The reason in two or three words: a licence that is valid may have too few seats for this cohort."""
        is_usable = not refusal(self.status, seats_needed=1, on=self.status.today)
        return "too few seats" if is_usable else self.status.words.lower()

    def refusal(self, *, on: date) -> str:
        return refusal(self.status, seats_needed=self.seats_needed, on=on)


@transaction.atomic
def check_seats(*, instrument: Instrument, organisation: Organisation, seats_needed: int, on: date) -> None:
    """Check that the licence covers this many more people up to that day. Raises ValidationError if it does not.

    Locks the licence until the transaction ends, so that two rounds cannot take the same seat.
    """
    if instrument.is_own or not seats_needed:
        return
    if instrument.organisation_id != organisation.pk:
        raise ValidationError("This questionnaire belongs to another organisation.")
    licence = lock_rows(Licence.objects.filter(instrument=instrument)).first()
    status = LicenceStatus(instrument, licence, seats_used(instrument), timezone.localdate())
    if reason := refusal(status, seats_needed=seats_needed, on=on):
        raise ValidationError(reason)


def check_closing_day(*, instrument: Instrument, on: date) -> None:
    """Check that a round with this instrument may stay open up to that day. Raises ValidationError if it may not."""
    found = status_of(instrument, timezone.localdate())
    if reason := refusal(found, seats_needed=0, on=on):
        raise ValidationError(reason)


def list_choices(organisation: Organisation, *, seats_needed: int = 1) -> list[InstrumentChoice]:
    """List Cadre's own, then what the organisation has imported, the latest version of each name first."""
    own_instrument()
    found = statuses_of(Instrument.objects.for_organisation(organisation), timezone.localdate())
    return [InstrumentChoice(each, seats_needed) for each in found]


def statuses_of(instruments: Iterable[Instrument], today: date) -> list[LicenceStatus]:
    """Find the licence of each instrument, Cadre's own first, in three queries for any number of them."""
    found = sorted(instruments, key=lambda each: (not each.is_own, each.name.lower(), -each.version))
    keys = [each.pk for each in found]
    licences = Licence.objects.in_bulk(keys)
    taken = Subject.objects.filter(round__instrument__in=keys).order_by().values("round__instrument")
    used = dict(taken.annotate(count=Count("pk")).values_list("round__instrument", "count"))
    return [LicenceStatus(each, licences.get(each.pk), used.get(each.pk, 0), today) for each in found]


def status_of(instrument: Instrument, today: date) -> LicenceStatus:
    return statuses_of([instrument], today)[0]


def seats_used(instrument: Instrument) -> int:
    return Subject.objects.filter(round__instrument=instrument).count()


def refusal(status: LicenceStatus, *, seats_needed: int, on: date) -> str:
    """Say why no round can ask about this many more people up to that day; "" if one can."""
    instrument, licence = status.instrument, status.licence
    if instrument.is_own:
        return ""
    if licence is None:
        return f"{instrument} has no licence. Add its licence before you open a round with it."
    if licence.has_expired(on):
        return _expired(status, licence)
    if seats_needed > status.left:
        return (
            f"The licence of {instrument} is for {counted(licence.seats, 'person', 'people')}, of whom {status.used} "
            f"{'has' if status.used == 1 else 'have'} been asked about. {seats_needed} more "
            f"{'is' if seats_needed == 1 else 'are'} needed: ask the licence holder for more seats."
        )
    return ""


def _expired(status: LicenceStatus, licence: Licence) -> str:
    day = date_format(licence.expires_on, "j F Y")
    if licence.has_expired(status.today):
        return f"The licence of {status.instrument} ran out on {day}. Renew it, and put the new date in."
    return (
        f"The licence of {status.instrument} runs out on {day}, before the round closes. "
        "Close it by then, or renew the licence and put the new date in."
    )
