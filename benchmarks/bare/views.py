"""A questionnaire in the same tables as Cadre's, as somebody who knows Django would write it in an afternoon.

Nothing in it is slow on purpose and nothing is tuned: models, forms that check what was posted, radio buttons written
in the template as in Django's tutorial, and the invitation fetched or 404. It does not check who may answer, and
returns the next page instead of a redirect, so that a completion takes seven requests.
"""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from benchmarks.bare.forms import QUESTIONS, SCALE, CommentsForm, StatementsForm
from benchmarks.bare.models import Draft, Invitation, Response

STATEMENTS = 30
TO_A_PAGE = 6
TEXTS = [(number, f"Opens a conversation with a patient by giving name and role, {number}") for number in range(1, 31)]


def questionnaire(request: HttpRequest, pk: UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    if request.method == "GET":
        request.session["answering"] = str(pk)
        return page(request, 1)
    if request.session.get("answering") != str(pk):
        return HttpResponse(status=404)
    return keep(request, invitation) if "first" in request.POST else submit(request, invitation)


def page(request: HttpRequest, first: int, form: StatementsForm | None = None) -> HttpResponse:
    if first > STATEMENTS:
        return render(request, "comments.html", {"places": range(QUESTIONS)})
    statements = TEXTS[first - 1 : first - 1 + TO_A_PAGE]
    return render(request, "page.html", {"first": first, "statements": statements, "scale": SCALE, "form": form})


def keep(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    first = int(request.POST["first"])
    form = StatementsForm(range(first, first + TO_A_PAGE), request.POST)
    if not form.is_valid():
        return page(request, first, form)
    draft, _ = Draft.objects.get_or_create(invitation=invitation)
    draft.ratings |= form.cleaned_data
    draft.save()
    return page(request, first + TO_A_PAGE)


@transaction.atomic
def submit(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = CommentsForm(request.POST)
    if not form.is_valid():
        return render(request, "comments.html", {"places": range(QUESTIONS), "form": form})
    draft = get_object_or_404(Draft, invitation=invitation)
    Response.objects.create(
        subject_id=invitation.subject_id,
        relationship=invitation.relationship,
        ratings=[draft.ratings[str(number)] for number in range(1, STATEMENTS + 1)],
        comments=list(form.cleaned_data.values()),
    )
    draft.delete()
    invitation.state = "answered"
    invitation.save()
    return render(request, "done.html")
