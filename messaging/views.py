"""The list of emails that have not arrived, from which an administrator can send one again."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from messaging import outbox
from messaging.models import Message
from people.access import get_authorised, user_of
from people.models import Role

AT_ONCE = 50


@require_safe
def emails(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if Role.ADMINISTRATOR not in user.roles:
        raise Http404
    owed = Message.objects.visible_to(user)
    page = Paginator(owed.in_trouble(), AT_ONCE).get_page(request.GET.get("page"))
    return render(request, "messaging/emails.html", {"page": page, "counts": owed.counts()})


@require_POST
def email_again(request: HttpRequest, reference: UUID) -> HttpResponse:
    messages_ = Message.objects.select_related("organisation")
    message = get_authorised(messages_.visible_to, request, reference=reference)
    outbox.send_again(message=message)
    messages.success(request, f"The email to {message.to_email} will be sent again.")
    return redirect("emails")
