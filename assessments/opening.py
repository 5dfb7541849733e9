"""Opening a round: everybody enrolled becomes a subject, and is asked to name raters and to rate themselves."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments import licensing
from assessments.instruments import own_instrument
from assessments.models import LEAST_IN_GROUP, Instrument, Invitation, Relationship, Round, Subject
from cohorts.models import Cohort, Enrolment
from messaging import outbox

ASK_TO_NAME = "name_raters"
REMIND_TO_NAME = "name_raters_reminder"


@transaction.atomic
def open_round(
    *,
    cohort: Cohort,
    closes_on: date,
    least_in_group: int = LEAST_IN_GROUP,
    kind: Round.Kind = Round.Kind.BASELINE,
    instrument: Instrument | None = None,
) -> Round:
    """Open a round for everybody who is enrolled, with Cadre's own questionnaire unless said otherwise.

    Nobody enrolled, a round of this kind already, or a licence that does not allow it: ValidationError.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    if not cohort.enrolments.exists():
        raise ValidationError("Nobody is enrolled in this cohort yet.")
    opened = Round(
        cohort=cohort,
        instrument=instrument or own_instrument(),
        kind=kind,
        opened_on=timezone.localdate(),
        closes_on=closes_on,
        least_in_group=least_in_group,
    )
    opened.full_clean()
    opened.save()
    add_people(round_=opened)
    return opened


@transaction.atomic
def add_people(*, round_: Round) -> int:
    """Make a subject of everybody who has been enrolled since, and answer how many that were."""
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if not locked.is_open:
        raise ValidationError("This round has closed.")
    joining = list(not_yet_in(locked))
    licensing.check(
        instrument=locked.questionnaire,
        organisation=locked.organisation,
        seats_needed=len(joining),
        on=max(locked.closes_on, timezone.localdate()),
    )
    subjects = Subject.objects.bulk_create(Subject(round=locked, enrolment=enrolment) for enrolment in joining)
    Invitation.objects.bulk_create(asked_from_the_start(subjects))
    for subject in subjects:
        ask_to_name_raters(subject)
    return len(subjects)


def not_yet_in(round_: Round) -> QuerySet[Enrolment]:
    """Who is enrolled in the cohort and no subject of the round."""
    enrolled = round_.cohort.enrolments.select_related("person__user", "person__organisation")
    return enrolled.exclude(subjects__round=round_)


def asked_from_the_start(subjects: Iterable[Subject]) -> list[Invitation]:
    asked = []
    for subject in subjects:
        person, enrolment = subject.enrolment.person, subject.enrolment
        asked.append(_invitation(subject, Relationship.SELF, person.name, person.email))
        if enrolment.manager_email.lower() not in ("", person.email):
            manager = (enrolment.manager_name, enrolment.manager_email)
            asked.append(_invitation(subject, Relationship.MANAGER, *manager))
    return asked


def _invitation(subject: Subject, relationship: Relationship, name: str, email: str) -> Invitation:
    return Invitation(subject=subject, relationship=relationship, name=name, email=email.lower())


def ask_to_name_raters(subject: Subject) -> None:
    _owe_participant(subject, kind=ASK_TO_NAME, key=f"{ASK_TO_NAME}:{subject.pk}")


@transaction.atomic
def remind_to_name_raters(*, round_: Round, today: date) -> int:
    """Remind everybody who has not named enough raters, at most once a day; answers how many they are."""
    waiting = round_.subjects.filter(has_named_raters=False).select_related(
        "enrolment__person__user", "enrolment__person__organisation"
    )
    for subject in waiting:
        _owe_participant(subject, kind=REMIND_TO_NAME, key=f"{REMIND_TO_NAME}:{subject.pk}:{today.isoformat()}")
    return len(waiting)


def _owe_participant(subject: Subject, *, kind: str, key: str) -> None:
    outbox.owe_person(kind=kind, key=key, person=subject.enrolment.person, about=str(subject.pk))
