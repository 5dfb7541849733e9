"""The working copy of a programme's design: begun, changed step by step, and published as the next version.

Each step reads the whole recipe, changes it and writes it back under a lock, so that nothing is ever half saved. No
cohort knows of the rows of a working copy, which are written anew each time.
"""

from collections.abc import Callable

from django.db import transaction

from cohorts.contradictions import Contradiction, contradictions
from cohorts.designing import fill, next_version, recipe_of
from cohorts.models import Design, Programme
from cohorts.recipes.parts import Recipe


class NoDraftError(Exception):
    """The programme has no working copy, or no longer."""


class ContradictoryError(Exception):
    """The working copy contradicts itself, and cannot be published as it is."""

    def __init__(self, found: list[Contradiction]) -> None:
        super().__init__(" ".join(each.sentence for each in found))
        self.found = found


def draft_of(programme: Programme) -> Design | None:
    return programme.designs.filter(is_draft=True).first()


@transaction.atomic
def begin_draft(*, programme: Programme, recipe: Recipe) -> Design:
    """A working copy of the recipe, in the place of any that there is."""
    _lock(programme)
    return _write(programme, recipe)


@transaction.atomic
def edit_version(*, design: Design) -> Design:
    """A working copy of a version. One that has been begun already is left as it is."""
    _lock(design.programme)
    return draft_of(design.programme) or _write(design.programme, recipe_of(design))


@transaction.atomic
def change_draft(*, programme: Programme, change: Callable[[Recipe], Recipe]) -> Recipe:
    """The recipe after the change. Raises NoDraftError."""
    _lock(programme)
    before = recipe_of(_draft(programme))
    after = change(before)
    if after != before:
        _write(programme, after)
    return after


@transaction.atomic
def publish_draft(*, programme: Programme) -> Design:
    """The working copy as the next version; no new one where nothing has changed.

    Raises NoDraftError and ContradictoryError.
    """
    _lock(programme)
    draft = _draft(programme)
    recipe, latest = recipe_of(draft), programme.current_design
    found = contradictions(recipe)
    if found:
        raise ContradictoryError(found)
    if latest is not None and recipe_of(latest) == recipe:
        draft.delete()
        return latest
    draft.version, draft.is_draft = next_version(programme), False
    draft.full_clean()
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, programme: Programme) -> None:
    _lock(programme)
    programme.designs.filter(is_draft=True).delete()


def _lock(programme: Programme) -> None:
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)


def _draft(programme: Programme) -> Design:
    draft = draft_of(programme)
    if draft is None:
        raise NoDraftError
    return draft


def _write(programme: Programme, recipe: Recipe) -> Design:
    programme.designs.filter(is_draft=True).delete()
    draft = Design(programme=programme, name=recipe.name, version=0, is_draft=True, weeks=recipe.weeks)
    draft.full_clean()
    draft.save()
    fill(draft, recipe)
    return draft
