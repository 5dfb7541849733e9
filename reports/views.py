from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from people.access import get_authorised
from reports import documents
from reports.models import Document, DocumentState

DOCUMENTS = Document.objects.select_related("about", "organisation").defer("content")
KEEP_NO_COPY = "private, no-store"


@require_safe
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_authorised(DOCUMENTS.visible_to, request, pk=pk)
    if found.state != DocumentState.READY:
        return _page(request, "reports/not_ready.html", found, status=404)
    try:
        return _download(found, documents.read(found))
    except documents.LostError:
        return _page(request, "reports/lost.html", found, status=503)


def _download(document: Document, pdf: bytes) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=document.filename)
        or "attachment",
        "Cache-Control": KEEP_NO_COPY,
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _page(request: HttpRequest, template: str, document: Document, *, status: int) -> HttpResponse:
    response = render(request, template, {"document": document}, status=status)
    response.headers["Cache-Control"] = KEEP_NO_COPY
    return response
