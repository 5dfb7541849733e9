"""The release of a cohort's dates: everybody sees them, and those whose own dates change get an email."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from cohorts.models import Cohort
from messaging import outbox
from people.conflicts import fingerprint, refuse_unseen
from people.locking import lock_rows
from people.models import Person
from scheduling.models import Invitee, ReleasedSession, ScheduleRelease
from scheduling.releases.changes import Change, PendingRelease, pending_release

DATES_LETTER = "dates"
UPDATED_FIELDS = ["release", "starts_at", "ends_at", "place", "sequence", "is_cancelled", "answer", "answered_at"]

CHANGED = "Somebody has changed the draft since you opened this page. Check it again."
NOT_RELEASED = "What you have checked was taken back or released meanwhile. Nothing is released now."


@transaction.atomic
def release(*, cohort: Cohort, by: Person, note: str, seen: str = "") -> ScheduleRelease:
    """Release the draft under the next number. If nothing has changed, return the latest release.

    `seen` is the fingerprint of the changes when the page was opened. Raises ValidationError if they differ now.
    """
    locked = _lock_cohort(cohort)
    draft = pending_release(locked)
    if not draft:
        return _latest_release(locked, seen)
    refuse_unseen(seen=seen, now=draft.fingerprint, sentence=CHANGED)
    made = _create_release(locked, draft, by, note)
    for change in draft.changes:
        if change.is_news:
            _update_released_session(change, made)
    _invite(draft, made)
    for person in draft.recipients:
        outbox.owe_person(
            kind=DATES_LETTER,
            key=f"{DATES_LETTER}:{_message_subject(made, person)}",
            person=person,
            about=_message_subject(made, person),
        )
    return made


def _lock_cohort(cohort: Cohort) -> Cohort:
    """Lock a cohort and its sessions, so that nobody else releases or moves them meanwhile."""
    locked = lock_rows(Cohort.objects.select_related("programme__organisation")).get(pk=cohort.pk)
    list(lock_rows(locked.sessions.order_by("pk")))
    return locked


def _latest_release(cohort: Cohort, seen: str) -> ScheduleRelease:
    """Return the latest release. Raises ValidationError if it made other changes than those checked."""
    latest = cohort.schedule_releases.first()
    if latest is None:
        raise ValidationError("There is nothing to release yet: the cohort has no sessions.")
    refuse_unseen(seen=seen, now=fingerprint(latest.changes), sentence=NOT_RELEASED)
    return latest


def _create_release(cohort: Cohort, draft: PendingRelease, by: Person, note: str) -> ScheduleRelease:
    last = cohort.schedule_releases.aggregate(last=Max("number"))["last"] or 0
    made = ScheduleRelease(cohort=cohort, number=last + 1, note=note, released_by=by, changes=draft.freeze())
    made.full_clean()
    made.save()
    return made


def _update_released_session(change: Change, release: ScheduleRelease) -> None:
    now = change.now
    released = change.session.as_released or ReleasedSession(session=change.session)
    released.release = release
    released.starts_at, released.ends_at = now.starts_at, now.ends_at
    released.venue, released.address = now.venue, now.address
    released.is_cancelled = now.is_cancelled
    released.full_clean()
    released.save()
    released.facilitators.set(now.facilitators)


def _invite(draft: PendingRelease, release: ScheduleRelease) -> None:
    invitees = [invitee for change in draft.changes for invitee in _invitees_of(change, release)]
    Invitee.objects.bulk_create(
        invitees,
        update_conflicts=True,
        unique_fields=["session", "person"],
        update_fields=UPDATED_FIELDS,
        batch_size=1000,
    )


def _invitees_of(change: Change, release: ScheduleRelease) -> Iterator[Invitee]:
    before = {each.person_id: each for each in change.session.invitees.all()}
    for person in change.people:
        invitee = _invitee(change, person, before.get(person.pk))
        invitee.release = release
        yield invitee


def _invitee(change: Change, person: Person, before: Invitee | None) -> Invitee:
    """Return what one person is told: the new time and place, or that the old one is cancelled for them."""
    is_cancelled = person in change.cancelled
    told = before if is_cancelled and before else change.now
    return Invitee(
        session=change.session,
        person=person,
        starts_at=told.starts_at,
        ends_at=told.ends_at,
        place=told.place,
        sequence=before.sequence + 1 if before else 0,
        is_cancelled=is_cancelled,
    )


def _message_subject(release: ScheduleRelease, person: Person) -> str:
    return f"{release.pk}:{person.pk}"
