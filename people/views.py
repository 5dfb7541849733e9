from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from people.access import get_authorised, organisations_of, user_of
from people.accounts import OwnRoleError, grant, remove_role, team_of
from people.forms import TeamForm
from people.models import Role, RoleGrant

GRANTS = RoleGrant.objects.select_related("person__organisation")


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    return _page(request, TeamForm(organisations=organisations_of(request)))


@require_POST
def team_add(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST, organisations=organisations_of(request))
    if form.is_valid() and (person := form.carry_out(grant)):
        role = Role(form.cleaned_data["role"]).label.lower()
        messages.success(request, f"{person.name} now has the role of {role}.")
        return redirect("team")
    return _page(request, form)


@require_POST
def team_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_authorised(GRANTS.run_by, request, pk=pk)
    role = found.get_role_display().lower()
    try:
        remove_role(grant=found, by=user_of(request))
    except OwnRoleError:
        messages.error(request, "You cannot remove your own role of administrator. Ask another administrator to do it.")
    else:
        messages.success(request, f"{found.person.name} no longer has the role of {role}.")
    return redirect("team")


def _page(request: HttpRequest, form: TeamForm) -> HttpResponse:
    teams = [(organisation, team_of(organisation)) for organisation in form.organisations]
    context = {"form": form, "teams": teams, "user_id": user_of(request).pk, "own": Role.ADMINISTRATOR}
    return render(request, "people/team.html", context)
