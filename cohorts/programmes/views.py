from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.designs.display import show
from cohorts.designs.drafts import draft_of
from cohorts.designs.storage import spec_of
from cohorts.models import Programme
from cohorts.programmes.editing import change_programme, commission_programme
from cohorts.programmes.forms import ChangeProgrammeForm, ProgrammeForm
from people.access import get_authorised, organisations_of, user_of
from people.accounts import team_of
from people.conflicts import fingerprint
from people.forms import post_data


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    organisations = organisations_of(request)
    found = Programme.objects.run_by(user_of(request)).for_list()
    context = {"programmes": found, "several_organisations": len(organisations) > 1}
    return render(request, "cohorts/programmes/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def programme_new(request: HttpRequest) -> HttpResponse:
    organisations = organisations_of(request)
    form = ProgrammeForm(post_data(request), organisations=organisations)
    if form.is_valid() and (made := form.carry_out(commission_programme)):
        return redirect(made)
    return render(request, "cohorts/programmes/new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def programme_change(request: HttpRequest, pk: int) -> HttpResponse:
    programmes = Programme.objects.select_related("organisation")
    found = get_authorised(programmes.run_by, request, pk=pk)
    initial = {"name": found.name, "aims": found.aims}
    form = ChangeProgrammeForm(post_data(request), initial=initial | {"seen": fingerprint(initial)})
    if form.is_valid() and (changed := form.carry_out(change_programme, programme=found)):
        messages.success(request, f"{changed.name} is saved.")
        return redirect(changed)
    return render(request, "cohorts/programmes/change.html", {"programme": found, "form": form})


@require_safe
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_authorised(Programme.objects.select_related("organisation").run_by, request, pk=pk)
    design = found.current_design
    context = {
        "programme": found,
        "cohorts": found.cohorts.with_enrolled(),
        "design": design,
        "draft": draft_of(found),
        "shown": show(spec_of(design)) if design else None,
        "team": team_of(found.organisation),
    }
    return render(request, "cohorts/programmes/programme.html", context)
