"""Releasing a cohort's dates: from then on people know them, and those whose own dates changed are told."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from cohorts.models import Cohort
from messaging import outbox
from people.conflicts import fingerprint, refuse_unseen
from people.models import Person
from scheduling.models import Invitee, ReleasedSession, ScheduleRelease
from scheduling.releases.changes import Change, Draft, draft_of

DATES_LETTER = "dates"
TOLD = ["release", "starts_at", "ends_at", "place", "sequence", "is_cancelled", "answer", "answered_at"]

CHANGED = "Somebody has changed the draft since you opened this page. Check it again."
NOT_RELEASED = "What you have checked was taken back or released meanwhile. Nothing is released now."


@transaction.atomic
def release(*, cohort: Cohort, by: Person, note: str, seen: str = "") -> ScheduleRelease:
    """Make the draft known, under the next number. Where nothing is new, the latest release stands.

    `seen` is the fingerprint of what was looked at before: what has changed since is not released unseen.
    """
    locked = _locked(cohort)
    draft = draft_of(locked)
    if not draft:
        return _latest(locked, seen)
    refuse_unseen(seen=seen, now=draft.fingerprint, sentence=CHANGED)
    made = _recorded(locked, draft, by, note)
    for change in draft.changes:
        if change.is_news:
            _make_known(change, made)
    _invite(draft, made)
    for person in draft.told:
        outbox.owe_person(
            kind=DATES_LETTER, key=f"{DATES_LETTER}:{_about(made, person)}", person=person, about=_about(made, person)
        )
    return made


def _locked(cohort: Cohort) -> Cohort:
    """Two administrators who press at once take turns, and no session is moved meanwhile."""
    cohorts = Cohort.objects.select_for_update(no_key=True, of=("self",)).select_related("programme__organisation")
    locked = cohorts.get(pk=cohort.pk)
    list(locked.sessions.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return locked


def _latest(cohort: Cohort, seen: str) -> ScheduleRelease:
    """The release of the very changes that were checked; they may also have been taken back instead."""
    latest = cohort.schedule_releases.first()
    if latest is None:
        raise ValidationError("There is nothing to release yet: the cohort has no sessions.")
    refuse_unseen(seen=seen, now=fingerprint(latest.changes), sentence=NOT_RELEASED)
    return latest


def _recorded(cohort: Cohort, draft: Draft, by: Person, note: str) -> ScheduleRelease:
    last = cohort.schedule_releases.aggregate(last=Max("number"))["last"] or 0
    made = ScheduleRelease(cohort=cohort, number=last + 1, note=note, released_by=by, changes=draft.frozen())
    made.full_clean()
    made.save()
    return made


def _make_known(change: Change, release: ScheduleRelease) -> None:
    now = change.now
    known = change.session.as_released or ReleasedSession(session=change.session)
    known.release = release
    known.starts_at, known.ends_at = now.starts_at, now.ends_at
    known.venue, known.address = now.venue, now.address
    known.is_cancelled = now.is_cancelled
    known.full_clean()
    known.save()
    known.facilitators.set(now.facilitators)


def _invite(draft: Draft, release: ScheduleRelease) -> None:
    rows = [row for change in draft.changes for row in _rows(change, release)]
    Invitee.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["session", "person"], update_fields=TOLD, batch_size=1000
    )


def _rows(change: Change, release: ScheduleRelease) -> Iterator[Invitee]:
    before = {row.person_id: row for row in change.session.invitees.all()}
    for person in change.concerned:
        row = _row(change, person, before.get(person.pk))
        row.release = release
        yield row


def _row(change: Change, person: Person, before: Invitee | None) -> Invitee:
    """What one person is told: the new time and place, or that the one which they know is off for them."""
    off = person in change.cancelled
    facts = before if off and before else change.now
    return Invitee(
        session=change.session,
        person=person,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        place=facts.place,
        sequence=before.sequence + 1 if before else 0,
        is_cancelled=off,
    )


def _about(release: ScheduleRelease, person: Person) -> str:
    return f"{release.pk}:{person.pk}"
