"""Pages that change the working copy of a design; each change is saved at once."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.designs import editing
from cohorts.designs.comparison import changes
from cohorts.designs.conflicts import DISCARDS, LOOKED, ConflictError, Mistake, add_conflict, conflict_mistakes
from cohorts.designs.contradictions import contradictions, notes
from cohorts.designs.display import show
from cohorts.designs.drafts import (
    ContradictoryError,
    NoDraftError,
    WorkingCopy,
    change_draft,
    discard_draft,
    draft_of,
    publish_draft,
    read_draft,
)
from cohorts.designs.forms import ElementForm, RuleForm, SettingsForm, element_answers, rule_answers
from cohorts.designs.history import has_known
from cohorts.designs.specs import DesignSpec, RuleSpec, rule_words
from cohorts.designs.storage import spec_of
from cohorts.designs.views.versions import get_programme
from cohorts.models import Design, DesignChange, Element, Programme
from people.access import person_in
from people.conflicts import seen_by, seen_next

NEW_ELEMENT = {"facilitators_needed": 1, "co_facilitators_needed": 0, "kind": Element.Kind.MASTERCLASS}
GONE = "The working copy has been published or discarded meanwhile."
UNCHANGED = "It is as it was: nothing has changed."
CONTRADICTS = "The design contradicts itself: what clashes is listed below."
Change = Callable[[DesignSpec], DesignSpec]


def get_draft(request: HttpRequest, pk: int) -> tuple[Programme, WorkingCopy]:
    """Whoever saves what they entered before the working copy went finds in its place what the next begins with."""
    programme = get_programme(request, pk)
    found = read_draft(programme=programme)
    if found is None or not (found.design.is_draft or request.method == "POST"):
        raise Http404
    return programme, found


def _saved(
    request: HttpRequest,
    programme: Programme,
    form: Form,
    change: Change,
    *,
    about: Collection[str] = (),
    said: str = "",
) -> HttpResponse | None:
    """The working copy with what was saved; if it could not be, the form says why: who has changed what, say."""
    by = person_in(programme.organisation, request)
    try:
        changed = change_draft(programme=programme, change=change, about=about, by=by, seen=seen_by(request))
    except ConflictError as error:
        add_conflict(form, error, by)
        return None
    except ValidationError as error:
        form.add_error(None, error)
        return None
    except NoDraftError as error:
        raise Http404 from error
    return _back(request, programme, said or " ".join(changed) or UNCHANGED)


def _pressed(request: HttpRequest, programme: Programme, change: Change, place: str = "") -> HttpResponse:
    """With a button nothing is entered that could be lost: the page shows what there is now."""
    try:
        changed = change_draft(programme=programme, change=change, by=person_in(programme.organisation, request))
    except NoDraftError:
        messages.info(request, GONE)
        return redirect("programme_designs", programme.pk)
    return redirect(f"{_address(programme)}#{place}") if place else _back(request, programme, " ".join(changed))


def _back(request: HttpRequest, programme: Programme, said: str) -> HttpResponse:
    """What was saved is said at the top, whether or not all of it can hold."""
    draft = draft_of(programme)
    recipe = spec_of(draft) if draft else None
    if recipe and recipe.parts and contradictions(recipe):
        messages.warning(request, f"{said} {CONTRADICTS}".strip())
    elif said:
        messages.success(request, said)
    return redirect(_address(programme))


def _address(programme: Programme) -> str:
    return Design(programme=programme, is_draft=True).get_absolute_url()


@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    if draft_of(get_programme(request, pk)) is None:
        messages.info(request, "There is no working copy at the moment.")
        return redirect("programme_designs", pk)
    programme, copy = get_draft(request, pk)
    shown = show(copy.recipe, contradictions(copy.recipe))
    context = {"programme": programme, "design": copy.design, "shown": shown, "contradictions": shown.contradictions}
    return render(request, "cohorts/designs/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    programme, copy = get_draft(request, pk)
    initial = {"name": copy.recipe.name, "weeks": copy.recipe.weeks}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        change = partial(editing.with_settings, **form.cleaned_data)
        if saved := _saved(request, programme, form, change, about={DesignChange.SETTINGS}):
            return saved
    return _form(request, "settings", programme, copy, form)


def _form(
    request: HttpRequest, page: str, programme: Programme, copy: WorkingCopy, form: Form, **more: Any
) -> HttpResponse:
    context = {"programme": programme, "form": form, "seen": seen_next(request, form, copy.seen)}
    return render(request, f"cohorts/designs/{page}.html", context | more)


@require_http_methods(["GET", "HEAD", "POST"])
def element_new(request: HttpRequest, pk: int) -> HttpResponse:
    """An element, filled in like another if that is asked for: but for the name, which tells the two apart."""
    programme, copy = get_draft(request, pk)
    like = copy.recipe.part(request.GET.get("like", ""))
    initial = element_answers(like) | {"name": ""} if like else NEW_ELEMENT
    form = ElementForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        said = f"{form.cleaned_data['name']} is added at the end."
        change = partial(editing.with_added, part=form.part())
        if saved := _saved(request, programme, form, change, said=said):
            return saved
    return _form(request, "element", programme, copy, form)


def _refuse_unknown(request: HttpRequest, programme: Programme, key: str) -> None:
    """Whoever saves what another has removed meanwhile is told so; nothing else can be saved that is not there."""
    if seen_by(request) is None or not has_known(programme, key):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def element(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    programme, copy = get_draft(request, pk)
    part = copy.recipe.part(key)
    if part is None:
        _refuse_unknown(request, programme, key)
    initial = element_answers(part) if part else {}
    form = ElementForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        said = f"{form.cleaned_data['name']} is saved in the working copy."
        change = partial(editing.with_changed, part=form.part(key))
        if saved := _saved(request, programme, form, change, about={key}, said=said):
            return saved
    return _form(request, "element", programme, copy, form, known=part)


@require_POST
def element_move(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """To a place and not by a step, so that a button pressed twice moves it once."""
    programme = get_programme(request, pk)
    place = request.POST.get("place", "")
    if not (place.isascii() and place.isdigit() and len(place) < 5):
        raise Http404
    return _pressed(request, programme, lambda recipe: editing.with_moved(recipe, key, int(place)), "elements")


@require_http_methods(["GET", "HEAD", "POST"])
def element_remove(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    if request.method == "POST":
        programme = get_programme(request, pk)
        return _pressed(request, programme, lambda recipe: editing.without(recipe, key))
    programme, copy = get_draft(request, pk)
    part = copy.recipe.part(key)
    if part is None:
        raise Http404
    about = [rule_words(copy.recipe, rule) for rule in copy.recipe.rules if key in (rule.first, rule.then)]
    context = {"programme": programme, "part": part, "rules": about}
    return render(request, "cohorts/designs/element_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_new(request: HttpRequest, pk: int) -> HttpResponse:
    programme, copy = get_draft(request, pk)
    data = request.POST if request.method == "POST" else None
    form = RuleForm(data, recipe=copy.recipe, initial={"hard": "yes"})
    return _rule(request, programme, copy, form)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A rule that another has changed or removed meanwhile is added anew by whoever saves it again."""
    programme, copy = get_draft(request, pk)
    known = copy.recipe.rule(key)
    if known is None:
        _refuse_unknown(request, programme, key)
    data = request.POST if request.method == "POST" else None
    form = RuleForm(data, recipe=copy.recipe, initial=rule_answers(known) if known else {})
    return _rule(request, programme, copy, form, key)


def _with_rule(form: RuleForm, instead_of: str, recipe: DesignSpec) -> DesignSpec:
    return editing.with_rule(recipe, form.rule(recipe), instead_of)


def _given_way(recipe: DesignSpec, rule: RuleSpec) -> set[str]:
    """What asks for the same and gives way to it: nobody who has just added it is to find it changed unseen."""
    return {known.key for known in recipe.rules if known.asks == rule.asks}


def _rule(request: HttpRequest, programme: Programme, copy: WorkingCopy, form: RuleForm, key: str = "") -> HttpResponse:
    if form.is_valid():
        about = _given_way(copy.recipe, form.rule(copy.recipe)) | ({key} if key else set())
        if saved := _saved(request, programme, form, partial(_with_rule, form, key), about=about):
            return saved
    return _form(request, "rule", programme, copy, form, known=key)


@require_POST
def rule_remove(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    programme = get_programme(request, pk)
    return _pressed(request, programme, lambda recipe: editing.without_rule(recipe, key))


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever publishes what has just been published is shown the same version."""
    programme = get_programme(request, pk)
    if request.method == "POST":
        return _publish(request, programme)
    programme, copy = get_draft(request, pk)
    return _checked(request, programme, copy)


def _checked(
    request: HttpRequest, programme: Programme, copy: WorkingCopy, mistakes: Sequence[Mistake] = ()
) -> HttpResponse:
    current = programme.current_design
    shown = show(copy.recipe, contradictions(copy.recipe))
    context = {
        "programme": programme,
        "shown": shown,
        "contradictions": shown.contradictions,
        "notes": notes(copy.recipe),
        "current": current,
        "changes": changes(spec_of(current), copy.recipe) if current else [],
        "seen": copy.seen,
        "mistakes": mistakes,
    }
    return render(request, "cohorts/designs/check.html", context)


def _publish(request: HttpRequest, programme: Programme) -> HttpResponse:
    by = person_in(programme.organisation, request)
    try:
        published = publish_draft(programme=programme, by=by, seen=seen_by(request))
    except NoDraftError:
        return redirect("programme_designs", programme.pk)
    except ContradictoryError:
        return _checked(request, *get_draft(request, programme.pk))
    except ConflictError as error:
        return _checked(request, *get_draft(request, programme.pk), mistakes=conflict_mistakes(LOOKED, error, by))
    messages.success(request, f"{published} is published. The next cohort starts with it.")
    return redirect(published)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_programme(request, pk)
    mistakes = _discard(request, programme) if request.method == "POST" else []
    if request.method == "POST" and not mistakes:
        messages.success(request, "The working copy is discarded. Published versions are as they were.")
        return redirect("programme_designs", programme.pk)
    _, copy = get_draft(request, pk)
    context = {"programme": programme, "design": copy.design, "seen": copy.seen, "mistakes": mistakes}
    return render(request, "cohorts/designs/discard.html", context)


def _discard(request: HttpRequest, programme: Programme) -> list[Mistake]:
    by = person_in(programme.organisation, request)
    try:
        discard_draft(programme=programme, by=by, seen=seen_by(request))
    except ConflictError as error:
        return conflict_mistakes(DISCARDS, error, by)
    return []
