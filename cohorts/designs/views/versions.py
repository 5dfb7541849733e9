from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.designs.comparison import changes
from cohorts.designs.conflicts import BEGINS, ConflictError, add_conflict, seen_change
from cohorts.designs.contradictions import notes
from cohorts.designs.display import show
from cohorts.designs.drafts import begin_draft, draft_of, edit_version
from cohorts.designs.files import write_design
from cohorts.designs.forms import CopyForm, DesignFileForm
from cohorts.designs.history import history_words, last_change
from cohorts.designs.specs import DesignSpec
from cohorts.designs.storage import spec_of
from cohorts.models import Cohort, Design, Programme
from people.access import get_authorised, person_in, user_of
from people.forms import post_data
from spreadsheets.downloads import download


def get_programme(request: HttpRequest, pk: int) -> Programme:
    programmes = Programme.objects.select_related("organisation")
    return get_authorised(programmes.run_by, request, pk=pk)


def get_design(request: HttpRequest, pk: int) -> Design:
    designs = Design.objects.select_related("programme__organisation")
    return get_authorised(designs.run_by, request, pk=pk)


@require_safe
def design(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_design(request, pk)
    if found.is_draft:
        return redirect(found)
    spec = spec_of(found)
    context = {
        "design": found,
        "programme": found.programme,
        "shown": show(spec),
        "notes": notes(spec),
        "is_current": found == found.programme.current_design,
        "draft": draft_of(found.programme),
        "cohorts": found.cohorts.all(),
    }
    return render(request, "cohorts/designs/design.html", context)


@require_safe
def design_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_design(request, pk)
    name = f"{slugify(str(found)) or 'design'}.toml"
    return download(write_design(spec_of(found)).encode(), "application/toml", name)


@require_POST
def design_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_design(request, pk)
    if not found.is_draft and draft_of(found.programme):
        messages.info(
            request, "There is a working copy already. Publish or discard it before you start from a version."
        )
    by = person_in(found.organisation, request)
    return redirect(edit_version(design=found, by=by))


@require_safe
def programme_designs(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_programme(request, pk)
    context = {
        "programme": programme,
        "draft": draft_of(programme),
        "versions": versions_of(programme),
        "history": history_words(programme, person_in(programme.organisation, request)),
    }
    return render(request, "cohorts/designs/versions.html", context)


def versions_of(programme: Programme) -> list[dict[str, Any]]:
    """List every version, the latest first, with its cohorts and its changes."""
    designs = list(programme.designs.published().prefetch_related("cohorts"))
    specs = [spec_of(each) for each in designs]
    changed = [changes(before, after) for after, before in pairwise(specs)]
    return [
        {"design": each, "changes": said, "cohorts": list[Cohort](each.cohorts.all())}
        for each, said in zip(designs, [*changed, []], strict=False)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def design_copy(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_programme(request, pk)
    designs = copied_from(request, programme)
    form = CopyForm(post_data(request), designs=designs)
    if form.is_valid() and (draft := _begun(request, programme, form.spec, form)):
        return redirect(draft)
    return render(request, "cohorts/designs/copy.html", _context(programme, form))


def copied_from(request: HttpRequest, programme: Programme) -> list[Design]:
    """List the current designs of the other programmes that the account runs, in all of its organisations."""
    designs: QuerySet[Design] = Design.objects.run_by(user_of(request)).published().exclude(programme=programme)
    latest = designs.order_by("programme_id", "-version").distinct("programme_id")
    found = latest.select_related("programme__organisation")
    return sorted(found, key=lambda each: (each.organisation.name, each.programme.name))


@require_http_methods(["GET", "HEAD", "POST"])
def design_import(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_programme(request, pk)
    form = DesignFileForm(post_data(request), request.FILES or None)
    if form.is_valid() and (draft := _begun(request, programme, form.cleaned_data["table"], form)):
        return redirect(draft)
    context = _context(programme, form) | {"current": programme.current_design}
    return render(request, "cohorts/designs/import.html", context)


def _begun(
    request: HttpRequest, programme: Programme, spec: DesignSpec, form: CopyForm | DesignFileForm
) -> Design | None:
    by = person_in(programme.organisation, request)
    try:
        draft = begin_draft(programme=programme, spec=spec, by=by, seen=seen_change(request))
    except ConflictError as error:
        add_conflict(form, error, by, BEGINS)
        return None
    messages.success(request, f"The working copy is now {spec.name}. Change what you like, then check and publish it.")
    return draft


def _context(programme: Programme, form: CopyForm | DesignFileForm) -> dict[str, Any]:
    form.hold_first(str(last_change(programme)))
    return {"programme": programme, "form": form, "draft": draft_of(programme)}
