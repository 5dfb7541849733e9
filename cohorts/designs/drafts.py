"""The working copy of a programme's design: begun, changed, published and discarded."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction

from cohorts.designs.comparison import changes, touched
from cohorts.designs.conflicts import refuse_conflict
from cohorts.designs.contradictions import Contradiction, contradictions
from cohorts.designs.history import last_change, record_change
from cohorts.designs.specs import DesignSpec
from cohorts.designs.storage import fill, next_version, spec_of
from cohorts.models import Design, DesignChange, Programme
from people.locking import lock
from people.models import Person

ALL = DesignChange.EVERYTHING


class NoDraftError(Exception):
    """A change to a working copy that the programme does not have."""


class ContradictoryError(Exception):
    """A working copy that contradicts itself, and cannot be published as it is."""

    def __init__(self, found: list[Contradiction]) -> None:
        super().__init__(" ".join(each.sentence for each in found))
        self.found = found


@dataclass(frozen=True)
class WorkingCopy:
    """A working copy for a page, with the number of the last change that is in it."""

    spec: DesignSpec
    seen: int
    design: Design


def draft_of(programme: Programme) -> Design | None:
    return programme.designs.filter(is_draft=True).first()


@transaction.atomic
def read_draft(*, programme: Programme) -> WorkingCopy | None:
    """Lock and read the working copy or, if there is none, the version to begin from."""
    lock(programme)
    found = draft_of(programme) or programme.current_design
    return WorkingCopy(spec_of(found), last_change(programme), found) if found else None


@transaction.atomic
def begin_draft(*, programme: Programme, spec: DesignSpec, by: Person | None = None, seen: int | None = None) -> Design:
    """Begin a working copy with this design, replacing any that exists. Raises ConflictError."""
    lock(programme)
    known = draft_of(programme)
    if known and spec_of(known) == spec:
        return known
    refuse_conflict(programme=programme, seen=seen)
    about = _everything(known)
    record_change(programme=programme, by=by, about=about, said=[f"The working copy was begun with {spec.name}."])
    return _write(programme, spec)


@transaction.atomic
def edit_version(*, design: Design, by: Person | None = None) -> Design:
    """Begin a working copy from a version. An existing working copy is left as it is."""
    lock(design.programme)
    return draft_of(design.programme) or _begin_from(design, by)


def _begin_from(design: Design, by: Person | None) -> Design:
    record_change(programme=design.programme, by=by, about={ALL}, said=[f"The working copy was begun with {design}."])
    return _write(design.programme, spec_of(design))


@transaction.atomic
def change_draft(
    *,
    programme: Programme,
    change: Callable[[DesignSpec], DesignSpec],
    about: Collection[str] = (),
    by: Person | None = None,
    seen: int | None = None,
) -> list[str]:
    """Change the working copy, and say in words what has changed.

    Saving a page again after the working copy has gone begins the next one. Raises ConflictError if somebody has
    changed the same thing since `seen`, and NoDraftError if there is no working copy and `seen` is not given.
    """
    lock(programme)
    draft = draft_of(programme)
    start = draft if seen is None else draft or programme.current_design
    if start is None:
        raise NoDraftError
    before = spec_of(start)
    after = change(before)
    if after == before:
        return []
    refuse_conflict(programme=programme, seen=seen, about=about)
    if draft is None:
        _begin_from(start, by)
    _write(programme, after)
    said = changes(before, after) or ["The order of the rules has changed."]
    record_change(programme=programme, by=by, about=touched(before, after), said=said)
    return said


@transaction.atomic
def publish_draft(*, programme: Programme, by: Person | None = None, seen: int | None = None) -> Design:
    """Publish the working copy as the next version, unless nothing has changed.

    Raises NoDraftError, ConflictError and ContradictoryError.
    """
    lock(programme)
    draft = _draft(programme)
    refuse_conflict(programme=programme, seen=seen)
    spec, latest = spec_of(draft), programme.current_design
    found = contradictions(spec)
    if found:
        raise ContradictoryError(found)
    if latest is not None and spec_of(latest) == spec:
        _discard(programme, by)
        return latest
    draft.version, draft.is_draft = next_version(programme), False
    draft.full_clean()
    draft.save()
    record_change(programme=programme, by=by, about={ALL}, said=[f"The working copy was published as {draft}."])
    return draft


@transaction.atomic
def discard_draft(*, programme: Programme, by: Person | None = None, seen: int | None = None) -> None:
    """Discard the working copy, if there is one. Raises ConflictError."""
    lock(programme)
    if draft_of(programme):
        refuse_conflict(programme=programme, seen=seen)
        _discard(programme, by)


def _discard(programme: Programme, by: Person | None) -> None:
    draft = _draft(programme)
    about = _everything(draft)
    draft.delete()
    record_change(programme=programme, by=by, about=about, said=["The working copy was discarded."])


def _everything(draft: Design | None) -> set[str]:
    """Name everything that goes with a working copy, so that a page of it that is still open can be saved again."""
    spec = spec_of(draft) if draft else DesignSpec("", 0, ())
    return {ALL, *(element.key for element in spec.elements), *(rule.key for rule in spec.rules)}


def _draft(programme: Programme) -> Design:
    draft = draft_of(programme)
    if draft is None:
        raise NoDraftError
    return draft


def _write(programme: Programme, spec: DesignSpec) -> Design:
    """Write the whole working copy anew into the same row, so that its address stays the same."""
    draft = draft_of(programme) or Design(programme=programme, version=0, is_draft=True)
    draft.name, draft.weeks = spec.name, spec.weeks
    draft.full_clean()
    draft.save()
    draft.placing_rules.all().delete()
    draft.elements.all().delete()
    fill(draft, spec)
    return draft
