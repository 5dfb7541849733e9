"""Pages that change the working copy of a design; each change is saved at once."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.designs import editing
from cohorts.designs.comparison import changes
from cohorts.designs.conflicts import (
    DISCARDS,
    LOOKED,
    ConflictError,
    Mistake,
    add_conflict,
    conflict_mistakes,
    seen_change,
)
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
from cohorts.designs.history import key_was_used
from cohorts.designs.specs import DesignSpec, RuleSpec, rule_words
from cohorts.designs.storage import spec_of
from cohorts.designs.views.versions import get_programme
from cohorts.models import Design, DesignChange, Element, Programme
from people.access import person_in
from people.conflicts import SeenForm, SeenMixin
from people.forms import post_data

NEW_ELEMENT = {"facilitators_needed": 1, "co_facilitators_needed": 0, "kind": Element.Kind.MASTERCLASS}
GONE = "The working copy has been published or discarded meanwhile."
UNCHANGED = "It is as it was: nothing has changed."
CONTRADICTS = "The design contradicts itself: what clashes is listed below."
Change = Callable[[DesignSpec], DesignSpec]


def get_draft(request: HttpRequest, pk: int) -> tuple[Programme, WorkingCopy]:
    """Fetch the programme and its working copy.

    If the working copy has gone since the page was opened, fetch the version with which the next one begins.
    """
    programme = get_programme(request, pk)
    found = read_draft(programme=programme)
    if found is None or not (found.design.is_draft or request.method == "POST"):
        raise Http404
    return programme, found


def _saved(
    request: HttpRequest,
    programme: Programme,
    form: SeenMixin,
    change: Change,
    *,
    about: Collection[str] = (),
    said: str = "",
) -> HttpResponse | None:
    """Save a change and go to the working copy; if it cannot be saved, the form says why."""
    by = person_in(programme.organisation, request)
    try:
        changed = change_draft(programme=programme, change=change, about=about, by=by, seen=seen_change(request))
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
    """Carry out a button. Nothing was entered that could be lost, so the page shows the current state."""
    try:
        changed = change_draft(programme=programme, change=change, by=person_in(programme.organisation, request))
    except NoDraftError:
        messages.info(request, GONE)
        return redirect("programme_designs", programme.pk)
    return redirect(f"{_address(programme)}#{place}") if place else _back(request, programme, " ".join(changed))


def _back(request: HttpRequest, programme: Programme, said: str) -> HttpResponse:
    """Go to the working copy, and say at its top what was saved, even if it contradicts itself."""
    draft = draft_of(programme)
    spec = spec_of(draft) if draft else None
    if spec and spec.elements and contradictions(spec):
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
    shown = show(copy.spec, contradictions(copy.spec))
    context = {"programme": programme, "design": copy.design, "shown": shown, "contradictions": shown.contradictions}
    return render(request, "cohorts/designs/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    programme, copy = get_draft(request, pk)
    initial = {"name": copy.spec.name, "weeks": copy.spec.weeks}
    form = SettingsForm(post_data(request), initial=initial)
    if form.is_valid():
        change = partial(editing.with_settings, **form.answers)
        if saved := _saved(request, programme, form, change, about={DesignChange.SETTINGS}):
            return saved
    return _form(request, "settings", programme, copy, form)


def _form(
    request: HttpRequest, page: str, programme: Programme, copy: WorkingCopy, form: SeenMixin, **more: Any
) -> HttpResponse:
    form.hold_first(str(copy.seen))
    context = {"programme": programme, "form": form}
    return render(request, f"cohorts/designs/{page}.html", context | more)


@require_http_methods(["GET", "HEAD", "POST"])
def element_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an element. A copy of another is filled in except for the name, which must tell the two apart."""
    programme, copy = get_draft(request, pk)
    like = copy.spec.element(request.GET.get("like", ""))
    initial = element_answers(like) | {"name": ""} if like else NEW_ELEMENT
    form = ElementForm(post_data(request), initial=initial)
    if form.is_valid():
        said = f"{form.cleaned_data['name']} is added at the end."
        change = partial(editing.with_added, element=form.element())
        if saved := _saved(request, programme, form, change, said=said):
            return saved
    return _form(request, "element", programme, copy, form)


def _refuse_unknown(request: HttpRequest, programme: Programme, key: str) -> None:
    """Raise Http404 unless a page was open on this element or rule before it was removed: saving it then says so."""
    if seen_change(request) is None or not key_was_used(programme, key):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def element(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    programme, copy = get_draft(request, pk)
    element = copy.spec.element(key)
    if element is None:
        _refuse_unknown(request, programme, key)
    initial = element_answers(element) if element else {}
    form = ElementForm(post_data(request), initial=initial)
    if form.is_valid():
        said = f"{form.cleaned_data['name']} is saved in the working copy."
        change = partial(editing.with_changed, element=form.element(key))
        if saved := _saved(request, programme, form, change, about={key}, said=said):
            return saved
    return _form(request, "element", programme, copy, form, known=element)


@require_POST
def element_move(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Move an element to a place, not by a step, so that a button pressed twice moves it once."""
    programme = get_programme(request, pk)
    place = request.POST.get("place", "")
    if not (place.isascii() and place.isdigit() and len(place) < 5):
        raise Http404
    return _pressed(request, programme, lambda spec: editing.with_moved(spec, key, int(place)), "elements")


@require_http_methods(["GET", "HEAD", "POST"])
def element_remove(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    if request.method == "POST":
        programme = get_programme(request, pk)
        return _pressed(request, programme, lambda spec: editing.without(spec, key))
    programme, copy = get_draft(request, pk)
    element = copy.spec.element(key)
    if element is None:
        raise Http404
    about = [rule_words(copy.spec, rule) for rule in copy.spec.rules if key in (rule.first, rule.then)]
    context = {"programme": programme, "element": element, "rules": about}
    return render(request, "cohorts/designs/element_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_new(request: HttpRequest, pk: int) -> HttpResponse:
    programme, copy = get_draft(request, pk)
    form = RuleForm(post_data(request), spec=copy.spec, initial={"hard": "yes"})
    return _rule(request, programme, copy, form)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Change a rule. If somebody else has changed or removed it meanwhile, saving again adds it anew."""
    programme, copy = get_draft(request, pk)
    known = copy.spec.rule(key)
    if known is None:
        _refuse_unknown(request, programme, key)
    form = RuleForm(post_data(request), spec=copy.spec, initial=rule_answers(known) if known else {})
    return _rule(request, programme, copy, form, key)


def _with_rule(form: RuleForm, instead_of: str, spec: DesignSpec) -> DesignSpec:
    return editing.with_rule(spec, form.rule(spec), instead_of)


def _replaced_by(spec: DesignSpec, rule: RuleSpec) -> set[str]:
    """List the keys of rules that this one would replace, so that nobody's new rule is replaced unseen."""
    return {known.key for known in spec.rules if known.asks == rule.asks}


def _rule(request: HttpRequest, programme: Programme, copy: WorkingCopy, form: RuleForm, key: str = "") -> HttpResponse:
    if form.is_valid():
        about = _replaced_by(copy.spec, form.rule(copy.spec)) | ({key} if key else set())
        if saved := _saved(request, programme, form, partial(_with_rule, form, key), about=about):
            return saved
    return _form(request, "rule", programme, copy, form, known=key)


@require_POST
def rule_remove(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    programme = get_programme(request, pk)
    return _pressed(request, programme, lambda spec: editing.without_rule(spec, key))


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check and publish the working copy; publishing twice shows the same version."""
    programme = get_programme(request, pk)
    if request.method == "POST":
        return _publish(request, programme)
    programme, copy = get_draft(request, pk)
    return _checked(request, programme, copy)


def _checked(
    request: HttpRequest, programme: Programme, copy: WorkingCopy, mistakes: Sequence[Mistake] = ()
) -> HttpResponse:
    current = programme.current_design
    shown = show(copy.spec, contradictions(copy.spec))
    context = {
        "programme": programme,
        "shown": shown,
        "contradictions": shown.contradictions,
        "notes": notes(copy.spec),
        "current": current,
        "changes": changes(spec_of(current), copy.spec) if current else [],
        "form": SeenForm(initial={"seen": copy.seen}),
        "mistakes": mistakes,
    }
    return render(request, "cohorts/designs/check.html", context)


def _publish(request: HttpRequest, programme: Programme) -> HttpResponse:
    by = person_in(programme.organisation, request)
    try:
        published = publish_draft(programme=programme, by=by, seen=seen_change(request))
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
    form = SeenForm(initial={"seen": copy.seen})
    context = {"programme": programme, "design": copy.design, "form": form, "mistakes": mistakes}
    return render(request, "cohorts/designs/discard.html", context)


def _discard(request: HttpRequest, programme: Programme) -> list[Mistake]:
    by = person_in(programme.organisation, request)
    try:
        discard_draft(programme=programme, by=by, seen=seen_change(request))
    except ConflictError as error:
        return conflict_mistakes(DISCARDS, error, by)
    return []
