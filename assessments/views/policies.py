"""An administrator settles how the organisation runs its 360s."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments.rounds import policies
from assessments.rounds.forms import PolicyForm
from people.access import get_authorised
from people.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    organisation: Organisation = get_authorised(policies.Settled(), "assessments.set_policy", request, pk=pk)
    form = PolicyForm(request.POST or None, policy=policies.policy_of(organisation))
    if request.method == "POST" and form.is_valid():
        policies.set_policy(organisation=organisation, **form.cleaned_data)
        messages.success(request, "The settings are saved. They hold for rounds that are opened from now on.")
        return redirect("policy", pk=organisation.pk)
    return render(request, "assessments/rounds/policy.html", {"organisation": organisation, "form": form})
