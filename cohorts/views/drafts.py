"""The pages on which the working copy of a design is changed, each change saved at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.contradictions import Contradiction, contradictions, notes
from cohorts.designing import recipe_of
from cohorts.drafting import (
    ContradictoryError,
    NoDraftError,
    change_draft,
    discard_draft,
    draft_of,
    publish_draft,
)
from cohorts.models import Design, Element, Programme
from cohorts.recipes import changing
from cohorts.recipes.comparing import changes
from cohorts.recipes.forms import ElementForm, RuleForm, SettingsForm, element_answers, rule_answers
from cohorts.recipes.parts import Part, Recipe, Rule, rule_words
from cohorts.recipes.showing import show, show_contradictions
from cohorts.views.designs import get_programme

NEW_ELEMENT = {"facilitators_needed": 1, "co_facilitators_needed": 0, "kind": Element.Kind.MASTERCLASS}


def get_draft(request: HttpRequest, pk: int) -> tuple[Programme, Design, Recipe]:
    programme = get_programme(request, pk)
    found = draft_of(programme)
    if found is None:
        raise Http404
    return programme, found, recipe_of(found)


def _change(programme: Programme, change: Callable[[Recipe], Recipe]) -> None:
    """Whoever changes what another has just published, discarded or removed is told that it is not there."""
    try:
        change_draft(programme=programme, change=change)
    except (NoDraftError, LookupError) as error:
        raise Http404 from error


@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    programme, found, recipe = get_draft(request, pk)
    context = {
        "programme": programme,
        "design": found,
        "shown": show(recipe),
        "contradictions": show_contradictions(recipe, contradictions(recipe)),
    }
    return render(request, "cohorts/designs/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    programme, found, recipe = get_draft(request, pk)
    initial = {"name": recipe.name, "weeks": recipe.weeks}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        _change(programme, lambda recipe: changing.with_settings(recipe, **form.cleaned_data))
        return redirect(found)
    return _form(request, "settings", programme, form)


def _form(request: HttpRequest, page: str, programme: Programme, form: Any, **more: Any) -> HttpResponse:
    return render(request, f"cohorts/designs/{page}.html", {"programme": programme, "form": form} | more)


@require_http_methods(["GET", "HEAD", "POST"])
def element_new(request: HttpRequest, pk: int) -> HttpResponse:
    programme, found, _ = get_draft(request, pk)
    form = ElementForm(request.POST if request.method == "POST" else None, initial=NEW_ELEMENT)
    if form.is_valid():
        _change(programme, lambda recipe: changing.with_added(recipe, form.part()))
        messages.success(request, f"{form.cleaned_data['name']} is added at the end.")
        return redirect(found)
    return _form(request, "element", programme, form)


def _part(recipe: Recipe, key: str) -> Part:
    part = recipe.part(key)
    if part is None:
        raise Http404
    return part


@require_http_methods(["GET", "HEAD", "POST"])
def element(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    programme, found, recipe = get_draft(request, pk)
    part = _part(recipe, key)
    form = ElementForm(request.POST if request.method == "POST" else None, initial=element_answers(part))
    if form.is_valid():
        _change(programme, lambda recipe: changing.with_changed(recipe, form.part(key)))
        messages.success(request, f"{form.cleaned_data['name']} is saved in the working copy.")
        return redirect(found)
    return _form(request, "element", programme, form, part=part)


@require_POST
def element_move(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """To a place and not by a step, so that a button pressed twice moves it once."""
    programme, found, recipe = get_draft(request, pk)
    place = request.POST.get("place", "")
    if not (place.isascii() and place.isdigit() and len(place) < 5):
        raise Http404
    _part(recipe, key)
    _change(programme, lambda recipe: changing.with_moved(recipe, key, int(place)))
    return redirect(f"{found.get_absolute_url()}#elements")


@require_http_methods(["GET", "HEAD", "POST"])
def element_remove(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    programme, found, recipe = get_draft(request, pk)
    if request.method == "POST":
        _change(programme, lambda recipe: changing.without(recipe, key))
        return redirect(f"{found.get_absolute_url()}#elements")
    part = _part(recipe, key)
    about = [rule_words(recipe, rule) for rule in recipe.rules if key in (rule.first, rule.then)]
    context = {"programme": programme, "part": part, "rules": about}
    return render(request, "cohorts/designs/element_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_new(request: HttpRequest, pk: int) -> HttpResponse:
    programme, _, recipe = get_draft(request, pk)
    form = RuleForm(request.POST if request.method == "POST" else None, recipe=recipe, initial={"hard": "yes"})
    return _rule(request, programme, form)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    programme, _, recipe = get_draft(request, pk)
    known = recipe.rule(key)
    if known is None:
        raise Http404
    form = RuleForm(request.POST if request.method == "POST" else None, recipe=recipe, initial=rule_answers(known))
    return _rule(request, programme, form, known)


def _rule(request: HttpRequest, programme: Programme, form: RuleForm, known: Rule | None = None) -> HttpResponse:
    if form.is_valid():
        instead_of = known.key if known else ""
        _change(programme, lambda recipe: changing.with_rule(recipe, form.rule(), instead_of))
        return _to_rules(programme)
    return _form(request, "rule", programme, form, known=known)


def _to_rules(programme: Programme) -> HttpResponse:
    address = Design(programme=programme, is_draft=True).get_absolute_url()
    return redirect(f"{address}#rules")


@require_POST
def rule_remove(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    programme, _, _ = get_draft(request, pk)
    _change(programme, lambda recipe: changing.without_rule(recipe, key))
    return _to_rules(programme)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever publishes what has just been published is shown the same version."""
    programme = get_programme(request, pk)
    if request.method == "POST":
        return _publish(request, programme)
    programme, _, recipe = get_draft(request, pk)
    return _checked(request, programme, recipe, contradictions(recipe))


def _checked(request: HttpRequest, programme: Programme, recipe: Recipe, found: list[Contradiction]) -> HttpResponse:
    current = programme.current_design
    context = {
        "programme": programme,
        "shown": show(recipe),
        "contradictions": show_contradictions(recipe, found),
        "notes": notes(recipe),
        "current": current,
        "changes": changes(recipe_of(current), recipe) if current else [],
    }
    return render(request, "cohorts/designs/check.html", context)


def _publish(request: HttpRequest, programme: Programme) -> HttpResponse:
    try:
        published = publish_draft(programme=programme)
    except NoDraftError:
        return redirect("programme_designs", programme.pk)
    except ContradictoryError as error:
        _, _, recipe = get_draft(request, programme.pk)
        return _checked(request, programme, recipe, error.found)
    messages.success(request, f"{published} is published. The next cohort starts with it.")
    return redirect(published)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_programme(request, pk)
    if request.method == "POST":
        discard_draft(programme=programme)
        messages.success(request, "The working copy is discarded. Published versions are as they were.")
        return redirect("programme_designs", programme.pk)
    _, found, _ = get_draft(request, pk)
    return render(request, "cohorts/designs/discard.html", {"programme": programme, "design": found})
