"""The pages that explain refused requests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

RATERS_PAGES = "/answer/"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a failed CSRF check. Raters are sent back to their link, since they cannot sign in again."""
    is_rater = request.path.startswith(RATERS_PAGES)
    return render(request, "assessments/answering/away.html" if is_rater else "403_csrf.html", status=403)


def explain(response: HttpResponse) -> None:
    """Fill the empty page with which Django refuses a method. The allowed methods stay in its header."""
    response.content = render_to_string("405.html").encode()
    response.headers["Content-Length"] = str(len(response.content))
